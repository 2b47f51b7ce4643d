"""The truth level: boxes without pixels, and a detector's errors by chance and seed."""
