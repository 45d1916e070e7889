"""Which of several captures of one page stays: decided by what the captures are, never by where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

if TYPE_CHECKING:
    from pyspark.sql import Column

TIE_BREAKERS: Final = ("id", "warc_file", "warc_offset")
"""What decides between captures of one moment, first things first."""


class Capture(TypedDict):
    """One capture of a page; ``canonical_url`` is None when its address is no web address."""

    id: str
    canonical_url: str | None
    warc_date: str
    warc_file: str
    warc_offset: int


def surviving_captures(captures: list[Capture]) -> list[str | None]:
    """For each capture None when it stays, else the id of the capture that stays in its place.

    Captures of one canonical URL are captures of one page, and the earliest stays; of one moment the smallest id,
    then file, then offset. Captures without canonical URL are of one page only when they have one id. The stage does
    the same with a window over a table of any size.
    """
    first: dict[tuple[str, str], Capture] = {}
    for capture in captures:
        page = _page(capture)
        first[page] = min(first.get(page, capture), capture, key=_order)
    return [None if capture is first[_page(capture)] else first[_page(capture)]["id"] for capture in captures]


def moment_of(warc_date: Column) -> Column:
    """A string column that sorts as the moments of the WARC-Dates do: in UTC, with or without fractions of a second."""
    from pyspark.sql import functions as f  # here, since `surviving_captures` serves without Spark

    return f.regexp_replace(warc_date, "Z$", "")  # the rule of `_order`


def _page(capture: Capture) -> tuple[str, str]:
    url = capture["canonical_url"]
    return ("id", capture["id"]) if url is None else ("url", url)


def _order(capture: Capture) -> tuple[str, str, str, int]:
    # "…05Z" is earlier than "…05.5Z", but a point sorts before a Z.
    moment = capture["warc_date"].removesuffix("Z")
    return moment, capture["id"], capture["warc_file"], capture["warc_offset"]
