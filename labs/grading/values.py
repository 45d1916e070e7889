"""The plain data that crosses between a check and a submission: JSON with a few tagged kinds, strictly read.

Strings, whole numbers, floats, booleans, None, lists and dictionaries with string keys stand for themselves. Tuples,
sets, bytes, fractions, dictionaries with other keys and floats that JSON lacks are tagged objects ``{"$": kind,
"v": ...}``. Nothing else crosses: no object, no pickle, no code.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any, Final

MAX_DEPTH: Final = 60
MAX_ITEMS: Final = 5_000_000

_TAG: Final = "$"
_VALUE: Final = "v"


class UnplainValue(ValueError):
    """A value that is not plain data, or data that is not a value."""


def encode(value: Any) -> bytes:
    """The bytes for ``value``. Raises `UnplainValue` that names the type that cannot cross."""
    return json.dumps(_to_json(value, 0), ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def decode(data: bytes) -> Any:
    """The value for bytes that `encode` made. Raises `UnplainValue` on anything else."""
    try:
        parsed = json.loads(data.decode("ascii"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnplainValue(f"not plain data: {error}") from error
    budget = [MAX_ITEMS]
    return _from_json(parsed, 0, budget)


def _refuse(constant: str) -> Any:
    raise UnplainValue(f"not plain data: {constant}")


def _to_json(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise UnplainValue(f"the value is nested more than {MAX_DEPTH} deep")
    # The exact type decides: a subclass may lie about what it holds, its plain form may not.
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return value if math.isfinite(value) else {_TAG: "float", _VALUE: repr(value)}
    if kind is list:
        return [_to_json(item, depth + 1) for item in value]
    if kind is tuple:
        return {_TAG: "tuple", _VALUE: [_to_json(item, depth + 1) for item in value]}
    if kind in (set, frozenset):
        items = sorted((_to_json(item, depth + 1) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
        return {_TAG: "set", _VALUE: items}
    if kind in (bytes, bytearray):
        return {_TAG: "bytes", _VALUE: base64.b64encode(value).decode("ascii")}
    if kind is Fraction:
        return {_TAG: "fraction", _VALUE: [value.numerator, value.denominator]}
    if kind is dict:
        if all(type(key) is str for key in value) and _TAG not in value:
            return {key: _to_json(item, depth + 1) for key, item in value.items()}
        pairs = [[_to_json(key, depth + 1), _to_json(item, depth + 1)] for key, item in value.items()]
        return {_TAG: "dict", _VALUE: pairs}
    return _plain_form(value, depth)


def _plain_form(value: Any, depth: int) -> Any:
    """Records become dictionaries, arrays lists, numbers of numeric libraries numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return _to_json({field.name: getattr(value, field.name) for field in fields(value)}, depth)
    if isinstance(value, tuple):
        return _to_json(tuple(value), depth)
    if isinstance(value, int):  # bool has no subclasses
        return _to_json(int(value), depth)
    if isinstance(value, float):
        return _to_json(float(value), depth)
    if isinstance(value, str):
        return _to_json(str.__str__(value), depth)
    if isinstance(value, list):
        return _to_json(list(value), depth)
    if isinstance(value, Mapping):
        return _to_json(dict(value), depth)
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "tolist"):
        return _to_json(value.tolist(), depth)
    raise UnplainValue(f"a value of type {type(value).__qualname__} is not plain data")


def _from_json(value: Any, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise UnplainValue("not plain data: too deep or too many values")
    if isinstance(value, list):
        return [_from_json(item, depth + 1, budget) for item in value]
    if not isinstance(value, dict):
        return value
    if _TAG not in value:
        return {key: _from_json(item, depth + 1, budget) for key, item in value.items()}
    if set(value) != {_TAG, _VALUE}:
        raise UnplainValue("not plain data: a tagged value with other keys")
    return _untag(value[_TAG], value[_VALUE], depth, budget)


def _untag(tag: Any, content: Any, depth: int, budget: list[int]) -> Any:
    try:
        if tag == "float" and content in ("inf", "-inf", "nan"):
            return float(content)
        if tag == "bytes" and isinstance(content, str):
            return base64.b64decode(content, validate=True)
        if isinstance(content, list):
            items = [_from_json(item, depth + 1, budget) for item in content]
            if tag == "fraction":
                numerator, denominator = items
                return _fraction(numerator, denominator)
            if tag == "tuple":
                return tuple(items)
            if tag == "set":
                return set(items)
            if tag == "dict":
                return {_hashable(key): item for key, item in items}
    except (ValueError, TypeError) as error:
        raise UnplainValue(f"not plain data: {error}") from error
    raise UnplainValue(f"not plain data: tag {tag!r}")


def _fraction(numerator: Any, denominator: Any) -> Fraction:
    if type(numerator) is not int or type(denominator) is not int or denominator < 1:
        raise UnplainValue("not plain data: a fraction of something else than whole numbers")
    return Fraction(numerator, denominator)


def _hashable(key: Any) -> Any:
    hash(key)
    return key
