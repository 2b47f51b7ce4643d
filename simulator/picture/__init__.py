"""The pixel level: what a camera would see of the world, and the truth of every pixel."""
