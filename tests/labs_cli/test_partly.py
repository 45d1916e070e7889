"""What of the pipeline runs in a release, where there are the trainee's functions and no solutions."""

from __future__ import annotations

import ast
import inspect
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark import cloudpickle

from labs import stand_in
from labs.author.stored_values import as_json, values_of_lab_08
from labs.catalogue import all_labs
from labs.cli import partly
from labs.cli.checking import check_lab
from labs.cli.functions import send_to_workers, substitutes
from labs.cli.workspace import Workspace
from labs.demo import CONFIG
from labs.world.build import world
from labs.world.draws import Draw
from labs.world.writing import article
from pipeline.config import load_config
from pipeline.engine.balance import balance_books
from pipeline.errors import PipelineError
from pipeline.extract.evaluate import multiset_f1
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge
from pipeline.rules.survey import rule_values
from pipeline.stages import STAGES

EXERCISES = {f"{lab.number} {one.name}": one.reference for lab in all_labs() for one in lab.file.exercise}
ALL = list(STAGES.values())


def done_labs(*numbers: str) -> Callable[[str], bool]:
    return lambda exercise: exercise[:2] in numbers


def asked_by(stage: str) -> set[str]:
    """References of the functions that the module of a stage asks for by ``kernel(…)``."""
    module = sys.modules[STAGES[stage].run.__module__]
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("kernel"):
            function: Any = module
            for name in ast.unparse(node.args[0]).split("."):
                function = getattr(function, name, None)
            if callable(function):
                found.add(f"{function.__module__}:{function.__qualname__}")
    return found


def test_every_stage_says_what_it_needs() -> None:
    assert partly.NEEDED.keys() == STAGES.keys()
    named = [
        *partly.TRUTH_NEEDS,
        *partly.CAPSTONE_NEEDS,
        *(name for needed in partly.NEEDED.values() for name in needed),
    ]
    assert set(named) <= EXERCISES.keys()
    assert set(partly.GIVEN) == {EXERCISES["09 balance_books"]}


@pytest.mark.parametrize("stage", STAGES)
def test_what_a_stage_asks_for_is_what_it_needs(stage: str) -> None:
    asked = asked_by(stage) & set(EXERCISES.values())
    assert asked <= {EXERCISES[name] for name in partly.NEEDED[stage]}


def test_all_stages_run_with_all_exercises() -> None:
    assert partly.runnable(ALL, lambda exercise: True) == partly.Parts(ALL, [])


def test_what_is_missing_is_left_out_with_a_line_that_says_how_to_go_on() -> None:
    parts = partly.runnable(ALL, done_labs("02", "03", "04", "05", "06", "11"))
    assert [stage.name for stage in parts.stages] == [
        "extract", "language", "rules", "exact", "near", "pii", "tokens", "mix", "order",
    ]  # fmt: skip
    assert parts.left_out[:2] == [
        "urls is left out: canonicalise of lab 01 must pass first (`lab check 01`)",
        "domain is left out: formulas, characteristic_words, domain_of_host of lab 08 must pass first (`lab check 08`)",
    ]
    assert [line.partition(" ")[0] for line in parts.left_out] == ["urls", "domain", "quality", "decontaminate"]


def test_a_stage_goes_with_the_one_whose_columns_it_reads() -> None:
    parts = partly.runnable(ALL, done_labs("02", "07"))
    assert [stage.name for stage in parts.stages] == ["extract"]
    assert "quality is left out: it needs the stage language" in parts.left_out
    assert "order is left out: it needs the stage tokens and the stage mix" in parts.left_out


def test_without_extraction_nothing_runs() -> None:
    with pytest.raises(PipelineError, match=r"begins with extract: decode_body, .* of lab 02 must pass first"):
        partly.configured(load_config(CONFIG), done_labs("03"))


def test_rules_run_without_domains() -> None:
    config, _ = partly.configured(load_config(CONFIG), done_labs("02", "03", "04"))
    assert [stage.name for stage in config.ordered_stages()] == ["extract", "language", "rules", "pii"]
    assert config.domain.evaluation_folds == 0


def test_books_that_nobody_audits_balance() -> None:
    (no_faults,) = partly.GIVEN.values()
    assert no_faults([{"books": "any"}]) == balance_books([]) == []


MEASURED = ("duplicate_line_fraction", *(f"top_{n}_gram_character_fraction" for n in (2, 3, 4)))
"""What exercises measure of Gopher's rules on repetition."""


def comparable(rules: list[str]) -> list[str]:
    """Those that the functions of lab 04 know."""
    known = {f"gopher_repetition.max_{name}" for name in MEASURED}
    return [rule for rule in rules if not rule.startswith("gopher_repetition.") or rule in known]


def test_the_rules_of_lab_04_judge_as_the_stage_does() -> None:
    settings = RulesSettings(refinedweb_lines={"enabled": False}, refinedweb={"enabled": False}, c4={"bad_words": []})
    pages = [site.article_page(place) for site in world(1, 200).sites for place in range(min(2, site.articles))]
    broken_pages = 0
    for page in pages:
        if page.text is None or page.language is None:
            continue
        text = f"{page.text}\nWe use cookies."
        left, measured, broken = judge(text, page.language, "general", settings)
        found, values, named = stand_in.judge(text, page.language, "general", settings)
        assert found == left
        assert [item.rule for item in named] == comparable([item.rule for item in broken])
        for name in MEASURED:
            assert values["gopher_repetition"][name] == pytest.approx(measured["gopher_repetition"][name])
        broken_pages += bool(named)
    assert broken_pages > 5


def test_a_rule_with_another_limit_is_left_aside() -> None:
    text = "Too short."
    assert "gopher_quality.min_words" in [item.rule for item in stand_in.judge(text, "en", None, RulesSettings())[2]]
    other = RulesSettings(gopher_quality={"min_words": 1000})
    assert "gopher_quality.min_words" not in [item.rule for item in stand_in.judge(text, "en", None, other)[2]]
    with pytest.raises(PipelineError, match="leave c4_lines on"):
        stand_in.judge(text, "en", None, RulesSettings(c4_lines={"enabled": False}))


def test_a_value_that_nobody_measured_is_no_value() -> None:
    _, measured, _ = stand_in.judge("Too short.", "en", None, RulesSettings())
    assert dict(measured["gopher_quality"])["words"] is None
    with pytest.raises(PipelineError, match="not the value of words"):
        measured["gopher_quality"]["words"]


def test_the_stored_values_of_rules_are_the_measured_ones() -> None:
    """When this fails: `python -m labs.author.stored_values` writes the table anew."""
    assert stand_in.STORED_VALUES.read_text() == as_json(values_of_lab_08())
    text = article(Draw(1, "look 08", 0), "en", "mathematics").text
    settings = RulesSettings()
    assert stand_in.rule_values(text, "en", settings) == pytest.approx(rule_values(text, "en", settings), abs=1e-6)
    for other in ((f"{text}.", "en", settings), (text, "en", RulesSettings(gopher_quality={"min_words": 1}))):
        with pytest.raises(PipelineError, match="only for the pages that lab 08 shows"):
            stand_in.rule_values(*other)


def test_words_are_compared_by_token_f1() -> None:
    found, wanted = ["a", "b", "b", "c"], ["b", "b", "b", "d"]
    assert stand_in.multiset_f1(found, wanted) == multiset_f1(found, wanted) == 0.5


STUB = "def word_count(words):\n    raise NotImplementedError\n"


def test_a_stub_of_a_release_calls_the_trainee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "LABS", tmp_path)
    (tmp_path / "04_words").mkdir()
    exercise = tmp_path / "04_words" / "exercise.py"

    @stand_in.yours("04_words", "word_count")
    def word_count(words: list[str]) -> int:
        raise NotImplementedError

    assert partly.is_left_out(word_count)
    exercise.write_text(STUB)
    with pytest.raises(stand_in.NotWritten, match=r"lab 04: word_count is yours to write.*`lab check 04`"):
        word_count(["a"])
    exercise.write_text(STUB.replace("raise NotImplementedError", "return len(words)"))
    os.utime(exercise, ns=(1, 1))
    assert word_count(["a", "b"]) == 2
    exercise.write_text("import nothing_of_that_name\n\n" + exercise.read_text())
    os.utime(exercise, ns=(2, 2))
    with pytest.raises(PipelineError, match="cannot be imported: ModuleNotFoundError"):
        word_count(["a"])


class Sent:
    """Stands for a Spark session; notes the files for its workers."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.sparkContext = self

    def addPyFile(self, path: str) -> None:  # noqa: N802 - Spark's name
        self.files.append(Path(path))


def test_workers_import_the_exercise_file(checkout: Path) -> None:
    """So a function may use what has no copy, such as a cache of its own."""
    workspace, path = Workspace(checkout), checkout / "labs/04_words/exercise.py"
    cached = "from functools import cache\n\n\n@cache\ndef one():\n    return 1\n"
    text = path.read_text().replace("    raise NotImplementedError\n", "    return sum(one() for word in words)\n", 1)
    path.write_text(text.replace("\n\n\ndef ", f"\n\n{cached}\n\ndef ", 1))
    check_lab(workspace, workspace.lab("04"))
    (function,) = substitutes(workspace).values()
    spark = Sent()
    send_to_workers(spark, workspace)  # type: ignore[arg-type]
    assert [(file.name, file.read_text()) for file in spark.files] == [("exercise_04.py", path.read_text())]
    assert b"return" not in cloudpickle.dumps(function)
    assert pickle.loads(cloudpickle.dumps(function)) is function  # noqa: S301
