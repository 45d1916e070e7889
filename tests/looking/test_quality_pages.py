"""The pages that `lab look 07` and its notebook judge come as the stage "language" hands them on."""

from __future__ import annotations

from labs.looking import own
from labs.world.build import world
from pipeline.language.identify import identify_languages
from pipeline.language.settings import LanguageRules

look = own.look_module("07")


def test_every_page_is_in_one_of_the_languages_and_none_is_without() -> None:
    pages = list(look.pages_of(world(1, 400)))
    assert {page.language for page in pages} == set(look.LANGUAGES)
    kinds = {page.kind for page in pages}
    assert "machine_babble" in kinds  # English words without sense are English to the pipeline
    assert not kinds & {"mojibake", "mixed_language"}


def test_the_language_is_the_one_that_the_pipeline_names() -> None:
    texts = [page.text for page in world(1, 200).pages() if page.text]
    limit = LanguageRules().min_score or 0.0
    expected = [language if score >= limit else None for language, score in identify_languages(texts)]
    assert [look.language_of(text) for text in texts] == expected
    assert None in expected
