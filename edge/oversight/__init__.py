"""What law asks of a camera in public, kept by the camera and provable from outside."""
