"""What replaces hardware on a desk: a street with people, a broker, a page to watch them on."""
