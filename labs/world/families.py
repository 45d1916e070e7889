"""Near duplicates: a text rewritten until about a given Jaccard similarity is left."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from labs.world.draws import Draw
from labs.world.similarity import words
from labs.world.sources import NO_BLANKS, Pool, pools
from labs.world.writing import Draft, choose_pool, prose

SHINGLE_WORDS: Final = 5
_LONG_NUMBER: Final = re.compile(r"[@:]|\d.*\d.*\d")


def target_similarity(draw: Draw) -> float:
    """What share of five-word shingles a copy shall keep: a fifth all, the most 0.8 to 1, others down to 0.45."""
    place = draw.fraction()
    if place < 0.2:
        return 1.0
    if place < 0.65:
        return 0.8 + 0.2 * draw.fraction()
    return 0.45 + 0.35 * draw.fraction()


def _protected(draft: Draft) -> list[str]:
    return [item.value for item in draft.pii]


def renumbered(draw: Draw, draft: Draft) -> Draft:
    """Every short number and many capitals changed: other bytes, the same shingles."""
    paragraphs = []
    for paragraph in draft.paragraphs:
        sentences = []
        for sentence in paragraph:
            if not _LONG_NUMBER.search(sentence):
                sentence = re.sub(r"\d", lambda _: str(draw.between(1, 9)), sentence)
                sentence = sentence.replace(",", " ,") if draw.chance(0.3) else sentence
            sentences.append(sentence)
        paragraphs.append(tuple(sentences))
    return replace(draft, paragraphs=tuple(paragraphs))


def _swap_words(draw: Draw, draft: Draft, count: int, pool: Pool) -> Draft:
    """So many single words of prose replaced, each in another sentence."""
    places = [
        (number, place)
        for number, paragraph in enumerate(draft.paragraphs)
        for place, sentence in enumerate(paragraph)
        if "\n" not in sentence and not _LONG_NUMBER.search(sentence) and len(sentence.split()) > 6
    ]
    paragraphs = [list(paragraph) for paragraph in draft.paragraphs]
    for number, place in draw.sample(places, count):
        parts = paragraphs[number][place].split(" ")
        parts[draw.between(2, len(parts) - 3)] = draw.choice(draw.choice(pool.sentences).split())
        paragraphs[number][place] = " ".join(parts)
    return replace(draft, paragraphs=tuple(map(tuple, paragraphs)))


def _replace_sentences(draw: Draw, draft: Draft, share: float, pool: Pool) -> Draft:
    """About ``share`` of the words replaced, sentence by sentence, by others of the pool."""
    protected = _protected(draft)
    sizes = {
        (number, place): len(words(sentence))
        for number, paragraph in enumerate(draft.paragraphs)
        for place, sentence in enumerate(paragraph)
    }
    used = {sentence for paragraph in draft.paragraphs for sentence in paragraph}
    fresh = [sentence for sentence in prose(draw, pool, 2 * len(used) + 8) if sentence not in used]
    paragraphs = [list(paragraph) for paragraph in draft.paragraphs]
    left = share * sum(sizes.values())
    for number, place in draw.sample(list(sizes), len(sizes)):
        sentence = paragraphs[number][place]
        size = sizes[number, place]
        if left < size / 2 or not fresh or "\n" in sentence or any(value in sentence for value in protected):
            continue
        paragraphs[number][place] = fresh.pop()
        left -= size
    return replace(draft, paragraphs=tuple(map(tuple, paragraphs)))


def variant(draw: Draw, draft: Draft, similarity: float) -> Draft:
    """``draft`` rewritten so that about ``similarity`` is left; what is left exactly is measured, not promised.

    With two texts of the same length and a share ``r`` of the shingles replaced, J = (1 - r) / (1 + r).
    """
    if similarity >= 0.995:
        return renumbered(draw, draft) if draw.chance(0.3) else draft
    share = (1 - similarity) / (1 + similarity)
    language = draft.language or "en"
    pool = choose_pool(draw, language, draft.domain if pools(language, draft.domain) else "general")
    total = len(words(draft.text))
    if similarity > 0.85 and language not in NO_BLANKS:
        return _swap_words(draw, draft, max(1, round(share * total / SHINGLE_WORDS)), pool)
    return _replace_sentences(draw, draft, share, pool)
