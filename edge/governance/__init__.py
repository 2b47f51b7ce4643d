"""What this camera may do, and whose word it believes."""
