"""What `lab look 10` shows: pages in which problems of HumanEval stand, or solutions, or only talk about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from labs.cli.look import Looked
from labs.world.build import world
from labs.world.draws import Draw
from labs.world.writing import benchmark_parts, forum_thread

PAGES = 400
MIN_SOLUTION_WORDS = 25
PROBLEMS = 8
"""How many problems have a thread of each kind."""
CONTEXT = 100
"""A text is shown from so many characters before the first item on."""


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """A dropped page names each item that stands in it, the share of it, and what could be kept of the page."""
    index = functions.index_items(items())
    for name, text in pages(seed):
        overlaps = functions.find_overlaps(text, index)
        reasons = [f"{item}: {share:.2f} >= 0.5 of its n-grams, at {places(spans)}" for item, share, spans in overlaps]
        if overlaps:
            pieces = functions.excise(text, [span for _, _, spans in overlaps for span in spans])
            reasons.append(f"{sum(map(len, pieces)):,} of {len(text):,} characters could be kept")
        first = min((begin for _, _, spans in overlaps for begin, _ in spans), default=0)
        yield Looked(name, text[max(0, first - CONTEXT) :], tuple(reasons))


def items() -> dict[str, str]:
    """Problems and solutions of HumanEval, each an item of its own."""
    parts = benchmark_parts()
    return {f"{name} problem": problem for name, problem, _ in parts} | {
        f"{name} solution": solution for name, _, solution in parts
    }


def pages(seed: int) -> Iterator[tuple[str, str]]:
    """English pages of a small web that hold an item, one page of each host, and threads about some problems."""
    seen = set()
    for page in world(seed, PAGES).pages():
        if page.text and page.language == "en" and (page.benchmark_items or page.host not in seen):
            seen.add(page.host)
            yield page.url, page.text
    long = [row for row in benchmark_parts() if len(row[2].split()) >= MIN_SOLUTION_WORDS]
    draw = Draw(seed, "lab 10", "look")
    for name, problem, solution in draw.sample(long, PROBLEMS):
        words = problem.split()
        posts = {
            "problem": problem,
            "solution": solution,
            "talk": f"Has anybody solved {name}? It begins like this: {' '.join(words[: len(words) // 5])}",
        }
        for kind, post in posts.items():
            first, *others = forum_thread(draw, "en").text.split("\n")
            thread = "\n".join([first, post.strip(), *others])
            yield f"http://threads.example/{name.replace('/', '-')}/{kind}.html", thread


def places(spans: list[tuple[int, int]]) -> str:
    """Where an item stands, as a reader counts: characters from 0."""
    return ", ".join(f"{begin:,}-{end:,}" for begin, end in spans)
