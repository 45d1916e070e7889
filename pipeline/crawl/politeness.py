"""When a host may be asked again. Pure arithmetic: the time is always an argument, nothing here sleeps."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

TEMPORARY_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


def host_delay(delay_seconds: float, crawl_delay: float | None, max_crawl_delay_seconds: float) -> float:
    """Seconds between two requests to one host.

    The longer of our own ``delay_seconds`` and the Crawl-delay of its robots.txt, of which no more than
    ``max_crawl_delay_seconds`` is obeyed: some sites ask for a day. Crawl-delay is no part of RFC 9309.
    """
    return max(delay_seconds, min(crawl_delay or 0.0, max_crawl_delay_seconds))


def next_fetch_time(finished: float, delay: float, hold_until: float = 0.0) -> float:
    """Earliest start of the next request to a host, in seconds of the same clock as ``finished``.

    The delay counts from the *end* of the last request, so a slow host is asked less often; a host that sent
    Retry-After is left alone until ``hold_until``, if that is later.
    """
    return max(finished + delay, hold_until)


def is_temporary(status: int) -> bool:
    """Whether an HTTP status says "not now" rather than "no"."""
    return status in TEMPORARY_STATUSES


def retry_after_seconds(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3); None when absent or not to be read.

    ``value`` is either a whole number of seconds or an HTTP-date in one of its three forms; a date in the past means
    0. ``now`` is in seconds since 1970 (UTC).
    """
    if value is None:
        return None
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,12}", value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if date.tzinfo is None:  # the asctime form and "-0000": HTTP dates are always UTC
        date = date.replace(tzinfo=UTC)
    return max(0.0, date.timestamp() - now)


def retry_delay(
    attempt: int,
    retry_after: str | None,
    now: float,
    *,
    backoff_seconds: float,
    max_backoff_seconds: float,
    max_retry_after_seconds: float,
) -> float:
    """Seconds to wait after the failed attempt number ``attempt`` (the first is 1).

    What the server asked for with the header ``retry_after`` (see `retry_after_seconds`), up to
    ``max_retry_after_seconds``; otherwise ``backoff_seconds`` doubled with every
    attempt, up to ``max_backoff_seconds``. There is no random jitter: only one request at a time goes to a host, so
    no herd can form, and a crawl can be repeated.
    """
    asked = retry_after_seconds(retry_after, now)
    if asked is not None:
        return min(asked, max_retry_after_seconds)
    doublings = min(attempt - 1, 64)  # 2.0 ** 1024 would overflow
    return min(backoff_seconds * 2.0**doublings, max_backoff_seconds)
