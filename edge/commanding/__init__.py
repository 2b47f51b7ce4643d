"""Commands from afar, obeyed once."""
