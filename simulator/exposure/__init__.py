"""How often a face gets through: the masked pictures of the real pipeline against what is true."""
