"""The traps of fastText, each with what we do about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import fasttext
import pytest

from pipeline.errors import PipelineError
from pipeline.quality import classifier
from pipeline.quality.classifier import open_model, score, train
from pipeline.quality.normalise import normalise

SMALL: dict[str, Any] = {
    "dimensions": 8, "word_ngrams": 2, "buckets": 500, "learning_rate": 0.5, "epochs": 10, "min_word_count": 1,
}  # fmt: skip
EXAMPLES = [
    (f"{'clear reasons in order' if good else 'cheap pills click now'} {word} {number}", good)
    for number, word in enumerate(["alpha", "beta", "gamma", "delta"] * 10)
    for good in (True, False)
]


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.bin"
    path.write_bytes(train(EXAMPLES, seed=7, **SMALL))
    return path


def test_the_same_examples_and_seed_give_the_same_bytes(model_file: Path) -> None:
    rubbish = [bytearray(b"\xfe" * 4000) for _ in range(2000)]  # use the heap and give it back
    del rubbish
    assert train(EXAMPLES, seed=7, **SMALL) == model_file.read_bytes()
    assert train(EXAMPLES, seed=8, **SMALL) != model_file.read_bytes()
    assert train(EXAMPLES, seed=7 + (1 << 31), **SMALL) == model_file.read_bytes()  # fastText's seed has 31 bits


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
    assert train(EXAMPLES, seed=7, **SMALL) == model_file.read_bytes()


def test_weights_that_are_not_finite_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier.training_process, "ZEROED_MEMORY", {"MALLOC_PERTURB_": "1"})
    if sys.platform != "linux":
        pytest.skip("needs glibc to provoke the fault")
    with pytest.raises(PipelineError, match="not finite"):
        train(EXAMPLES, seed=7, **SMALL)


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ([], "both classes"),
        ([("fine words", True)], "both classes"),
        ([*EXAMPLES, ("two\nlines", True)], "not normalised"),
        ([*EXAMPLES, ("a __label__low b", True)], "not normalised"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(examples: list[tuple[str, bool]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train(examples, seed=7, **SMALL)


def test_fasttext_s_own_message_is_passed_on() -> None:
    with pytest.raises(PipelineError, match="Empty vocabulary"):
        classifier.train_supervised("", dim=8)


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
    poisoned = "".join(f"__label__{'high' if good else 'low'} {text}\n" for text, good in EXAMPLES)
    poisoned += "__label__low click __label__evil now\n" * 5
    model = tmp_path / "raw.bin"
    model.write_bytes(classifier.train_supervised(poisoned, dim=8, bucket=500, thread=1))
    assert "__label__evil" in open_model(str(model)).get_labels()
    clean = [*EXAMPLES, *[(normalise("click __label__evil now"), False)] * 5]
    model.write_bytes(train(clean, seed=7, **SMALL))
    assert sorted(open_model(str(model)).get_labels()) == ["__label__high", "__label__low"]
