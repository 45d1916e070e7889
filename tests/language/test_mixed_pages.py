"""The defaults find most pages in two languages and spare those in one, planted and real."""

from __future__ import annotations

import pytest

from labs.world.draws import Draw
from labs.world.sources import LANGUAGES
from labs.world.writing import article, forum_thread, mixed_language
from pipeline.extract.charset import decode_html
from pipeline.extract.html import extract_html
from pipeline.language.identify import count_letters, identify_languages, passages
from pipeline.language.settings import LanguageSettings
from pipeline.language.stage import limits_of
from pipeline.language.verdict import language_verdict
from pipeline.resources import sample


def is_mixed(text: str) -> bool:
    """Whether the defaults drop the text for its share of the main language."""
    [(language, score)], cut = identify_languages([text]), passages(text)
    names = [name for name, _ in identify_languages(cut)]
    verdict = language_verdict(language, score, names, list(map(count_letters, cut)), limits_of(LanguageSettings()))
    return "min_main_language_fraction" in verdict["broken"]


def test_planted_pages_in_two_languages_are_found() -> None:
    pairs = Draw(31, "pairs")
    drawn = [pairs.sample(LANGUAGES, 2) for _ in range(100)]
    texts = [mixed_language(Draw(31, "mixed", number), *pair).text for number, pair in enumerate(drawn)]
    assert sum(map(is_mixed, texts)) >= 70


def test_planted_pages_in_one_language_stay() -> None:
    texts = [
        write(Draw(31, "pure", number), LANGUAGES[number % len(LANGUAGES)], "general").text
        for number in range(100)
        for write in (article, forum_thread)
    ]
    assert sum(map(is_mixed, texts)) <= 2


@pytest.mark.parametrize(
    ("folder", "mixed"),
    [
        (
            "de-DE",
            {
                "apt-file",
                "config-printing",
                "ftp-file-server",
                "kernel-installation",
                "role-of-distributions",
                "ubuntu",
            },
        ),
        ("en-US", set()),
    ],
)
def test_half_translated_pages_are_found(folder: str, mixed: set[str]) -> None:
    """Of the German pages these have whole paragraphs in the other language, as one sees who reads them."""
    files = sorted((sample("multilingual") / "debian-handbook" / folder).glob("*.html"))
    texts = {file.stem.removeprefix("sect."): extract_html(decode_html(file.read_bytes(), None)[0]) for file in files}
    assert {name for name, found in texts.items() if is_mixed(found["text"])} == mixed
