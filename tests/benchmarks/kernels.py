"""What the kernels of each stage cost, without Spark: ``python -m tests.benchmarks.kernels FOLDER RUN [PAGES]``.

``FOLDER`` is what `tests.benchmarks.inputs` has made, ``RUN`` the folder of a finished run. Writes the cost of a
million documents, and what follows for 100 TB, into docs/scaling.md; `tests.benchmarks.scaling` writes the same with
Spark's share.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xxhash

from pipeline.dedup.keys import document_hash
from pipeline.dedup.lines import line_hashes
from pipeline.dedup.lsh import BANDS, ROWS, band_keys
from pipeline.dedup.minhash import signatures
from pipeline.dedup.shingles import shingle_hashes
from pipeline.domain import classifier
from pipeline.domain.classifier import Seed
from pipeline.domain.profile import profile
from pipeline.extract.html import extract_html
from pipeline.language.identify import identify_languages, passages
from pipeline.pii.find import mask
from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge
from pipeline.tokens import count_tokens
from tests.benchmarks.projection import Cost, costs_table, projection
from tests.benchmarks.sections import PAGE, machine, write_section

BATCH, RUNS = 256, 3
ABOUT = """Kernels of each stage on one core, the best of three runs: processor seconds without Spark's share (Arrow,
Parquet, shuffles), which `python -m tests.benchmarks.scaling` measures too. The size is bytes of HTML for extract,
which counts tokens as well, and characters of text for the others. Not measured here: urls, which looks at addresses
only, and quality, which needs a trained model. Bytes written, side tables included, are those a document that entered
the stage in a finished run on the seeded web ({entered}), for as many documents. What enters extract are records of all
kinds, of which a few are pages, so its bytes a page are several times higher."""


def seeds() -> list[Seed]:
    """The shipped reference texts, from which the domain classifier learns."""
    found = []
    for file in sorted(sample("reference").glob("*/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(
                Seed(row["id"], "\n".join(row["paragraphs"]), row["domain"], file.parent.name, row["language"])
            )
    return found


def kernels() -> dict[str, Callable[[list[str]], Any]]:
    """Stage -> its kernels over a batch of texts."""
    model, rules = classifier.train(seeds()), RulesSettings()

    def language(texts: list[str]) -> None:
        identify_languages(texts)
        identify_languages([passage for text in texts for passage in passages(text)])

    def near(texts: list[str]) -> None:
        for one in signatures([shingle_hashes(text) for text in texts], BANDS * ROWS, 1).tolist():
            band_keys(one, BANDS, ROWS)

    return {
        "language": language,
        "domain": lambda texts: [classifier.classify_profiled(text, profile(text), model, 0.6) for text in texts],
        "rules": lambda texts: [judge(text, "en", "general", rules) for text in texts],
        "exact": lambda texts: [(document_hash(text), line_hashes(text, 10)) for text in texts],
        "near": near,
        "pii": lambda texts: [mask(text) for text in texts],
    }


def seconds(function: Callable[[list[str]], Any], texts: list[str]) -> float:
    """Processor time for all texts in batches, the best of some runs; the first batch warms up."""
    function(texts[:BATCH])
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        for start in range(0, len(texts), BATCH):
            function(texts[start : start + BATCH])
        best = min(best, time.process_time() - began)
    return best


def chosen(folder: Path, count: int) -> list[dict[str, Any]]:
    """``count`` records of a folder of JSON lines, drawn from all files."""
    rows = [json.loads(line) for path in sorted(folder.iterdir()) for line in path.read_text().splitlines()]
    return sorted(rows, key=lambda row: xxhash.xxh3_64_intdigest(row["url"].encode()))[:count]


def written(run: Path) -> dict[str, tuple[int, float]]:
    """Stage -> (documents that entered it, bytes it has written for each), of a finished run."""
    found = {}
    for path in sorted(run.glob("stages/*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        size = sum(file.stat().st_size for file in path.parent.rglob("*") if file.is_file())
        entered = manifest["books"]["in"]["documents"]
        found[manifest["stage"]] = entered, size / entered
    return found


def main(folder: Path, run: Path, count: int) -> None:
    bytes_of = written(run)
    pages = chosen(folder / "pages", count)
    texts = [row["text"] for row in chosen(folder / "texts", count)]
    html = [row["html"] for row in pages]

    def extract(pages: list[str]) -> None:
        count_tokens([extract_html(page)["text"] for page in pages])

    costs = {}
    for name, function in {"extract": extract, **kernels()}.items():
        read, size = (
            (html, sum(len(page.encode()) for page in html)) if name == "extract" else (texts, sum(map(len, texts)))
        )
        _, each = bytes_of[name]
        costs[name] = Cost(len(read), size, round(seconds(function, read), 4), round(each * len(read)))
        print(name, costs[name], flush=True)
    entered = ", ".join(f"{name} {bytes_of[name][0]:,}" for name in costs)
    page = PAGE.with_name("scaling.md")
    about = machine("trafilatura", "numpy", "tokenizers")
    write_section("Measured cost", f"{ABOUT.format(entered=entered)}\n\n{costs_table(costs)}\n\n{about}", page)
    write_section("What 100 TB would need", projection(costs), page)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 500)
