"""How the characters and their sprites were made; not part of the distribution."""
