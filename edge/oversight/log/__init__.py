"""What a camera has done and been told, in a log that nobody can rewrite unseen."""
