"""What `lab label 06` asks about: pairs of texts whose true similarity is known."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from labs.grading.sheet import Planted
from labs.world.draws import Draw
from labs.world.families import renumbered, variant
from labs.world.similarity import jaccard, shingles
from labs.world.writing import Draft, article, joined

DOMAINS: Final = ("general", "medicine", "general", "law")
PAIRS: Final = {"same": 6, "near": 6, "part": 5, "different": 5}
MIN_CHARACTERS: Final = 300
MAX_CHARACTERS: Final = 520
MIN_COMMON_WORDS: Final = 3
"""Two texts about anything share a word here and there; that is nothing they have in common."""


def documents(seed: int) -> Iterator[Planted]:
    """So many pairs of each label, each of other texts. A pair that no reader could tell for sure is left out."""
    for label, count in PAIRS.items():
        found, tried = 0, 0
        while found < count:
            one, other = pair(Draw(seed, "lab 06", "sheet", label, tried), label, DOMAINS[found % len(DOMAINS)])
            tried += 1
            if min(len(one), len(other)) >= MIN_CHARACTERS and label_of(one, other) == label:
                found += 1
                yield Planted(both(one, other), label)


def pair(draw: Draw, label: str, domain: str) -> tuple[str, str]:
    """The beginnings of two texts; not every try has the similarity of its label."""
    draft = article(draw, "en", domain)
    if label == "different":
        return beginning(draft), beginning(article(draw, "en", domain))
    if label == "same":
        return beginning(draft), beginning(renumbered(draw, draft))
    return beginning(draft), beginning(variant(draw, draft, 0.88 if label == "near" else 0.45))


def beginning(draft: Draft) -> str:
    """The first sentences, as many whole ones as `MAX_CHARACTERS` hold."""
    sentences = [sentence for paragraph in draft.paragraphs for sentence in paragraph]
    kept: list[str] = []
    while sentences and sum(map(len, kept)) + len(kept) + len(sentences[0]) <= MAX_CHARACTERS:
        kept.append(sentences.pop(0))
    return joined(tuple(kept)) if kept else ""


def label_of(one: str, other: str) -> str:
    """What the similarity of the two says; empty where a reader could not tell."""
    similarity = jaccard(shingles(one), shingles(other))
    if similarity == 1.0:
        return "same"
    if 0.8 <= similarity <= 0.97:
        return "near"
    if 0.2 <= similarity <= 0.6:
        return "part"
    return "different" if similarity <= 0.02 else ""


def both(one: str, other: str) -> str:
    """Both texts; what does not stand in the other one is between « and »."""
    first, second = one.split(), other.split()
    matches = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    edges = (0, 0), (len(first), len(second))  # both texts begin, or end, with these words: that is no chance
    common = [
        match
        for match in matches
        if match.size >= MIN_COMMON_WORDS
        or (match.a, match.b) in edges
        or (match.a + match.size, match.b + match.size) in edges
    ]
    of_first = marked(first, [(match.a, match.size) for match in common])
    of_second = marked(second, [(match.b, match.size) for match in common])
    return f"A: {of_first}\n\nB: {of_second}"


def marked(words: list[str], common: list[tuple[int, int]]) -> str:
    """The words; those outside of the (start, size) of ``common`` are between marks."""
    parts, place = [], 0
    for start, size in [*common, (len(words), 0)]:
        if place < start:
            parts.append(f"«{' '.join(words[place:start])}»")
        parts += words[start : start + size]
        place = start + size
    return " ".join(parts)
