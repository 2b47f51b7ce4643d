"""From boxes to things that move: short-lived numbers that never leave the process."""
