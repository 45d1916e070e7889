"""The columns that flow through the pipeline, and which stage adds which."""

from __future__ import annotations

from typing import Final

from pyspark.sql import types as t

# One entry of the column `broken`: a rule that a document breaks. `evidence` says what cannot be said with a
# number: the word that matched, the identifier of the document this one repeats.
BROKEN: Final = t.StructType(
    [
        t.StructField("rule", t.StringType(), nullable=False),
        t.StructField("value", t.DoubleType(), nullable=True),
        t.StructField("limit", t.DoubleType(), nullable=True),
        t.StructField("evidence", t.StringType(), nullable=True),
    ]
)

# What every stage's table has besides the documents' own columns.
MEASURED: Final = "measured"  # struct<rule set: struct<measure: double>>, this stage's measurements
BROKEN_RULES: Final = "broken"  # array<BROKEN>; empty = keep
ERROR: Final = "error"  # null, or one line that says why the document could not be processed
OUTCOME: Final = "outcome"  # kept | dropped | error; derived from the two above, partitions the table
CHARACTERS_IN: Final = "characters_in"  # `characters` and `tokens` as they were when the stage began:
TOKENS_IN: Final = "tokens_in"  # the difference is what the stage cut out of documents that it kept

TOKEN_IDS: Final = "token_ids"

KEPT: Final = "kept"
DROPPED: Final = "dropped"
FAILED: Final = "error"
OUTCOMES: Final = (KEPT, DROPPED, FAILED)

# Columns that describe the decision of one stage and do not flow on to the next.
STAGE_COLUMNS: Final = (MEASURED, BROKEN_RULES, ERROR, OUTCOME, CHARACTERS_IN, TOKENS_IN)

_S, _I, _L, _D = t.StringType(), t.IntegerType(), t.LongType(), t.DoubleType()

# One entry of the column `contamination`: an item of a benchmark that stood in the text, and where.
CONTAMINATION: Final = t.StructType(
    [
        t.StructField("benchmark", t.StringType(), nullable=False),
        t.StructField("item", t.StringType(), nullable=False),
        t.StructField("part", t.StringType(), nullable=False),  # of the item: its question, its answer
        t.StructField("share", t.DoubleType(), nullable=False),  # of the item's n-grams
        t.StructField("start", t.LongType(), nullable=False),  # the longest piece found, in code points of the text
        t.StructField("end", t.LongType(), nullable=False),  # as it came in
        t.StructField("excerpt", t.StringType(), nullable=False),  # how that piece begins
    ]
)


def _fields(*pairs: tuple[str, t.DataType]) -> tuple[t.StructField, ...]:
    return tuple(t.StructField(name, kind, nullable=True) for name, kind in pairs)


# Columns by the stage that adds them. A stage may read only what an earlier one has added.
ADDED_BY: Final[dict[str, tuple[t.StructField, ...]]] = {
    "extract": _fields(
        ("id", _S),  # 32 hexadecimal digits: xxh3_128 of (url, warc_date, digest of the body)
        ("url", _S),  # WARC-Target-URI as it stands in the record
        ("host", _S),  # lower case, IDNA-encoded, without port; "" when the URL has none
        ("warc_date", _S),  # WARC-Date as it stands in the record
        ("warc_file", _S),  # base name of the file, and the record's offset in it: provenance, never a key
        ("warc_offset", _L),
        ("content_type", _S),
        ("charset", _S),  # the encoding the bytes were decoded with
        ("title", _S),
        ("date", _S),  # YYYY-MM-DD
        ("author", _S),
        ("language_tag", _S),  # what the page says of itself: <html lang>, Content-Language
        ("text", _S),
        ("characters", _L),  # len(text), in code points
        ("tokens", _L),  # GPT-2 byte-pair tokens of text
    ),
    "urls": _fields(("canonical_url", _S)),
    "language": _fields(("language", _S), ("language_score", _D)),  # ISO 639-1/-3 code, probability
    "domain": _fields(("domain", _S), ("domain_score", _D)),
    "rules": (),
    "exact": (),
    "near": _fields(("near_duplicates", _L)),  # members of the family it survived, itself included
    "quality": _fields(("quality_score", _D)),
    "pii": (),
    "decontaminate": _fields(("contamination", t.ArrayType(CONTAMINATION, containsNull=False))),
    "tokens": _fields(
        (TOKEN_IDS, t.ArrayType(_I, containsNull=False)),  # in the training vocabulary, the separator's at the end
        ("training_tokens", _L),  # their number
    ),
    "mix": _fields(
        ("bucket", _S),  # what shares are given to, e.g. "en" or "en/code"
        ("epochs", _L),  # how often the document is read
    ),
    "order": _fields(
        ("order_value", _D),  # where the document stands on the scale of the curriculum; null when shuffled
        ("places", t.ArrayType(_L, containsNull=False)),  # one for each reading; smaller is earlier
    ),
}
