"""The URL filter of RefinedWeb (Penedo et al. 2023, appendix G.1), each kind of list with its own way of matching:

* a blocked **domain** matches the host and all its subdomains, never the end of another name;
* a **strict** word matches anywhere in the URL, also inside a word;
* a **hard** word matches a whole word: one is too many;
* a **soft** word matches a whole word: two different ones are too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypedDict
from urllib.parse import unquote, urlsplit

from pipeline.errors import ConfigError
from pipeline.urls.domain_lists import read_domain_list
from pipeline.urls.settings import UrlSettings

SHIPPED_LISTS = Path(__file__).parent / "lists"
MAX_HOST_CHARACTERS = 253
MAX_LIST_BYTES = 1 << 28
_WORD = re.compile(r"[^\W_]+")


class UrlLists(TypedDict):
    """The lists that URLs are held against, all in lower case."""

    blocked_domains: Collection[str]
    strict_words: Collection[str]
    hard_words: Collection[str]
    soft_words: Collection[str]


class UrlMatches(TypedDict):
    """What of each list a URL contains, sorted."""

    blocked_domains: list[str]
    strict_words: list[str]
    hard_words: list[str]
    soft_words: list[str]


def load_lists(
    settings: UrlSettings, read_domains: Callable[[str], tuple[list[str], list[str]]] = read_domain_list
) -> UrlLists:
    """The lists that the settings name. Raises `ConfigError` for a file that cannot be read, and for a line in it
    that nothing could match.
    """

    def file(name: str, path: str | None) -> Path:
        return Path(path) if path else SHIPPED_LISTS / f"{name}.txt"

    domains = file("blocked_domains", settings.blocked_domains)
    blocked, unreadable = read_domains(read_text(domains))
    if unreadable:
        raise ConfigError(f"the URL list {domains} has lines that name no domain, the first is {unreadable[0]!r:.100}")
    return UrlLists(
        blocked_domains=frozenset(blocked),
        strict_words=read_list(file("strict_words", settings.strict_words)),
        hard_words=_whole_words(read_list(file("hard_words", settings.hard_words))),
        soft_words=_whole_words(read_list(file("soft_words", settings.soft_words))),
    )


def read_list(path: Path) -> frozenset[str]:
    """The entries of a list file in lower case, without blank lines and comments."""
    lines = read_text(path).splitlines()
    return frozenset(entry for line in lines if (entry := line.partition("#")[0].strip().lower()))


def read_text(path: Path) -> str:
    """The text of a list file, without a byte order mark."""
    try:
        if path.stat().st_size > MAX_LIST_BYTES:
            raise ConfigError(f"the URL list {path} has more than {MAX_LIST_BYTES} bytes")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the URL list {path} cannot be read: {error}") from error


def _whole_words(entries: frozenset[str]) -> frozenset[str]:
    for entry in sorted(entries):
        if not _WORD.fullmatch(entry):
            raise ConfigError(
                f"{entry!r} in a list of URL words is not one word of letters and digits: nothing matches it"
            )
    return entries


def parent_domains(host: str) -> list[str]:
    """The host and every domain it belongs to, longest first: a.b.example, b.example, example.

    None for a host of more than 253 characters, which no name server knows (RFC 1035, section 2.3.4).
    """
    if len(host) > MAX_HOST_CHARACTERS:
        return []
    labels = host.split(".")
    return [".".join(labels[index:]) for index in range(len(labels))]


def url_words(url: str) -> list[str]:
    """The words of a URL in order: runs of letters and digits of host, path and query, in lower case and unescaped."""
    return _WORD.findall(_searchable(url))


def match_url(url: str, lists: UrlLists) -> UrlMatches:
    """What of each list the URL contains."""
    words = set(url_words(url))
    text = _searchable(url)
    host = (urlsplit(url).hostname or "").rstrip(".")
    return UrlMatches(
        blocked_domains=sorted(name for name in parent_domains(host) if name in lists["blocked_domains"]),
        strict_words=sorted(word for word in lists["strict_words"] if word in text),
        hard_words=sorted(words.intersection(lists["hard_words"])),
        soft_words=sorted(words.intersection(lists["soft_words"])),
    )


def _searchable(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.hostname or ''}{parts.path}?{parts.query}").lower()
