"""A file of labels is read as data, and whatever is wrong in it is one line that names its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from labs.grading.labels import MAX_BYTES, LabelError, Row, parsed, read_bytes, read_labels, written

DOCUMENTS = ("d1", "d2")
ALLOWED = ("keep", "spam")


def read(tmp_path: Path, content: bytes) -> dict[str, Row]:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    return read_labels(path, DOCUMENTS, ALLOWED)


@pytest.mark.parametrize(
    "content",
    [
        b"document,label,note\nd1,keep,\nd2,,\n",
        b"document,label\nd1,keep\nd2,\n",
        b"\xef\xbb\xbfdocument;label;note\r\nd1;keep;\r\n;;\r\nd2;;\r\n",
        b"document,label,note\n\n D1 , KEEP ,\nd2,,",
    ],
)
def test_what_people_and_spreadsheets_write_is_read(tmp_path: Path, content: bytes) -> None:
    rows = read(tmp_path, content)
    assert {document: row.label for document, row in rows.items()} == {"d1": "keep", "d2": ""}


def test_notes_may_hold_anything_and_come_back() -> None:
    rows = [Row(2, "d1", "keep", 'a, "b";\nc'), Row(4, "d2", "", "é")]
    assert parsed(written(rows)) == rows


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"line 1: the first line must be document,label,note"),
        (b"id,label\n", r"line 1: the first line must be"),
        (b"label,document\n", r"line 1: the first line must be"),
        (b"document,label,note\nd3,keep,\n", r"line 2: there is no document 'd3'"),
        (b"document,label,note\nd1,ham,\n", r"line 2: 'ham' is no label; labels are keep, spam"),
        (b"document,label,note\nd1,\x1b[2J,\n", r"line 2: '\\x1b\[2j' is no label"),
        (b"document,label,note\nd1,keep,\n\nd1,keep,\n", r"line 4: document d1 stands already in line 2"),
        (b'document,label,note\nd1,keep,"a\nb"\nd3,,\n', r"line 4: there is no document 'd3'"),
        (b"document,label,note\nd1,keep,a, b\n", r"line 2: 4 cells and not 3: put a note with a , in it between"),
        (b"document,label,note\nd1\n", r"line 2: 1 cells and not 3"),
        (b'document,label,note\nd1,"keep,\n', r"this is not CSV"),
        (b"document,label,note\nd1,keep,\xff\n", r"line 2: this is not UTF-8"),
        ("document,label,note\nd1,keep,\n".encode("utf-16"), r"line 1: this is not UTF-8"),
        (b"document,label,note\n" + b"d1,keep," + b"x" * MAX_BYTES, r"larger than 256 kB"),
        (b"document,label,note\nd1,keep," + b"x" * 200_000 + b"\n", r"this is not CSV: field larger"),
        (b"document,label,note\nd1," + b"y" * 1_000 + b",\n", r"'y{40}…' is no label"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(LabelError, match=message) as caught:
        read(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_only_a_plain_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("document,label\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("link.csv", "pipe.csv", "folder.csv"):
        with pytest.raises(LabelError, match=r"cannot be read|no plain file"):
            read_bytes(tmp_path / name)
    for path in (None, tmp_path / "nothing.csv"):
        with pytest.raises(LabelError, match=r"there is no labels\.csv yet"):
            read_bytes(path)
