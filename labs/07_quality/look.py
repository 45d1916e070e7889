"""What `lab look 07` shows: pages of a small web with the score of a model that your functions have trained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from labs.cli.look import Looked
from labs.grading.fasttext_file import read_model
from labs.world.build import World, world
from labs.world.page import Page
from pipeline.language.identify import LABEL, language_model
from pipeline.language.settings import LanguageRules
from pipeline.quality.passages import balanced, cut
from pipeline.resources import sample

PAGES = 400
PAGES_OF_A_HOST = 8
LANGUAGES = ("en", "de", "zh")
KEEP = 0.5
WORDS = 100
FULL_TOKENS = 50
FOLDS = 3
SETTINGS = {
    "dimensions": 8, "word_ngrams": 2, "buckets": 20_000, "learning_rate": 0.5, "epochs": 30, "min_word_count": 2,
}  # fmt: skip

Passage = tuple[str, str, bool, str, str]
"""Key, normalised text, whether it is reference text, host, language."""


class Judged(NamedTuple):
    """Pages of hosts that the model has not learned from."""

    figures: dict[str, Any]
    """What `evaluate` says of the last fold, with "reference or page" as the classes."""
    threshold: float
    pages: list[tuple[Page, float]]
    """Each page, in the language that the pipeline takes it for, with its score."""


def look(functions: Any, seed: int) -> Iterator[Looked]:
    """The pages with their scores, after one document that is no page: the evaluation."""
    figures, threshold, pages = judged(functions, seed)
    yield Looked("evaluation on hosts that the model has not seen", json.dumps(figures))
    for page, value in pages:
        name = f"{page.url} ({page.kind}, score {value:.3f})"
        yield Looked(
            name, page.text or "", () if value >= threshold else (f"quality.min_score: {value} < {threshold}",)
        )


def judged(functions: Any, seed: int, number_of_pages: int = PAGES) -> Judged:
    """Train on reference text against pages of the first folds; judge the pages of the last one."""
    pages = list(pages_of(world(seed, number_of_pages)))
    passages = [*reference(functions), *crawled(functions, pages)]
    fold_of = functions.assign_folds([passage[:4] for passage in passages], 0.5, FOLDS, seed)
    learned = {row[0]: row for row in passages if fold_of.get(row[0], FOLDS - 1) < FOLDS - 1}
    chosen = balanced([(key, row[4], row[2]) for key, row in learned.items()], 4, seed)
    model = read_model(functions.train([learned[key][1:3] for key in chosen], seed=seed, **SETTINGS))

    def score(text: str) -> float:
        tokens = text.count(" ") + 1 if text else 0
        return round(model.probabilities(text)["__label__high"] * min(1.0, tokens / FULL_TOKENS), 6)

    unseen = [row for row in passages if fold_of.get(row[0]) == FOLDS - 1]
    hosts = {row[3] for row in unseen}
    scored = [(page, score(functions.normalise(page.text))) for page in pages if page.host in hosts]
    threshold = functions.threshold_at([value for _, value in scored], [1] * len(scored), KEEP)
    good, languages = [row[2] for row in unseen], [row[4] for row in unseen]
    figures = functions.evaluate(good, [score(row[1]) for row in unseen], languages, threshold)
    return Judged(figures, threshold, scored)


def pages_of(web: World) -> Iterator[Page]:
    """The first articles of every host in one of the languages, those that come as far as the stage "quality".

    The stage "language" stands before it. It names the language of every page, also of words without sense, and drops
    pages that no language fits. So a page has the language here that its text looks like, not the planted one.
    """
    for site in web.sites:
        if site.spec.language in LANGUAGES:
            for position in range(min(site.articles, PAGES_OF_A_HOST)):
                page = site.article_page(position)
                if page.text and (language := language_of(page.text)) in LANGUAGES:
                    yield replace(page, language=language)


def language_of(text: str) -> str | None:
    """The most probable language of the text; None when its score is below the pipeline's limit.

    Asks the model and not `identify_languages`, which is an exercise of lab 03.
    """
    label, score = language_model().predict([" ".join(text.split())])
    return str(label[0][0]).removeprefix(LABEL) if score[0][0] >= (LanguageRules().min_score or 0.0) else None


def crawled(functions: Any, pages: list[Page]) -> Iterator[Passage]:
    for page in pages:
        text = functions.normalise(page.text)
        for number, piece in enumerate(cut(text, WORDS)):
            yield f"bad/{page.url}/{number}", piece, False, page.host, str(page.language)


def reference(functions: Any) -> Iterator[Passage]:
    """Passages of data/samples/reference; the document that a passage is of plays the part of a host."""
    for path in sorted(sample("reference").glob("*/*.jsonl")):
        for line in path.read_text("utf-8").splitlines() if path.stem in LANGUAGES else ():
            row = json.loads(line)
            text = functions.normalise("\n".join(row["paragraphs"]))
            for number, piece in enumerate(cut(text, WORDS)):
                yield f"good/{row['id']}/{number}", piece, True, row["id"].split("#")[0], row["language"]
