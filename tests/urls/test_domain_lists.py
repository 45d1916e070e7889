"""Every form that published lists have is read, and nothing that would never match is taken for a domain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls.domain_lists import read_domain_list


@pytest.mark.parametrize(
    ("line", "domains"),
    [
        ("evil.example", ["evil.example"]),
        ("  Evil.EXAMPLE.  # why", ["evil.example"]),
        ("*.evil.example", ["evil.example"]),
        (".evil.example", ["evil.example"]),
        ("www.gov.uk", ["www.gov.uk"]),
        ("0.0.0.0 evil.example", ["evil.example"]),
        ("127.0.0.1\tevil.example  b.example", ["b.example", "evil.example"]),
        ("::1 evil.example", ["evil.example"]),
        ("bücher.example", ["xn--bcher-kva.example"]),
        ("XN--bcher-KVA.example", ["xn--bcher-kva.example"]),
        ("192.0.2.1", ["192.0.2.1"]),
        ("# evil.example", []),
        ("   ", []),
        ("0.0.0.0 # nothing", ["0.0.0.0"]),
    ],
)
def test_forms_of_a_line(line: str, domains: list[str]) -> None:
    assert read_domain_list(line) == (domains, [])


@pytest.mark.parametrize(
    "line",
    ["http://evil.example/", "evil.example/page", "evil.example:80", "*evil.example", "evil..example", "-evil.example",
     "evil.example good.example", "0.0.0.0 evil.example a/b", ".", "*", "a@evil.example", "a" * 64 + ".example",
     "x." * 126 + "xx"],
)  # fmt: skip
def test_what_would_never_match_is_told(line: str) -> None:
    assert read_domain_list(f"a.example\n {line}\nb.example") == (["a.example", "b.example"], [line])


@given(st.text(max_size=60))
def test_a_list_of_what_was_read_reads_the_same(text: str) -> None:
    domains, _ = read_domain_list(text)
    assert read_domain_list("\n".join(domains)) == (domains, [])
