"""Scenarios: what they may say, how they are read, and the library of them."""
