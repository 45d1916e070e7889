"""The survey of a domain on real texts, and the command that prints it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import app, run_app
from pipeline.errors import ConfigError
from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.survey import read_pages, survey

SPAM = ["buy cheap watches online best cheap watches buy watches cheap online best price " * 30, "Home\nShop\n" * 40]


def test_general_rules_destroy_mathematics_and_chosen_limits_repair_it() -> None:
    good = read_pages(sample("reference"), "en", "mathematics")
    found = survey(good, SPAM, "en", 0.9, RulesSettings())
    assert found.good_pages == len(good) == 44
    assert found.kept[0] < 0.4
    assert found.kept[1] >= 0.9
    assert found.garbage_dropped == (1.0, 1.0)
    assert found.chosen["c4.max_curly_brackets"] is None
    assert all(alone <= broken for broken, alone in found.effects.values())


def test_texts_are_chosen_by_language_and_domain(tmp_path: Path) -> None:
    rows = [
        {"text": "a", "language": "en", "domain": "law"},
        {"paragraphs": ["b", "c"], "language": "en"},
        {"text": "d", "language": "de", "domain": "law"},
        {"text": "e", "domain": "code"},
    ]
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    assert read_pages(file, "en", "law") == ["a", "b\nc"]
    assert read_pages(tmp_path, "en") == ["a", "b\nc", "e"]
    for wrong in ("[]", "{", '{"text": 1}', '{"language": "en"}'):
        file.write_text(wrong, "utf-8")
        with pytest.raises(ConfigError, match="line 1"):
            read_pages(file, "en")
    with pytest.raises(ConfigError, match="no texts"):
        read_pages(tmp_path / "missing.jsonl", "en")


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spam = tmp_path / "spam.jsonl"
    spam.write_text("\n".join(json.dumps({"text": text}) for text in SPAM), "utf-8")
    assert run_app(app, ["limits", "law", "--garbage", str(spam), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["kept"][1] >= 0.9
    assert run_app(app, ["limits", "law"]) == 0
    assert "c4.min_sentences" in capsys.readouterr().out
    assert run_app(app, ["limits", "physics"]) == 2
    assert run_app(app, ["limits", "law", "--keep", "0"]) == 2
