"""Lab 05: hashes."""


def hash_word_ratio(text: str, words: list[str]) -> float:
    """Number of ``#`` in the text / words; 0 without words."""
    raise NotImplementedError
