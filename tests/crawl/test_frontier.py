"""Whose turn it is. Time is a number here; nothing waits."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.crawl.frontier import Candidate, Frontier


def page(url: str, depth: int = 1) -> Candidate:
    return Candidate(url, "page", depth)


def take(frontier: Frontier, now: float) -> str | None:
    candidate = frontier.take(now)
    return candidate.url if candidate else None


def test_a_host_is_busy_until_it_is_released_and_then_rests() -> None:
    frontier = Frontier()
    frontier.add(page("http://a.example/1"))
    frontier.add(page("http://a.example/2"))
    frontier.add(page("http://b.example/1"))
    assert take(frontier, 0) == "http://a.example/1"
    assert take(frontier, 0) == "http://b.example/1"
    assert take(frontier, 100) is None
    assert frontier.next_turn() is None
    frontier.release("a.example", free_at=105)
    assert frontier.next_turn() == 105
    assert take(frontier, 104.9) is None
    assert take(frontier, 105) == "http://a.example/2"
    assert len(frontier) == 0


def test_ports_and_schemes_of_a_host_share_its_turn() -> None:
    frontier = Frontier()
    for url in ("http://a.example/", "https://a.example/", "http://a.example:8080/"):
        frontier.add(page(url))
    assert take(frontier, 0) == "http://a.example/"
    assert take(frontier, 0) is None


def test_robots_before_sitemaps_before_shallow_pages_before_deep_ones() -> None:
    frontier = Frontier()
    wanted = ["robots", "sitemap", "shallow", "shallow-2", "deep"]
    frontier.add(page("http://a.example/deep", 3))
    frontier.add(page("http://a.example/shallow", 1))
    frontier.add(Candidate("http://a.example/sitemap", "sitemap", 0))
    frontier.add(page("http://a.example/shallow-2", 1))
    frontier.add(Candidate("http://a.example/robots", "robots", 0))
    taken = []
    while url := take(frontier, 1):
        taken.append(url.rpartition("/")[2])
        frontier.release("a.example", 1)
    assert taken == wanted


def test_a_candidate_that_must_wait_does_not_hold_up_its_host() -> None:
    frontier = Frontier()
    frontier.add(page("http://a.example/later"), not_before=50)
    frontier.add(page("http://a.example/now"))
    assert take(frontier, 10) == "http://a.example/now"
    frontier.release("a.example", 20)
    assert frontier.next_turn() == 50
    assert take(frontier, 49) is None
    assert take(frontier, 50) == "http://a.example/later"


def test_an_early_comer_brings_the_turn_forward() -> None:
    frontier = Frontier()
    frontier.add(page("http://a.example/later"), not_before=50)
    assert frontier.next_turn() == 50
    frontier.add(page("http://a.example/now"))
    assert frontier.next_turn() == 0
    assert take(frontier, 0) == "http://a.example/now"


def test_drain_gives_back_everything_that_was_not_taken() -> None:
    frontier = Frontier()
    for number in range(3):
        frontier.add(page(f"http://a.example/{number}"), not_before=10 * (number == 1))
    assert take(frontier, 1) == "http://a.example/0"
    assert {c.url for c in frontier.drain()} == {"http://a.example/1", "http://a.example/2"}
    assert len(frontier) == 0
    frontier.release("a.example", 5)
    frontier.add(page("http://a.example/3"))
    assert take(frontier, 4) is None
    assert take(frontier, 5) == "http://a.example/3"


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), max_size=25),
    st.integers(1, 5),
    st.integers(0, 7),
)
def test_nothing_is_lost_and_no_host_is_asked_twice_within_its_delay(
    arrivals: list[tuple[str, int]], duration: int, delay: int
) -> None:
    frontier = Frontier()
    for number, (host, not_before) in enumerate(arrivals):
        frontier.add(page(f"http://{host}.example/{number}"), float(not_before))
    begins: dict[str, list[int]] = {}
    under_way: list[tuple[int, str]] = []
    taken: dict[str, int] = {}
    now = 0
    while len(taken) < len(arrivals):
        for end, host in [entry for entry in under_way if entry[0] <= now]:
            under_way.remove((end, host))
            frontier.release(host, end + delay)
        while candidate := frontier.take(now):
            assert candidate.url not in taken
            taken[candidate.url] = now
            begins.setdefault(candidate.host, []).append(now)
            under_way.append((now + duration, candidate.host))
        turn = frontier.next_turn()
        assert turn is None or turn > now
        assert under_way or turn is not None or len(taken) == len(arrivals)
        now += 1
    assert len(frontier) == 0
    for number, (host, not_before) in enumerate(arrivals):
        assert taken[f"http://{host}.example/{number}"] >= not_before
    for times in begins.values():
        assert all(later - earlier >= duration + delay for earlier, later in pairwise(times))
