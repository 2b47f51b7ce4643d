"""What should have come, what came, and how the two compare."""
