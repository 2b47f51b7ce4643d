"""Files of counts: CSV with a header or JSON lines, of these columns and no other."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from edge import strict
from edge.errors import DocumentError, Fault, refuse
from edge.forecast.series import HourCount, Series, series_of

# A fleet of a hundred places for a year.
_MAX_BYTES: Final = 100_000_000


def read_series(path: Path) -> tuple[Series, ...]:
    """Read place, hour, count and epsilon_milli of every row.

    An empty count (CSV) or null (JSON) is an outage. Raises DocumentError naming file and row,
    also for a column of another name: what could name a person is not read.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise refuse(str(path), error.strerror or "cannot be read") from error
    if len(raw) > _MAX_BYTES:
        raise refuse(str(path), f"over {_MAX_BYTES} bytes")
    rows = _json_rows(raw) if path.suffix in (".jsonl", ".ndjson") else _csv_rows(raw)
    try:
        series = series_of(_checked(rows))
    except DocumentError as error:
        raise DocumentError(error.faults, file=path) from error
    if not series:
        raise refuse(str(path), "has no counts")
    return series


def _checked(rows: Iterator[object]) -> Iterator[HourCount]:
    for number, row in enumerate(rows, 1):
        try:
            yield msgspec.convert(row, HourCount)
        except (msgspec.ValidationError, DocumentError) as error:
            raise _named(row, number) from error


def _named(row: object, number: int) -> DocumentError:
    """The faults of a row, each with its path."""
    try:
        strict.convert(row, HourCount)
    except DocumentError as error:
        paths = [Fault(path=f"row {number}.{f.path}", reason=f.reason) for f in error.faults]
        return DocumentError(paths)
    return refuse(f"row {number}", "is not a count of a place and hour")


def _json_rows(raw: bytes) -> Iterator[object]:
    for number, line in enumerate(raw.splitlines(), 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line)
            except msgspec.DecodeError as error:
                raise refuse(f"row {number}", str(error)) from error


def _csv_rows(raw: bytes) -> Iterator[object]:
    try:
        text = raw.decode()
        for row in csv.DictReader(io.StringIO(text), restkey="beyond the header", strict=True):
            yield {name: _value(name, cell) for name, cell in row.items()}
    except (UnicodeDecodeError, csv.Error) as error:
        raise refuse("table", str(error)) from error


def _value(name: str, cell: str | None) -> object:
    if name not in ("hour", "count", "epsilon_milli") or cell is None:
        return cell
    if not cell.strip():
        return None
    try:
        return int(cell)
    except ValueError:
        return cell
