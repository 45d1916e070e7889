"""One spelling for every address: two URLs that name one page must be one URL, and no two pages may become one.

Decisions, where specifications leave a choice:

- Sorted query: parameters are sorted by name, those of one name keep their order. Hardly a server cares, and every
  permutation of a shop's filters would otherwise be a page of its own.
- Exact parameter names are removed, never substrings: courlan 1.4 drops whatever contains a word that *begins* like a
  tracker (``gallery`` like ``ga``, ``reference`` like ``ref``), so that pages collapse into one. That is why
  `courlan.clean_url` is not used here.
- What may name another page stays: scheme, ``www.``, trailing slash, doubled slashes, upper case in the path,
  ``index.html``, ``+`` and ``%20``, blank values.
- User names and passwords in a link are dropped; a crawler has no business logging in.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Final
from urllib.parse import quote, urljoin

import idna

# fmt: off
TRACKING_PARAMETERS: Final = frozenset({
    "dclid", "epik", "fbclid", "gad_source", "gbraid", "gclid", "gclsrc", "igsh", "igshid", "mc_cid", "mc_eid",
    "mkt_tok", "msclkid", "oly_anon_id", "oly_enc_id", "s_cid", "srsltid", "ttclid", "twclid", "vero_conv", "vero_id",
    "wbraid", "wickedid", "yclid", "ysclid", "_ga", "_gl", "_hsenc", "_hsmi", "_openstat",
})
TRACKING_PREFIXES: Final = ("utm_", "mtm_", "pk_", "hsa_", "itm_", "stm_")
SESSION_PARAMETERS: Final = frozenset({
    "jsessionid", "phpsessid", "aspsessionid", "asp.net_sessionid", "cfid", "cftoken", "sessionid", "session_id",
})
# fmt: on

_BLANKS: Final = "".join(map(chr, range(0x21)))
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
_URL: Final = re.compile(r"(https?):[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^;/]*", re.IGNORECASE)
_SESSION_VALUE: Final = re.compile(r"[0-9A-Za-z_-]{16,}")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})|%")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE: Final = "%/:@!$&'()*+,;=-._~"
_QUERY_SAFE: Final = "%/:@!$'()*+,;=?-._~"  # and & between parameters
_HOST_NAME: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_LAST_LABEL_IS_NUMBER: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)")


def canonicalise(url: str) -> str | None:
    """The canonical form of an absolute address, or None when it is no http(s) address that can be fetched.

    What is done, in this order: surrounding blanks and control characters go, tabs and line ends inside too, ``\\`` is
    ``/`` (as browsers read it); scheme and host become lower case; the host is IDNA-encoded (UTS 46) and loses a final
    dot; numeric forms of an IPv4 address become dotted; user, password, default port and fragment go; escapes of
    unreserved characters are decoded, all others are written in upper case, characters outside of the URL alphabet are
    escaped as UTF-8; session ids go from path and query, tracking parameters from the query; dot segments are
    resolved; an empty path becomes ``/``; parameters are sorted by name.

    >>> canonicalise("HTTP://Example.ORG:80/a/./b/../c%7e?utm_source=x&b=2&a=1#top")
    'http://example.org/a/c~?a=1&b=2'

    The function is idempotent. It raises nothing. Sources: RFC 3986 section 6, WHATWG URL, UTS 46.
    """
    url = _strip(url)
    match = _URL.match(url)
    if match is None:
        return None
    scheme, authority, path, query = match[1].lower(), match[2], match[3], match[4]
    host_and_port = _canonical_authority(scheme, authority)
    if host_and_port is None:
        return None
    try:
        path = _canonical_path(path)
        query = _canonical_query(query or "")
    except UnicodeEncodeError:  # a lone surrogate: no bytes stand for it
        return None
    return f"{scheme}://{host_and_port}{path}" + (f"?{query}" if query else "")


def join(base: str, link: str) -> str | None:
    """The canonical address that ``link``, as it stands in the page ``base``, leads to; None when to no web page.

    >>> join("http://example.org/a/b", "../c?x=1#y")
    'http://example.org/c?x=1'
    """
    try:
        return canonicalise(urljoin(base, _strip(link).replace("\\", "/")))
    except ValueError:  # a bracket that is no IPv6 address
        return None


def host_of(url: str) -> str:
    """Host name of a canonical address, without port: the unit of politeness."""
    authority = url.split("/", 3)[2]
    return authority if authority.endswith("]") else re.sub(r":\d+$", "", authority)


def origin_of(url: str) -> str:
    """``scheme://host[:port]`` of a canonical address: what one robots.txt is valid for."""
    return "/".join(url.split("/", 3)[:3])


def is_private_host(host: str) -> bool:
    """Whether the host is an address, or a name, of this machine or of a local network.

    Names that resolve to such an address are caught when the connection is made (see `fetch`).
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False


def _strip(url: str) -> str:
    """What browsers take away before they look at an address."""
    return url.strip(_BLANKS).replace("\t", "").replace("\r", "").replace("\n", "")


def _canonical_authority(scheme: str, authority: str) -> str | None:
    authority = authority.rpartition("@")[2]
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::(\d*))?", authority)
    if match is None:
        return None
    host, port = _canonical_host(match[1]), (match[2] or "").lstrip("0") if match[2] else ""
    if host is None or (match[2] and not 0 < int(port or "0") < 65_536):
        return None
    return host if port in ("", _DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def _canonical_host(host: str) -> str | None:
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            return None
    host = _unescape(host)
    if not host.isascii() or "xn--" in host.lower():
        try:
            host = idna.encode(host, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    host = host.lower().removesuffix(".")
    if _LAST_LABEL_IS_NUMBER.fullmatch(host):  # 127.1, 0x7f000001 and 2130706433 are all 127.0.0.1
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            return None
    return host if _HOST_NAME.fullmatch(host) else None


def _unescape(text: str) -> str:
    """Decodes all escapes of a host name."""
    try:
        return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), text.encode()).decode()
    except UnicodeError:
        return ""


def _canonical_escapes(text: str, safe: str) -> str:
    def one_escape(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    return quote(_ESCAPE.sub(one_escape, text), safe=safe)


def _canonical_path(path: str) -> str:
    path = _canonical_escapes(path.replace("\\", "/"), _PATH_SAFE)
    path = _SESSION_IN_PATH.sub("", path)
    resolved: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            del resolved[-1:]
        elif part != ".":
            resolved.append(part)
    if parts and parts[-1] in (".", ".."):
        resolved.append("")
    return "/" + "/".join(resolved)


def _canonical_query(query: str) -> str:
    kept = []
    for parameter in query.split("&"):
        parameter = _canonical_escapes(parameter, _QUERY_SAFE)
        while parameter.lower().startswith("amp;"):  # &amp; escaped twice by the page's author
            parameter = parameter[4:]
        name, _, value = parameter.partition("=")
        if parameter and not _is_noise(name.lower(), value):
            kept.append(parameter)
    return "&".join(sorted(kept, key=lambda parameter: parameter.partition("=")[0]))


def _is_noise(name: str, value: str) -> bool:
    if name == "sid":  # a story's number on some sites, a session on others
        return _SESSION_VALUE.fullmatch(value) is not None
    return name in TRACKING_PARAMETERS or name in SESSION_PARAMETERS or name.startswith(TRACKING_PREFIXES)
