"""Whole numbers on a command line, from one to another."""

import argparse
from collections.abc import Callable


def within(low: int, high: int) -> Callable[[str], int]:
    """Return what argparse is to read such a number with; others are refused with the range."""

    def whole(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"expected {low} to {high}, got {text}")
        return int(text)

    return whole
