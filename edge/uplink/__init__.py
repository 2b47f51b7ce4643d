"""The uplink process: network, and no camera."""
