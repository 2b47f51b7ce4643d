"""What goes wrong: before the lens, at the broker, on the disk, with the clock."""
