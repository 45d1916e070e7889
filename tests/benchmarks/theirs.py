"""The other side of a comparison, in the environment of `peers.txt`: ``python tests/benchmarks/theirs.py TASK FOLDER``.

datatrove with the limits of our configuration, except for C4's rule that every line must end a sentence, which ours
leaves switched off, and its way of taking citations out, which ours has not. Its filters stop at the first rule that a
page breaks; ours records all of them.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from clock import measured, tell
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    LanguageFilter,
    URLFilter,
)
from datatrove.pipeline.formatters import PIIFormatter
from datatrove.pipeline.readers import JsonlReader, WarcReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.hashing import HashConfig

CORES = 2
MODEL = Path(__file__).resolve().parents[2] / "data" / "samples" / "models" / "lid.176.ftz"
CONFIG = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8, hash_config=HashConfig(precision=64))
PAGE_SECONDS = 10.0

Figures = dict[str, Any]


def filters() -> list[Any]:
    """The rules, in the order of FineWeb's own script."""
    c4 = C4QualityFilter(
        filter_no_terminal_punct=False, min_num_sentences=3, min_words_per_line=-1, remove_citations=False
    )
    return [GopherRepetitionFilter(), GopherQualityFilter(), c4, FineWebQualityFilter()]


def read_texts(folder: Path) -> dict[str, str]:
    rows = [json.loads(line) for path in sorted((folder / "texts").iterdir()) for line in path.open()]
    return {row["id"]: row["text"] for row in rows}


def rules(folder: Path) -> Figures:
    chain = filters()

    def keeps(document: Document) -> bool:
        return all(step.filter(document) is True for step in chain)

    documents = [Document(text=text, id=key) for key, text in read_texts(folder).items()]
    keeps(Document(text=documents[0].text, id=""))
    figures: Figures = {"documents": len(documents)}
    with measured(figures):
        kept = sum(map(keeps, documents))
    return figures | {"dropped": len(documents) - kept}


def minhash(folder: Path) -> Figures:
    texts = read_texts(folder)
    with tempfile.TemporaryDirectory() as place:
        step = MinhashDedupSignature(place, CONFIG)
    step.get_signature(step.get_shingles(next(iter(texts.values()))))
    figures: Figures = {"documents": len(texts)}
    signed = {}
    with measured(figures):
        for key, text in texts.items():
            found = step.get_shingles(text)
            signed[key] = step.get_signature(found) if found.size else []
    pairs = json.loads((folder / "pairs.json").read_text())
    found_pairs = sum(any(x == y for x, y in zip(signed[a], signed[b], strict=True)) for a, b in pairs)
    return figures | {"recall": found_pairs / len(pairs)}


def run(place: Path, name: str, tasks: int, *steps: Any) -> None:
    LocalPipelineExecutor(list(steps), tasks=tasks, workers=min(tasks, CORES), logging_dir=f"{place}/log-{name}").run()


def deduplicate(place: Path, source: Path, tasks: int, *after: Any) -> None:
    """The four steps of MinHash, as datatrove's example lines them up, from JSON lines to JSON lines."""
    signed, paired, removed = (f"{place}/{name}" for name in ("signatures", "buckets", "remove"))
    run(place, "sign", tasks, JsonlReader(str(source)), MinhashDedupSignature(signed, CONFIG))
    run(place, "pair", CONFIG.num_buckets, MinhashDedupBuckets(signed, paired, config=CONFIG))
    run(place, "cluster", 1, MinhashDedupCluster(paired, removed, config=CONFIG))
    keep = [MinhashDedupFilter(removed), *after, JsonlWriter(f"{place}/kept", compression="gzip")]
    run(place, "filter", tasks, JsonlReader(str(source)), *keep)


def lines(folder: Path) -> int:
    import gzip

    return sum(1 for path in folder.glob("*.jsonl.gz") for _ in gzip.open(path))


def near(folder: Path) -> Figures:
    figures: Figures = {"documents": len(read_texts(folder))}
    place = Path(tempfile.mkdtemp(prefix="benchmark-"))
    with measured(figures):
        deduplicate(place, folder / "texts", len(list((folder / "texts").iterdir())))
    figures["dropped"] = figures["documents"] - lines(place / "kept")
    shutil.rmtree(place)
    return figures


def _bare(work: tuple[str, int]) -> int:
    """Extract every `CORES`-th page of the file; trafilatura alone, with the options of our stage."""
    from trafilatura import bare_extraction

    path, part = work
    count = 0
    for number, line in enumerate(Path(path).read_text().splitlines()):
        if number % CORES == part:
            page = json.loads(line)
            bare_extraction(
                page["html"],
                url=page["url"],
                favor_precision=True,
                include_comments=False,
                include_tables=True,
                include_formatting=False,
                deduplicate=False,
                with_metadata=True,
                date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
            )
            count += 1
    return count


def extraction(folder: Path) -> Figures:
    work = [(str(path), part) for path in sorted((folder / "pages").iterdir()) for part in range(CORES)]
    figures: Figures = {}
    with measured(figures), multiprocessing.Pool(CORES) as pool:
        count = sum(pool.imap_unordered(_bare, work))
        pool.close()
        pool.join()
    return figures | {"documents": count}


def end_to_end(folder: Path) -> Figures:
    from tldextract import TLDExtract

    urls, languages = URLFilter(), LanguageFilter(languages=["en"], language_threshold=0.65)
    urls.tldextractor = TLDExtract(suffix_list_urls=())  # the list that comes with the package: no network
    languages.model = _Shipped(["en"])
    archives = len(list((folder / "warc").iterdir()))
    place = Path(tempfile.mkdtemp(prefix="benchmark-"))
    figures: Figures = {}
    with measured(figures):
        extractor = Trafilatura(
            favour_precision=True, deduplicate=False, include_tables=True, with_metadata=True, timeout=PAGE_SECONDS
        )
        steps = [WarcReader(str(folder / "warc")), urls, extractor, languages, *filters()]
        run(place, "extract", archives, *steps, JsonlWriter(f"{place}/clean", compression="gzip"))
        deduplicate(place, place / "clean", archives, PIIFormatter())
    figures["kept"] = lines(place / "kept")
    shutil.rmtree(place)
    return figures


class _Shipped:
    """Language identification as datatrove's, with the model that ships here instead of one from the network."""

    def __init__(self, languages: list[str]) -> None:
        self._languages, self._model = languages, None

    def predict(self, document: Document) -> tuple[tuple[str, float], dict[str, float]]:
        if self._model is None:
            from fasttext.FastText import _FastText

            self._model = _FastText(str(MODEL))
        labels, scores = self._model.predict([document.text.replace("\n", " ")], k=-1)
        found = {
            label.removeprefix("__label__"): float(score) for label, score in zip(labels[0], scores[0], strict=True)
        }
        best = max(found.items(), key=lambda pair: pair[1])
        return best, {language: found.get(language, 0.0) for language in self._languages}


TASKS: dict[str, Callable[[Path], Figures]] = {
    "rules": rules,
    "minhash": minhash,
    "near": near,
    "extraction": extraction,
    "extract stage": extraction,
    "end to end": end_to_end,
}

if __name__ == "__main__":
    np.seterr(over="ignore")
    tell(TASKS[sys.argv[1]](Path(sys.argv[2])))
