"""Reference files: read whole and in one order, or refused with the line that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.quality.texts import Text, read_texts


def test_texts_of_a_folder_with_their_sources(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    rows = [
        {"id": "law/act-03#1", "language": "en", "domain": "law", "paragraphs": ["One.", "Two."]},
        {"id": "page", "language": "fr", "text": "Trois.", "source": "site"},
        {"language": "de", "text": "Vier."},
    ]
    (tmp_path / "law" / "en.jsonl").write_text("\n\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    (tmp_path / "LICENSE").write_text("not read")
    assert read_texts(spark, str(tmp_path)) == [
        Text("law/act-03#1", "One.\n\nTwo.", "law/act", "en", "law"),
        Text("law/en.jsonl:5", "Vier.", "law/en.jsonl:5", "de", "general"),
        Text("page", "Trois.", "site", "fr", "general"),
    ]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"text": "x"}', '{"language": "en"}', '{"text": 5, "language": "en"}', "\xff"]
)
def test_a_wrong_line_is_named(spark: Any, tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b'{"text": "fine", "language": "en"}\n' + line.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"bad\.jsonl, line 2"):
        read_texts(spark, str(path))


def test_no_file_is_an_error(spark: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no reference text"):
        read_texts(spark, str(tmp_path))
