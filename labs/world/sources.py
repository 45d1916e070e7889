# ruff: noqa: RUF001 - sentences end with the marks of many scripts
"""The real sentences that the world is written from: the pool ``data/samples/prose``, never ``reference``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.resources import sample

LANGUAGES: Final = ("ar", "de", "en", "es", "fa", "fr", "ja", "pt", "ru", "zh")
NO_BLANKS: Final = frozenset({"ja", "zh"})

_SENTENCE_END: Final = re.compile(r"(?<=[.!?؟])\s+(?=[^\Wa-z0-9_])|(?<=[。！？])")
_TERMINAL: Final = tuple(".!?؟。！？")
# What looks like personal data or what a published rule punishes by itself is planted on purpose, so it must not
# come in unnoticed.
_UNWANTED: Final = re.compile(r"[@{}]|::|\d(?:[\d\s().-]{5,}\d|\d*\.\d+\.\d)")
_UNWANTED_WORDS: Final = ("javascript", "lorem ipsum", "cookie", "privacy policy", "terms of use")


@dataclass(frozen=True)
class Pool:
    """Sentences of one file of data/samples: ``sentences`` in the order of the file, ``code`` blocks apart."""

    path: str
    sentences: tuple[str, ...]
    code: tuple[str, ...]


def split_sentences(paragraph: str) -> list[str]:
    """Sentences of a paragraph of real text; a piece without an end mark is left out."""
    return [piece.strip() for piece in _SENTENCE_END.split(paragraph) if piece.strip().endswith(_TERMINAL)]


def _is_usable(sentence: str, language: str, domain: str) -> bool:
    low, high = (12, 140) if language in NO_BLANKS else (35, 800 if domain == "law" else 420)
    if not low <= len(sentence) <= high:
        return False
    if domain == "mathematics":
        return True
    lower = sentence.lower()
    return not any(words in lower for words in _UNWANTED_WORDS) and not _UNWANTED.search(sentence)


@lru_cache(maxsize=64)
def _pool(source: str, language: str) -> Pool:
    path = f"prose/{source}/{language}.jsonl"
    sentences: dict[str, None] = {}
    code: dict[str, None] = {}
    with sample(path).open(encoding="utf-8") as lines:
        for line in lines:
            passage = json.loads(line)
            for paragraph in passage["paragraphs"]:
                if "\n" in paragraph:
                    if paragraph.count("\n") <= 24 and "@" not in paragraph:
                        code[paragraph] = None
                    continue
                for sentence in split_sentences(paragraph):
                    if _is_usable(sentence, language, passage["domain"]):
                        sentences[sentence] = None
    return Pool(path, tuple(sentences), tuple(code))


SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "general": ("debian-handbook", "gnome-user-docs", "jargon-file", "speeches", "sqlite"),
    "mathematics": ("sympy", "mpmath"),
    "code": ("python",),
    "law": ("law",),
    "medicine": ("medicine",),
}


@lru_cache(maxsize=64)
def pools(language: str, domain: str) -> tuple[Pool, ...]:
    """The pools of a language and domain. Domains other than general exist in English only."""
    found = []
    for source in SOURCES[domain]:
        if (sample("prose") / source / f"{language}.jsonl").exists():
            found.append(_pool(source, language))
    return tuple(found)
