"""The sample data is complete, licensed and what it says it is."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import fasttext
import lxml.html
import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.resources import samples_directory
from pipeline.truth import DOMAINS

SAMPLES = samples_directory()
LANGUAGE_MODEL_SHA256 = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"  # as published


def source_folders() -> set[str]:
    """Folders a licence is due in: the uppermost ones with a file in them, and each source of a pool."""
    grouped = {"web", "multilingual", "prose", "reference", "benchmarks"}
    folders = set()
    for child in SAMPLES.iterdir():
        if child.is_dir():
            folders |= (
                {f"{child.name}/{inner.name}" for inner in child.iterdir()} if child.name in grouped else {child.name}
            )
    return folders


def table_rows() -> dict[str, list[str]]:
    rows = {}
    for line in (SAMPLES / "README.md").read_text("utf-8").splitlines():
        if match := re.match(r"\| `([^`]+)` \|", line):
            rows[match[1]] = [cell.strip() for cell in line.strip("|").split("|")]
    return rows


def passages(pool: str) -> list[dict[str, object]]:
    found = []
    for path in sorted((SAMPLES / pool).glob("*/*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            found.append({**json.loads(line), "file": path})
    return found


def test_every_folder_has_a_row_and_every_row_a_folder() -> None:
    assert set(table_rows()) == source_folders()


def test_every_row_names_origin_and_licence() -> None:
    for folder, cells in table_rows().items():
        assert len(cells) == 4, folder
        if folder != "licences":
            assert all(cells), folder


@pytest.mark.parametrize("folder", sorted(source_folders() - {"licences"}))
def test_every_folder_carries_its_licence(folder: str) -> None:
    licence = (SAMPLES / folder / "LICENSE").read_text("utf-8")
    assert len(licence) > 100
    for named in re.findall(r"licences/[\w.-]+\.txt", licence):
        assert (SAMPLES / named).stat().st_size > 1_000, named


def test_sample_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 5_000_000


def test_language_model_is_the_published_file() -> None:
    assert hashlib.sha256((SAMPLES / "models/lid.176.ftz").read_bytes()).hexdigest() == LANGUAGE_MODEL_SHA256


def test_merges_are_those_of_gpt2() -> None:
    lines = (SAMPLES / "tokenizer/vocab.bpe").read_text("utf-8").splitlines()
    assert lines[0] == "#version: 0.2"
    assert len(lines) - 1 == 50_000  # 50,257 tokens = 256 bytes + 50,000 merges + end of text
    assert lines[1] == "Ġ t"


def test_humaneval_has_all_164_problems() -> None:
    with gzip.open(SAMPLES / "benchmarks/humaneval/HumanEval.jsonl.gz", "rt", encoding="utf-8") as lines:
        names = [json.loads(line)["task_id"] for line in lines]
    assert names == [f"HumanEval/{number}" for number in range(164)]


@pytest.mark.parametrize("pool", ["prose", "reference"])
def test_passages_say_what_they_are(pool: str) -> None:
    found = passages(pool)
    assert len({passage["id"] for passage in found}) == len(found) >= 400
    for passage in found:
        path = passage["file"]
        assert isinstance(path, Path)
        assert str(passage["id"]).startswith(f"{path.parent.name}/")
        assert passage["language"] == path.stem
        assert passage["domain"] in DOMAINS
        assert passage["paragraphs"]


def test_the_two_pools_share_no_document_and_no_paragraph() -> None:
    """Documents are compared by page name, so that a page and its translation count as one."""

    def pages(pool: str) -> set[tuple[str, str]]:
        names = [str(passage["id"]).partition("#")[0] for passage in passages(pool)]
        translated = {"debian-handbook", "gnome-user-docs"}
        return {
            (name.partition("/")[0], name.split("/", 2)[2] if name.partition("/")[0] in translated else name)
            for name in names
        }

    def paragraphs(pool: str) -> set[str]:
        return {text for passage in passages(pool) for text in passage["paragraphs"]}  # type: ignore[attr-defined]

    assert not pages("prose") & pages("reference")
    assert not paragraphs("prose") & paragraphs("reference")


def test_reference_is_enough_to_train_on() -> None:
    by_language: dict[object, int] = {}
    for passage in passages("reference"):
        by_language[passage["language"]] = by_language.get(passage["language"], 0) + 1
    assert set(by_language) == {"ar", "de", "en", "es", "fa", "fr", "ja", "pt", "ru", "zh"}
    assert min(by_language.values()) >= 15


def test_the_danish_folder_lies_about_its_language() -> None:
    model = fasttext.load_model(str(SAMPLES / "models/lid.176.ftz"))
    pages = sorted((SAMPLES / "multilingual/debian-handbook/da-DK").glob("*.html"))
    assert len(pages) == 12
    languages = []
    for path in pages:
        tree = lxml.html.parse(str(path), parser=lxml.html.HTMLParser(encoding="utf-8"))
        text = " ".join(" ".join(element.text_content().split()) for element in tree.xpath('//div[@class="para"]'))
        languages.append(model.predict([text])[0][0][0].removeprefix("__label__"))
    assert languages == ["en"] * 12


def test_the_warc_holds_exactly_the_web_pages() -> None:
    with (SAMPLES / "warc/web.warc.gz").open("rb") as stream:
        archived = {
            record.rec_headers.get_header("WARC-Target-URI"): record.content_stream().read()
            for record in ArchiveIterator(stream)
        }
    pages = {
        f"http://{path.relative_to(SAMPLES / 'web').parts[0]}.example/"
        + "/".join(path.relative_to(SAMPLES / "web").parts[1:]): path.read_bytes()
        for path in (SAMPLES / "web").rglob("*.html")
    }
    assert archived == pages
    assert len(pages) >= 25
