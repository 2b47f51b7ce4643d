"""Masked video around events: kept in memory all the time, on the disk only where one happened."""
