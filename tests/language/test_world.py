"""On pages of seeded worlds with at least 50 words the language is found nearly always."""

from __future__ import annotations

import pytest

from labs.world.build import world
from pipeline.extract.charset import decode_html
from pipeline.extract.html import extract_html
from pipeline.language.identify import identify_languages
from pipeline.words import words

MIN_WORDS = 50
MIN_ACCURACY = 0.97


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_accuracy_on_pages_of_a_world(seed: int) -> None:
    planted = world(seed, 120)
    wanted: list[str] = []
    texts: list[str] = []
    for page in planted.pages():
        if page.status == 200 and page.text and page.language and page.reachable and not page.trap:
            if len(words(page.text, page.language)) < MIN_WORDS:
                continue
            response = planted.respond(page.url)
            wanted.append(page.language)
            texts.append(extract_html(decode_html(response.body, None)[0], page.url)["text"])
    found = [language for language, _ in identify_languages(texts)]
    assert len(wanted) >= 80
    assert len(set(wanted)) >= 8
    assert sum(map(str.__eq__, found, wanted)) / len(wanted) >= MIN_ACCURACY
