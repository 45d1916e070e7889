"""WARC files of a world."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from labs.world.archive import BROKEN_AFTER, BROKEN_MEMBER, REVISIT_EVERY, write_warcs
from labs.world.build import World, world
from labs.world.page import Page


def records(path: Path) -> list[tuple[str, str, str | None, bytes]]:
    """(type, target, status, payload) of every record."""
    with path.open("rb") as stream:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.http_headers.get_statuscode() if record.rec_type == "response" else None,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream, check_digests=True)
        ]


@pytest.fixture(scope="module")
def files(small_world: World, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_warcs(small_world, tmp_path_factory.mktemp("warcs"), files=3)


def test_same_world_same_bytes(small_world: World, files: list[Path], tmp_path: Path) -> None:
    again = write_warcs(world(small_world.seed, 400), tmp_path, files=3)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_every_allowed_and_reachable_page_is_there_once(
    small_world: World, small_pages: list[Page], files: list[Path]
) -> None:
    found = {target: body for path in files for kind, target, _, body in records(path) if kind == "response"}
    expected = {page.url for page in small_pages if page.allowed and page.reachable}
    assert set(found) == expected
    for url, body in found.items():
        assert body == small_world.respond(url).body


def test_kinds_of_records(files: list[Path]) -> None:
    kinds = Counter(kind for path in files for kind, *_ in records(path))
    assert kinds["warcinfo"] == 3
    assert kinds["request"] == kinds["response"] > 400
    assert kinds["revisit"] == kinds["response"] // REVISIT_EVERY


def test_errors_and_redirects_are_archived_with_their_status(files: list[Path]) -> None:
    statuses = {status for path in files for kind, _, status, _ in records(path) if kind == "response"}
    assert statuses >= {"200", "301", "302", "308", "404", "410", "500"}


def test_a_host_stays_in_one_file(files: list[Path]) -> None:
    hosts = [{target.split("/")[2] for _, target, _, _ in records(path) if target} for path in files]
    assert all(hosts)
    assert not (hosts[0] & hosts[1] or hosts[0] & hosts[2] or hosts[1] & hosts[2])


def test_damage_is_in_the_last_file_only(small_world: World, files: list[Path], tmp_path: Path) -> None:
    damaged = write_warcs(small_world, tmp_path, files=3, damaged=True)
    assert [path.read_bytes() for path in damaged[:2]] == [path.read_bytes() for path in files[:2]]
    content = damaged[2].read_bytes()
    assert content.count(BROKEN_MEMBER) == 1
    with pytest.raises(ArchiveLoadFailed):
        records(damaged[2])
    head = content[: content.index(BROKEN_MEMBER)]
    assert (
        sum(1 for _ in ArchiveIterator(io.BytesIO(head))) >= 2 * BROKEN_AFTER
    )  # what stands before the damage is whole
    assert len(content) == files[2].stat().st_size + len(BROKEN_MEMBER) - 200  # and the end is cut off


def test_no_file_is_refused(small_world: World, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one file"):
        write_warcs(small_world, tmp_path, files=0)
