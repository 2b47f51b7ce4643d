"""The operator's side of the contract: what is told to cameras, and what becomes of it."""
