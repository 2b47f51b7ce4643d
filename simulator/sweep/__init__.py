"""How well a detector finds the people drawn here, by size, pitch, light and skin tone."""
