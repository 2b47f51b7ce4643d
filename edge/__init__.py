"""The device: everything that runs on a camera."""
