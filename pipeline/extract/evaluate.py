"""How well an extracted text agrees with the text that a person, or the maker of the page, calls the main text."""

from __future__ import annotations

import re
from collections import Counter

# A token is a run of letters and digits; in scripts written without blanks, one character.
_NO_BLANKS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_NO_BLANKS}]|[^\W{_NO_BLANKS}]+")


def tokens(text: str) -> list[str]:
    """The tokens of ``text`` in order, in lower case."""
    return _TOKEN.findall(text.lower())


def token_f1(extracted: str, gold: str) -> float:
    """Harmonic mean of the precision and the recall of the extracted tokens, each counted as often as it occurs.

    1.0 when both texts have no token, 0.0 when only one has none. Word order is not looked at. The metric is that of
    SQuAD (Rajpurkar et al. 2016, section 6.1), without its removal of articles.
    """
    return multiset_f1(tokens(extracted), tokens(gold))


def multiset_f1(found: list[str], wanted: list[str]) -> float:
    """Harmonic mean of precision and recall of ``found`` against ``wanted``; repetition counts, order does not."""
    if not found or not wanted:
        return float(not found and not wanted)
    common = (Counter(found) & Counter(wanted)).total()
    return 2 * common / (len(found) + len(wanted))
