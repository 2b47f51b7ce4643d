"""From pixels to boxes: frames, models and their heads."""
