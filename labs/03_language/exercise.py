"""Lab 03: language and URL filters. Read README.md first; then write the six functions, in any order.

What you may use is imported below. Everything else is plain Python; no Spark is needed in this lab.
"""

from __future__ import annotations

import ipaddress  # noqa: F401
import re  # noqa: F401
from typing import Any
from urllib.parse import unquote, urlsplit  # noqa: F401

import idna  # noqa: F401

from pipeline.language.identify import language_model  # noqa: F401

# language_model()                   lid.176 of fastText, loaded once and then kept; language_model(path) another one
# language_model().predict(lines)    for a LIST of strings: (labels, probabilities), one list of each for each string
# idna.encode(host, uts46=True)      the ASCII form of a host name, as bytes; raises idna.IDNAError
# urlsplit(url).hostname             the host: in lower case, without user and port
# unquote("a%20b")                   "a b"


def identify_languages(texts: list[str], model: str | None = None) -> list[tuple[str, float]]:
    """The most probable language of each text and its probability, in the order of the texts.

    ``texts``: any number of texts of any length, with line ends and whatever else a page holds; they may be empty.
    ``model``: file of a fastText model, for `language_model`; None is lid.176. The language is a code such as "en",
    without ``__label__``; the probability is a number from 0 to 1. Line ends are read as blanks. Text that says
    ``__label__`` is read as text: write it as ``__ label __``.
    """
    raise NotImplementedError


def passages(text: str, min_letters: int = 200) -> list[str]:
    """The text cut at line ends into passages, each as short as possible, of at least ``min_letters`` letters.

    A letter is one of any script: what `str.isalpha` says of one character. Lines are not cut, and "\\n" between the
    passages gives the text back, blank lines as well. What is left at the end and is too short joins the last passage.
    A text that is too short for one passage is one passage, also the empty text: ``[""]``.

    >>> passages("aaa\\nbb\\nb\\ncc", 3)
    ['aaa', 'bb\\nb\\ncc']
    """
    raise NotImplementedError


def language_verdict(
    language: str, score: float, passage_languages: list[str], letters: list[int], limits: dict[str, Any]
) -> dict[str, Any]:
    """Judge one document by the languages that were found in it.

    ``language``, ``score``: language of the whole text and its probability. ``passage_languages``, ``letters``: the
    language and the number of letters of each passage. ``limits`` has the keys ``min_score``, ``min_scores``,
    ``min_main_language_fraction``, ``allowed``, ``min_letters``; see the handout.

    Returns a dictionary with the keys ``language``, ``score``, ``main_language_fraction``, ``broken``. The last is a
    list of the names of ALL broken rules, in this order: ``min_score``, ``min_main_language_fraction``,
    ``not_allowed``. The limit itself is allowed.
    """
    raise NotImplementedError


def read_domain_list(text: str) -> tuple[list[str], list[str]]:
    """The domains that a list names, sorted, each once; and the lines that cannot be understood, in their order.

    ``text``: the content of the list. The handout has the forms that a line may have. Domains are spelled as in
    canonical URLs: lower case, IDNA-encoded, no final dot. A line that cannot be understood comes back without the
    blanks at its ends; no domain of such a line counts.

    >>> read_domain_list("0.0.0.0 Evil.example  # spam\\n*.b\u00fccher.example.\\nevil.example/page")
    (['evil.example', 'xn--bcher-kva.example'], ['evil.example/page'])
    """
    raise NotImplementedError


def match_url(url: str, lists: dict[str, Any]) -> dict[str, list[str]]:
    """What of each list the URL contains, sorted, each once.

    ``url``: an absolute http(s) address; its host is ASCII. ``lists``: the keys ``blocked_domains``,
    ``strict_words``, ``hard_words``, ``soft_words``, each with a set of strings in lower case. Returns a dictionary
    with the same keys and lists of what was found. How each list matches stands in the handout.
    """
    raise NotImplementedError


def surviving_captures(captures: list[dict[str, Any]]) -> list[str | None]:
    """For each capture None when it stays, else the id of the capture that stays in its place.

    A capture has ``id``, ``canonical_url`` (or None), ``warc_date`` (UTC, such as "2024-05-01T12:00:00Z" or
    "2024-05-01T12:00:00.25Z"), ``warc_file``, ``warc_offset`` (a number). Of each canonical URL the earliest capture
    stays; of one moment that with the smallest id, then file, then offset. Captures without canonical URL are of one
    page only when they have one id. The answer has the order of ``captures``.
    """
    raise NotImplementedError
