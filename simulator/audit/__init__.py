"""Whether whom a camera misses depends on who they are: detectors and mask, by labelled group."""
