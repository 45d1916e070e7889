"""Makes what both sides of a comparison read: ``python -m tests.benchmarks.inputs FOLDER PAGES``.

``warc/``: the pages of a seeded world and the real sample pages, as archives. ``pages/*.jsonl``: the decoded HTML of
all records that a pipeline extracts (url, html). ``texts/*.jsonl`` and ``texts.parquet``: the extracted English texts
(id, url, text, characters), since datatrove's rules are made for one language at a time. ``pairs.json``: pairs of their
ids with a true Jaccard similarity of at least 0.8, as the world has planted them.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from labs.world.archive import write_warcs
from labs.world.build import world
from pipeline.engine.session import start_session
from pipeline.engine.stage import Context
from pipeline.extract import stage as extract
from pipeline.extract.archive import read_records
from pipeline.extract.charset import charset_of_content_type, decode_html
from pipeline.extract.http import decode_body, parse_response
from pipeline.extract.settings import ExtractSettings
from pipeline.language import stage as language
from pipeline.language.settings import LanguageSettings
from pipeline.resources import sample

SEED, FILES = 11, 8
MIN_JACCARD = 0.8


def main(folder: Path, page_count: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    web = world(SEED, page_count)
    write_warcs(web, folder / "warc", FILES)
    for path in sample("warc").glob("*.warc.gz"):
        shutil.copy(path, folder / "warc" / path.name)
    archives = sorted(map(str, (folder / "warc").iterdir()))
    write_pages(archives, folder / "pages")

    spark = start_session("inputs of the benchmark")
    found = extract.run(Context(spark, ExtractSettings(), 0, str(folder)), archives)
    texts = language.run(Context(spark, LanguageSettings(), 0, str(folder)), found.where("text != ''").drop("error"))
    english = texts.where("language = 'en'").select("id", "url", "text", "characters")
    english.repartition(FILES, "id").sortWithinPartitions("id").write.parquet(str(folder / "texts.parquet"))
    rows = spark.read.parquet(str(folder / "texts.parquet")).collect()
    spark.stop()

    (folder / "texts").mkdir()
    for number in range(FILES):
        lines = [json.dumps(row.asDict()) + "\n" for row in rows[number::FILES]]
        (folder / "texts" / f"{number:05}.jsonl").write_text("".join(lines))
    ids = {row["url"]: row["id"] for row in rows}
    pairs = [(ids[a], ids[b]) for a, b, _, jaccard in web.pairs() if jaccard >= MIN_JACCARD and {a, b} <= ids.keys()]
    (folder / "pairs.json").write_text(json.dumps(pairs))
    print(f"{len(archives)} archives, {len(rows)} English texts, {len(pairs)} similar pairs")


def write_pages(archives: list[str], folder: Path) -> None:
    """The HTML that the stage `extract` would hand to the extractor."""
    settings = ExtractSettings()
    folder.mkdir()
    for number, path in enumerate(archives):
        with Path(path).open("rb") as file, (folder / f"{number:05}.jsonl").open("w") as out:
            for record in read_records(file, settings.max_record_bytes):
                response = parse_response(record.content)
                if record.kind != "response" or record.damage or response.status != 200:
                    continue
                encodings = response.header("transfer-encoding"), response.header("content-encoding")
                declared = response.header("content-type")
                if "html" not in (declared or ""):
                    continue
                body, _ = decode_body(response.body, *encodings, settings.max_record_bytes)
                html, _, _ = decode_html(body, charset_of_content_type(declared))
                out.write(json.dumps({"url": record.url, "html": html}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
