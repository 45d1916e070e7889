"""Each measure of the profile on a text made for it, and its silence on plain prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.profile import MAX_CHARACTERS, MEASURES, profile

PROSE = "It was a long walk to the harbour. Nobody had seen the boat leave, and the keeper was asleep."


def test_every_measure_is_there_and_zero_without_words() -> None:
    assert profile("") == profile(" \n\t") == dict.fromkeys(MEASURES, 0.0)
    assert tuple(profile(PROSE)) == MEASURES


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("latex_density", r"We write \frac{a}{b} for it."),
        ("latex_density", "The norm $x$ is small."),
        ("formula_density", "Then a = b holds."),
        ("formula_density", "It is n^2 steps."),
        ("single_letter_word_fraction", "Let x be small."),
        ("greek_letter_fraction", "the angle α"),
        ("symbol_density", "for all ∑ and ≤"),
        ("code_fence_density", "```\nrun\n```"),
        ("code_line_fraction", "def run(x):\n    return x"),
        ("code_line_fraction", ">>> print(1)"),
        ("indented_line_fraction", "first\n  second"),
        ("identifier_density", "call read_file now"),
        ("identifier_density", "call readFile now"),
        ("brace_density", "{ }"),
        ("legal_citation_density", "under § 5"),
        ("legal_citation_density", "see Art. 12 of it"),
        ("legal_citation_density", "in Roe v. Wade the court"),
        ("medical_citation_density", "given 5 mg daily"),
        ("medical_citation_density", "PMID 123456"),
        ("medical_citation_density", "significant (p < 0.05)"),
    ],
)
def test_measure_sees_what_it_is_for_and_is_silent_on_prose(measure: str, text: str) -> None:
    assert profile(text)[measure] > 0
    assert profile(PROSE)[measure] == 0


def test_values_by_hand() -> None:
    found = profile("Let x = 5 mg. See x_1;\n  end")  # 8 words, 19 characters, 13 letters, 2 lines
    assert found["digit_fraction"] == 2 / 19
    assert found["upper_case_fraction"] == 2 / 13
    assert found["single_letter_word_fraction"] == 1 / 8
    assert found["indented_line_fraction"] == 1 / 2
    assert found["brace_density"] == pytest.approx(100 / 19)
    assert found["medical_citation_density"] == pytest.approx(100 / 8)
    assert found["mean_sentence_words"] == 4  # 8 words, one sentence that ends and one that does not


@given(st.text(max_size=300))
def test_fractions_are_fractions_and_nothing_is_negative(text: str) -> None:
    for name, value in profile(text).items():
        assert value >= 0
        assert not name.endswith("_fraction") or value <= 1


def test_a_huge_page_costs_no_more_than_its_beginning() -> None:
    page = "x = y\n" * 50_000
    assert profile(page) == profile(page[:MAX_CHARACTERS])
