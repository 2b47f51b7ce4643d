"""What people carry, ride and drive, as meshes."""
