"""What a person can mend: the one kind of error that ends a command with exit code 2."""


class BadInputError(Exception):
    """Something that was given to us is wrong; the message names the place and the reason."""
