"""From tracks to findings: what a place's rules make of what moves in it. No pixels here."""
