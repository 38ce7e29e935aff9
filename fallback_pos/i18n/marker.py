"""Marking texts that are translated later."""


def N_(text: str) -> str:
    """The text itself: says that it is a message id, for extraction, where it is translated only when shown."""
    return text
