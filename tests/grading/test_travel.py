"""Functions of an exercise file reach Spark's workers, which cannot import the file."""

from __future__ import annotations

import copyreg
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyspark import cloudpickle

from labs.grading.worker import load, travel_with_code
from pipeline.tokens import gpt2_tokenizer

EXERCISE = """
from functools import cache, lru_cache

@cache
def square(number):
    return number * number

@lru_cache(maxsize=3, typed=True)
def small(number):
    return square(number) + 1

def exercise(number):
    return [square(number), small(number), small.cache_parameters()]
"""


@pytest.fixture(autouse=True)
def own_register() -> Iterator[None]:
    """What is registered for pickle is forgotten after the test."""
    kind = type(cache(len))
    yield
    copyreg.dispatch_table.pop(kind, None)


def test_what_is_cached_travels_with_the_functions_that_call_it(tmp_path: Path) -> None:
    (tmp_path / "exercise.py").write_text(EXERCISE)
    module = load(tmp_path / "exercise.py", "submission_of_a_test")
    travel_with_code(module)
    (tmp_path / "pickled").write_bytes(cloudpickle.dumps(module.exercise))
    cloudpickle.unregister_pickle_by_value(module)
    elsewhere = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb'))(7))"
    command = [sys.executable, "-c", elsewhere, str(tmp_path / "pickled")]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert answer.stdout.strip() == "[49, 50, {'maxsize': 3, 'typed': True}]", answer.stderr


def test_what_a_library_has_cached_goes_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "exercise.py").write_text(EXERCISE)
    module = load(tmp_path / "exercise.py", "submission_of_a_test")
    travel_with_code(module)
    pickled = cloudpickle.dumps(gpt2_tokenizer)
    cloudpickle.unregister_pickle_by_value(module)
    assert cloudpickle.loads(pickled) is gpt2_tokenizer
