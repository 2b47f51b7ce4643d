"""Very many cameras from one process: the whole contract, no pictures."""
