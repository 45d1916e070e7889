"""The configuration: what is wrong is named with its place, and nothing wrong is silently ignored."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.config import MAX_CONFIG_BYTES, PipelineConfig, dump_config, load_config, parse_config
from pipeline.errors import ConfigError
from pipeline.stages import STAGES


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_and_empty_file_are_the_defaults(tmp_path: Path) -> None:
    assert load_config(None) == load_config(write(tmp_path, "")) == PipelineConfig()


def test_what_is_dumped_is_read_back_equal() -> None:
    config = parse_config({"seed": 7, "rules": {"gopher_quality": {"min_words": 20}}})
    assert parse_config(yaml.safe_load(dump_config(config))) == config


def test_limit_is_put_over_its_default(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "rules:\n  gopher_quality:\n    min_words: 20\n"))
    assert config.rules.gopher_quality.min_words == 20
    assert config.rules.gopher_quality.max_words == PipelineConfig().rules.gopher_quality.max_words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sed: 1", r"unknown key sed \(did you mean seed\?\)"),
        ("rules:\n  gopher_quality:\n    min_wrds: 1",
         r"unknown key rules\.gopher_quality\.min_wrds \(did you mean min_words\?\)"),
        ("rules:\n  gopher_quality:\n    min_words: many", r"rules\.gopher_quality\.min_words: .*\(got 'many'\)"),
        ("rules:\n  gopher_quality:\n    min_words: -1", r"rules\.gopher_quality\.min_words: .*\(got -1\)"),
        ("rules:\n  gopher_quality:\n    min_words: .nan", r"rules\.gopher_quality\.min_words"),
        ("seed: 1\nseed: 2", r"the key 'seed' stands twice"),
        ("- a\n- b", r"must be keys and values, not list"),
        ("seed: [1", r"not valid YAML"),
        ("seed: !!python/object/apply:os.system ['true']", r"not valid YAML"),
        ("stages: [extract, lenguage]", r"there is no stage 'lenguage' \(did you mean language\?\)"),
        ("stages: [extract, urls, urls]", r"named twice"),
        ("stages: [rules]", r"the first stage must be extract"),
        ("stages: [extract, rules]", r"rules reads .* must come before it"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line_that_names_the_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(write(tmp_path, text))
    assert "config.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the configuration"):
        load_config(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="more than"):
        load_config(write(tmp_path, "#" * (MAX_CONFIG_BYTES + 1)))


def test_device_without_end_is_refused() -> None:
    with pytest.raises(ConfigError, match="more than"):
        load_config(Path("/dev/zero"))


def test_every_stage_finds_its_columns_in_the_default_order() -> None:
    assert [stage.name for stage in PipelineConfig().ordered_stages()] == list(STAGES)


def test_stage_whose_columns_come_too_late_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"rules reads language, so language must come before it"):
        parse_config({"stages": ["extract", "urls", "rules"]}).ordered_stages()
    with pytest.raises(ConfigError, match="the first stage must be extract"):
        parse_config({"stages": ["urls"]}).ordered_stages()


def test_a_stage_may_do_without_some_columns_but_not_overlook_them() -> None:
    without = ["extract", "urls", "language", "rules"]
    assert [stage.name for stage in parse_config({"stages": without}).ordered_stages()] == without
    with pytest.raises(ConfigError, match=r"rules reads domain, so domain must come before it"):
        parse_config({"stages": [*without, "domain"]}).ordered_stages()


def test_every_limit_of_every_rule_set_has_a_card() -> None:
    for stage in STAGES.values():
        for rule_set in stage.rule_sets:
            limits = {name for name in rule_set.model_fields if name.startswith(("min_", "max_"))}
            assert limits == set(rule_set.cards()), rule_set.__name__
