"""Scores a corpus on Spark: the model is opened once in each worker process and asked for whole batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pipeline.engine.once import once_a_process
from pipeline.quality import classifier
from pipeline.quality.normalise import normalise

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from pipeline.engine.batches import Columns

OPEN_SHIPPED: Final = f"{__name__}:open_shipped"


def open_shipped(name: str) -> Any:
    """Called on a worker: the fastText model that was shipped as ``name``."""
    from pipeline.engine.shipping import shipped

    return classifier.open_model(shipped(name))


def score_documents(
    documents: DataFrame, load: str, model: str, full_tokens: int, clean: Callable[[str], str] = normalise
) -> DataFrame:
    """``documents`` with the column ``quality_score`` (see `classifier.score`); a null text counts as an empty one.

    ``load`` (``module:function``) opens ``model`` on a worker. ``clean`` is what the texts of the training set went
    through. It travels to the workers. The model does not: it cannot be pickled, and a thousand tasks would each carry
    a copy.
    """
    # Here, since the rest of the module serves without Spark.
    from pipeline import schema
    from pipeline.engine.batches import map_batches

    def on_batch(columns: Columns) -> Columns:
        texts = [text or "" for text in columns["text"]]
        return {"quality_score": classifier.score(once_a_process(load, model), texts, clean, full_tokens)}

    return map_batches(documents, ["text"], schema.ADDED_BY["quality"], on_batch)
