"""Lab 07: pages."""


def word_count(words: list[str]) -> float:
    """Number of words."""
    raise NotImplementedError
