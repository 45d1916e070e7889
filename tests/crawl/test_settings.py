"""A setting that cannot be is an error, not a surprise."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.crawl.settings import CrawlSettings


@pytest.mark.parametrize(
    "wrong",
    [{"delay": 1}, {"delay_seconds": -0.1}, {"delay_seconds": float("nan")}, {"threads": 0}, {"max_pages": -1},
     {"total_timeout_seconds": 0}, {"user_agent": ""}, {"user_agent": "(no token)"}, {"user_agent": "a\r\nCookie: b"},
     {"user_agent": "robót/1"}, {"user_agent": " bot/1"}],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CrawlSettings(**wrong)


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [("lab-crawler/1.0 (+https://a.example)", "lab-crawler"), ("Crawler", "Crawler"), ("my_bot (mail)", "my_bot")],
)
def test_the_product_token_is_the_name_before_the_version(user_agent: str, token: str) -> None:
    assert CrawlSettings(user_agent=user_agent).product_token == token
