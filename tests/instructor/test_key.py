"""The seed of a submission follows from the key and its id, and tells neither."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from labs.cli.main import run
from labs.instructor.key import MIN_KEY_BYTES, CourseKey, new_key
from pipeline.errors import ConfigError


def test_the_same_key_and_id_have_the_same_seed() -> None:
    key, other = CourseKey(b"k" * 32), CourseKey(b"l" * 32)
    assert key.seed("anna") == key.seed("anna")
    assert len({key.seed("anna"), key.seed("ben"), other.seed("anna"), other.seed("ben")}) == 4
    assert key.fingerprint != other.fingerprint
    assert all(0 <= key.seed(str(n)) < 2**31 for n in range(100))


@pytest.mark.parametrize(
    ("size", "fine"), [(MIN_KEY_BYTES, True), (MIN_KEY_BYTES - 1, False), (0, False), (5000, False)]
)
def test_a_key_has_to_be_long_enough_to_be_a_secret(tmp_path: Path, size: int, fine: bool) -> None:
    (tmp_path / "key").write_bytes(b"x" * size + b"\n")
    if fine:
        assert CourseKey.read(tmp_path / "key").secret == b"x" * size
    else:
        with pytest.raises(ConfigError, match="must have 16 to 4096 bytes"):
            CourseKey.read(tmp_path / "key")


def test_a_key_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lab author key"):
        CourseKey.read(tmp_path / "key")


def test_keys_differ_and_are_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new_key() != new_key()
    assert run(["author", "key", str(tmp_path / "key")]) == 0
    content = (tmp_path / "key").read_bytes()
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert run(["author", "key", str(tmp_path / "key")]) == 2
    assert (tmp_path / "key").read_bytes() == content
    assert "is there already" in capsys.readouterr().err
