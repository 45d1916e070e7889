"""Lists of domains as they are published: plain names, `hosts` files, names with a wildcard in front."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import idna

_HOST_NAME: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)


def read_domain_list(text: str) -> tuple[list[str], list[str]]:
    """The domains that a list names, sorted, each once, and the lines that cannot be understood, in order.

    ``#`` begins a comment; blank lines mean nothing. A line holds one domain, or, as in a `hosts` file, an IP address
    and the domains that it is given to. Domains come out as they stand in canonical URLs: in lower case, IDNA-encoded,
    without a final dot; ``*.`` or ``.`` in front goes, because a domain stands for its subdomains anyway. A line with
    anything else in it, such as a path, would never match and is returned as it is, without blanks at its ends.

    >>> read_domain_list("0.0.0.0 Evil.example  # spam\\n*.b\u00fccher.example.\\nevil.example/page")
    (['evil.example', 'xn--bcher-kva.example'], ['evil.example/page'])
    """
    domains: set[str] = set()
    unreadable = []
    for line in text.splitlines():
        fields = line.partition("#")[0].split()
        names = fields[1:] if len(fields) > 1 and _is_address(fields[0]) else fields
        read = [_domain(name) for name in names]
        if None in read or (len(names) > 1 and names is fields):
            unreadable.append(line.strip())
        else:
            domains.update(name for name in read if name)
    return sorted(domains), unreadable


def _is_address(field: str) -> bool:
    try:
        ipaddress.ip_address(field)
    except ValueError:
        return False
    return True


def _domain(name: str) -> str | None:
    """A domain in its canonical spelling, None when it is none."""
    name = name.removeprefix("*.").removeprefix(".").removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower()
    return name if _HOST_NAME.fullmatch(name) else None
