"""What can be measured of a text that tells its domain, independent of its vocabulary."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import Final

from pipeline.domain.formulas import formulas

MAX_CHARACTERS: Final = 50_000
"""Only so much of a text is looked at; a domain shows on the first pages."""

_LATEX_COMMAND = re.compile(r"\\[A-Za-z]+")
_FORMULA = re.compile(r"[\w)\]}|]\s?(?:[=≠≈≡≤≥<>±∈∝→]|<=|>=|:=)\s?[-+\w({\[|\\√∑∫]|\w\^[\w({]")
_CODE_LINE = re.compile(
    r"^\s*(?:(?:>>>|\.\.\.|\$|#include\b|#!|//|/\*|\*/)"
    r"|(?:def|class|import|from|return|if|elif|else|for|while|try|except|with|public|private|static|void|int|const|let|var"
    r"|function|func|fn|struct|enum|package|use|SELECT|INSERT|UPDATE|CREATE|DELETE)\b.*[:;{(=,]\s*$"
    r"|(?:import|from)\s+[\w.]+(?:\s+import\s+.*)?$"
    r"|[\w.\[\]]+\s*[-+*/|]?=\s*\S.*$"
    r"|.*[;{}]\s*$)"
)
_IDENTIFIER = re.compile(r"\b(?:[a-z]+[A-Z]\w*|\w+_\w+|[A-Za-z]\w*(?:\.\w+)*\([^()\n]{0,80}\))")
_LAW = re.compile(
    r"§+|\b(?:Art(?:icle|ikel|\.)?|Sec(?:tion|\.)|Abs\.|Clause|Amendment|Title)\s+(?:\d+|[IVXLC]+)\b"
    r"|\b[A-Z][\w'.]+ v\.? [A-Z]\w+|\b\d+ (?:U\.?S\.?C?\.?|F\.\d?d|S\. ?Ct\.)|\(\s?(?:[a-z]|[ivx]{1,4})\s?\)"
)
_MEDICINE = re.compile(
    r"\bPMID\b|\bdoi:|\b10\.\d{4,9}/\S+|\bet al\b"
    r"|\b\d+(?:[.,]\d+)?\s?(?:mg|[µμ]g|mcg|m[lL]|[µμ]l|mmol|[µμmn]M|IU|mmHg|kDa|bp)\b"
    r"|\b[pP]\s?[<=>]\s?0?\.\d+|\b95\s?% ?(?:CI|confidence)|\bn\s?=\s?\d+|\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|°C"  # noqa: RUF001
)
_LETTERS = frozenset(string.ascii_letters) - frozenset("aAI")  # what is a word in English names no variable
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?。！？؟](?=\s|$|[^\x00-\x7f])")  # noqa: RUF001

MEASURES: Final = (
    "symbol_density", "brace_density", "greek_letter_fraction", "digit_fraction", "upper_case_fraction",
    "latex_density", "formula_density", "single_letter_word_fraction",
    "code_fence_density", "code_line_fraction", "indented_line_fraction", "identifier_density",
    "legal_citation_density", "medical_citation_density", "number_density", "mean_sentence_words",
)  # fmt: skip


def profile(text: str) -> dict[str, float]:
    """The measured values named in `MEASURES`, each 0.0 for an empty text.

    ``*_fraction`` is a share of the characters that are not blank, of the letters, lines or words, between 0 and 1.
    ``*_density`` counts occurrences for each 100 words (``symbol_density`` and ``brace_density``: for each 100
    characters that are not blank). Words are what blanks separate. Only the first `MAX_CHARACTERS` are looked at.

    - symbol: Unicode category Sm, and ``^ | ~ < = > + * /``; brace: ``{ } [ ] ( ) ;``
    - latex: formulas between delimiters (`formulas`) and commands (``\\frac``); formula: a relation between two
      terms, or a power
    - code line: a prompt, a statement that ends in ``: ; {``, an assignment; identifier: camelCase, snake_case, call()
    - legal citation: ``§``, ``Art. 5``, ``Section IV``, ``Roe v. Wade``, ``410 U.S.``, ``(iv)``
    - medical citation: PMID, doi, et al, doses (``5 mg``), ``p < 0.05``, ``95 % CI``, ``[12,13]``, ``37 °C``
    """
    text = text[:MAX_CHARACTERS]
    words = text.split()
    if not words:
        return dict.fromkeys(MEASURES, 0.0)
    solid = "".join(words)
    letters = sum(map(str.isalpha, solid))
    lines = [line for line in text.split("\n") if line.strip()]
    hundred_words, hundred_characters = len(words) / 100, len(solid) / 100
    other = [character for character in solid if ord(character) > 127]
    return {
        "symbol_density": (
            sum(solid.count(mark) for mark in "^|~<=>+*/") + sum(unicodedata.category(c) == "Sm" for c in other)
        )
        / hundred_characters,
        "brace_density": sum(solid.count(mark) for mark in "{}[]();") / hundred_characters,
        "greek_letter_fraction": min(1.0, sum("\u03b1" <= c <= "\u03c9" for c in other) / max(1, letters)),
        "digit_fraction": sum(map(str.isdigit, solid)) / len(solid),
        "upper_case_fraction": sum(map(str.isupper, solid)) / max(1, letters),
        "latex_density": (len(formulas(text)) + len(_LATEX_COMMAND.findall(text))) / hundred_words,
        "formula_density": len(_FORMULA.findall(text)) / hundred_words,
        "single_letter_word_fraction": sum(
            len(w) == 1 and w.isascii() and w.isalpha() and w not in "aAI" for w in words
        )
        / len(words),
        "code_fence_density": text.count("```") / hundred_words,
        "code_line_fraction": sum(bool(_CODE_LINE.match(line[:300])) for line in lines) / len(lines),
        "indented_line_fraction": sum(line[:2] == "  " or line[0] == "\t" for line in lines) / len(lines),
        "identifier_density": len(_IDENTIFIER.findall(text)) / hundred_words,
        "legal_citation_density": len(_LAW.findall(text)) / hundred_words,
        "medical_citation_density": len(_MEDICINE.findall(text)) / hundred_words,
        "number_density": len(_NUMBER.findall(text)) / hundred_words,
        "mean_sentence_words": len(words) / (1 + len(_SENTENCE_END.findall(text))),
    }
