"""The stand-in counts how often it is opened, and is as awkward as fastText's models are."""

from __future__ import annotations

import pickle

import pytest

from labs.grading.counted_model import open_counted


def test_it_counts_the_times_it_is_opened_by_name() -> None:
    for expected in (0.01, 0.02):
        assert open_counted("one of the test").predict(["loads"], k=2)[1] == [[1 - expected, expected]]
    assert open_counted("another of the test").predict(["loads"], k=2)[1] == [[0.99, 0.01]]


def test_probabilities_follow_from_the_words() -> None:
    model = open_counted("words of the test")
    labels, values = model.predict(["good bad bad bad", "good good", "bad"], k=2)
    assert labels[0] == ("__label__low", "__label__high") and values[0] == [0.75, 0.25]
    assert labels[1][0] == "__label__high" and values[1][0] > 1
    assert values[2][1] == 0
    assert model.predict(["good"])[0] == [("__label__high",)]


def test_it_is_awkward() -> None:
    model = open_counted("awkward of the test")
    with pytest.raises(ValueError, match="one line"):
        model.predict(["a\nb"], k=2)
    with pytest.raises(ValueError, match="list"):
        model.predict("a b", k=2)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(model)
