"""What vision does with each frame, from the look to the finding."""
