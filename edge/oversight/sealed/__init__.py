"""Unmasked originals: encrypted as they are written, for two of three holders together."""
