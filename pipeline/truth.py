"""The form of planted truth: what is known about every page of a seeded web, so that each stage can be scored.

A truth folder holds two Parquet files, ``pages.parquet`` (one row a URL) and ``pairs.parquet`` (one row a pair of
near or exact duplicates). The world that plants the truth writes them; report and tests read them.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

PAGES: Final = "pages.parquet"
PAIRS: Final = "pairs.parquet"

QUALITY_CLASSES: Final = ("high", "medium", "low", "garbage")
DOMAINS: Final = ("general", "mathematics", "code", "law", "medicine")
PII_KINDS: Final = ("email", "phone", "ip_address", "card_number", "national_id")

UNREADABLE_KINDS: Final = ("noindex", "truncated", "oversized", "wrong_type")
"""Kinds of pages that a polite crawler asks for and rightly does not hand on: forbidden by the page itself, broken off,
too large, no text."""

_PII = pa.struct([("kind", pa.string()), ("value", pa.string())])

PAGES_SCHEMA: Final = pa.schema(
    [
        ("url", pa.string()),  # canonical form, as a polite crawler would request it
        ("host", pa.string()),
        ("status", pa.int32()),  # HTTP status of the final answer
        ("allowed", pa.bool_()),  # whether robots.txt lets `*` fetch it
        ("reachable", pa.bool_()),  # whether links or sitemaps lead to it from the seeds, outside of traps
        ("trap", pa.bool_()),  # whether it belongs to a crawler trap (calendar, session ids, endless path)
        ("kind", pa.string()),  # article, navigation, spam, machine_babble, soft_404, mirror, ...
        ("language", pa.string()),  # ISO 639-1 of the main text, null when there is none
        ("quality", pa.string()),  # one of QUALITY_CLASSES
        ("domain", pa.string()),  # one of DOMAINS
        ("text", pa.string()),  # the main text as planted, null when there is none; lines separated by \n
        ("source", pa.string()),  # file of data/samples the text was taken from, null when generated
        ("family", pa.string()),  # name of the duplicate family, null when the page is unique
        ("pii", pa.list_(_PII)),  # personal data planted in the main text, in order of appearance
        ("benchmark_items", pa.list_(pa.string())),  # names of benchmark items planted in the main text
    ]
)

PAIRS_SCHEMA: Final = pa.schema(
    [
        ("url_a", pa.string()),  # url_a < url_b
        ("url_b", pa.string()),
        ("family", pa.string()),
        ("jaccard", pa.float64()),  # true Jaccard similarity of the sets of 5-word shingles of the planted texts
    ]
)
