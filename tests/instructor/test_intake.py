"""Whatever strangers pack, a few known files come out of it, or one sentence that says why not."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.instructor.intake import MAX_ENTRIES, MAX_FILE_BYTES, Submitted, id_of, take, take_in
from pipeline.errors import ConfigError

CODE = b"def f():\n    return 1\n"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_and_a_folder_with_the_same_work_have_the_same_receipt(tmp_path: Path) -> None:
    files = {"labs/04_rules/exercise.py": CODE, "labs/04_rules/labels.csv": b"document,label\n", "manifest.json": b"{}"}
    for name, content in files.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    one, other = take(tmp_path / "folder"), take(zipped(tmp_path / "a.zip", files))
    assert one.files == other.files == {"04_rules/exercise.py": CODE, "04_rules/labels.csv": b"document,label\n"}
    assert one.receipt == other.receipt
    assert one.manifest == b"{}"
    assert one.notes == other.notes == []
    changed = take(zipped(tmp_path / "b.zip", {**files, "labs/04_rules/exercise.py": CODE + b"#"}))
    assert changed.receipt != one.receipt


@pytest.mark.parametrize(
    "name",
    [
        "../../04_rules/exercise.py",
        "/04_rules/exercise.py",
        "..\\04_rules\\exercise.py",
        "a/../../04_rules/exercise.py",
    ],
)
def test_names_that_lead_out_of_the_archive_are_left_out(tmp_path: Path, name: str) -> None:
    found = take(zipped(tmp_path / "a.zip", {name: b"evil", "labs/04_rules/exercise.py": CODE}))
    assert found.files == {"04_rules/exercise.py": CODE}
    assert "leads out of the archive" in found.notes[0]


def test_links_in_a_zip_are_left_out(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("04_rules/exercise.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    found = take(tmp_path / "a.zip")
    assert found.files == {}
    assert "link" in found.notes[0]
    assert "no exercise file" in found.problem


def test_links_and_pipes_in_a_folder_are_left_out(tmp_path: Path) -> None:
    home = tmp_path / "me" / "04_rules"
    home.mkdir(parents=True)
    (home / "exercise.py").symlink_to("/etc/passwd")
    os.mkfifo(home / "labels.csv")
    (tmp_path / "me" / "loop").symlink_to(tmp_path)
    found = take(tmp_path / "me")
    assert found.files == {}
    assert len(found.notes) == 3


def test_a_link_is_no_submission(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert "it is a link" in take(tmp_path / "link").problem


@pytest.mark.parametrize(("size", "kept"), [(MAX_FILE_BYTES, True), (MAX_FILE_BYTES + 1, False)])
def test_a_file_of_the_largest_size_is_kept(tmp_path: Path, size: int, kept: bool) -> None:
    found = take(zipped(tmp_path / "a.zip", {"04_rules/exercise.py": b" " * size}))
    assert bool(found.files) is kept
    assert bool(found.notes) is not kept


def test_a_zip_that_lies_about_its_size_is_read_to_the_limit(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"04_rules/exercise.py": b"\0" * (64 << 20)})
    assert path.stat().st_size < 100_000
    assert take(path).files == {}


@pytest.mark.parametrize(("extra", "fine"), [(-1, True), (0, False)])
def test_a_zip_of_very_many_entries_is_refused(tmp_path: Path, extra: int, fine: bool) -> None:
    names = {f"x/{n}.svg": b"" for n in range(MAX_ENTRIES + extra)}
    found = take(zipped(tmp_path / "a.zip", {**names, "04_rules/exercise.py": CODE}))
    assert (found.problem == "") is fine


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_zip_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    assert take(tmp_path / "a.zip").problem.startswith("it cannot be read")


def test_a_zip_with_a_password_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"04_rules/exercise.py": CODE})
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + place] |= 1
    path.write_bytes(bytes(data))
    assert "cannot be read" in take(path).problem


@pytest.mark.parametrize(
    "name", ["conftest.py", "04_rules/conftest.py", "pytest.ini", "sitecustomize.py", "x.pth", "json.py"]
)
def test_nothing_but_exercises_and_tables_is_taken(tmp_path: Path, name: str) -> None:
    found = take(zipped(tmp_path / "a.zip", {name: b"x", "04_rules/exercise.py": CODE}))
    assert set(found.files) == {"04_rules/exercise.py"}
    assert found.notes == [f"{name} was left out: only exercise.py and tables of labels are graded"]


def test_the_first_of_two_files_for_one_lab_counts(tmp_path: Path) -> None:
    found = take(zipped(tmp_path / "a.zip", {"a/04_rules/exercise.py": CODE, "b/04_rules/exercise.py": b"x"}))
    assert found.files == {"04_rules/exercise.py": CODE}
    assert "there is another" in found.notes[0]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("anna b.", "anna b"),
        ("\x1b[31mred", "%001B%005B31mred"),
        ("=1+1", "%003D1+1"),
        ("..", "unnamed"),
        ("Zoë", "Zoë"),
    ],
)
def test_ids_are_safe_as_file_names_and_on_a_screen(name: str, safe: str) -> None:
    assert id_of(name) == safe


@given(st.text())
def test_every_id_is_one_file_name(name: str) -> None:
    safe = id_of(name)
    assert safe not in ("", ".", "..")
    assert "/" not in safe and "\0" not in safe and safe.isprintable()
    assert Path(safe).name == safe


def test_one_submission_a_folder_or_zip(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    zipped(tmp_path / "ben.ZIP", {"04_rules/exercise.py": CODE})
    assert [submitted.id for submitted in take_in(tmp_path)] == ["anna", "ben"]


def test_the_same_id_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Anna").mkdir()
    zipped(tmp_path / "anna.zip", {})
    with pytest.raises(ConfigError, match="two submissions are called"):
        take_in(tmp_path)


def test_an_empty_folder_and_none_are_errors(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ConfigError, match="submissions"):
            take_in(folder)


def test_notes_are_bounded(tmp_path: Path) -> None:
    found = take(zipped(tmp_path / "a.zip", {f"{n}.exe": b"" for n in range(200)}))
    assert len(found.notes) == 51


def test_the_receipt_tells_files_apart_that_run_together() -> None:
    one = Submitted("a", {"04_a/exercise.py": b"x", "05_b/exercise.py": b""})
    other = Submitted("a", {"04_a/exercise.py": b"", "05_b/exercise.py": b"x"})
    assert one.receipt != other.receipt
