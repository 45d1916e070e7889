"""Plain data crosses unchanged; nothing else crosses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.grading.values import MAX_DEPTH, UnplainValue, decode, encode

keys = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
plain = st.recursive(
    keys | st.floats(allow_nan=False) | st.fractions(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner)
        | st.dictionaries(st.text(), inner)
        | st.sets(st.integers() | st.text())
    ),
    max_leaves=20,
)


def typed(value: Any) -> Any:
    """A form in which 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return {"dict": sorted(repr((typed(key), typed(item))) for key, item in value.items())}
    if isinstance(value, set):
        return {"set": sorted(repr(typed(item)) for item in value)}
    if isinstance(value, list | tuple):
        return type(value).__name__, [typed(item) for item in value]
    return type(value).__name__, value


@given(plain)
def test_plain_data_comes_back_with_its_types(value: Any) -> None:
    assert typed(decode(encode(value))) == typed(value)


def test_floats_that_json_lacks_come_back() -> None:
    assert decode(encode([math.inf, -math.inf])) == [math.inf, -math.inf]
    assert math.isnan(decode(encode(math.nan)))


def test_lone_surrogate_comes_back() -> None:
    assert decode(encode("\ud800")) == "\ud800"


def test_a_dictionary_that_looks_like_a_tag_is_data() -> None:
    assert decode(encode({"$": "set", "v": [1]})) == {"$": "set", "v": [1]}


@dataclass
class Found:
    kind: str
    start: int


class AlwaysEqual:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class LyingText(str):
    def __eq__(self, other: object) -> bool:
        return True

    def __str__(self) -> str:
        return "what the check expects"

    __hash__ = str.__hash__


def test_records_and_arrays_cross_as_plain_data() -> None:
    assert decode(encode(Found("email", 3))) == {"kind": "email", "start": 3}
    assert decode(encode(np.arange(3, dtype=np.uint64))) == [0, 1, 2]
    assert decode(encode(np.float64(0.5))) == 0.5


def test_a_subclass_crosses_as_what_it_holds() -> None:
    answer = decode(encode(LyingText("wrong")))
    assert type(answer) is str
    assert answer == "wrong"


@pytest.mark.parametrize("value", [AlwaysEqual(), [AlwaysEqual()], print, (n for n in range(3)), {1: object()}])
def test_objects_do_not_cross(value: Any) -> None:
    with pytest.raises(UnplainValue):
        encode(value)


def test_depth_is_limited_on_both_sides() -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(UnplainValue):
        encode(deep)
    with pytest.raises(UnplainValue):
        decode(b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2))
    with pytest.raises(UnplainValue):
        decode(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"NaN", b"\x80\x04", b'{"$":"object","v":1}', b'{"$":"set","v":[[1]]}', b'{"$":"set","v":[],"x":1}',
     b'{"$":"dict","v":[1]}', b'{"$":"bytes","v":"?"}', b'{"$":"float","v":"1e5"}',
     b'{"$":"fraction","v":[1]}', b'{"$":"fraction","v":[1,0]}', b'{"$":"fraction","v":[1,-2]}',
     b'{"$":"fraction","v":[1.5,2]}', b'{"$":"fraction","v":[true,2]}', b'{"$":"fraction","v":"1/2"}'],
)  # fmt: skip
def test_what_is_no_value_is_refused(data: bytes) -> None:
    with pytest.raises(UnplainValue):
        decode(data)
