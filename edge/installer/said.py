"""What vision and the process that serves an installer have in common: a socket, three words."""

from typing import Final

# In the folder of the window. Its being there is the window's being open.
SOCKET: Final = "preview.sock"

# What the serving process says of whoever came, one byte each. Nothing else can be said.
ENTERED: Final = b"e"
REFUSED: Final = b"r"
CLOSE: Final = b"c"
