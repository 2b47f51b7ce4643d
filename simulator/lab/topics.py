"""Which topics a subscription takes in."""


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic filter, + and # included, takes in a topic (MQTT 5, 4.7)."""
    if topic.startswith("$") and not pattern.startswith("$"):
        return False
    levels, parts = pattern.split("/"), topic.split("/")
    for number, level in enumerate(levels):
        if level == "#":
            return True
        if number >= len(parts) or level not in ("+", parts[number]):
            return False
    return len(levels) == len(parts)
