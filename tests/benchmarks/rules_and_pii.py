"""How fast documents are judged and masked on one core: ``python tests/benchmarks/rules_and_pii.py``.

Prints milliseconds of processor time a document and megabytes a second (the best of three runs) for the sample prose,
joined into documents of about 5,000 characters.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from pipeline.pii.find import mask
from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge
from pipeline.words import words

CHARACTERS, RUNS = 5_000, 3


def documents(language: str) -> list[str]:
    """The sample prose of a language in documents of about `CHARACTERS` characters."""
    found: list[str] = []
    parts: list[str] = []
    for path in sorted(sample("prose").glob(f"*/{language}.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            parts += json.loads(row)["paragraphs"]
            if sum(map(len, parts)) >= CHARACTERS:
                found.append("\n".join(parts))
                parts = []
    return found


def seconds(function: Callable[[str], object], texts: list[str]) -> float:
    """Processor time for all texts, the best of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        for text in texts:
            function(text)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    settings = RulesSettings()
    for language in ("en", "de", "ru", "zh", "ja"):
        texts = documents(language)
        size = sum(len(text.encode()) for text in texts)
        for name, function in (
            ("words", lambda text, language=language: words(text, language)),
            ("all rules", lambda text, language=language: judge(text, language, "general", settings)),
            ("mask", mask),
        ):
            taken = seconds(function, texts)
            print(f"{language} {name:9} {taken / len(texts) * 1e3:7.3f} ms a document {size / taken / 1e6:7.1f} MB/s")


if __name__ == "__main__":
    main()
