"""A finished run and its planted truth, written by hand: twelve documents whose every figure can be counted here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel
from pyspark.sql import types as t
from pyspark.sql.pandas.types import to_arrow_schema

from pipeline import schema, truth
from pipeline.engine.manifest import hash_of
from pipeline.engine.stage import Stage, decision_fields
from pipeline.quality.settings import QualityRules, QualitySettings
from pipeline.report.data import NO_PAGE_RULE
from pipeline.rule import RuleSet
from pipeline.rules.gopher_quality import GopherQuality
from pipeline.rules.settings import RulesSettings

HOSTILE = (
    "<script>alert(1)</script> \x1b[31mred\x1b[0m \u202eevil\u202c & <img src=http://tracker.example/x.gif onerror=x>"
)


class NoSettings(BaseModel):
    pass


class Language(RuleSet):
    rule_set = "language"
    also_measured = ("words",)


class Pii(RuleSet):
    rule_set = "pii"
    also_measured = ("email",)


class Near(RuleSet):
    rule_set = "near"
    also_measured = ("jaccard_to_survivor",)


def _never(*_: Any) -> Any:
    raise AssertionError("the report must not run stages")


STAGES = {
    name: Stage(name, _never, rule_sets=rule_sets)
    for name, rule_sets in {
        "extract": (),
        "urls": (),
        "language": (Language,),
        "rules": (GopherQuality,),
        "exact": (),
        "near": (Near,),
        "quality": (QualityRules,),
        "pii": (Pii,),
    }.items()
}


def key(number: int) -> str:
    """Identifier of the document with that number."""
    return f"{number:032x}"


def broken(rule: str, value: float = 1.0, limit: float = 0.0, evidence: str | None = None) -> dict[str, Any]:
    return {"rule": rule, "value": value, "limit": limit, "evidence": evidence}


def words(number: int, word: str = "word") -> str:
    return " ".join([word] * number)


TEXTS = {
    1: HOSTILE,
    2: words(60, "alpha"),
    3: words(60, "alpha"),
    4: words(60, "alpha") + " omega",
    5: words(5, "mixed"),
    6: words(40, "short"),
    7: words(46, "short"),
    8: words(10, "#"),
    9: words(51) + " bob@mail.example",
    10: "",
    11: words(30, "casino"),
    12: words(70, "babble"),
}
HOSTS = dict.fromkeys((1, 2, 3, 9), "a.example") | dict.fromkeys((4, 5), "b.example")
URLS = {number: f"http://{HOSTS.get(number, 'spam.example')}/{number}" for number in TEXTS}
MASKED = words(51) + " EMAIL"

# Stage -> documents that leave there, with the broken rules or the error.
LEAVES: dict[str, dict[int, Any]] = {
    "extract": {10: "BadRecord: the gzip member ends early"},
    "urls": {11: [broken("urls.blocked_word", evidence="casino")]},
    "language": {5: [broken("language.min_score", 0.4, 0.65)]},
    "rules": {
        6: [broken("gopher_quality.min_words", 40, 50)],
        7: [broken("gopher_quality.min_words", 46, 50)],
        8: [broken("gopher_quality.min_words", 10, 50), broken("gopher_quality.max_hash_word_ratio", 1.0, 0.1)],
    },
    "exact": {3: [broken("exact.duplicate_document", evidence=key(2))]},
    "near": {4: [broken("near.similar_document", 0.9, 0.8, key(2))]},
    "quality": {12: [broken("quality.min_score", 0.1, 0.5)]},
    "pii": {},
}
SCORES = {1: 0.9, 2: 0.8, 9: 0.6, 12: 0.1}
WORDS = {number: len(text.split()) for number, text in TEXTS.items()}


def _measured(stage: str, number: int) -> dict[str, Any]:
    return {
        "language": {"language": {"words": float(WORDS[number])}},
        "rules": {
            "gopher_quality": {
                "words": 100.0 if number == 1 else float(WORDS[number]),
                "hash_word_ratio": 1.0 if number == 8 else 0.0,
            }
        },
        "near": {"near": {"jaccard_to_survivor": 0.9 if number == 4 else None}},
        "quality": {"quality": {"score": SCORES.get(number)}},
        "pii": {"pii": {"email": 1.0 if number == 9 else 0.0}},
    }.get(stage, {})


def _row(stage: str, number: int, left: Any) -> dict[str, Any]:
    text = MASKED if stage == "pii" and number == 9 else TEXTS[number]
    before = TEXTS[number]
    return {
        "id": key(number),
        "url": URLS[number],
        "host": HOSTS.get(number, "spam.example"),
        "title": f"Title {number} <b>",
        "text": text,
        "characters": len(text),
        "tokens": len(text.split()),
        "canonical_url": URLS[number],
        "language": "en",
        "language_score": 0.9,
        "near_duplicates": 2 if number == 2 else 1,
        "quality_score": SCORES.get(number),
        "measured": _measured(stage, number),
        "broken": left if isinstance(left, list) else [],
        "error": left if isinstance(left, str) else None,
        "characters_in": len(before),
        "tokens_in": len(before.split()),
        "outcome": "error" if isinstance(left, str) else "dropped" if left else "kept",
    }


def _table_type(stage: str, flowing: list[t.StructField]) -> t.StructType:
    measured, broken_field = decision_fields(STAGES[stage].rule_sets)
    return t.StructType(
        [
            *flowing,
            measured,
            broken_field,
            t.StructField(schema.ERROR, t.StringType()),
            t.StructField(schema.CHARACTERS_IN, t.LongType()),
            t.StructField(schema.TOKENS_IN, t.LongType()),
            t.StructField(schema.OUTCOME, t.StringType(), nullable=False),
        ]
    )


def _count(rows: list[dict[str, Any]], came_in: bool = False) -> dict[str, int]:
    ending = "_in" if came_in else ""
    return {
        "documents": len(rows),
        "characters": sum(row["characters" + ending] for row in rows),
        "tokens": sum(row["tokens" + ending] for row in rows),
    }


def write_run(
    directory: Path,
    without: frozenset[int] = frozenset(),
    seed: int = 0,
    leaves: dict[str, dict[int, Any]] = LEAVES,
    records: Mapping[int, tuple[str, str]] = MappingProxyType({}),
) -> Path:
    """Write the run, leaving out the documents ``without``; ``seed`` goes into the settings of the language stage.

    ``records``: number -> URL and WARC-Date of documents that have others than usual.
    """
    numbers = [number for number in TEXTS if number not in without]
    flowing: list[t.StructField] = []
    input_hash = "archives"
    for order, stage in enumerate(STAGES, start=1):
        home = directory / "stages" / f"{order:02d}_{stage}"
        flowing += schema.ADDED_BY[stage]
        kind = _table_type(stage, flowing)
        rows = [_row(stage, number, leaves[stage].get(number)) for number in numbers]
        for row, number in zip(rows, numbers, strict=True):
            if number in records:
                row["url"], row["warc_date"] = records[number]
        for outcome in schema.OUTCOMES:
            chosen = [row for row in rows if row["outcome"] == outcome]
            folder = home / "documents" / f"outcome={outcome}"
            folder.mkdir(parents=True)
            if chosen:
                fields = t.StructType([field for field in kind.fields if field.name != "outcome"])
                if not STAGES[stage].rule_sets:  # Parquet has no struct without fields
                    fields = t.StructType([field for field in fields if field.name != "measured"])
                columns = to_arrow_schema(fields)
                pq.write_table(pa.Table.from_pylist(chosen, schema=columns), folder / "part-0.parquet")
        kept = [row for row in rows if row["outcome"] == "kept"]
        came_in, left = _count(rows, came_in=True), _count(kept)
        manifest = {
            "stage": stage,
            "order": order,
            "settings": _settings(stage, seed),
            "config_hash": f"config-{stage}-{seed}",
            "input_hash": input_hash,
            "output_hash": f"table-{order}",
            "versions": {"pyspark": "4.3.0"},
            "seconds": 1.5,
            "books": {
                "in": came_in,
                "kept": left,
                "dropped": _count([row for row in rows if row["outcome"] == "dropped"]),
                "error": _count([row for row in rows if row["outcome"] == "error"]),
                "edited": {
                    "documents": 0,
                    "characters": sum(row["characters_in"] - row["characters"] for row in kept),
                    "tokens": sum(row["tokens_in"] - row["tokens"] for row in kept),
                },
            },
            "columns": kind.jsonValue(),
        }
        (home / "manifest.json").write_text(json.dumps(manifest))
        input_hash = hash_of([input_hash, f"table-{order}"])
        if stage == "near":
            (home / "clusters").mkdir()
            members = [{"id": key(number), "component": key(2)} for number in (2, 4)]
            pq.write_table(pa.Table.from_pylist(members), home / "clusters" / "part-0.parquet")
        if stage == "quality":
            (home / "evaluation.json").write_text(json.dumps(EVALUATION))
        numbers = [number for number in numbers if number not in leaves[stage]]
    (directory / "config.yaml").write_text(f"seed: {seed}\n")
    return directory


EVALUATION: dict[str, Any] = {
    "min_score": 0.5,
    "keep_fraction": 0.75,
    "percentile_by": "documents",
    "model": "model-0.bin",
    "learned_from": 7,
    "held_out": {
        "passages": 20,
        "good": 10,
        "auc": 0.97,
        "average_precision": 0.96,
        "threshold": 0.5,
        "precision": 0.9,
        "recall": 0.8,
        "calibration": [
            {"bin": 0.0, "passages": 10, "mean_score": 0.05, "good_fraction": 0.1},
            {"bin": 0.9, "passages": 10, "mean_score": 0.95, "good_fraction": 0.9},
        ],
        "languages": {"en": {"passages": 20, "auc": 0.97}},
    },
}


def _settings(stage: str, seed: int) -> dict[str, Any]:
    if stage == "rules":
        return RulesSettings().model_dump(mode="json")
    if stage == "quality":
        return QualitySettings().model_dump(mode="json")
    return {"seed": seed} if stage == "language" else {}


def _page(number: int, **truth_of_page: Any) -> dict[str, Any]:
    return {
        "url": URLS[number],
        "host": HOSTS.get(number, "spam.example"),
        "status": 200,
        "allowed": True,
        "reachable": True,
        "trap": False,
        "kind": "article",
        "language": "en",
        "quality": "high",
        "domain": "general",
        "text": TEXTS[number],
        "source": None,
        "family": None,
        "pii": [],
        "benchmark_items": [],
    } | truth_of_page


PAGES = [
    _page(1),
    _page(2, family="alpha"),
    _page(3, family="alpha"),
    _page(4, family="alpha"),
    _page(5, language="de", quality="low"),
    _page(6, quality="garbage"),
    _page(7, quality="medium"),
    _page(8, quality="garbage"),
    # Half of the planted words were found, and as many others: F1 = 0.5.
    _page(9, text=words(26) + words(26, " other"), pii=[{"kind": "email", "value": "bob@mail.example"}]),
    _page(12, quality="garbage"),
    _page(11, url="http://spam.example/never-fetched"),
]


def write_truth(directory: Path) -> Path:
    """Planted truth of the pages of the run."""
    directory.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(PAGES, schema=truth.PAGES_SCHEMA), directory / truth.PAGES)
    pairs = [
        {"url_a": URLS[2], "url_b": URLS[3], "family": "alpha", "jaccard": 1.0},
        {"url_a": URLS[2], "url_b": URLS[4], "family": "alpha", "jaccard": 0.9},
        {"url_a": URLS[3], "url_b": URLS[4], "family": "alpha", "jaccard": 0.9},
        {"url_a": URLS[1], "url_b": URLS[2], "family": "beta", "jaccard": 0.85},  # was not found
        {"url_a": URLS[1], "url_b": URLS[9], "family": "beta", "jaccard": 0.5},  # too different to be counted
        {"url_a": URLS[6], "url_b": URLS[9], "family": "beta", "jaccard": 0.9},  # 6 left before duplicates were sought
    ]
    pq.write_table(pa.Table.from_pylist(pairs, schema=truth.PAIRS_SCHEMA), directory / truth.PAIRS)
    return directory


@pytest.fixture(scope="session")
def stages() -> dict[str, Stage]:
    return STAGES


@pytest.fixture(scope="session")
def run_directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_run(tmp_path_factory.mktemp("report") / "run"))


@pytest.fixture(scope="session")
def other_run_directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The run without document 2, with another seed."""
    return str(write_run(tmp_path_factory.mktemp("other") / "run", without=frozenset({2}), seed=7))


@pytest.fixture(scope="session")
def third_run_directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The run with document 4 kept to the end."""
    return str(write_run(tmp_path_factory.mktemp("third") / "run", leaves={**LEAVES, "near": {}}))


@pytest.fixture(scope="session")
def captured_thrice(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The run with documents 1, 2 and 3 as captures of one page; in order of time they are 3, 1, 2."""
    url, minute = "http://a.example/same", "2024-01-01T00:00:"
    records = {1: (url, minute + "05.5Z"), 2: (url, minute + "06Z"), 3: (url, minute + "05Z")}
    return str(write_run(tmp_path_factory.mktemp("thrice") / "run", records=records))


@pytest.fixture(scope="session")
def captured_with_request(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The run with documents 1 and 2 as request and page of one capture."""
    records = dict.fromkeys((1, 2), ("http://a.example/same", "2024-01-01T00:00:05Z"))
    leaves = {**LEAVES, "extract": {**LEAVES["extract"], 1: [broken(NO_PAGE_RULE, evidence="request")]}}
    return str(write_run(tmp_path_factory.mktemp("request") / "run", leaves=leaves, records=records))


@pytest.fixture(scope="session")
def truth_directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_truth(tmp_path_factory.mktemp("truth")))
