"""What may leave: masked pixels, and events of a closed schema."""
