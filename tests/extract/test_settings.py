"""A setting that could never have an effect is an error."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.extract.settings import ExtractSettings


@pytest.mark.parametrize(
    "wrong",
    [
        {"content_types": ["TEXT/HTML"]},
        {"content_types": ["text/html; charset=utf-8"]},
        {"content_types": ["html"]},
        {"content_types": []},
        {"http_statuses": [99]},
        {"http_statuses": []},
        {"record_types": ["request"]},
        {"record_types": []},
        {"max_seconds_per_page": 0},
        {"max_record_bytes": 1},
        {"rules": {"max_body_bytes": -1}},
        {"rules": {"max_body_byte": 1}},
        {"html": {"focus": "both"}},
        {"timeout": 5},
    ],
)
def test_impossible_settings_are_errors(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ExtractSettings.model_validate(wrong)


def test_settings_survive_json() -> None:
    settings = ExtractSettings(max_seconds_per_page=3, content_types=("text/html",))
    assert ExtractSettings.model_validate_json(settings.model_dump_json()) == settings
