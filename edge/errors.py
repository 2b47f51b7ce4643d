"""What ends a command with one clear line, and with which exit code."""


class BadInputError(Exception):
    """Something that was given to us is wrong; the message names the place and the reason.

    A person can mend it: exit code 2, and starting again would not help.
    """


class NotNowError(Exception):
    """Something is in the way that may go by itself: a full disk, a folder in use.

    Exit code 1, and starting again later may help.
    """
