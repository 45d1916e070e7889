"""IP addresses of the public internet. Private, reserved and documentation ranges name nobody and stay."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from pipeline.pii.numbers import Regions

_IPV4: Final = re.compile(
    r"\d(?<![\w.,+]\d)(?<![A-Za-z][\-/]\d)\d{0,2}(?:\.\d{1,3}){3}(?!\w|\.\w|[\-_][A-Za-z]|/\d)",
    re.ASCII,
)
_IPV6: Final = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{6,45}(?![\w:]|\.\d|/\d)", re.ASCII)
_TWO_COLONS: Final = re.compile(r":[0-9A-Fa-f]{0,4}:", re.ASCII)
_ALLOCATED_IPV6: Final = ipaddress.ip_network("2000::/3")
"""The only block of IPv6 from which public addresses are given out; the rest is mostly C++ and hashes."""

_CONTEXT_CHARACTERS: Final = 24
_VERSION_BEFORE: Final = re.compile(
    r"(?:\b(?:versions?|ver|release|build|firmware|kernel|driver|rev(?:ision)?|section|chapter|clause|paragraph|article|"
    r"table|figure|appendix|oid|update|upgraded? to|sdk|api)\b|§|\bv)[.:#\s\"'(]*$",
    re.IGNORECASE,
)
_ADDRESS_BEFORE: Final = re.compile(
    r"(?:\b(?:ip|ipv4|address(?:es)?|addr|host|server|dns|resolver|nameserver|gateway|ping|from|client)\b|://|@|"
    r"地址是?|服务器|主机|网关|アドレス|サーバー)[\s:\uff1a=\"'(\[]*$",
    re.IGNORECASE,
)
_SMALL: Final = 32


def find_ip_addresses(text: str, _regions: Regions) -> Iterator[tuple[int, int]]:
    """Spans of public IPv4 and IPv6 addresses.

    Four numbers with dots are also what versions and sections look like. They stay when such a word stands before
    them, or when all four are below 32 and no word for an address stands before them: of all public addresses fewer
    than one in four thousand has such numbers, of all versions nearly every one.
    """
    for match in _IPV4.finditer(text):
        before = text[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]
        if _is_public(match[0]) and not _looks_like_version(match[0], before):
            yield match.span()
    if not _TWO_COLONS.search(text):
        return
    for match in _IPV6.finditer(text):
        value = match[0] if match[0].endswith("::") else match[0].rstrip(":")
        if value.count(":") >= 2 and _is_public(value):
            yield match.start(), match.start() + len(value)


def _is_public(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _ALLOCATED_IPV6:
        return False
    return address.is_global and not address.is_multicast


def _looks_like_version(value: str, before: str) -> bool:
    if _VERSION_BEFORE.search(before):
        return True
    return all(int(part) < _SMALL for part in value.split(".")) and not _ADDRESS_BEFORE.search(before)
