"""The sign's QR code (ISO/IEC 18004)."""

from edge.errors import BadInputError


def code_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """Modules of the smallest code for a text, row by row, True for dark.

    Up to 15 % of it may be scratched (level M). Raises BadInputError where segno is missing.
    """
    try:
        import segno
    except ModuleNotFoundError as error:
        raise BadInputError("a sign needs segno: pip install 'passerby[sign]'") from error
    made = segno.make_qr(text, error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)
