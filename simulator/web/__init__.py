"""The demo's page: what a camera shows on its own desk, beside what it told the broker."""
