"""The stage "tokens": learns (or takes) a vocabulary and encodes every document with it.

Beside the table stays ``tokenizer.json``, which whoever trains a model on the corpus needs.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xxhash
from pyspark.sql import functions as f

from pipeline import schema
from pipeline.engine import storage
from pipeline.engine.batches import Columns, map_batches
from pipeline.engine.shipping import ship, shipped
from pipeline.engine.stage import Context, Stage, decision, decision_columns, decision_fields
from pipeline.errors import ConfigError
from pipeline.vocabulary.settings import TokenMeasures, TokensSettings
from pipeline.vocabulary.tokenizer import encode_documents, load_tokenizer, train_tokenizer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TOKENIZER: Final = "tokenizer.json"
_SHARES: Final = 1 << 30


def run(context: Context[TokensSettings], documents: DataFrame) -> DataFrame:
    """Add ``token_ids``, the separator's at the end, and their number, ``training_tokens``."""
    settings, separator = context.settings, context.settings.separator
    if settings.tokenizer is None:
        texts = training_texts(context, documents)
        content = context.kernel(train_tokenizer)(texts, settings.vocabulary_size, settings.min_frequency, separator)
    else:
        content = _read(context, settings.tokenizer)
    try:
        load_tokenizer(content, separator)
    except ValueError as error:
        raise ConfigError(f"tokens.tokenizer: {settings.tokenizer or 'the trained one'}: {error}") from error
    storage.write_text(context.spark, storage.join(context.directory, TOKENIZER), content)
    # A shipped file can never be replaced, so its name says what is in it.
    named = storage.join(context.directory, f"tokenizer-{xxhash.xxh3_64_hexdigest(content.encode())}.json")
    storage.write_text(context.spark, named, content)
    name, to_ids = ship(context.spark, named), context.kernel(encode_documents)

    def on_batch(columns: Columns) -> Columns:
        texts = columns["text"]
        ids = to_ids(_content(shipped(name)), texts, separator)
        rows = [_measured(text, len(found)) for text, found in zip(texts, ids, strict=True)]
        return {"token_ids": ids, "training_tokens": [len(found) for found in ids], **decision_columns(rows)}

    fields = [*schema.ADDED_BY["tokens"], *decision_fields((TokenMeasures,))]
    return map_batches(documents, ["text"], fields, on_batch)


def training_texts(context: Context[TokensSettings], documents: DataFrame) -> list[str]:
    """About ``max_training_characters`` of the corpus: all of it, or the documents with the lowest hashes.

    What comes to the driver is bounded by that setting, not by the corpus. A text is cut to the setting as well, so
    that one page cannot be more than all.
    """
    most = context.settings.max_training_characters
    held = documents.agg(f.coalesce(f.sum("characters"), f.lit(0))).collect()[0][0]
    chosen = documents
    if held > most:
        chance = f.pmod(f.xxhash64(f.lit(context.seed), f.lit("tokens"), "id"), f.lit(_SHARES))
        chosen = documents.where(chance < most * _SHARES // held)
    return [row[0] for row in chosen.select(f.substring("text", 1, most)).collect()]


def _read(context: Context[TokensSettings], path: str) -> str:
    if not storage.exists(context.spark, path):
        raise ConfigError(f"tokens.tokenizer: there is no file {path}")
    try:
        return storage.read_text(context.spark, path)
    except UnicodeDecodeError as error:
        raise ConfigError(f"tokens.tokenizer: {path} is not UTF-8 text: {error}") from error


@lru_cache(maxsize=2)
def _content(path: str) -> str:
    """The tokenizer.json, read once a worker."""
    return Path(path).read_text(encoding="utf-8")


def _measured(text: str, tokens: int) -> dict[str, Any]:
    return decision({TokenMeasures.rule_set: {"characters_per_token": len(text) / tokens}}, [])


STAGE = Stage(
    name="tokens",
    run=run,
    requires=("id", "text", "characters"),
    rule_sets=(TokenMeasures,),
    path_settings=("tokenizer",),
)
