"""Lab 07: a fastText model of quality. Read README.md first; `lab check 07` tells how far you are.

From texts to a decision: normalise -> passages -> folds -> balanced training set -> model -> evaluation -> cut ->
scores of a whole corpus on Spark. What you may use is imported below, with the standard library, numpy and, inside
`score_documents`, pyspark and pyarrow. Import those two there and not at the top: then the other checks answer at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.engine.once import once_a_process  # noqa: F401
from pipeline.quality.classifier import train_supervised  # noqa: F401
from pipeline.quality.passages import balanced, chance, shingles  # noqa: F401

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# chance(seed, key)                   a whole number drawn for the key: the same on every machine, at any time
# shingles(text)                      the set of hashes of all runs of five words (of a shorter text: of all of it)
# balanced(passages, repeats, seed)   the keys to learn from, in their order: in each language as many good as bad ones;
#                                     see the handout, and its code in pipeline/quality/passages.py
# train_supervised(lines, **options)  the bytes of the model that fasttext.train_supervised makes of a training file
#                                     with this content; options are fastText's own (dim=, bucket=, thread=, ...)
# once_a_process(load, name)          the model that the function `load` ("module:function") opens for this name; in
#                                     one process a second call with the same two gives the same model, opened once

LABEL = "__label__"

NO_BLANKS = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Myanmar, Khmer
    "\u3005-\u3007\u3040-\u30ff"  # iteration mark, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Characters of scripts that are written without blanks, for use inside [...] of a regular expression."""


def normalise(text: str, lower_case: bool = True) -> str:
    """``text`` on one line, as fastText shall read it in training and in scoring: tokens with one blank between them.

    With ``lower_case``, the text goes to lower case first. A token is one of these:

    - one character of `NO_BLANKS`;
    - a run, as long as possible, of other letters, digits and combining marks (Unicode categories L…, N…, M…);
    - one single mark of punctuation or symbol (categories P…, S…), ``_`` among them.

    Everything else (blanks, line breaks, control characters, invisible signs, lone surrogates) only separates tokens.
    Never raises. Normalised text stays as it is.
    """
    raise NotImplementedError


def assign_folds(
    passages: list[tuple[str, str, bool, str]], max_seen_fraction: float, folds: int, seed: int
) -> dict[str, int]:
    """Key -> fold (0 to ``folds - 1``) for every passage that is no duplicate. Duplicates are not in the answer.

    A passage is (key, normalised text, whether it is good, host); no two have the same key.

    First duplicates go. In this order: good passages before bad ones, each by key. A passage goes when more than
    ``max_seen_fraction`` of its `shingles` were in passages that have stayed before it.

    Then hosts are dealt, and all passages of a host are in its fold. First the hosts that have a good passage left: in
    the order of (``chance(seed, host)``, host) they get the folds 0, 1, …, ``folds - 1``, 0, 1, … Then, beginning with
    0 again, the hosts that have only bad ones. The order of ``passages`` changes nothing.
    """
    raise NotImplementedError


def train(
    examples: list[tuple[str, bool]],
    *,
    seed: int,
    dimensions: int,
    word_ngrams: int,
    buckets: int,
    learning_rate: float,
    epochs: int,
    min_word_count: int,
) -> bytes:
    """The bytes of a fastText model file, trained on (normalised text, whether it is good), in this order.

    The labels are ``__label__high`` and ``__label__low``, the loss is softmax. The same arguments give the same bytes,
    on every machine with this fastText. ``seed`` is a whole number from 0; fastText's own has 31 bits: take the rest
    of the division by 2**31.

    Raises ValueError when one of the classes has no example, and when a text holds a line break (``\\n``) or
    ``__label__``: it is not normalised, and fastText would read something else than you mean.
    """
    raise NotImplementedError


def evaluate(good: list[bool], scores: list[float], languages: list[str], threshold: float) -> dict[str, Any]:
    """How well ``scores`` (0 to 1) tell good from bad, all rounded to six places.

    The three lists have an item for each passage. Returns a dictionary of

    - ``passages``, ``good``: how many there are, and how many of them are good;
    - ``auc``: of all pairs of a good and a bad passage, the fraction in which the good one has the higher score; a pair
      with equal scores counts half. None when one of the classes is missing;
    - ``threshold``: as it was given;
    - ``precision``, ``recall`` of keeping every ``score >= threshold``; 0.0 when nothing is kept, or nothing is good;
    - ``calibration``: for each tenth of the scale that has passages, from the lowest, a dictionary of ``bin`` (its
      lower end: 0.0, 0.1, …, 0.9), ``passages``, ``mean_score`` and ``good_fraction``. A score at a border belongs to
      the tenth above, 1.0 to the last one;
    - ``languages``: language -> dictionary of ``passages`` and ``auc`` of its passages alone.

    Exact until it is rounded: no curve of a few points. Further keys are allowed.
    """
    raise NotImplementedError


def threshold_at(scores: list[float], weights: list[int], keep_fraction: float) -> float:
    """The highest of the ``scores`` t such that keeping every ``score >= t`` keeps at least ``keep_fraction``.

    ``keep_fraction`` (above 0, at most 1) is a fraction of the sum of the ``weights``: 1 each for a percentile by
    documents, their tokens for one by tokens. It means the decimal number that one reads: 0.1 is one tenth exactly. The
    order of the items, and whether equal scores come as one item or as several, change nothing.

    Raises ValueError when the lengths differ, a weight is negative, the weights sum to 0 or ``keep_fraction`` is
    impossible.
    """
    raise NotImplementedError


def score_documents(
    documents: DataFrame, load: str, model: str, full_tokens: int, clean: Callable[[str], str] = normalise
) -> DataFrame:
    """All rows and columns of ``documents``, with one more column ``quality_score`` (double). A plan: it runs nothing.

    The score of a text (column ``text``, a string or null) is the model's probability of ``__label__high`` for
    ``clean(text)``, times ``min(1, tokens / full_tokens)`` where tokens are those of ``clean(text)``, rounded to six
    places, never below 0 or above 1. A text without tokens, or null, has 0.0.

    ``load`` and ``model`` are what `once_a_process` needs. A process opens the model once, however many batches and
    partitions it works on. The model has fastText's ``predict(list of texts, k=number of labels)``, which returns two
    lists: for each text its labels, and their probabilities, the most probable first. It cannot be pickled.
    """
    raise NotImplementedError
