"""The traps of fastText, each with what we do about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import fasttext
import pytest

from pipeline.errors import PipelineError
from pipeline.quality import classifier
from pipeline.quality.classifier import open_model, score, train
from pipeline.quality.normalise import normalise
from pipeline.quality.settings import FastTextSettings

SMALL = FastTextSettings(dimensions=8, buckets=500, epochs=10, min_word_count=1)
EXAMPLES = [
    (f"{'clear reasons in order' if good else 'cheap pills click now'} {word} {number}", good)
    for number, word in enumerate(["alpha", "beta", "gamma", "delta"] * 10)
    for good in (True, False)
]


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.bin"
    train(EXAMPLES, SMALL, 7, str(path))
    return path


def test_the_same_examples_and_seed_give_the_same_bytes(model_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "again.bin"
    rubbish = [bytearray(b"\xfe" * 4000) for _ in range(2000)]  # use the heap and give it back
    del rubbish
    train(EXAMPLES, SMALL, 7, str(other))
    assert other.read_bytes() == model_file.read_bytes()
    train(EXAMPLES, SMALL, 8, str(other))
    assert other.read_bytes() != model_file.read_bytes()


_PLAIN = """
import sys, fasttext, numpy
options = dict(dim=8, bucket=500, wordNgrams=2, epoch=10, thread=1, seed=7, verbose=0)
model = fasttext.train_supervised(input=sys.argv[1], **options)
sys.exit(0 if numpy.isfinite(model.get_input_matrix()).all() else 1)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's MALLOC_PERTURB_ makes the used heap visible")
def test_used_memory_spoils_plain_fasttext_but_not_ours(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fastText with one thread leaves nine tenths of its matrix as the allocator gave it; here it gives large numbers.
    monkeypatch.setenv("MALLOC_PERTURB_", "1")
    lines = tmp_path / "train.txt"
    lines.write_text("".join(f"__label__{'high' if good else 'low'} {text}\n" for text, good in EXAMPLES), "utf-8")
    plain = subprocess.run([sys.executable, "-c", _PLAIN, str(lines)], capture_output=True, check=False, env=os.environ)
    assert plain.returncode != 0
    train(EXAMPLES, SMALL, 7, str(tmp_path / "ours.bin"))
    assert (tmp_path / "ours.bin").read_bytes() == model_file.read_bytes()


def test_weights_that_are_not_finite_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier.training_process, "ZEROED_MEMORY", {"MALLOC_PERTURB_": "1"})
    if sys.platform != "linux":
        pytest.skip("needs glibc to provoke the fault")
    with pytest.raises(PipelineError, match="not finite"):
        train(EXAMPLES, SMALL, 7, str(tmp_path / "model.bin"))
    assert not (tmp_path / "model.bin").exists()


def test_scores_tell_good_from_bad_and_lie_on_the_grid(model_file: Path) -> None:
    model = open_model(str(model_file))
    good, bad, empty, blank = score(model, ["Clear reasons, in order!", "cheap PILLS\nclick now", "", "\n"], normalise)
    assert good > 0.5 > bad
    assert (empty, blank) == (0.0, 0.0)
    assert all(0 <= value <= 1 and value == round(value, classifier.GRID) for value in (good, bad))


def test_a_short_text_gets_its_share_of_the_score(model_file: Path) -> None:
    model = open_model(str(model_file))
    (full,) = score(model, ["clear reasons in order"], normalise)
    assert score(model, ["clear reasons in order"], normalise, full_tokens=4) == [full]
    assert score(model, ["clear reasons in order"], normalise, full_tokens=8) == [pytest.approx(full / 2, abs=1e-6)]


def test_scores_do_not_depend_on_the_batch(model_file: Path) -> None:
    model = open_model(str(model_file))
    texts = ["clear reasons", "cheap pills", "something else", "clear pills"]
    assert score(model, texts, normalise) == [score(model, [text], normalise)[0] for text in texts]


def test_raw_new_lines_and_labels_are_what_fasttext_trips_over(model_file: Path) -> None:
    model = fasttext.load_model(str(model_file))
    with pytest.raises(ValueError, match="one line at a time"):
        model.predict(["clear\nreasons"])
    raw, defused = "cheap pills __label__high click now", "cheap pills label high click now"
    assert score(model, [raw], normalise) == score(
        model, [defused.replace("label high", "_ _ label _ _ high")], normalise
    )


def test_a_label_in_raw_text_would_become_a_class(tmp_path: Path) -> None:
    poisoned = [*EXAMPLES, *[("click __label__evil now", False)] * 5]
    train(poisoned, SMALL, 7, str(tmp_path / "raw.bin"))
    assert "__label__evil" in open_model(str(tmp_path / "raw.bin")).get_labels()
    train([(normalise(text), good) for text, good in poisoned], SMALL, 7, str(tmp_path / "clean.bin"))
    assert sorted(open_model(str(tmp_path / "clean.bin")).get_labels()) == ["__label__high", "__label__low"]
