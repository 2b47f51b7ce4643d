"""The installer's hour: masked pictures, and places to draw, while a window is open."""
