"""Misread pages are found in every script, in either reading; clean text with the same characters is left alone."""

from __future__ import annotations

import time

import pytest

from pipeline.rules.mojibake import is_mojibake, misread_character_fraction

SENTENCES = {
    "fr": "Les élèves ont été reçus à la fête, et déjà on préparait le café près de la forêt.",
    "de": "Für die Prüfung übten die Schüler täglich, später hörten sie schöne Lieder über den Fluß.",
    "ru": "Утром мы пошли в старый город и долго искали нужную улицу.",
    "ar": "ذهبنا في الصباح إلى المدينة القديمة وبحثنا طويلا عن الشارع.",
    "zh": "我们早上去了老城，找了很久才找到那条街，后来在河边喝茶。",
    "ja": "私たちは朝に旧市街へ行き、長い間その通りを探した。",
}


def test_counts_characters_of_misread_sequences() -> None:
    assert misread_character_fraction("cafÃ© au lait") == 2 / 13
    assert misread_character_fraction("donâ€™t") == 3 / 7
    assert misread_character_fraction("wow ðŸ˜€") == 4 / 8


def test_no_text_has_none() -> None:
    assert misread_character_fraction("") == 0
    assert not is_mojibake("")


def test_the_limit_itself_is_allowed() -> None:
    assert not is_mojibake("Ã©" + "a" * 198)
    assert is_mojibake("Ã©" + "a" * 197)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("charset", ["latin-1", "cp1252"])
def test_clean_text_is_left_alone_and_its_misreading_is_found(language: str, charset: str) -> None:
    sentence = SENTENCES[language]
    assert misread_character_fraction(sentence) == 0
    assert is_mojibake(sentence.encode().decode(charset, "ignore"))


@pytest.mark.parametrize(
    "text",
    [
        "NÃO É POSSÍVEL, SENHORA CONCEIÇÃO: AS AÇÕES SÃO DO IRMÃO.",
        "Il a répondu\xa0: «\xa0jamais\xa0», et l’a répété\xa0; voilà\xa0!",
        "Sie sagte: „Es macht Spaß“ und „Er grüßt“.",
        "¿Dónde está? ¡Aquí! 25 °C ± 2, 3 × 4 µm, § 12, 5 €, © 2024",
        "“Été”, “café”, “voilà” – and so on…",
    ],
)
def test_clean_text_with_such_characters(text: str) -> None:
    assert not is_mojibake(text)


def test_a_page_that_shows_an_example_stays() -> None:
    assert not is_mojibake("When UTF-8 is read as Latin-1, é turns into Ã©. " + "This page explains why. " * 10)


def test_time_is_linear() -> None:
    started = time.perf_counter()
    is_mojibake("Ã" * 1_000_000)
    assert time.perf_counter() - started < 1
