"""A crawl may be killed at any instant; the next run ends with the same pages and asks for nothing it has."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from little_web import LittleWeb, Reply, Site, page, redirect, serve

from pipeline.crawl.crawler import CrawlSummary, crawl
from pipeline.crawl.recorder import balance
from pipeline.crawl.settings import CrawlSettings
from pipeline.errors import BooksDoNotBalance, EnvironmentProblem, PipelineError

HOSTS = [f"http://h{n}.example/" for n in range(5)]
PAGES = 12
ROOT = Path(__file__).parents[2]


def web_of_hosts() -> Site:
    """Five hosts with 12 pages each in a ring with chords, some of them odd, linked to the next host."""
    replies: Site = {}
    for number, host in enumerate(HOSTS):
        replies[f"{host}robots.txt"] = Reply(b"User-agent: *\nDisallow: /no\nSitemap: /map.xml")
        replies[f"{host}map.xml"] = Reply(f"{host}only-in-map\n".encode())
        replies[host] = page("/0", "/no", "/moved", "/gone", HOSTS[(number + 1) % len(HOSTS)])
        replies[f"{host}only-in-map"] = page("/0")
        replies[f"{host}moved"] = redirect("/5")
        replies[f"{host}gone"] = Reply(status=404)
        for n in range(PAGES):
            replies[f"{host}{n}"] = page(f"/{(n + 1) % PAGES}", f"/{n * 5 % PAGES}", text=f"{host}{n} " * 50)
    return replies


EVERYTHING = {url for url in web_of_hosts() if not url.endswith("/no")}


def settings(web: LittleWeb) -> CrawlSettings:
    return CrawlSettings(proxy=web.proxy, delay_seconds=0.02, threads=4, max_warc_bytes=20_000)


def log(directory: Path) -> dict[str, dict[str, Any]]:
    text = (directory / "fetch-log.jsonl").read_text() if (directory / "fetch-log.jsonl").exists() else ""
    rows = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
    assert len({row["url"] for row in rows}) == len(rows)
    return {row["url"]: row for row in rows}


def stored(summary: CrawlSummary) -> Counter[str]:
    """How often each URL stands in the WARC files, which are read with their digests verified."""
    found: Counter[str] = Counter()
    for path in (*summary.warcs, *summary.site_warcs):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, verify_digests=True):
                if record.record_type == WarcRecordType.response:
                    found[record.headers["WARC-Target-URI"]] += 1
    return found


def check_complete(directory: Path, summary: CrawlSummary) -> None:
    assert not summary.stopped
    assert summary.pending == 0
    assert stored(summary) == dict.fromkeys(EVERYTHING, 1)
    rows = log(directory)
    assert {url for url, row in rows.items() if row["outcome"] != "refused_by_robots"} == EVERYTHING
    assert {url for url, row in rows.items() if row["outcome"] == "refused_by_robots"} == {f"{h}no" for h in HOSTS}
    assert not list(directory.glob("*.open"))
    counted = sum(count for outcomes in summary.outcomes.values() for count in outcomes.values())
    assert counted == summary.discovered == len(rows)


def start(directory: Path, web: LittleWeb) -> subprocess.Popen[str]:
    code = (
        "import sys; from pathlib import Path; from pipeline.crawl.crawler import crawl;"
        "from pipeline.crawl.settings import CrawlSettings as S;"
        "s = crawl([sys.argv[2]], Path(sys.argv[1]), S.model_validate_json(sys.argv[3]), resume=True);"
        "print('stopped' if s.stopped else 'complete')"
    )
    arguments = [sys.executable, "-c", code, str(directory), HOSTS[0], settings(web).model_dump_json()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)


def wait_for_lines(directory: Path, number: int) -> None:
    deadline = time.monotonic() + 30
    while len(log(directory)) < number and time.monotonic() < deadline:
        time.sleep(0.01)


def test_killed_twice_and_resumed(tmp_path: Path) -> None:
    with serve(web_of_hosts()) as web:
        in_log: set[str] = set()
        for lines in (15, 45):
            process = start(tmp_path, web)
            wait_for_lines(tmp_path, lines)
            process.kill()
            process.wait()
            before, in_log = in_log, set(log(tmp_path))
            assert before < in_log < EVERYTHING | {f"{host}no" for host in HOSTS}
        with (tmp_path / "fetch-log.jsonl").open("ab") as file:
            file.write(b'{"url": "http://h0.exam')  # as a kill in the middle of a write would leave it
        asked = len(web.requests)
        summary = crawl([HOSTS[0]], tmp_path, settings(web), resume=True)
    check_complete(tmp_path, summary)
    assert in_log.isdisjoint(url for url, _, _ in web.requests[asked:])
    twice = {url for url, count in Counter(web.urls()).items() if count > 1}
    assert len(twice) <= 2 * 4  # what was under way when the two kills came: one request a thread


def test_an_interrupt_ends_a_crawl_in_order(tmp_path: Path) -> None:
    with serve(web_of_hosts()) as web:
        process = start(tmp_path, web)
        wait_for_lines(tmp_path, 20)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
        assert (process.returncode, output) == (0, "stopped\n")
        assert not list(tmp_path.glob("*.open"))
        assert balance(tmp_path).pending > 0
        summary = crawl([HOSTS[0]], tmp_path, settings(web), resume=True)
    check_complete(tmp_path, summary)
    assert max(Counter(web.urls()).values()) == 1


def test_every_prefix_of_the_journals_leads_to_the_same_end(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with serve(web_of_hosts()) as web:
        quick = settings(web).model_copy(update={"delay_seconds": 0.0, "max_warc_bytes": 10**9})
        crawl([HOSTS[0]], whole, quick)
        log_lines = (whole / "fetch-log.jsonl").read_bytes().splitlines(keepends=True)
        for cut in range(5, len(log_lines), 29):
            directory = tmp_path / str(cut)
            directory.mkdir()
            for path in whole.glob("*.warc.gz"):  # longer than the log says, as after a kill before the log line
                (directory / f"{path.name}.open").write_bytes(path.read_bytes())
            (directory / "discovered.jsonl").write_bytes((whole / "discovered.jsonl").read_bytes())
            (directory / "fetch-log.jsonl").write_bytes(b"".join(log_lines[:cut]) + log_lines[cut][:cut])
            asked = len(web.requests)
            check_complete(directory, crawl([HOSTS[0]], directory, quick, resume=True))
            known = {json.loads(line)["url"] for line in log_lines[:cut]}
            assert known.isdisjoint(web.urls()[asked:])


@pytest.mark.parametrize("full_at", [400, 11_000])
def test_a_full_disk_is_one_clear_error_and_the_crawl_goes_on_when_there_is_room(tmp_path: Path, full_at: int) -> None:
    with serve(web_of_hosts()) as web:
        code = (
            "import resource, sys; from pathlib import Path; from pipeline.crawl.crawler import crawl;"
            "from pipeline.crawl.settings import CrawlSettings as S; from pipeline.errors import EnvironmentProblem;"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({full_at}, {full_at}));\n"
            "try: crawl([sys.argv[2]], Path(sys.argv[1]), S.model_validate_json(sys.argv[3]))\n"
            "except EnvironmentProblem as error: print(error)"
        )
        arguments = [sys.executable, "-c", code, str(tmp_path), HOSTS[0], settings(web).model_dump_json()]
        done = subprocess.run(
            arguments, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True
        )
        assert done.stdout.startswith(f"cannot write {tmp_path}")
        assert done.stdout.count("\n") == 1
        known = set(log(tmp_path))
        asked = len(web.requests)
        summary = crawl([HOSTS[0]], tmp_path, settings(web), resume=True)
        assert known.isdisjoint(web.urls()[asked:])
    check_complete(tmp_path, summary)


def test_a_file_where_the_directory_should_be_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentProblem, match=r"cannot write .*/file"):
        crawl([HOSTS[0]], tmp_path / "file", CrawlSettings())


def test_a_finished_crawl_resumed_asks_nothing(tmp_path: Path) -> None:
    with serve(web_of_hosts()) as web:
        first = crawl([HOSTS[0]], tmp_path, settings(web))
        asked = len(web.requests)
        second = crawl([HOSTS[0]], tmp_path, settings(web), resume=True)
        assert len(web.requests) == asked
    assert (second.requests, second.outcomes, second.warcs) == (0, first.outcomes, first.warcs)


def test_pages_whose_warc_file_was_damaged_are_fetched_again_and_only_they(tmp_path: Path) -> None:
    with serve(web_of_hosts()) as web:
        summary = crawl([HOSTS[0]], tmp_path, settings(web))
        assert len(summary.warcs) > 1
        damaged = summary.warcs[0]
        lost = {url for url, row in log(tmp_path).items() if row.get("warc") == damaged.name}
        damaged.write_bytes(damaged.read_bytes()[:-10])
        asked = len(web.requests)
        summary = crawl([HOSTS[0]], tmp_path, settings(web), resume=True)
        assert sorted(web.urls()[asked:]) == sorted(lost)
    check_complete(tmp_path, summary)


def test_an_old_robots_txt_is_asked_for_again_and_its_line_replaced(tmp_path: Path) -> None:
    host = HOSTS[0]
    replies: Site = {f"{host}robots.txt": [Reply(b""), Reply(b"User-agent: *\nDisallow: /late")], host: page()}
    with serve(replies) as web:
        fresh = CrawlSettings(proxy=web.proxy, delay_seconds=0, guessed_sitemaps=())
        crawl([host], tmp_path, fresh)
        path = tmp_path / "fetch-log.jsonl"
        robots = log(tmp_path)[f"{host}robots.txt"]
        path.write_text(path.read_text().replace(robots["fetched_at"], "2001-01-01T00:00:00.000000Z"))
        summary = crawl([host, f"{host}late"], tmp_path, fresh, resume=True)
    assert web.asked(f"{host}robots.txt") == 2
    assert web.asked(f"{host}late") == 0
    assert summary.outcomes == {"page": {"fetched": 1, "refused_by_robots": 1}, "robots": {"fetched": 1}}


def hold(directory: Path, proxy: str) -> None:
    crawl([HOSTS[0]], directory, CrawlSettings(proxy=proxy, delay_seconds=5.0))


def test_two_crawls_cannot_write_to_one_directory(tmp_path: Path) -> None:
    with serve(web_of_hosts()) as web:
        other = multiprocessing.get_context("spawn").Process(target=hold, args=(tmp_path, web.proxy))
        other.start()
        wait_for_lines(tmp_path, 1)
        try:
            with pytest.raises(PipelineError, match="another crawl is writing"):
                crawl([HOSTS[0]], tmp_path, settings(web), resume=True)
        finally:
            other.kill()
            other.join()


def test_a_log_line_without_discovery_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "discovered.jsonl").write_text("")
    (tmp_path / "fetch-log.jsonl").write_text('{"url": "http://a.example/", "kind": "page", "outcome": "fetched"}\n')
    with pytest.raises(BooksDoNotBalance, match="1 URLs"):
        balance(tmp_path)


@pytest.mark.parametrize("nonsense", ["{\n", "[]\n", '{"no": "url"}\n', "\xff\n"])
def test_a_journal_of_nonsense_is_one_clear_error(tmp_path: Path, nonsense: str) -> None:
    (tmp_path / "discovered.jsonl").write_bytes(nonsense.encode("latin-1"))
    with pytest.raises(PipelineError, match=r"discovered\.jsonl, line 1"):
        crawl([HOSTS[0]], tmp_path, CrawlSettings(), resume=True)
