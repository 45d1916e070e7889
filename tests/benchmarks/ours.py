"""This pipeline's side of a comparison: ``python -m tests.benchmarks.ours TASK FOLDER``; the last line printed is JSON.

``FOLDER`` is what `tests.benchmarks.inputs` has made. What is timed begins when everything is imported and ends when
the result stands on disk or in memory; Spark's start is inside only where the task says so.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from statistics import fmean
from typing import Any

import xxhash
from rich.console import Console

from pipeline.config import parse_config
from pipeline.dedup import near as near_stage
from pipeline.dedup.lsh import BANDS, ROWS, band_keys, probability
from pipeline.dedup.minhash import SCHEME, shingle_hash32, signatures
from pipeline.dedup.near import NearSettings
from pipeline.dedup.shingles import shingle_hashes, shingles
from pipeline.dedup.verify import jaccard_sorted
from pipeline.engine.session import start_session
from pipeline.engine.stage import Context
from pipeline.extract import stage as extract_stage
from pipeline.extract.process import extraction_process
from pipeline.extract.settings import ExtractSettings
from pipeline.main import run_configured
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge
from tests.benchmarks.clock import measured, tell

CORES = 2
BATCH = 256  # documents a batch, as Arrow hands them to Python
END_TO_END = {
    "stages": ["extract", "urls", "language", "rules", "near", "pii"],
    "language": {"allowed": ["en"]},
}
"""What datatrove has too, on English pages."""

Figures = dict[str, Any]


def read_texts(folder: Path) -> dict[str, str]:
    """Id -> text of the extracted English pages."""
    rows = [json.loads(line) for path in sorted((folder / "texts").iterdir()) for line in path.open()]
    return {row["id"]: row["text"] for row in rows}


def rules(folder: Path) -> Figures:
    """All rule sets over all texts, on one core."""
    texts, settings = read_texts(folder), RulesSettings()
    judge(next(iter(texts.values())), "en", "general", settings)
    figures: Figures = {"documents": len(texts)}
    with measured(figures):
        broken = [judge(text, "en", "general", settings)[2] for text in texts.values()]
    return figures | {"dropped": sum(map(bool, broken))}


def minhash(folder: Path) -> Figures:
    """Text to signature, on one core; and the share of similar pairs that share a band, with the share to expect: the
    mean over the pairs of the probability that the S-curve gives their true similarity."""
    texts = read_texts(folder)
    keys, values = list(texts), list(texts.values())
    signatures([shingle_hashes(values[0])], BANDS * ROWS, 1)
    figures: Figures = {"documents": len(texts)}
    signed: list[list[int]] = []
    with measured(figures):
        for start in range(0, len(values), BATCH):
            sets = [shingle_hashes(text) for text in values[start : start + BATCH]]
            signed += signatures(sets, BANDS * ROWS, 1).tolist()
    bands = {key: band_keys(one, BANDS, ROWS) for key, one in zip(keys, signed, strict=True)}
    pairs = json.loads((folder / "pairs.json").read_text())
    found = sum(any(x == y for x, y in zip(bands[a], bands[b], strict=True)) for a, b in pairs)
    true = [jaccard_sorted(shingle_hashes(texts[a]), shingle_hashes(texts[b])) for a, b in pairs]
    expected = fmean(probability(similarity, BANDS, ROWS) for similarity in true)
    return figures | {"recall": found / len(pairs), "expected_recall": expected}


def datasketch(folder: Path, *, theirs: bool) -> Figures:
    """Sets of shingles (bytes for datasketch, their hashes for us) to signatures, on one core; datasketch's own
    loop is `MinHash.bulk`."""
    from datasketch import MinHash

    texts = list(read_texts(folder).values())
    figures: Figures = {"documents": len(texts)}
    with measured(figures):
        if theirs:
            sets = [[shingle.encode("utf-8", "surrogatepass") for shingle in shingles(text)] for text in texts]
            found = MinHash.bulk(sets, num_perm=BANDS * ROWS, seed=1, hashfunc=shingle_hash32, scheme=SCHEME)
        else:
            ours = signatures([shingle_hashes(text) for text in texts], BANDS * ROWS, 1)
    data = b"".join(one.hashvalues.astype("<u4").tobytes() for one in found) if theirs else ours.astype("<u4").tobytes()
    return figures | {"hash": xxhash.xxh3_128_hexdigest(data)}


@contextmanager
def scratch() -> Iterator[str]:
    """A folder for what a task writes."""
    folder = tempfile.mkdtemp(prefix="benchmark-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def near(folder: Path) -> Figures:
    """The whole stage "near" on two cores, from texts on disk to decisions on disk; Spark is running already."""
    spark = start_session("benchmark", f"local[{CORES}]")
    documents = spark.read.parquet(str(folder / "texts.parquet"))
    figures: Figures = {"documents": documents.count()}
    with scratch() as place:
        context = Context(spark, NearSettings(), 0, place)
        with measured(figures):
            near_stage.run(context, documents).write.parquet(f"{place}/documents")
        kept = spark.read.parquet(f"{place}/documents").where("size(broken) = 0").count()
    return figures | {"dropped": figures["documents"] - kept}


def _read_pages(work: tuple[list[Path], int]) -> int:
    """Have every `CORES`-th page of the files read by a process that a page may kill, as the stage does."""
    files, part = work
    lines = chain.from_iterable(path.read_text(encoding="utf-8").splitlines() for path in files)
    reader, count = extraction_process(ExtractSettings()), 0
    for line in islice(lines, part, None, CORES):
        page = json.loads(line)
        reader.extract(page["html"], page["url"], None)
        count += 1
    reader.close()
    return count


def extraction(folder: Path) -> Figures:
    """Decoded pages to texts with the stage's own readers of pages, one a core."""
    files = sorted((folder / "pages").iterdir())
    figures: Figures = {}
    with measured(figures), multiprocessing.Pool(CORES) as pool:
        count = sum(pool.imap_unordered(_read_pages, [(files, part) for part in range(CORES)]))
        pool.close()
        pool.join()
    return figures | {"documents": count}


def extract_stage_alone(folder: Path) -> Figures:
    """The stage "extract" on two cores, from archives to a table on disk; Spark is running already."""
    spark = start_session("benchmark", f"local[{CORES}]")
    spark.range(1).count()
    figures: Figures = {}
    with scratch() as place:
        context = Context(spark, ExtractSettings(), 0, place)
        with measured(figures):
            archives = sorted(map(str, (folder / "warc").iterdir()))
            extract_stage.run(context, archives).write.parquet(f"{place}/documents")
        table = spark.read.parquet(f"{place}/documents")
        figures["documents"] = table.where("measured.extract.kept_fraction is not null").count()
    return figures


def end_to_end(folder: Path) -> Figures:
    """Archives to clean text on two cores, Spark's start included."""
    figures: Figures = {}
    config = parse_config(END_TO_END)
    with scratch() as place, measured(figures):
        spark = start_session("benchmark", f"local[{CORES}]")
        manifests = run_configured(spark, config, [str(folder / "warc")], f"{place}/run", console=Console(stderr=True))
    spent = {manifest.stage: manifest.seconds for manifest in manifests}
    first, last = manifests[0].books, manifests[-1].books
    return figures | {"documents": first.entered.documents, "kept": last.kept.documents, "stages": spent}


TASKS: dict[str, Callable[[Path], Figures]] = {
    "rules": rules,
    "minhash": minhash,
    "datasketch": partial(datasketch, theirs=False),
    "datasketch bulk": partial(datasketch, theirs=True),
    "near": near,
    "extraction": extraction,
    "extract stage": extract_stage_alone,
    "end to end": end_to_end,
}

if __name__ == "__main__":
    tell(TASKS[sys.argv[1]](Path(sys.argv[2])))
