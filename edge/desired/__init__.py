"""A configuration from afar, as a transaction."""
