"""What is read from a model file by hand is what fastText reads, and broken files are refused."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from labs.grading.fasttext_file import BrokenModel, read_model
from pipeline.quality.classifier import open_model, train

EXAMPLES = [
    (f"{'clear reasons in order ü 中' if good else 'cheap pills click now'} w{number % 7}", good)
    for number in range(40)
    for good in (True, False)
]


@pytest.fixture(scope="module")
def content() -> bytes:
    return train(
        EXAMPLES, seed=3, dimensions=5, word_ngrams=3, buckets=300, learning_rate=0.5, epochs=4, min_word_count=2
    )


def test_settings_words_and_labels(content: bytes) -> None:
    found = read_model(content)
    named = {name: found.settings[name] for name in ("dim", "epoch", "minCount", "wordNgrams", "bucket")}
    assert named == {"dim": 5, "epoch": 4, "minCount": 2, "wordNgrams": 3, "bucket": 300}
    assert found.labels == {"__label__high": 40, "__label__low": 40}
    assert found.words["</s>"] == 80 and found.words["中"] == 40 and found.words["w0"] == 12
    assert (found.inputs.rows, found.inputs.columns) == (len(found.words) + 300, 5)


@pytest.mark.parametrize("text", ["clear reasons", "cheap new pills w1 ü 中 中", "nothing of this is known", ""])
def test_probabilities_are_those_of_fasttext(content: bytes, tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    labels, values = open_model(str(path)).predict([text], k=2)
    expected = dict(zip(labels[0], map(float, values[0]), strict=True))
    assert read_model(content).probabilities(text) == pytest.approx(expected, abs=1e-4)


def test_broken_files_are_refused(content: bytes) -> None:
    for broken in (b"", content[:20], content[:200], content[:-1], b"\0" * 500, "text", None):
        with pytest.raises(BrokenModel):
            read_model(broken)
    huge = bytearray(content)
    struct.pack_into("<i", huge, 8 + 4 * 8, 1 << 30)  # buckets
    with pytest.raises(BrokenModel):
        read_model(bytes(huge))
