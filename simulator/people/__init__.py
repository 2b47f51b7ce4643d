"""Rendered people: nobody who exists, seen by detectors as if they did."""
