"""Wrong solutions of lab 01: mistakes that people, libraries and crawlers make."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import urllib.robotparser
import zlib
from collections import Counter
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from lxml import etree, html
from protego import Protego

from labs.grading.mutant import mutant
from pipeline.crawl.archive import capture_records
from pipeline.crawl.canonical import canonicalise, join
from pipeline.crawl.discover import discover, gunzip
from pipeline.crawl.robots import robots_verdict
from pipeline.crawl.traps import url_trap

# --- canonicalise


@mutant("canonicalise", killed_by="canonical_spelling")
def keeps_the_fragment(url: str) -> str | None:
    """The fragment, which the server never sees, makes new addresses."""
    canonical = canonicalise(url)
    return canonical and canonical + (f"#{url.partition('#')[2]}" if "#" in url else "")


@mutant("canonicalise", killed_by="canonical_spelling")
def keeps_the_default_port(url: str) -> str | None:
    """Port 80 of http stays."""
    canonical = canonicalise(url)
    return re.sub(r"^(http://[^/]*)", r"\1:80", canonical) if canonical and ":80/" in url else canonical


@mutant("canonicalise", killed_by="dot_segments")
def keeps_dot_segments(url: str) -> str | None:
    """/a/../b is left to the server."""
    canonical = canonicalise(url.replace("..", "DOTS"))
    return canonical and canonical.replace("DOTS", "..")


@mutant("canonicalise", killed_by="dot_segments")
def climbs_above_the_root(url: str) -> str | None:
    """urllib.parse of old: /../b stays."""
    canonical = canonicalise(url)
    return canonical and (canonical.replace(".example/", ".example/../") if "example/../../" in url else canonical)


@mutant("canonicalise", killed_by="dot_segments")
def folder_without_slash(url: str) -> str | None:
    """/a/b/.. becomes /a, as posixpath.normpath has it."""
    canonical = canonicalise(url)
    return canonical and (canonical.rstrip("/") if url.endswith(("/.", "/..")) else canonical)


@mutant("canonicalise", killed_by="canonical_spelling")
def keeps_the_password(url: str) -> str | None:
    """The user's name and password go into the archive."""
    canonical, found = canonicalise(url), re.match(r"https?://([^/@]*@)", url)
    return canonical.replace("://", f"://{found[1]}") if canonical and found else canonical


@mutant("canonicalise", killed_by="dot_segments")
def empty_path_stays_empty(url: str) -> str | None:
    canonical = canonicalise(url)
    return canonical and (canonical.rstrip("/") if canonical.count("/") == 3 and canonical.endswith("/") else canonical)


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def lower_case_everywhere(url: str) -> str | None:
    """The path is lower-cased with the host."""
    path, _, query = (canonicalise(url) or "").partition("?")
    path = re.sub(r"%..", lambda escape: escape[0].upper(), path.lower())
    return path + (f"?{query}" if query else "") if path else None


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def strips_www(url: str) -> str | None:
    canonical = canonicalise(url)
    return canonical and canonical.replace("://www.", "://")


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def drops_the_query(url: str) -> str | None:
    """Every page of a forum becomes one."""
    canonical = canonicalise(url)
    return canonical and canonical.partition("?")[0]


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def drops_the_trailing_slash(url: str) -> str | None:
    canonical = canonicalise(url)
    return canonical and (canonical.rstrip("/") if canonical.count("/") > 3 else canonical)


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def everything_is_https(url: str) -> str | None:
    canonical = canonicalise(url)
    return canonical and canonical.replace("http://", "https://")


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def drops_blank_values(url: str) -> str | None:
    """As urllib.parse.parse_qsl does unless it is told otherwise."""
    base, _, query = (canonicalise(url) or "").partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[2]]
    return (base + (f"?{'&'.join(kept)}" if kept else "")) or None


@mutant("canonicalise", killed_by="keeps_what_names_another_page")
def merges_slashes(url: str) -> str | None:
    canonical = canonicalise(url)
    return canonical and re.sub(r"(?<!:)/{2,}", "/", canonical)


@mutant("canonicalise", killed_by="escapes_have_one_spelling")
def escapes_in_lower_case(url: str) -> str | None:
    canonical = canonicalise(url)
    return canonical and re.sub(r"%..", lambda escape: escape[0].lower(), canonical)


@mutant("canonicalise", killed_by="escapes_have_one_spelling")
def plus_is_a_blank(url: str) -> str | None:
    """The rules of forms are applied to every query."""
    canonical = canonicalise(url)
    return canonical and canonical.replace("+", "%20")


@mutant("canonicalise", killed_by="escapes_have_one_spelling")
def decodes_the_slash(url: str) -> str | None:
    """Reserved characters are decoded too: one path part becomes two."""
    canonical = canonicalise(url)
    return canonical and canonical.replace("%2F", "/")


@mutant("canonicalise", killed_by="canonical_twice_is_canonical_once")
def decodes_twice(url: str) -> str | None:
    """%257e is decoded to %7e, and the next time to ~."""
    canonical = canonicalise(url)
    return canonical and canonical.replace("%257e", "%7e").replace("%252e", "%2e")


@mutant("canonicalise", killed_by="canonical_twice_is_canonical_once")
def escapes_escapes(url: str) -> str | None:
    """Every percent sign is escaped, those of escapes too."""
    canonical = canonicalise(url)
    return canonical and quote(canonical, safe=":/?&=@!$'()*+,;-._~")


@mutant("canonicalise", killed_by="noise_goes_by_exact_name")
def tracking_by_substring(url: str) -> str | None:
    """Whatever contains the name of a tracker goes."""
    base, _, query = (canonicalise(url) or "").partition("?")
    kept = [part for part in query.split("&") if not re.search(r"utm|clid|ref|ga|session", part.partition("=")[0])]
    return (base + (f"?{'&'.join(kept)}" if kept and query else "")) or None


@mutant("canonicalise", killed_by="noise_goes_by_exact_name")
def tracking_in_lower_case_only(url: str) -> str | None:
    """UTM_Source is not known."""
    hidden = re.sub(r"(?<=[?&])UTM_", "KEEPUTM_", url)
    canonical = canonicalise(hidden)
    return canonical and canonical.replace("KEEPUTM_", "UTM_")


@mutant("canonicalise", killed_by="noise_goes_by_exact_name")
def session_in_the_path_stays(url: str) -> str | None:
    """;jsessionid= is looked for in the query only."""
    canonical = canonicalise(re.sub(r";(j)session", r";\1keep", url, flags=re.IGNORECASE))
    return canonical and re.sub(r";(j)keep", r";\1session", canonical, flags=re.IGNORECASE)


@mutant("canonicalise", killed_by="noise_goes_by_exact_name")
def ref_is_noise_too(url: str) -> str | None:
    """A list of trackers of one's own."""
    base, _, query = (canonicalise(url) or "").partition("?")
    kept = [part for part in query.split("&") if not part.startswith("ref=")]
    return (base + (f"?{'&'.join(kept)}" if kept and query else "")) or None


@mutant("canonicalise", killed_by="order_of_parameters")
def query_as_it_comes(url: str) -> str | None:
    """Parameters are not sorted."""
    canonical = canonicalise(url)
    if not canonical or "?" not in canonical:
        return canonical
    kept = canonical.partition("?")[2].split("&")
    order = re.sub(r"#.*", "", url, flags=re.DOTALL).partition("?")[2].split("&")
    place = {part: number for number, part in reversed(list(enumerate(order)))}
    return canonical.partition("?")[0] + "?" + "&".join(sorted(kept, key=lambda part: place.get(part, 0)))


@mutant("canonicalise", killed_by="order_of_parameters")
def sorted_by_value_too(url: str) -> str | None:
    """Several values of one name change places."""
    base, mark, query = (canonicalise(url) or "").partition("?")
    return (base + mark + "&".join(sorted(query.split("&")))) or None


@mutant("canonicalise", killed_by="none_for_what_cannot_be_fetched")
def takes_ftp(url: str) -> str | None:
    """Any scheme is fine."""
    if url.startswith("ftp://"):
        return url
    return canonicalise(url)


@mutant("canonicalise", killed_by="none_for_what_cannot_be_fetched")
def one_port_too_many(url: str) -> str | None:
    """65536 is taken for a port."""
    canonical = canonicalise(url.replace(":65536", ":65535"))
    return canonical and (canonical.replace(":65535", ":65536") if ":65536" in url else canonical)


@mutant("canonicalise", killed_by="none_for_what_cannot_be_fetched")
def host_in_unicode(url: str) -> str | None:
    """Names are not IDNA-encoded."""
    host = url.partition("://")[2].partition("/")[0]
    return canonicalise(url) if host.isascii() else url.lower()


@mutant("canonicalise", killed_by="one_address_a_page_of_the_world")
def sessions_stay(url: str) -> str | None:
    """Trackers go, session ids do not: every visit is a new forum."""
    canonical = canonicalise(re.sub(r"(?i)(?<=[?&])(?=[a-z]*sess)", "KEEP", url))
    return canonical and canonical.replace("KEEP", "")


# --- robots_verdict


def by_rules(body: bytes, url: str, name: str) -> str:
    """The verdict of a robots.txt that was answered with 200."""
    return robots_verdict(200, body, url, name)


@mutant("robots_verdict", killed_by="status_decides")
def missing_robots_forbids(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """404 is taken for a refusal."""
    return "unreachable" if status != 200 and not 200 <= (status or 0) < 300 else by_rules(body, url, product_token)


@mutant("robots_verdict", killed_by="status_decides")
def server_error_allows(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """503 is taken for 'there are no rules'."""
    return "allowed" if status and status >= 500 else robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="status_decides")
def too_many_requests_forbids(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """429 is taken for an outage, as Google does and RFC 9309 does not."""
    return "unreachable" if status == 429 else robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="status_decides")
def no_answer_allows(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """A time-out means go on."""
    return "allowed" if status is None else robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="status_decides")
def unreachable_is_called_disallowed(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """The log cannot tell a rule from an outage."""
    verdict = robots_verdict(status, body, url, product_token)
    return "disallowed" if verdict == "unreachable" else verdict


@mutant("robots_verdict", killed_by="status_decides")
def rules_hold_for_200_only(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """204 and 299 are unreachable."""
    if status is not None and 200 < status < 300:
        return "unreachable"
    return robots_verdict(status, body, url, product_token)


def first_rule_of(body: bytes, url: str, name: str) -> str:
    """The first rule that matches decides, by plain prefixes, in the group called ``name`` or else ``*``."""
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(body.decode("utf-8-sig", "replace").splitlines())
    return "allowed" if parser.can_fetch(name, url) else "disallowed"


@mutant("robots_verdict", killed_by="longest_match_wins")
def standard_library(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """urllib.robotparser: the first rule that matches."""
    return first_rule_of(body, url, product_token) if status == 200 else robots_verdict(
        status, body, url, product_token
    )  # fmt: skip


def with_rules_as(body: bytes, change: Any) -> bytes:
    """The file with ``change`` applied to the value of each rule."""
    return re.sub(rb"(?im)^([ \t]*(?:dis)?allow[ \t]*:[ \t]*)([^\r\n#]*)", lambda rule: rule[1] + change(rule[2]), body)


@mutant("robots_verdict", killed_by="longest_match_wins")
def disallow_always_wins(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """Allow lines are not read."""
    body = re.sub(rb"(?im)^([ \t]*)allow[ \t]*:", rb"\1ignore:", body)
    return robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="longest_match_wins")
def disallow_wins_a_tie(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """Of two rules of one length the forbidding one counts."""
    allowed = set(re.findall(rb"(?im)^allow: ?(\S+)", body))
    for path in allowed & set(re.findall(rb"(?im)^disallow: ?(\S+)", body)):
        body = body.replace(b"Allow: " + path, b"Ignore: " + path)
    return robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="wildcards_and_ends")
def star_is_a_letter(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """The standard of 1994 had no wildcards."""
    return robots_verdict(status, with_rules_as(body, lambda path: path.replace(b"*", b"%2A")), url, product_token)


@mutant("robots_verdict", killed_by="wildcards_and_ends")
def dollar_is_a_letter(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """The end of a rule is not the end of the path."""
    return robots_verdict(status, with_rules_as(body, lambda path: path.rstrip(b"$")), url, product_token)


@mutant("robots_verdict", killed_by="wildcards_and_ends")
def query_is_not_matched(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """Only the path is compared with the rules."""
    return robots_verdict(status, body, url.partition("?")[0], product_token)


@mutant("robots_verdict", killed_by="wildcards_and_ends")
def rules_without_case(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """/Upper forbids /upper."""
    return robots_verdict(status, with_rules_as(body, bytes.lower), url.lower(), product_token)


@mutant("robots_verdict", killed_by="wildcards_in_time")
def stars_share_out_the_path(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """Each star becomes `.*`: a rule of a stranger stops the crawler."""
    for rule in re.findall(rb"(?im)^disallow:[ \t]*([^\s#]+)", body):
        re.match(re.escape(rule).replace(rb"\*", b".*"), urlsplit(url).path.encode())
    return robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="the_group_is_ours")
def name_by_substring(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """A group whose name is part of ours is ours, as protego has it."""
    if status is None or not 200 <= status < 300:
        return robots_verdict(status, body, url, product_token)
    rules = Protego.parse(body.decode("utf-8-sig", "replace"))
    return "allowed" if rules.can_fetch(url, product_token) else "disallowed"


@mutant("robots_verdict", killed_by="the_group_is_ours")
def name_with_case(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """Data-Lab is not data-lab."""
    names = re.findall(rb"(?im)^[ \t]*user-agent[ \t]*:[ \t]*([^#\s]+)", body)
    ours = product_token if product_token.encode() in names else "nobody"
    return robots_verdict(status, body, url, ours)


@mutant("robots_verdict", killed_by="the_group_is_ours")
def star_and_ours_together(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """The rules for everybody are obeyed besides our own."""
    verdicts = {robots_verdict(status, body, url, name) for name in (product_token, "nobody-else")}
    return max(verdicts, key=["allowed", "disallowed", "unreachable"].index)


@mutant("robots_verdict", killed_by="the_group_is_ours")
def first_group_of_a_name(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """A second group with our name is passed over."""
    groups = re.split(rb"\n\n(?=User-agent: lab\b)", body)
    return robots_verdict(status, groups[0], url, product_token)


@mutant("robots_verdict", killed_by="the_group_is_ours")
def version_is_part_of_the_name(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """'lab/1.0' is not 'lab'."""
    return robots_verdict(status, re.sub(rb"(?m)^(User-agent: \w+)/", rb"\1-", body), url, product_token)


@mutant("robots_verdict", killed_by="robots_files_as_they_are")
def robots_may_be_forbidden(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """'Disallow: /' is applied to /robots.txt too, which RFC 9309 always allows."""
    return robots_verdict(status, body, re.sub(r"/robots\.txt$", "/robots.txtx", url), product_token)


@mutant("robots_verdict", killed_by="robots_files_as_they_are")
def byte_order_mark_is_a_letter(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """The first line is lost on files from Windows."""
    return robots_verdict(status, body.replace(b"\xef\xbb\xbf", b"x"), url, product_token)


@mutant("robots_verdict", killed_by="robots_files_as_they_are")
def bad_bytes_are_an_outage(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """A file that is not UTF-8 forbids everything."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "unreachable"
    return robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="robots_files_as_they_are")
def empty_disallow_forbids(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """'Disallow:' with nothing behind it is read as everything."""
    return robots_verdict(status, re.sub(rb"(?m)^Disallow:$", b"Disallow: /", body), url, product_token)


@mutant("robots_verdict", killed_by="large_robots_files")
def cut_within_a_line(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """'Disallow: /private/' becomes 'Disallow: /'."""
    return robots_verdict(status, body[:512_000], url, product_token)


@mutant("robots_verdict", killed_by="large_robots_files")
def any_size(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """A robots.txt without end is read to its end."""
    lines = [line for line in body.split(b"\n") if not line.startswith(b"##")]
    return robots_verdict(status, b"\n".join(lines), url, product_token)


@mutant("robots_verdict", killed_by="large_robots_files")
def last_line_always_goes(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """A file that just fits loses its last rule."""
    if len(body) >= 512_000:
        body = body[:512_000].rpartition(b"\n")[0]
    return robots_verdict(status, body, url, product_token)


@mutant("robots_verdict", killed_by="verdicts_of_the_world")
def everything_is_allowed(status: int | None, body: bytes, url: str, product_token: str) -> str:
    return "allowed"


@mutant("robots_verdict", killed_by="verdicts_of_the_world")
def three_rules_only(status: int | None, body: bytes, url: str, product_token: str) -> str:
    """What stands behind the third rule is not read."""
    ends = [rule.end() for rule in re.finditer(rb"(?im)^(?:dis)?allow:.*$", body)]
    return robots_verdict(status, body[: ends[2]] if len(ends) > 2 else body, url, product_token)


# --- retry_delay


def seconds_until(value: str, now: float) -> float | None:
    """Seconds from now to the date, negative when it is past; None when it is no date."""
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now


def wait(value: str | None, now: float) -> float | None:
    """What is right, for mutants to be wrong in one point only."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,12}", value.strip()):
        return float(value)
    until = seconds_until(value.strip(), now)
    return None if until is None else max(0.0, until)


def delay(
    attempt: int, asked: float | None, *, backoff_seconds: float, max_backoff_seconds: float,
    max_retry_after_seconds: float,
) -> float:  # fmt: skip
    """What is right when the header asks for this many seconds, for mutants to be wrong in one point only."""
    if asked is not None:
        return min(asked, max_retry_after_seconds)
    return min(backoff_seconds * 2.0 ** min(attempt - 1, 64), max_backoff_seconds)


@mutant("retry_delay", killed_by="seconds_or_nothing")
def nothing_is_zero(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """A missing header lets the crawler ask again at once."""

    def asked(value: str | None) -> float | None:
        return wait(value, now) or 0.0

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="seconds_or_nothing")
def any_number_will_do(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """float() reads -5, 1e3, nan and inf."""

    def asked(value: str | None) -> float | None:
        try:
            return float(value or "")
        except ValueError:
            return wait(value, now)

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="seconds_or_nothing")
def zero_is_nothing(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """'0' is lost by a test for truth."""

    def asked(value: str | None) -> float | None:
        seconds = wait(value, now)
        return None if value in ("0", "") or not value else seconds

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="seconds_or_nothing")
def first_number_in_it(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """'12 seconds' is read as 12."""

    def asked(value: str | None) -> float | None:
        found = re.match(r"\s*([0-9]+)", value or "")
        return float(found[1]) if found else wait(value, now)

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="the_three_forms_of_a_date")
def dates_are_not_read(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Only seconds are known."""

    def asked(value: str | None) -> float | None:
        return wait(value, now) if re.fullmatch("[0-9]+", (value or "").strip()) else None

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="the_three_forms_of_a_date")
def date_without_zone_is_nothing(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """The form of asctime is not read."""

    def asked(value: str | None) -> float | None:
        return None if value and value.endswith("2026") else wait(value, now)

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="the_three_forms_of_a_date")
def date_without_zone_is_local(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """The form of asctime is taken for local time, one hour from Greenwich."""

    def asked(value: str | None) -> float | None:
        seconds = wait(value, now)
        return seconds and seconds + 3600 * value.endswith("2026") if value else seconds

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="the_three_forms_of_a_date")
def moment_instead_of_wait(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Seconds since 1970 are returned."""

    def asked(value: str | None) -> float | None:
        return wait(value, 0.0)

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="the_past_is_now")
def waits_less_than_nothing(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """A date in the past gives a negative wait."""

    def asked(value: str | None) -> float | None:
        seconds = wait(value, now)
        return seconds_until(value, now) if value and "GMT" in value and seconds is not None else seconds

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="the_past_is_now")
def past_is_nothing(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """A date in the past is taken for a header that cannot be read."""

    def asked(value: str | None) -> float | None:
        seconds = wait(value, now)
        return None if seconds == 0 and value and "GMT" in value else seconds

    return delay(attempt, asked(retry_after), **limits)


@mutant("retry_delay", killed_by="doubles_up_to_a_limit")
def back_off_by_one(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """The first wait is doubled already."""
    return delay(attempt + 1, wait(retry_after, now), **limits)


@mutant("retry_delay", killed_by="doubles_up_to_a_limit")
def no_limit(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """The back-off grows for ever."""
    return delay(attempt, wait(retry_after, now), **{**limits, "max_backoff_seconds": float("inf")})


@mutant("retry_delay", killed_by="doubles_up_to_a_limit")
def grows_by_adding(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Twice, three times, four times the first wait."""
    if wait(retry_after, now) is not None:
        return delay(attempt, wait(retry_after, now), **limits)
    return min(limits["backoff_seconds"] * attempt, limits["max_backoff_seconds"])


@mutant("retry_delay", killed_by="doubles_up_to_a_limit")
def powers_of_the_back_off(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Tripled instead of doubled."""
    if wait(retry_after, now) is not None:
        return delay(attempt, wait(retry_after, now), **limits)
    return min(limits["backoff_seconds"] * 3.0 ** min(attempt - 1, 64), limits["max_backoff_seconds"])


@mutant("retry_delay", killed_by="the_server_is_obeyed_within_reason")
def server_is_not_heard(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Retry-After is passed over."""
    return delay(attempt, None, **limits)


@mutant("retry_delay", killed_by="the_server_is_obeyed_within_reason")
def server_is_obeyed_for_a_day(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Retry-After has no limit."""
    return delay(attempt, wait(retry_after, now), **{**limits, "max_retry_after_seconds": float("inf")})


@mutant("retry_delay", killed_by="the_server_is_obeyed_within_reason")
def one_limit_for_both(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """Retry-After is cut at the limit of the back-off."""
    limits["max_retry_after_seconds"] = limits["max_backoff_seconds"]
    return delay(attempt, wait(retry_after, now), **limits)


@mutant("retry_delay", killed_by="the_server_is_obeyed_within_reason")
def zero_is_no_answer(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """'Retry-After: 0' falls back to the back-off."""
    return delay(attempt, wait(retry_after, now) or None, **limits)


@mutant("retry_delay", killed_by="the_server_is_obeyed_within_reason")
def the_longer_of_both(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """The back-off is waited for even when the server says 'in one second'."""
    own = delay(attempt, None, **limits)
    return max(own, delay(attempt, wait(retry_after, now), **limits))


@mutant("retry_delay", killed_by="waits_never_shrink")
def overflows(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """2.0 ** 1024 is no float."""
    if wait(retry_after, now) is not None:
        return delay(attempt, wait(retry_after, now), **limits)
    return min(limits["backoff_seconds"] * 2.0 ** (attempt - 1), limits["max_backoff_seconds"])


@mutant("retry_delay", killed_by="waits_never_shrink")
def starts_again(attempt: int, retry_after: str | None, now: float, **limits: float) -> float:
    """The shift is one of 64 bits: attempt 65 waits as long as attempt 1."""
    return delay((attempt - 1) % 64 + 1, wait(retry_after, now), **limits)


# --- url_trap


@mutant("url_trap", killed_by="both_sides_of_each_limit")
def limits_off_by_one(url: str, **limits: int) -> str | None:
    """A value at its limit is a trap."""
    return url_trap(url, **{name: limit - 1 for name, limit in limits.items()})


@mutant("url_trap", killed_by="both_sides_of_each_limit")
def trailing_slash_opens_a_part(url: str, **limits: int) -> str | None:
    path = urlsplit(url).path
    if path != "/" and path.endswith("/") and len(path[1:].split("/")) > limits["max_path_parts"]:
        return "max_path_parts"
    return url_trap(url, **limits)


@mutant("url_trap", killed_by="both_sides_of_each_limit")
def length_without_the_query(url: str, **limits: int) -> str | None:
    longest = limits["max_url_characters"]
    if len(url.partition("?")[0]) > longest:
        return "max_url_characters"
    return url_trap(url, **{**limits, "max_url_characters": 10**9})


@mutant("url_trap", killed_by="both_sides_of_each_limit")
def parameters_need_a_value(url: str, **limits: int) -> str | None:
    """urllib.parse.parse_qsl does not see blank values."""
    found = url_trap(url, **limits)
    few = len(parse_qsl(urlsplit(url).query)) <= limits["max_query_parameters"]
    return None if found == "max_query_parameters" and few else found


@mutant("url_trap", killed_by="both_sides_of_each_limit")
def slashes_of_the_query_count(url: str, **limits: int) -> str | None:
    return url_trap(url.replace("?", "/", 1) if "/" in urlsplit(url).query else url, **limits)


@mutant("url_trap", killed_by="parts_that_repeat")
def repeats_without_case(url: str, **limits: int) -> str | None:
    """'a' and 'A' are one part."""
    return url_trap(url.lower(), **limits)


@mutant("url_trap", killed_by="parts_that_repeat")
def repeats_side_by_side_only(url: str, **limits: int) -> str | None:
    """/a/b/a/b/a is not seen."""
    found = url_trap(url, **limits)
    parts = urlsplit(url).path[1:].removesuffix("/").split("/")
    runs = re.findall(r"(?:(?<=/)|^)([^/]*)((?:/\1(?=/|$))*)", "/".join(parts))
    longest = max((1 + more.count("/") for _, more in runs), default=1)
    return None if found == "max_repeated_path_parts" and longest <= limits["max_repeated_path_parts"] else found


@mutant("url_trap", killed_by="parts_that_repeat")
def counts_all_repeats(url: str, **limits: int) -> str | None:
    """All parts that stand more than once are added up."""
    counts = Counter(urlsplit(url).path[1:].removesuffix("/").split("/"))
    repeated = sum(count for count in counts.values() if count > 1)
    found = url_trap(url, **limits)
    return found or ("max_repeated_path_parts" if repeated > limits["max_repeated_path_parts"] else None)


@mutant("url_trap", killed_by="parts_that_repeat")
def parts_by_substring(url: str, **limits: int) -> str | None:
    """'a' is found in 'aa' and in 'aaa'."""
    path = urlsplit(url).path
    parts = path[1:].removesuffix("/").split("/")
    found = url_trap(url, **limits)
    most = max((path.count(part) for part in parts if part), default=0)
    return found or ("max_repeated_path_parts" if most > limits["max_repeated_path_parts"] else None)


@mutant("url_trap", killed_by="the_first_limit_is_named")
def last_limit_is_named(url: str, **limits: int) -> str | None:
    """The limits are asked for in the other order."""
    for name in reversed(limits):
        others = {other: 10**9 for other in limits if other != name}
        if (found := url_trap(url, **others, **{name: limits[name]})) is not None:
            return found
    return None


@mutant("url_trap", killed_by="traps_of_the_world")
def repeats_are_not_counted(url: str, **limits: int) -> str | None:
    """A maze goes on to the limit of parts."""
    return url_trap(url, **{**limits, "max_repeated_path_parts": 10**9})


@mutant("url_trap", killed_by="traps_of_the_world")
def every_number_is_a_trap(url: str, **limits: int) -> str | None:
    """Digits in an address look like a calendar."""
    return url_trap(url, **limits) or ("max_path_parts" if re.search(r"-[0-9]+\.html$|t=[0-9]+$", url) else None)


# --- discover

Answer = tuple[list[str], list[str]]


def is_page(body: bytes) -> bool:
    """Whether these bytes are no gzip and no sitemap."""
    return body[:2] != b"\x1f\x8b" and b"<urlset" not in body and b"<sitemapindex" not in body


def rewritten(body: bytes, pattern: str, instead: str) -> bytes:
    """A page with ``instead`` in the place of what the pattern matches; other files as they are."""
    return re.sub(pattern, instead, body.decode(), flags=re.DOTALL).encode() if is_page(body) else body


def links_in(body: bytes, url: str, pattern: str) -> list[str]:
    """What the group of the pattern finds in the text of a page, as addresses."""
    joined = (join(url, link) for link in re.findall(pattern, body.decode(errors="replace")))
    return [address for address in dict.fromkeys(joined) if address is not None and address != url]


@mutant("discover", killed_by="kinds_of_links")
def nothing_is_found(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Two empty lists, whatever came."""
    return [], []


@mutant("discover", killed_by="kinds_of_links")
def sitemaps_only(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Pages lead nowhere."""
    return ([], []) if is_page(body) else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="kinds_of_links")
def anchors_only(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Frames, areas, refreshes and <link> are forgotten."""
    found = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    anchors = links_in(body, url, r"(?is)<a\b[^>]*?href=[\"']?([^\"' >]*)")
    return ([link for link in found[0] if link in anchors], []) if is_page(body) else found


@mutant("discover", killed_by="kinds_of_links")
def refresh_is_no_link(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"(?i)http-equiv", "x-equiv")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="kinds_of_links")
def refresh_by_any_meta(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Any <meta> with an address in it sends the reader on."""
    body = rewritten(body, r"<meta name=", "<meta http-equiv=")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="kinds_of_links")
def every_link_element(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Style sheets and icons are fetched as pages."""
    body = rewritten(body, r"<link rel=\"[^\"]*\"", '<link rel="next"')
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="kinds_of_links")
def relations_by_their_beginning(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """rel="nextday" is taken for next."""
    body = rewritten(body, r"nextday", "next")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="kinds_of_links")
def every_src(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Pictures and scripts are fetched as pages."""
    body = rewritten(body, r"<(?:img|script) src=", "<a href=")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="kinds_of_links")
def forms_are_links(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"<form action=", "<a href=")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="relative_addresses")
def base_is_ignored(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"<base", "<void")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="relative_addresses")
def last_base_counts(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    bases = re.findall(rb'<base href="[^"]*">', body)
    body = body.replace(bases[0], b"") if len(bases) > 1 else body
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="relative_addresses")
def base_must_be_absolute(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r'<base href="/[^"]*">', "")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="relative_addresses")
def first_base_counts_without_address(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """A <base> that has only a target ends the search."""
    body = rewritten(body, r'(<base target="_top">)<base [^>]*><base [^>]*>', r"\1")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="relative_addresses")
def glued_to_the_host(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Every relative link starts at the root."""
    return discover(body, urljoin(url, "/") if is_page(body) else url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_left_out")
def nofollow_is_ignored(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"(?i)nofollow(?!er)", "external")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_left_out")
def nofollow_by_substring(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """rel="nofollower" is taken for nofollow."""
    body = rewritten(body, r"nofollower", "nofollow")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_left_out")
def nofollow_with_case(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"NoFollow", "other")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_left_out")
def nofollow_of_anchors_only(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """An <area> may ask too."""
    body = rewritten(body, r'<area rel="nofollow"', "<area")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_left_out")
def links_in_comments(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"<!--|-->", "")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_left_out")
def links_to_itself(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """The page is its own neighbour."""
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    return ([url, *pages] if re.search(rb'href="(#|page\.html#)', body) else pages), sitemaps


@mutant("discover", killed_by="links_left_out")
def one_bad_link_ends_the_page(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """An address that urljoin refuses hides those behind it."""
    body = body.partition(b"http://[")[0] if is_page(body) else body
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="each_once_in_order")
def sorted_links(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """The order of the page is lost."""
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    return sorted(pages, key=lambda link: (link.partition("?")[0].rstrip("y"), link)), sitemaps


@mutant("discover", killed_by="each_once_in_order")
def links_by_kind(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """First all <a>, then all frames."""
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    frames = links_in(body, url, r"<i?frame src=\"([^\"]*)")
    return [link for link in pages if link not in frames] + [link for link in pages if link in frames], sitemaps


@mutant("discover", killed_by="each_once_in_order")
def compared_as_written(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Leaves out what is written alike, then joins: two spellings of one address are two."""
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    written = dict.fromkeys(re.findall(r'(?:href|src)="([^"]*)"', body.decode(errors="replace")))
    return [one for link in written if (one := join(url, link)) in pages] if is_page(body) else pages, sitemaps


@mutant("discover", killed_by="each_once_in_order")
def sitemap_addresses_more_than_once(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    again = [one.decode() for one in re.findall(rb"<loc>(http://[^<#]*)#x</loc>", body)]
    return pages + [one for one in again if one in pages], sitemaps


@mutant("discover", killed_by="each_once_in_order")
def keeps_the_spelling(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Addresses are joined, not canonical."""
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    return [one.replace("o.example/", "O.example:80/") if b"O.example:80" in body else one for one in pages], sitemaps


@mutant("discover", killed_by="html_as_it_is")
def by_regular_expression(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """href="..." and nothing else."""
    if not is_page(body):
        return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    return links_in(body, url, r'href="([^"]*)"')[:max_urls], []


@mutant("discover", killed_by="html_as_it_is")
def empty_page_raises(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """lxml's error for an empty page goes through."""
    html.document_fromstring(body or b"") if is_page(body) else None
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="html_as_it_is")
def refuses_xhtml(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """lxml raises ValueError for a text that declares its encoding; it is caught, and XHTML pages have no links."""
    try:
        html.document_fromstring(body.decode("utf-8-sig", errors="replace") if is_page(body) else "<p>")
    except (ValueError, etree.ParserError):
        return [], []
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="html_as_it_is")
def believes_the_meta_charset(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Addresses outside of ASCII become rubbish."""
    declared = re.search(rb'<meta charset="([^"]+)"', body)
    body = body.decode(declared[1].decode(), "replace").encode() if declared else body
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="html_as_it_is")
def guesses_the_charset(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Lets the parser guess: Latin-1."""
    body = body.decode("latin-1").encode() if is_page(body) else body
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="html_as_it_is")
def ampersands_stay_escaped(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    body = rewritten(body, r"&amp;", "%26amp;")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="html_as_it_is")
def pages_begin_with_a_tag(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """What begins with a word is no page."""
    return (
        ([], [])
        if is_page(body) and not re.match(rb"\xef\xbb\xbf|\s*<", body)
        else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    )


@mutant("discover", killed_by="links_of_the_world")
def cuts_long_pages(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Only the first 1,000 characters are read."""
    return discover(body[:1000] if is_page(body) else body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="links_of_the_world")
def menus_are_left_out(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """What extraction throws away is thrown away here, too early."""
    body = rewritten(body, r'<ul class="menu">.*?</ul>', "")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="pages_or_sitemaps")
def index_taken_for_pages(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Sitemaps of an index are fetched as pages."""
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    return pages + sitemaps, []


@mutant("discover", killed_by="pages_or_sitemaps")
def decides_by_the_ending(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """What ends in .xml is a sitemap."""
    every = [address for found in discover(body, url, max_bytes=max_bytes, max_urls=max_urls) for address in found]
    return [one for one in every if not one.endswith(".xml")], [one for one in every if one.endswith(".xml")]


@mutant("discover", killed_by="pages_or_sitemaps")
def decides_by_the_address_of_the_file(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """What came from /sitemap.xml is a sitemap, also when a page came."""
    return (
        ([], [])
        if url.endswith(".xml") and is_page(body)
        else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    )


@mutant("discover", killed_by="pages_or_sitemaps")
def looks_for_a_word(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """A page with the word urlset in its text is a sitemap."""
    return (
        ([], [])
        if b"urlset" in body and b"<urlset" not in body
        else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    )


@mutant("discover", killed_by="pages_or_sitemaps")
def one_name_space_only(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Files without name space, or with that of 2005, are empty."""
    if b"<urlset" in body and b'"http://www.sitemaps.org/schemas/sitemap/0.9"' not in body:
        return [], []
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="pages_or_sitemaps")
def every_loc(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """The addresses of pictures are taken for pages."""
    body = body.replace(b"<image:loc>", b"</image:image></url><url><loc>")
    body = body.replace(b"</image:loc>", b"</loc><image:image>")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="pages_or_sitemaps")
def relative_addresses_in_sitemaps(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Joins what sitemaps.org wants to be whole."""
    body = body.replace(b"<loc>/", b"<loc>http://h.example/")
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="pages_or_sitemaps")
def mark_is_no_xml(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """A byte order mark in front makes a page of a sitemap."""
    return (
        ([], [])
        if body.startswith(b"\xef\xbb\xbf") and not is_page(body)
        else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    )


@mutant("discover", killed_by="pages_or_sitemaps")
def names_itself(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    pages, sitemaps = discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    return ([url, *pages] if f"<loc>{url}</loc>".encode() in body else pages), sitemaps


@mutant("discover", killed_by="gzip_by_its_first_bytes")
def gzip_is_not_opened(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    return ([], []) if body[:2] == b"\x1f\x8b" else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="gzip_by_its_first_bytes")
def gzip_by_its_name(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Only what is called .gz is opened."""
    return (
        ([], [])
        if body[:2] == b"\x1f\x8b" and not url.endswith(".gz")
        else discover(body, url, max_bytes=max_bytes, max_urls=max_urls)
    )


@mutant("discover", killed_by="gzip_by_its_first_bytes")
def only_sitemaps_are_packed(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """A page in gzip is passed over."""
    if body[:2] == b"\x1f\x8b" and is_page(gunzip(body, max_bytes) or b""):
        return [], []
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="gzip_by_its_first_bytes")
def a_broken_file_is_nothing(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """A download that broke off loses every address."""
    if body[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
                body = file.read(max_bytes)
        except (OSError, EOFError, zlib.error):
            return [], []
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="gzip_by_its_first_bytes")
def raises_on_what_is_no_gzip(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """zlib's error goes through."""
    if body[:2] == b"\x1f\x8b":
        body = zlib.decompressobj(wbits=31).decompress(body, max_bytes)
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="hostile_files")
def opens_a_bomb(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Everything is decompressed, then cut."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = gzip.decompress(body)[:max_bytes]
        except (OSError, EOFError, zlib.error):
            return [], []
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="hostile_files")
def no_limit_of_bytes(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """The limit is not looked at."""
    return discover(body, url, max_bytes=20_000_000, max_urls=max_urls)


@mutant("discover", killed_by="hostile_files")
def limit_for_gzip_only(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Plain files are read to their end."""
    longer = max_bytes if body[:2] == b"\x1f\x8b" else 20_000_000
    return discover(body, url, max_bytes=longer, max_urls=max_urls)


@mutant("discover", killed_by="hostile_files")
def limit_for_sitemaps_only(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Pages are read to their end."""
    return discover(body, url, max_bytes=20_000_000 if is_page(body) else max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="hostile_files")
def any_number_of_addresses(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    return discover(body, url, max_bytes=max_bytes)


@mutant("discover", killed_by="hostile_files")
def one_address_too_many(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls + 1)


@mutant("discover", killed_by="hostile_files")
def any_number_of_links(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """The second limit holds for sitemaps only."""
    return discover(body, url, max_bytes=max_bytes, max_urls=10**9 if is_page(body) else max_urls)


@mutant("discover", killed_by="hostile_files")
def repeated_addresses_count(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """Takes so many entries first, and leaves out what stands twice then."""
    body = b"<url>".join(body.split(b"<url>")[: max_urls + 1])
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


@mutant("discover", killed_by="hostile_files")
def opens_entities(body: bytes, url: str, *, max_bytes: int, max_urls: int = 50_000) -> Answer:
    """The file may put text of its own, or of our disk, into addresses."""
    for name, text in re.findall(rb'<!ENTITY (\w+) "([^"]*)">', body):
        body = body.replace(b"&" + name + b";", text)
    return discover(body, url, max_bytes=max_bytes, max_urls=max_urls)


# --- capture_records


def changed(members: list[bytes], number: int, change: Any) -> list[bytes]:
    """The members with ``change`` applied to the raw record of one of them; no digest is computed anew."""
    raw = change(gzip.decompress(members[number]))
    return [gzip.compress(raw, mtime=0) if place == number else member for place, member in enumerate(members)]


def changed_each(members: list[bytes], change: Any) -> list[bytes]:
    for number in range(len(members)):
        members = changed(members, number, change)
    return members


@mutant("capture_records", killed_by="three_records")
def response_first(*args: Any, **kwargs: Any) -> list[bytes]:
    request, response, metadata = capture_records(*args, **kwargs)
    return [response, request, metadata]


@mutant("capture_records", killed_by="three_records")
def one_member_for_all(*args: Any, **kwargs: Any) -> list[bytes]:
    """One gzip member: nobody can jump to a record."""
    joined = gzip.compress(b"".join(map(gzip.decompress, capture_records(*args, **kwargs))), mtime=0)
    return [joined, joined, joined]


@mutant("capture_records", killed_by="three_records")
def version_one(*args: Any, **kwargs: Any) -> list[bytes]:
    """WARC/1.0, whose dates have no fractions."""
    return changed_each(capture_records(*args, **kwargs), lambda raw: raw.replace(b"WARC/1.1\r\n", b"WARC/1.0\r\n", 1))


@mutant("capture_records", killed_by="three_records")
def todays_date(*args: Any, **kwargs: Any) -> list[bytes]:
    """The moment of writing, not of fetching."""
    url, _, *rest = args
    return capture_records(url, "2026-05-05T00:00:00Z", *rest, **kwargs)


@mutant("capture_records", killed_by="three_records")
def request_without_query(*args: Any, **kwargs: Any) -> list[bytes]:
    """The request line has only the path."""
    return changed(capture_records(*args, **kwargs), 0, lambda raw: raw.replace(b"GET /a?b=1 HTTP", b"GET /a HTTP"))


@mutant("capture_records", killed_by="lengths_and_ends")
def one_line_end_missing(*args: Any, **kwargs: Any) -> list[bytes]:
    """A record ends with one CRLF."""
    return changed_each(capture_records(*args, **kwargs), lambda raw: raw.removesuffix(b"\r\n"))


@mutant("capture_records", killed_by="lengths_and_ends")
def length_in_characters(*args: Any, **kwargs: Any) -> list[bytes]:
    """Content-Length counts characters: too short for every page that is not ASCII."""

    def shorten(raw: bytes) -> bytes:
        head, gap, rest = raw.partition(b"\r\n\r\n")
        block = rest[:-4]
        return (
            re.sub(rb"(?m)^Content-Length: \d+", b"Content-Length: %d" % len(block.decode("utf-8", "replace")), head)
            + gap
            + rest
        )

    return changed_each(capture_records(*args, **kwargs), shorten)


@mutant("capture_records", killed_by="lengths_and_ends")
def body_is_stripped(*args: Any, **kwargs: Any) -> list[bytes]:
    """Blanks around the body go."""
    return capture_records(*args[:6], args[6].strip(), *args[7:], **kwargs)


@mutant("capture_records", killed_by="lengths_and_ends")
def body_as_text(*args: Any, **kwargs: Any) -> list[bytes]:
    """The body is decoded and encoded again, and bytes that are no UTF-8 are lost."""
    return capture_records(*args[:6], args[6].decode("utf-8", "replace").encode(), *args[7:], **kwargs)


def with_digest(raw: bytes, name: bytes, digest: bytes) -> bytes:
    return re.sub(rb"(?m)^" + name + rb": [^\r]*", name + b": " + digest, raw, count=1)


def parts(raw: bytes) -> tuple[bytes, bytes]:
    """Block and payload of a raw record."""
    block = raw.partition(b"\r\n\r\n")[2][:-4]
    return block, block.partition(b"\r\n\r\n")[2]


@mutant("capture_records", killed_by="digests")
def block_digest_of_the_payload(*args: Any, **kwargs: Any) -> list[bytes]:
    """One digest for both."""

    def mix_up(raw: bytes) -> bytes:
        found = re.search(rb"WARC-Payload-Digest: ([^\r]*)", raw)
        return with_digest(raw, b"WARC-Block-Digest", found[1]) if found else raw

    return changed(capture_records(*args, **kwargs), 1, mix_up)


@mutant("capture_records", killed_by="digests")
def digest_in_hexadecimal(*args: Any, **kwargs: Any) -> list[bytes]:
    def in_hexadecimal(raw: bytes) -> bytes:
        block, payload = parts(raw)
        raw = with_digest(raw, b"WARC-Block-Digest", b"sha1:" + hashlib.sha1(block).hexdigest().encode())
        return with_digest(raw, b"WARC-Payload-Digest", b"sha1:" + hashlib.sha1(payload).hexdigest().encode())

    return changed_each(capture_records(*args, **kwargs), in_hexadecimal)


@mutant("capture_records", killed_by="digests")
def payload_digest_with_head(*args: Any, **kwargs: Any) -> list[bytes]:
    """The HTTP head is counted to the payload, so that no two pages ever have one digest."""

    def with_head(raw: bytes) -> bytes:
        digest = base64.b32encode(hashlib.sha1(parts(raw)[0]).digest())
        return with_digest(raw, b"WARC-Payload-Digest", b"sha1:" + digest)

    return changed(capture_records(*args, **kwargs), 1, with_head)


@mutant("capture_records", killed_by="digests")
def metadata_without_digest(*args: Any, **kwargs: Any) -> list[bytes]:
    return changed(capture_records(*args, **kwargs), 2, lambda raw: re.sub(rb"WARC-Block-Digest: [^\r]*\r\n", b"", raw))


@mutant("capture_records", killed_by="records_name_each_other")
def records_stand_alone(*args: Any, **kwargs: Any) -> list[bytes]:
    """No WARC-Concurrent-To."""
    return changed_each(
        capture_records(*args, **kwargs), lambda raw: re.sub(rb"WARC-Concurrent-To: [^\r]*\r\n", b"", raw)
    )


@mutant("capture_records", killed_by="records_name_each_other")
def identity_by_address(*args: Any, **kwargs: Any) -> list[bytes]:
    """A page that is fetched again gets the same record id."""
    members = capture_records(*args, **kwargs)
    old = re.search(rb"WARC-Record-ID: <urn:uuid:([^>]*)>", gzip.decompress(members[1]))
    same = b"00000000-0000-5000-8000-000000000000"
    return changed_each(members, lambda raw: raw.replace(old[1], same)) if old else members


@mutant("capture_records", killed_by="records_name_each_other")
def metadata_names_the_request(*args: Any, **kwargs: Any) -> list[bytes]:
    members = capture_records(*args, **kwargs)
    name = re.search(rb"WARC-Record-ID: ([^\r]*)", gzip.decompress(members[0]))
    put = b"WARC-Concurrent-To: " + (name[1] if name else b"")
    return changed(members, 2, lambda raw: re.sub(rb"WARC-Concurrent-To: [^\r]*", put, raw))


@mutant("capture_records", killed_by="headers_tell_the_truth")
def encoding_is_kept(*args: Any, **kwargs: Any) -> list[bytes]:
    """Content-Encoding: gzip stands before a body that is not compressed."""
    return changed(capture_records(*args, **kwargs), 1, lambda raw: raw.replace(b"X-Crawl-content-e", b"content-e"))


@mutant("capture_records", killed_by="headers_tell_the_truth")
def lost_encoding(*args: Any, **kwargs: Any) -> list[bytes]:
    """What the server said of encodings is thrown away."""
    headers = [one for one in args[5] if one[0].lower() not in ("content-encoding", "transfer-encoding")]
    return capture_records(*args[:5], headers, *args[6:], **kwargs)


@mutant("capture_records", killed_by="headers_tell_the_truth")
def one_cookie_only(*args: Any, **kwargs: Any) -> list[bytes]:
    """Headers in a dictionary: of several with one name the last is left."""
    return capture_records(*args[:5], list(dict(args[5]).items()), *args[6:], **kwargs)


@mutant("capture_records", killed_by="headers_tell_the_truth")
def cut_bodies_look_whole(*args: Any, **kwargs: Any) -> list[bytes]:
    """WARC-Truncated is never written."""
    return capture_records(*args[:8])


@mutant("capture_records", killed_by="headers_tell_the_truth")
def names_with_case(*args: Any, **kwargs: Any) -> list[bytes]:
    """content-encoding in lower case is not recognised."""
    members = capture_records(*args, **kwargs)
    return changed(members, 1, lambda raw: re.sub(rb"X-Crawl-(?=[a-z])", b"", raw))


@mutant("capture_records", killed_by="servers_cannot_forge_records")
def heads_as_they_come(*args: Any, **kwargs: Any) -> list[bytes]:
    """Line ends in a header's value end the header."""
    members = capture_records(*args, **kwargs)
    return changed(members, 1, lambda raw: raw.replace(b"%0D", b"\r").replace(b"%0A", b"\n"))


@mutant("capture_records", killed_by="servers_cannot_forge_records")
def escapes_blanks_too(*args: Any, **kwargs: Any) -> list[bytes]:
    """quote() for whole values."""
    headers = [(name, quote(value, safe="/;=,:", encoding="latin-1")) for name, value in args[5]]
    return capture_records(*args[:5], headers, *args[6:], **kwargs)


@mutant("capture_records", killed_by="servers_cannot_forge_records")
def heads_in_utf_8(*args: Any, **kwargs: Any) -> list[bytes]:
    """é becomes two bytes."""
    members = capture_records(*args, **kwargs)
    return changed(members, 1, lambda raw: raw.replace(b"%E9", b"%C3%A9").replace(b"%E8", b"%C3%A8"))


@mutant("capture_records", killed_by="others_can_read_it")
def digest_with_the_line_ends(*args: Any, **kwargs: Any) -> list[bytes]:
    """The two line ends behind the block are counted to it."""

    def with_line_ends(raw: bytes) -> bytes:
        digest = base64.b32encode(hashlib.sha1(raw.partition(b"\r\n\r\n")[2]).digest())
        return with_digest(raw, b"WARC-Block-Digest", b"sha1:" + digest)

    return changed_each(capture_records(*args, **kwargs), with_line_ends)


@mutant("capture_records", killed_by="others_can_read_it")
def members_without_end(*args: Any, **kwargs: Any) -> list[bytes]:
    """The compressor is not flushed: checksum and length of each member are missing."""
    return [member[:-8] for member in capture_records(*args, **kwargs)]
