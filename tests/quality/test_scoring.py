"""Scoring on Spark: the scores of the model itself, null and empty texts, other columns kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.quality.classifier import open_model, score, train
from pipeline.quality.normalise import normalise
from pipeline.quality.scoring import score_documents

OPEN = "pipeline.quality.classifier:open_model"
WORDS = {"good": "clear reasons in order", "bad": "cheap pills click now"}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("model") / "model.bin"
    examples = [(f"{WORDS[name]} {number}", name == "good") for number in range(30) for name in WORDS]
    path.write_bytes(
        train(
            examples, seed=1, dimensions=4, word_ngrams=2, buckets=100, learning_rate=0.5, epochs=10, min_word_count=1
        )
    )
    return str(path)


def test_scores_are_those_of_the_model_and_other_columns_stay(spark: Any, model: str) -> None:
    texts = ["Clear reasons,\nin order", "cheap pills", None, "", "clear"]
    documents = spark.createDataFrame([(str(n), text) for n, text in enumerate(texts)], "id string, text string")
    found = score_documents(documents.repartition(3), OPEN, model, 4).collect()
    expected = score(open_model(model), [text or "" for text in texts], normalise, 4)
    assert sorted((row["id"], row["text"], row["quality_score"]) for row in found) == [
        (str(n), text, value) for n, (text, value) in enumerate(zip(texts, expected, strict=True))
    ]
    assert expected[2] == expected[3] == 0.0 < expected[0]
