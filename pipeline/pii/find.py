"""Finds personal data in a text by form, checksum and a few words of context; masks it.

Every pattern begins only at the start of a run and repeats within fixed bounds, so the time is linear in the text
whatever it holds. All classes are ASCII: a number that touches Chinese or Thai letters is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.pii import checksums
from pipeline.pii.addresses import find_ip_addresses
from pipeline.pii.numbers import Regions, number_regions
from pipeline.pii.phones import find_phones
from pipeline.truth import PII_KINDS

PLACEHOLDERS: Final = {kind: f"[{kind.upper()}]" for kind in PII_KINDS}
"""What stands in the place of each kind, e.g. ``[EMAIL]``: without digits and signs, so nothing is found in it."""


class Found(NamedTuple):
    """A piece of personal data: ``text[start:end] == value``."""

    kind: str
    start: int
    end: int
    value: str


_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_%+\-])?"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,8})([A-Za-z]{2,24})(?![A-Za-z0-9_\-@]|:[\w~/])",
    re.ASCII,
)
# Endings that make a file or a local host of what looks like an address: "icon@2x.png".
_NO_TOP_LEVEL_DOMAINS: Final = frozenset(
    {"png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js", "mjs", "json", "xml", "html", "htm", "pdf", "txt"}
    | {"zip", "local", "localhost", "lan"}
)

_CARD: Final = re.compile(
    r"(?<![\w.,+\-])(?:\d{4}([ \-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ \-])\d{6}\2\d{4,5}|\d{14,19})"
    r"(?!\w|-\w|[.,]\d)",
    re.ASCII,
)

_START: Final = r"(?<![\w\-.,/+])"
_END: Final = r"(?!\w|[\-/]\w|[.,]\d)"
_NATIONAL_IDS: Final = tuple(
    (re.compile(_START + pattern + _END, re.ASCII), is_valid)
    for pattern, is_valid in (
        (r"\d{17}[\dXx]", checksums.is_chinese_identity_number),
        (r"\d{3}-\d{2}-\d{4}", checksums.is_us_social_security_number),
        (
            r"(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZxyz]-?\d{7})-?[A-HJ-NP-TV-Za-hj-np-tv-z]",
            checksums.is_spanish_identity_number,
        ),
        (r"\d{3}\.\d{3}\.\d{3}-\d{2}", checksums.is_brazilian_cpf),
        (r"(?:\d{11}|\d{2} \d{3} \d{3} \d{3})", checksums.is_german_tax_number),
        (
            r"[12](?:\d{14}|\d{12} \d{2}| \d{2} \d{2} \d{2} \d{3} \d{3} \d{2})",
            checksums.is_french_social_security_number,
        ),
    )
)
# A Brazilian number without its signs is any number of eleven digits: it must be called by its name.
_BARE_CPF: Final = re.compile(_START + r"\d{11}" + _END, re.ASCII)
_CALLED_CPF: Final = re.compile(r"\bCPF\b[^\d\n]{0,12}$", re.ASCII | re.IGNORECASE)
_ITALIAN: Final = re.compile(
    r"\d\d(?<=[A-Za-z]{6}\d\d)(?<![\w\-.,/+][A-Za-z]{6}\d\d)[A-EHLMPR-Ta-ehlmpr-t]\d\d[A-Za-z]\d{3}[A-Za-z]" + _END,
    re.ASCII,
)
_CONTEXT_CHARACTERS: Final = 20
_NOT_ALPHANUMERIC: Final = re.compile(r"[^0-9A-Za-z]")


def find_emails(text: str, _regions: Regions) -> Iterator[tuple[int, int]]:
    """Spans of e-mail addresses. Left alone: ``icon@2x.png``, ``git@host:path``, ``package@1.2.beta``."""
    if "@" not in text:
        return
    for match in _EMAIL.finditer(text):
        labels = match[1].rstrip(".").split(".")
        is_version = len(labels) > 1 and all(label.isdigit() for label in labels)
        if match[2].lower() not in _NO_TOP_LEVEL_DOMAINS and not is_version and ".." not in match[0]:
            yield match.span()


def find_national_ids(text: str, regions: Regions) -> Iterator[tuple[int, int]]:
    """Spans of national identity numbers: United States, China, Spain, Brazil, Germany, France, Italy."""
    for start, end in regions:
        for pattern, is_valid in _NATIONAL_IDS:
            for match in pattern.finditer(text, start, end):
                if is_valid(_NOT_ALPHANUMERIC.sub("", match[0])):
                    yield match.span()
        for match in _BARE_CPF.finditer(text, start, end):
            before = text[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]
            if _CALLED_CPF.search(before) and checksums.is_brazilian_cpf(match[0]):
                yield match.span()
    for match in _ITALIAN.finditer(text):
        code_start = match.start() - 6
        if checksums.is_italian_tax_code(text[code_start : match.end()]):
            yield code_start, match.end()


def find_card_numbers(text: str, regions: Regions) -> Iterator[tuple[int, int]]:
    """Spans of payment card numbers: digits together or in the groups printed on cards."""
    for start, end in regions:
        for match in _CARD.finditer(text, start, end):
            if checksums.is_card_number(_NOT_ALPHANUMERIC.sub("", match[0])):
                yield match.span()


# In the order of trust: where two overlap, the one whose form proves most stays.
_FINDERS: Final = (
    ("email", find_emails),
    ("national_id", find_national_ids),
    ("card_number", find_card_numbers),
    ("ip_address", find_ip_addresses),
    ("phone", find_phones),
)


def _touches_placeholder(text: str, start: int, end: int) -> bool:
    """Whether a placeholder stands at most one character away: what it covers was part of what stood there."""
    placeholders = tuple(PLACEHOLDERS.values())
    return (
        text.endswith(placeholders, 0, start)
        or text.endswith(placeholders, 0, max(0, start - 1))
        or text.startswith(placeholders, end)
        or text.startswith(placeholders, end + 1)
    )


def find_personal_data(text: str) -> list[Found]:
    """All personal data of ``text`` by position, without overlaps. Kinds: `pipeline.truth.PII_KINDS`."""
    regions = number_regions(text)
    found: list[Found] = []
    taken = bytearray(len(text))
    for kind, finder in _FINDERS:
        for start, end in finder(text, regions):
            if not any(taken[start:end]) and not _touches_placeholder(text, start, end):
                taken[start:end] = b"\1" * (end - start)
                found.append(Found(kind, start, end, text[start:end]))
    return sorted(found, key=lambda item: item.start)


def mask(text: str) -> tuple[str, dict[str, int]]:
    """``text`` with placeholders for personal data, and how many of each kind. Masking twice changes nothing more."""
    counts = dict.fromkeys(PII_KINDS, 0)
    pieces = []
    position = 0
    for item in find_personal_data(text):
        pieces += [text[position : item.start], PLACEHOLDERS[item.kind]]
        counts[item.kind] += 1
        position = item.end
    return "".join([*pieces, text[position:]]), counts
