"""What the report says of the run in conftest.py, counted there by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError
from pipeline.report.build import collect
from pipeline.report.data import BrokenRule, Distribution, FamilyMember, Reason, ReportData

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def data(spark: SparkSession, run_directory: str, stages) -> ReportData:
    return collect(spark, run_directory, stages=stages)


def reason(data: ReportData, rule: str) -> Reason:
    return next(item for stage in data.stages for item in stage.reasons if item.rule == rule)


def distribution(data: ReportData, stage: str, measure: str) -> Distribution:
    distributions = {item.name: item.distributions for item in data.stages}[stage]
    return next(item for item in distributions if item.measure == measure)


def test_books_are_those_of_the_manifests(data: ReportData):
    counted = {stage.name: stage.books for stage in data.stages}
    assert list(counted) == ["extract", "urls", "language", "rules", "exact", "near", "quality", "pii"]
    assert counted["extract"].error.documents == 1
    assert (counted["rules"].entered.documents, counted["rules"].dropped.documents) == (9, 3)
    assert counted["pii"].edited.characters == len("bob@mail.example") - len("EMAIL")


def test_drops_by_rule_alone_and_among_others(data: ReportData):
    short = reason(data, "gopher_quality.min_words")
    assert (short.documents, short.alone, short.tokens) == (3, 2, 40 + 46 + 10)
    signs = reason(data, "gopher_quality.max_hash_word_ratio")
    assert (signs.documents, signs.alone) == (1, 0)


def test_documents_that_would_flip_at_ten_percent(data: ReportData):
    short = reason(data, "gopher_quality.min_words")
    # Limit 45: the page of 46 words would be kept; the page of 10 breaks another rule as well.
    assert (short.saved_by_looser, short.saved_tokens) == (1, 46)
    # Limit 55: the page of 52 words would go; those of 60 and more would not.
    assert (short.lost_by_stricter, short.lost_tokens) == (1, 52)


def test_rules_without_a_limit_have_no_flips(data: ReportData):
    copies = reason(data, "exact.duplicate_document")
    assert (copies.documents, copies.saved_by_looser, copies.lost_by_stricter) == (1, None, None)


def test_rules_that_nobody_broke_are_listed_too(data: ReportData):
    assert reason(data, "gopher_quality.max_words").documents == 0


def test_the_limit_that_a_stage_derived_is_shown(data: ReportData):
    assert reason(data, "quality.min_score").limit == 0.5


def test_a_histogram_holds_every_document_on_its_side_of_the_limit(data: ReportData):
    words = distribution(data, "rules", "words")
    assert words.count == sum(item.kept + item.dropped for item in words.bins) == 9
    assert sum(item.dropped for item in words.bins if item.high <= 50) == 3
    assert sum(item.kept for item in words.bins if item.low >= 50) == 6


def test_values_that_could_not_be_measured_are_counted_apart(data: ReportData):
    similarity = distribution(data, "near", "jaccard_to_survivor")
    assert (similarity.count, similarity.missing) == (1, 4)


def test_families_join_what_two_stages_dropped(data: ReportData):
    (family,) = data.families
    assert (family.url, family.size) == ("http://a.example/2", 3)
    assert family.members == [
        FamilyMember("http://a.example/3", "exact", "exact.duplicate_document", 1.0),
        FamilyMember("http://b.example/4", "near", "near.similar_document", 0.9),
    ]
    assert data.family_sizes == {3: 1}


def test_hosts_tell_where_their_documents_left(data: ReportData):
    hosts = {group.name: group for group in data.hosts}
    assert hosts["a.example"].documents == 4
    assert hosts["a.example"].kept_documents == 3
    assert hosts["a.example"].left_at == {"exact": 1}
    assert hosts["spam.example"].left_at == {"extract": 1, "urls": 1, "rules": 3, "quality": 1}
    assert data.hosts_in_all == 3
    assert sum(group.documents for group in data.hosts) == 12


def test_documents_without_a_language_stand_under_the_empty_name(data: ReportData):
    assert {group.name: group.documents for group in data.languages} == {"en": 10, "": 2}


def test_errors_are_grouped_by_kind(data: ReportData):
    (error,) = data.errors
    assert (error.stage, error.kind, error.documents) == ("extract", "BadRecord", 1)


def test_dropped_samples_say_why(data: ReportData):
    samples = [item for stage in data.stages if stage.name == "near" for item in stage.samples]
    (dropped,) = [item for item in samples if item.outcome == "dropped"]
    assert dropped.broken == [BrokenRule("near.similar_document", 0.9, 0.8, f"{2:032x}")]
    assert len([item for item in samples if item.outcome == "kept"]) == 3


def test_edits_show_the_line_before_and_after(data: ReportData):
    (edit,) = [item for stage in data.stages for item in stage.edits]
    removed, added = edit.diff
    assert (edit.stage, edit.removed_characters) == ("pii", 11)
    assert removed.startswith("-") and removed.endswith("bob@mail.example")
    assert added.startswith("+") and added.endswith("EMAIL")


def test_a_folder_without_a_run_is_named(spark: SparkSession, tmp_path: Path, stages):
    with pytest.raises(ConfigError, match="holds no finished run"):
        collect(spark, str(tmp_path), stages=stages)
