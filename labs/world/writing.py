"""Writes main texts: real sentences recombined by hash, so that no two pages repeat each other by accident."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from labs.world.draws import Draw
from labs.world.personal import Personal, carrier, look_alike, personal
from labs.world.phrases import LABEL_NAMES, LABELS, PROMOTION, SHOP_TALK, SMALL_TALK, SPAM, TOXIC_PLACEHOLDERS
from labs.world.sources import NO_BLANKS, Pool, pools
from pipeline.resources import sample

BENCHMARK: Final = "benchmarks/humaneval/HumanEval.jsonl.gz"
_CONSONANTS: Final = "bdfgklmnprstvz"
_VOWELS: Final = "aeiou"

Paragraph = tuple[str, ...]
"""Sentences, or one block of code (which has line breaks in it)."""


@dataclass(frozen=True)
class Draft:
    """A main text and what is true of it. ``language`` is None where no natural language can be named."""

    kind: str
    language: str | None
    quality: str
    domain: str
    paragraphs: tuple[Paragraph, ...]
    source: str | None = None
    pii: tuple[Personal, ...] = ()
    benchmark_items: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs, one a line (a block of code has as many as it has)."""
        return "\n".join(joined(paragraph) for paragraph in self.paragraphs)


def joined(paragraph: Paragraph) -> str:
    """Sentences with blanks between them, except after the marks of Chinese and Japanese."""
    parts = [paragraph[0]]
    for sentence in paragraph[1:]:
        parts.append("" if parts[-1][-1] in "。！？" else " ")  # noqa: RUF001
        parts.append(sentence)
    return "".join(parts)


def invented_name(draw: Draw) -> str:
    """A name that no text contains yet, for brands and products."""
    syllables = (draw.choice(_CONSONANTS) + draw.choice(_VOWELS) for _ in range(draw.between(2, 4)))
    return "".join(syllables).capitalize() + draw.choice(("", "n", "x", "r"))


def choose_pool(draw: Draw, language: str, domain: str) -> Pool:
    """One source of the language and domain, the larger the likelier."""
    candidates = pools(language, domain)
    place = draw.below(sum(len(pool.sentences) for pool in candidates))
    for pool in candidates:
        if place < len(pool.sentences):
            return pool
        place -= len(pool.sentences)
    raise AssertionError("unreachable: place is below the sum")


def prose(draw: Draw, pool: Pool, sentences: int) -> list[str]:
    """So many different sentences of the pool, now and then two that follow each other in the source."""
    chosen: dict[str, None] = {}
    places = draw.sample(range(len(pool.sentences)), min(sentences, len(pool.sentences)))
    for place in places:
        chosen[pool.sentences[place]] = None
        if draw.chance(0.4):
            chosen[pool.sentences[(place + 1) % len(pool.sentences)]] = None
        if len(chosen) >= sentences:
            break
    return list(chosen)[:sentences]


def in_paragraphs(draw: Draw, sentences: list[str]) -> list[Paragraph]:
    """Groups of two to five sentences."""
    paragraphs: list[Paragraph] = []
    start = 0
    while start < len(sentences):
        size = draw.between(2, 5)
        if len(sentences) - start - size == 1:
            size += 1
        paragraphs.append(tuple(sentences[start : start + size]))
        start += size
    return paragraphs


def article(draw: Draw, language: str, domain: str, kind: str = "article") -> Draft:
    """A text of high quality: 9 to 26 sentences; code and mathematics with one to three blocks of code."""
    pool = choose_pool(draw, language, domain)
    paragraphs = in_paragraphs(draw, prose(draw, pool, draw.between(9, 26)))
    if pool.code and (domain == "code" or draw.chance(0.4)):
        for block in draw.sample(pool.code, draw.between(1, 3)):
            paragraphs.insert(draw.between(1, len(paragraphs)), (block,))
    return Draft(kind, language, "high", domain, tuple(paragraphs), pool.path)


def forum_thread(draw: Draw, language: str, domain: str = "general") -> Draft:
    """A text of medium quality: short posts of real sentences with small talk between them."""
    pool = choose_pool(draw, language, domain)
    sentences = prose(draw, pool, draw.between(8, 16))
    talk = draw.sample(SMALL_TALK[language], draw.between(3, 5))
    paragraphs = in_paragraphs(draw, sentences)
    for phrase in talk:
        paragraphs.insert(draw.between(1, len(paragraphs)), (phrase,))
    return Draft("forum_thread", language, "medium", domain, tuple(paragraphs), pool.path)


def branded(draw: Draw, sentence: str, language: str) -> str:
    """The sentence with an invented name after every six to ten words (characters, without blanks).

    Short texts that share a sentence would be near duplicates that nobody planted; so they share no long run of it.
    """
    blank = "" if language in NO_BLANKS else " "
    units = sentence.split(" ") if blank else list(sentence)
    parts: list[str] = []
    start = 0
    while start < len(units):
        end = start + draw.between(6, 10)
        parts += units[start:end]
        parts.append(invented_name(draw))
        start = end
    return blank.join(parts)


def thin_page(draw: Draw, language: str, domain: str = "general") -> Draft:
    """One or two sentences full of brands: too short to teach anything."""
    pool = choose_pool(draw, language, domain)
    sentences = tuple(branded(draw, sentence, language) for sentence in prose(draw, pool, draw.between(1, 2)))
    return Draft("thin", language, "low", domain, (sentences,), pool.path)


def product_page(draw: Draw, language: str) -> Draft:
    """Shop talk around invented names."""
    talk = SHOP_TALK[language]
    lines: list[Paragraph] = []
    for _ in range(draw.between(9, 16)):
        phrase = draw.choice(talk).format(invented_name(draw), invented_name(draw), draw.between(2, 400))
        lines.append((phrase,))
    return Draft("product", language, "low", "general", tuple(lines))


def promotion(draw: Draw, language: str) -> Draft:
    """Paragraphs of grammatical advertising, about as long as an article."""
    sentences = [
        phrase.format(*(invented_name(draw) for _ in range(4)))
        for phrase in (draw.choice(PROMOTION[language]) for _ in range(draw.between(9, 20)))
    ]
    return Draft("promotion", language, "low", "general", tuple(in_paragraphs(draw, sentences)))


def _words(draw: Draw, language: str, count: int) -> list[str]:
    """Words, or for Chinese and Japanese runs of two to four characters, torn out of real sentences."""
    pool = choose_pool(draw, language, "general")
    found: list[str] = []
    while len(found) < count:
        sentence = draw.choice(pool.sentences)
        if language in NO_BLANKS:
            start = draw.below(max(1, len(sentence) - 4))
            found.append(sentence[start : start + draw.between(2, 4)].strip("、。 （）") or "的")  # noqa: RUF001
        else:
            found.append(draw.choice(sentence.split()).strip(".,;:!?()\"'"))
    return [word for word in found if word]


def spam(draw: Draw, language: str) -> Draft:
    """Offers with invented brands between lists of stolen keywords."""
    lines: list[Paragraph] = []
    for _ in range(draw.between(8, 18)):
        if draw.chance(0.5):
            phrase = draw.choice(SPAM[language])
            lines.append((phrase.format(invented_name(draw), invented_name(draw), draw.between(2, 5000)),))
        else:
            separator = draw.choice((" ", ", ", " | "))
            lines.append((separator.join(_words(draw, language, draw.between(6, 14))),))
    return Draft("spam", language, "garbage", "general", tuple(lines))


def machine_babble(draw: Draw, language: str) -> Draft:
    """Words in no order with marks of sentences: what bad text generators put on the web."""
    paragraphs: list[Paragraph] = []
    for _ in range(draw.between(3, 7)):
        sentences = []
        for _ in range(draw.between(3, 6)):
            words = _words(draw, language, draw.between(7, 18))
            sentences.append(("" if language in NO_BLANKS else " ").join(words).capitalize() + ".")
        paragraphs.append(tuple(sentences))
    return Draft("machine_babble", None, "garbage", "general", tuple(paragraphs))


def repetitive(draw: Draw, language: str) -> Draft:
    """A few real sentences over and over."""
    pool = choose_pool(draw, language, "general")
    few = [branded(draw, sentence, language) for sentence in prose(draw, pool, 3)]
    lines = [(sentence,) for _ in range(draw.between(6, 10)) for sentence in draw.sample(few, 2)]
    return Draft("repetitive", language, "garbage", "general", tuple(lines), pool.path)


def toxic(draw: Draw, language: str) -> Draft:
    """A thread with stand-ins for words of a list of bad words."""
    thread = forum_thread(draw, language)
    paragraphs = list(thread.paragraphs)
    for _ in range(draw.between(3, 6)):
        place = draw.below(len(paragraphs))
        paragraphs[place] = (*paragraphs[place], f"You are all {draw.choice(TOXIC_PLACEHOLDERS)}!")
    return replace(thread, kind="toxic", quality="garbage", paragraphs=tuple(paragraphs))


def mojibake(draw: Draw, language: str) -> Draft:
    """An article whose UTF-8 bytes were read as Latin-1, in a language where that hurts."""
    base = article(draw, language, "general")
    broken = tuple(
        tuple(sentence.encode("utf-8").decode("latin-1") for sentence in paragraph) for paragraph in base.paragraphs
    )
    # C1 control characters would not survive an HTML parser; pages in the wild lose them too
    broken = tuple(
        tuple("".join(c for c in sentence if c == "\n" or ord(c) > 159 or 32 <= ord(c) < 127) for sentence in paragraph)
        for paragraph in broken
    )
    return replace(base, kind="mojibake", language=None, quality="garbage", paragraphs=broken)


def mixed_language(draw: Draw, language: str, other: str) -> Draft:
    """Paragraphs of two languages in turn, about as much of each."""
    first, second = article(draw, language, "general"), article(draw, other, "general")
    turns: list[Paragraph] = []
    for a, b in zip(first.paragraphs, second.paragraphs, strict=False):
        turns += [a, b]
    return replace(first, kind="mixed_language", language=None, quality="medium", paragraphs=tuple(turns))


def with_personal_data(draw: Draw, draft: Draft) -> Draft:
    """Adds one to three values, each at the end of a paragraph of prose."""
    paragraphs = list(draft.paragraphs)
    prose_places = [place for place, paragraph in enumerate(paragraphs) if "\n" not in paragraph[0]]
    items: list[tuple[int, Personal]] = []
    for place in sorted(draw.sample(prose_places, draw.between(1, 3))):
        item = personal(draw)
        label = LABELS[draft.language or "en"][LABEL_NAMES.index("contact")]
        sentence = carrier(draw, item) if draft.language == "en" else f"{label}: {item.value}"
        paragraphs[place] = (*paragraphs[place], sentence)
        items.append((place, item))
    return replace(draft, paragraphs=tuple(paragraphs), pii=tuple(item for _, item in items))


def with_look_alike(draw: Draw, draft: Draft) -> Draft:
    """Adds a sentence with something that only resembles personal data."""
    return replace(draft, paragraphs=(*draft.paragraphs, (look_alike(draw),)))


@lru_cache(maxsize=1)
def benchmark_parts() -> tuple[tuple[str, str, str], ...]:
    """(name, prompt, solution) of every problem of HumanEval."""
    with gzip.open(sample(BENCHMARK), "rt", encoding="utf-8") as lines:
        rows: Iterable[dict[str, str]] = [json.loads(line) for line in lines if line.strip()]
    return tuple((row["task_id"], row["prompt"], row["canonical_solution"]) for row in rows)


def benchmark_problems() -> tuple[tuple[str, str], ...]:
    """(name, prompt with solution) of every problem of HumanEval."""
    return tuple((name, prompt + solution) for name, prompt, solution in benchmark_parts())


def with_benchmark_item(draw: Draw, draft: Draft) -> Draft:
    """Puts a problem of HumanEval with its solution between the paragraphs."""
    name, code = draw.choice(benchmark_problems())
    place = draw.between(1, len(draft.paragraphs))
    paragraphs = (*draft.paragraphs[:place], (code.strip("\n"),), *draft.paragraphs[place:])
    return replace(draft, paragraphs=paragraphs, benchmark_items=(name,))
