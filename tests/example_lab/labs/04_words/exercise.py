"""Lab 04: words."""


def word_count(words: list[str]) -> float:
    """Number of words."""
    raise NotImplementedError


def mean_word_length(words: list[str]) -> float:
    """Characters in words / words; 0 without words."""
    raise NotImplementedError("write me")
