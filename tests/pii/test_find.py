"""What is personal data by its form, what only looks like it, and that looking takes linear time."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.pii.find import PLACEHOLDERS, find_personal_data, mask
from pipeline.truth import PII_KINDS


def found(text: str) -> list[tuple[str, str]]:
    return [(item.kind, item.value) for item in find_personal_data(text)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "jane.doe+news@mail.example.org"),
        ("email", "o_brien-7@sub.domain.co.uk"),
        ("email", "123456@163.com"),
        ("phone", "+1 202-555-0143"),
        ("phone", "+12025550143"),
        ("phone", "+44 20 7946 0958"),
        ("phone", "+44 (0)20 7946 0958"),
        ("phone", "+33 1 99 00 12 34"),
        ("phone", "+49 30 23125 123"),
        ("phone", "+86 138 0013 8000"),
        ("phone", "0044 20 7946 0958"),
        ("phone", "(202) 555-0143"),
        ("phone", "202-555-0143"),
        ("phone", "202.555.0143"),
        ("phone", "1-202-555-0143"),
        ("phone", "13800138000"),
        ("phone", "138-0013-8000"),
        ("phone", "010-12345678"),
        ("phone", "01 99 00 12 34"),
        ("phone", "03-1234-5678"),
        ("phone", "090-1234-5678"),
        ("phone", "020 7946 0958"),
        ("phone", "0118 496 0123"),
        ("phone", "07700 900123"),
        ("phone", "030/23125123"),
        ("phone", "0171 3920000"),
        ("ip_address", "93.184.216.34"),
        ("ip_address", "5.200.1.77"),
        ("ip_address", "2606:2800:220:1:248:1893:25c8:1946"),
        ("ip_address", "2a01:4f8:c17:2::1"),
        ("card_number", "4111111111111111"),
        ("card_number", "4111 1111 1111 1111"),
        ("card_number", "4111-1111-1111-1111"),
        ("card_number", "3782 822463 10005"),
        ("national_id", "536-90-4399"),
        ("national_id", "11010519491231002X"),
        ("national_id", "12345678Z"),
        ("national_id", "12.345.678-Z"),
        ("national_id", "X-1234567-L"),
        ("national_id", "529.982.247-25"),
        ("national_id", "86095742719"),
        ("national_id", "86 095 742 719"),
        ("national_id", "2 55 08 14 168 025 38"),
        ("national_id", "RSSMRA85T10A562S"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "It is {}.", "({}),", "号码：{}。", "a\n{}\nb", "Is it {}?"])
def test_finds_each_kind_with_its_exact_span(kind: str, value: str, around: str) -> None:
    text = around.format(value)
    assert found(text) == [(kind, value)]
    item = find_personal_data(text)[0]
    assert text[item.start : item.end] == value


@pytest.mark.parametrize(
    "text",
    [
        "icon@2x.png is twice as large",
        "git clone git@example.org:group/project",
        "npm install left-pad@1.3.0 and @scope/left-pad@1.3.beta",
        "the decorator @staticmethod and user@host",
        "write to me @ home.",
        "version 93.184.216.34 of the driver",
        "v93.184.216.34",
        "libfoo-93.184.216.34.tar.gz and foo/93.184.216.34",
        "section 3.2.1.4 and release 10.0.19.1 and 4.2.1.7 too",
        "127.0.0.1, 10.1.2.3, 172.16.0.9, 192.168.1.1, 169.254.1.1, 224.0.0.251, 0.0.0.0, 255.255.255.255",
        "192.0.2.7, 198.51.100.7 and 203.0.113.7 are for documentation",
        "300.184.216.34 and 93.184.216 and 93.184.216.34.5",
        "the network 93.184.216.0/24 and 2606:2800:220::/48",
        "fe80::1, ::1, fd00::17, 2001:db8::1, 12:34:56, 00:1a:2b:3c:4d:5e, std::vector, dead::beef",
        "card 4111 1111 1111 1112 has a wrong digit",
        "serial 4000 0091 2155 1312 is no card, and no call to India either",
        "serial 9999999999999995 and 0.4111111111111111",
        "ISBN 978-3-16-148410-0, ISSN 0317-8471, DOI 10.1000/182.4567890",
        "2023-10-05 12:30:15, 05/10/2023, 20231005123015, 1583020800000",
        "3.14159265358979, +3.14159265, +1.41421356, -2.71828182845, 1,234,567,890",
        "order 12345678, batch 987654321, item 123-45-678",
        "bar codes 4006381333931 and 4012345678901, part 0123 4567, 007 and 0800",
        "000-12-3456, 666-12-3456, 078-05-1120",
        "12345678A has the wrong letter, 529.982.247-26 the wrong digits",
        "11010519491331002X is no day",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
        "0xDEADBEEF 0123456789abcdef 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    ],
)
def test_leaves_alone_what_only_looks_like_it(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Phone: 555 0123 99", "555 0123 99"),
        ("Please call us at 7946 0958 today", "7946 0958"),
        ("Tel. 23 12 51 23", "23 12 51 23"),
        ("Tel:5550123", "5550123"),
        ("Fax:(030) 1234567", "(030) 1234567"),
        ("电话：8765 4321", "8765 4321"),
        ("тел. 495 123-45-67", "495 123-45-67"),
        ("CPF nº 52998224725", "52998224725"),
        ("the resolver 8.8.8.8", "8.8.8.8"),
        ("http://1.1.1.1/", "1.1.1.1"),
        ("地址8.8.8.8吧", "8.8.8.8"),
        ("服务器：1.1.1.1。", "1.1.1.1"),
    ],
)
def test_a_word_before_a_number_can_say_what_it_is(text: str, value: str) -> None:
    assert [item[1] for item in found(text)] == [value]
    assert found(f"Take {value} of them") == []


def test_masks_and_counts_by_kind() -> None:
    text = "Ann (ann@mail.example, +1 202-555-0143) paid with 4111 1111 1111 1111 from 93.184.216.34; DNI 12345678Z."
    masked, counts = mask(text)
    assert masked == "Ann ([EMAIL], [PHONE]) paid with [CARD_NUMBER] from [IP_ADDRESS]; DNI [NATIONAL_ID]."
    assert counts == dict.fromkeys(PII_KINDS, 1)
    assert mask("") == ("", dict.fromkeys(PII_KINDS, 0))


VALUES = ["ann@mail.example", "+1 202-555-0143", "4111 1111 1111 1111", "93.184.216.34", "12345678Z"]
VALUES += ["2606:2800:220:1::1", *PLACEHOLDERS.values()]
PIECES = st.sampled_from([*VALUES, *"1-.@ +()a中\n:/", "tel ", "00"])


@example("2606:2800:220:1::1ann@mail.example")  # the letters of an address hide an IP address
@given(st.lists(PIECES, max_size=30).map("".join))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    masked, _ = mask(text)
    assert mask(masked) == (masked, dict.fromkeys(PII_KINDS, 0))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_spans_are_in_order_apart_and_true(text: str) -> None:
    items = find_personal_data(text)
    assert all(text[item.start : item.end] == item.value and item.kind in PII_KINDS for item in items)
    assert all(a.end <= b.start for a, b in itertools.pairwise(items))


HOSTILE = [
    "a",
    "1",
    "1 ",
    "1.",
    "1-",
    "(1",
    "+1",
    "1,",
    "@",
    "a@",
    "a@a.",
    "u@a.b.c.",
    "a.",
    ":",
    "a:",
    "::1",
    "00-",
    "tel ",
]
HOSTILE += ["CPF ", "12345678", "4111 ", "1)(", "X1", "AAAAAA11A11A111", "+", " ", "电话", "255."]


@pytest.mark.parametrize("unit", HOSTILE)
def test_takes_linear_time_on_a_megabyte_of_hostile_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.process_time()
        mask(text)
        return time.process_time() - started

    # Ten times the text may take ten times the time (and noise), not a hundred times.
    small, large = seconds(100_000), seconds(1_000_000)
    assert large < 30 * small + 1
