"""Lab 07: a model of quality. Values expected here come by hand, from fastText itself, or from the world's truth."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pytest
import xxhash

from labs.grading.check import CheckFailure, check, credit, expect, expect_each, expect_value_error
from labs.grading.fasttext_file import BrokenModel, ModelFile, read_model


def drawn(seed: int, key: str) -> int:
    """What `chance` is by definition: xxh3 of the key."""
    return xxhash.xxh3_64_intdigest(key.encode(), seed=seed)


def words(first: int, count: int) -> str:
    """A text of different words: ``count`` of them have ``count - 4`` shingles."""
    return " ".join(f"w{number}" for number in range(first, first + count))


# --- labels


@check("labels", points=1)
def test_labels_follow_documents(labels):
    """Your labels depend on the documents: they are no pattern, and not as good when they are shuffled."""
    labels.expect_follow_documents()


@check("labels", points=2, needs=("labels_follow_documents",))
def test_labels_cover(labels):
    """Every document has a label: full points for all of them, none for half."""
    labels.credit_coverage()


@check("labels", points=1, needs=("labels_follow_documents",))
def test_labels_consistent(labels):
    """Documents that come twice have the same label twice: full points for all of them, none for half."""
    labels.credit_consistency()


@check("labels", points=4, needs=("labels_follow_documents",))
def test_labels_agree(labels):
    """Agreement with the truth beyond chance, Cohen's kappa: full points at 0.8, none at 0.4."""
    labels.credit_agreement(zero=0.4, full=0.8)


# --- normalise


@check("normalise", points=3)
def test_one_line(submission):
    """Line breaks of every kind and blanks become one blank: never nothing, never two, none at the ends."""
    expect_each(
        [
            ("one\ntwo", "one two"),
            ("one\r\n\r\ntwo\tthree", "one two three"),
            ("  one \x0b two\x0c", "one two"),
            ("one\u2028two\x85three\xa0four", "one two three four"),
            ("", ""),
            ("\n \t", ""),
        ],
        submission.normalise,
        think="fastText ends an example at a line break. What becomes of 'one' and 'two' when you just delete it?",
    )


@check("normalise", points=2)
def test_words_and_marks(submission):
    """Letters, digits and combining marks stay together; every mark of punctuation stands alone."""
    expect_each(
        [
            ("end.", "end ."),
            ("(a, b)", "( a , b )"),
            ("wait...", "wait . . ."),
            ("3.14 and 1,000", "3 . 14 and 1 , 000"),
            ("mp3 x²", "mp3 x²"),
            ("5€ + 3$", "5 € + 3 $"),
            ("cafe\u0301 au", "cafe\u0301 au"),
            ("\u0928\u092e\u0938\u094d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947"),
        ],
        submission.normalise,
        think="Look at unicodedata.category of every character. Are 'end' and 'end.' two different words for a model?",
    )


@check("normalise", points=2)
def test_no_sign_of_fasttext(submission):
    """Nothing that a page can say is a label or the end of a line for fastText."""
    expect_each(
        [
            ("__label__high", "_ _ label _ _ high"),
            ("buy __LABEL__high now", "buy _ _ label _ _ high now"),
            ("a</s>b", "a < / s > b"),
            ("snake_case", "snake _ case"),
        ],
        submission.normalise,
        think="fastText takes every word that begins with __label__ for a class, and </s> for the end of the line.",
    )


@check("normalise", points=2)
def test_case(submission):
    """Lower case unless it is asked not to."""
    expect_each(
        [
            (("Hello WORLD",), "hello world"),
            (("ÄRGER ΟΔΟΣ",), "ärger οδος"),
            (("Hello WORLD", False), "Hello WORLD"),
            (("Hello, you", True), "hello , you"),
        ],
        submission.normalise,
        spread=True,
        think="str.lower knows all scripts. When is it not to be called?",
    )


@check("normalise", points=2)
def test_scripts_without_blanks(submission):
    """In scripts without blanks each character is a token."""
    expect_each(
        [
            ("\u6211\u7231\u4f60", "\u6211 \u7231 \u4f60"),
            ("\u6211\u7528Python\u5199", "\u6211 \u7528 python \u5199"),
            ("\u30c6\u30b9\u30c8", "\u30c6 \u30b9 \u30c8"),
            ("\u0e44\u0e17\u0e22", "\u0e44 \u0e17 \u0e22"),
            ("\U00020000\U00020001", "\U00020000 \U00020001"),
            ("\u65e5\uff0c3\u65e5", "\u65e5 \uff0c 3 \u65e5"),
        ],
        submission.normalise,
        think="A Chinese sentence that is one word is a word the model sees once. NO_BLANKS says which characters.",
    )


@check("normalise", points=2)
def test_hostile_text(submission, world_seed):
    """Whatever the text: all its letters, digits and marks are there in order, nothing else is, and twice is once."""
    draw = random.Random(f"{world_seed} hostile")
    alphabet = "aB9_.<>/s\u00e9\u0301\u4e2d\u30c6\u0e01\u0634 \n\r\t\x00\x07\x1f\x85\u200b\u2028\ufeff\ud800\U000e0041"
    texts = ["".join(draw.choice(alphabet) for _ in range(length)) for length in (1, 2, 3, 5, 8, 8, 13, 40, 80)]
    for text in ["a\x00b", "a\u200bb", "\ud800", *texts]:
        found = submission.normalise(text)
        visible = [c for c in text.lower() if unicodedata.category(c)[0] in "LNMPS"]
        think = "What is no token only separates: control characters, invisible signs, half characters."
        if not isinstance(found, str) or [c for c in found if c != " "] != visible or "" in (found or "a").split(" "):
            raise CheckFailure(text, f"{visible} with one blank between tokens", found, think)
        expect(submission.normalise(found), found, given=found, think="Normalised text stays as it is.")
    expect(submission.normalise("a\x00b\u200bc"), "a b c", given="a\x00b\u200bc", think=think)


# --- assign_folds

Row = tuple[str, str, bool, str]


def keys_of(answer: Any, given: Any) -> set[str]:
    if not isinstance(answer, dict):
        raise CheckFailure(given, "a dictionary key -> fold", answer)
    return set(answer)


def expect_kept(submission: Any, cases: Iterable[tuple[list[Row], float, set[str]]], think: str) -> None:
    """Fail on the smallest case in which other passages stay than should."""
    wrong = []
    for rows, fraction, expected in cases:
        given = (rows, fraction, 2, 1)
        found = keys_of(submission.assign_folds(*given), given)
        if found != expected:
            wrong.append(CheckFailure(given, f"folds for {sorted(expected)}", f"folds for {sorted(found)}", think))
    if wrong:
        raise min(wrong, key=lambda failure: len(repr(failure.given)))


@check("assign_folds", points=4)
def test_duplicates_have_no_fold(submission):
    """A copy is left out on whatever host it is, a part of an earlier passage too; what is only related stays."""
    base: Row = ("a", words(0, 40), False, "one")  # 36 shingles
    copy: Row = ("b", words(0, 40), False, "two")
    near: Row = ("b", words(10, 40), False, "two")  # 26 of its 36 were seen
    part: Row = ("d", words(5, 20), False, "two")  # all 16
    far: Row = ("c", words(25, 40), False, "two")  # 11 of its 36; with `near`, which does not stay, 32
    short: Row = ("e", "one two", False, "two")
    again: Row = ("f", "one two", False, "one")
    expect_kept(
        submission,
        [
            ([base, copy], 0.5, {"a"}),
            ([base, near], 0.5, {"a"}),
            ([base, part], 0.5, {"a"}),
            ([base, far], 0.5, {"a", "c"}),
            ([base, near, far], 0.5, {"a", "c"}),
            ([base, short, again], 0.5, {"a", "e"}),
        ],
        "A copy of a training passage that is held out makes the model look wise: it only remembers. Which of its "
        "shingles have been in passages that stayed?",
    )


@check("assign_folds", points=4)
def test_reference_is_no_negative(submission):
    """Of a reference text and its crawled copy the good one stays, whatever their keys and their order."""
    good: Row = ("z", words(0, 20), True, "book")
    bad: Row = ("a", words(0, 20), False, "mirror")
    longer: Row = ("b", words(0, 30), False, "mirror")  # 16 of its 26 shingles are those of the good one
    expect_kept(
        submission,
        [([good, bad], 0.5, {"z"}), ([bad, good], 0.5, {"z"}), ([longer, good], 0.5, {"z"}), ([bad], 0.5, {"a"})],
        "The same text as good and as bad teaches nothing. Who comes first?",
    )


@check("assign_folds", points=2, needs=("duplicates_have_no_fold",))
def test_seen_fraction(submission):
    """A passage of which exactly max_seen_fraction was seen stays; a little more and it goes."""
    base: Row = ("a", words(0, 14), False, "one")  # 10 shingles
    half: Row = ("b", words(5, 14), False, "two")  # 5 of 10
    most: Row = ("b", words(2, 14), False, "two")  # 8 of 10
    new: Row = ("b", words(90, 14), False, "two")
    expect_kept(
        submission,
        [
            ([base, half], 0.5, {"a", "b"}),
            ([base, half], 0.49, {"a"}),
            ([base, most], 0.8, {"a", "b"}),
            ([base, most], 0.79, {"a"}),
            ([base, new], 0.0, {"a", "b"}),
            ([base, ("b", words(0, 14), False, "two")], 1.0, {"a", "b"}),
        ],
        "More than, or at least? And a fraction of whose shingles?",
    )


def web(world_seed: int, hosts: int = 12) -> list[Row]:
    """Passages of good and bad hosts, three each; host 0 has both."""
    draw = random.Random(f"{world_seed} hosts")
    rows: list[Row] = []
    for good in (True, False):
        for number in range(hosts):
            host = f"{'book' if good else 'site'}{draw.randrange(10_000)}-{number}" if number else "both"
            for place in range(3):
                text = words(1000 * len(rows), 12)
                rows.append((f"{'good' if good else 'bad'}/{host}/{place}", text, good, host))
    draw.shuffle(rows)
    return rows


@check("assign_folds", points=4)
def test_a_host_is_never_cut(submission, world_seed):
    """All passages of a host are in one fold, also of a host that has good and bad ones."""
    rows = web(world_seed)
    found = submission.assign_folds(rows, 0.5, 3, 7)
    if keys_of(found, rows) != {key for key, *_ in rows} or set(found.values()) != {0, 1, 2}:
        raise CheckFailure(rows[:2], f"each of {len(rows)} passages in one of the folds 0, 1, 2, none empty", found)
    for host in sorted({row[3] for row in rows}):
        folds = {key: found[key] for key, _, _, other in rows if other == host}
        if len(set(folds.values())) > 1:
            raise CheckFailure(f"the passages of {host}", "one fold", folds,
                               "Pages of one host share template, author, topic: a model recognises it.")  # fmt: skip


@check("assign_folds", points=2, needs=("a_host_is_never_cut",))
def test_each_fold_has_both(submission, world_seed):
    """Good hosts are spread evenly over the folds, and bad ones are too."""
    rows = [row for row in web(world_seed) if row[3] != "both"]
    found = submission.assign_folds(rows, 0.5, 5, 7)
    for good in (True, False):
        folds = {host: found[key] for key, _, is_good, host in rows if is_good is good}
        counts = [list(folds.values()).count(fold) for fold in range(5)]
        if max(counts) - min(counts) > 1:
            given = f"{len(folds)} {'good' if good else 'bad'} hosts, folds=5"
            think = "What can a model learn, or be measured with, in a fold of one class?"
            raise CheckFailure(given, "2 or 3 of them in each fold", counts, think)


@check("assign_folds", points=3, needs=("a_host_is_never_cut", "duplicates_have_no_fold"))
def test_dealt_by_hash(submission, world_seed):
    """The folds follow from chance(seed, host) alone: not from order, Python's hash, or hosts that are gone."""
    rows = [*web(world_seed), ("bad/copy", words(0, 12), False, "mirror"), ("bad/2", words(0, 12), False, "mirror")]
    for seed in (1, 2**40 + world_seed):
        good_hosts = {host for _, _, good, host in rows if good}
        dealt = {}
        for hosts in (good_hosts, {row[3] for row in rows} - good_hosts - {"mirror"}):
            ordered = sorted(hosts, key=lambda host: (drawn(seed, host), host))
            dealt |= {host: place % 4 for place, host in enumerate(ordered)}
        expected = {key: dealt[host] for key, _, _, host in rows if host != "mirror"}
        for order in (rows, rows[::-1]):
            found = submission.assign_folds(order, 0.5, 4, seed)
            if keys_of(found, rows) != set(expected):
                raise CheckFailure("two copies on a mirror", f"{len(expected)} passages have a fold", len(found))
            hosts_of = {key: host for key, _, _, host in rows}
            wrong = sorted((hosts_of[key], fold, found[key]) for key, fold in expected.items() if found[key] != fold)
            if wrong:
                host, right, actual = wrong[0]
                given, told = f"{len(dealt)} hosts, folds=4, seed={seed}", f"in fold {actual}; {len(wrong)} differ"
                think = "Sort the hosts that are left by (chance(seed, host), host), each class apart."
                raise CheckFailure(given, f"{host} in fold {right}", told, think)


# --- train

SETTINGS = {
    "dimensions": 8, "word_ngrams": 2, "buckets": 5_000, "learning_rate": 1.0, "epochs": 15, "min_word_count": 2,
}  # fmt: skip

GOOD_HOSTS = ("news.example", "nachrichten.example", "xinwen.example", "blog.example")
BAD_HOSTS = ("top-tips.test", "cheap-offers.test", "ratgeber-top.test", "haowu.test", "laden.example")
UNSEEN_HOSTS = ("shop.example", "miracle-pills.example", "textmill.test", "zhuanqian.test")
LONG, SHORT = 1_000, 400
TOKEN = re.compile(r"[\u3040-\u9fff]|[^\W_]+|[^\w\s]")


def cleaned(text: str, most: int = 60) -> str:
    """A plain way to normalise, so that `train` is judged by itself."""
    return " ".join(TOKEN.findall(text.lower())[:most])


def articles(world_seed: int, hosts: Iterable[str], most: int) -> list[Any]:
    """The first pages of each host of a small world."""
    from labs.world.build import world

    sites = {site.spec.name: site for site in world(world_seed, 400).sites}
    pages = [sites[host].article_page(place) for host in hosts for place in range(min(most, sites[host].articles))]
    return [page for page in pages if page.text]


@lru_cache(maxsize=1)
def examples_of(world_seed: int) -> tuple[tuple[str, bool], ...]:
    """Reference text, the same with its words in wild order, and pages of bad hosts; some of them twice."""
    from pipeline.resources import sample

    draw = random.Random(f"{world_seed} examples")
    examples = []
    for source in ("debian-handbook", "gnome-user-docs", "speeches"):
        for language in ("en", "de", "zh"):
            path = sample("reference") / source / f"{language}.jsonl"
            for line in path.read_text("utf-8").splitlines()[:8] if path.exists() else ():
                text = cleaned("\n".join(json.loads(line)["paragraphs"]))
                tokens = text.split(" ")
                draw.shuffle(tokens)
                examples += [(text, True), (" ".join(tokens), False)]
    examples += [(cleaned(page.text), False) for page in articles(world_seed, BAD_HOSTS, 8)]
    examples += draw.sample(examples, 20)
    draw.shuffle(examples)
    return tuple(examples)


def judged(world_seed: int) -> tuple[list[str], list[str]]:
    """Short good texts, and long garbage from hosts of which nothing is learned: promotion, spam, babble."""
    good = [page.text[:SHORT] for page in articles(world_seed, GOOD_HOSTS, 8) if page.quality == "high"]
    garbage = []
    for host in UNSEEN_HOSTS:
        pages = articles(world_seed, [host], 12)
        texts = [page.text for page in pages if page.kind in ("promotion", "spam", "machine_babble")]
        garbage += ["\n".join(texts[place : place + 3]) for place in range(0, len(texts), 2)]
    return good, [text for text in garbage if len(text) > LONG]


FASTTEXT = """
import json, sys
import fasttext
options = json.load(sys.stdin)
fasttext.train_supervised(input="train.txt", thread=1, loss="softmax", verbose=0, **options).save_model("model.bin")
"""


@lru_cache(maxsize=2)
def model_of_fasttext(examples: tuple[tuple[str, bool], ...], seed: int) -> bytes:
    """What fastText makes of these examples with `SETTINGS`, in a process whose memory nobody has used."""
    options = {
        "dim": 8, "wordNgrams": 2, "bucket": 5_000, "lr": 1.0, "epoch": 15, "minCount": 2, "seed": seed % 2**31,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(f"__label__{'high' if good else 'low'} {text}\n" for text, good in examples)
        Path(folder, "train.txt").write_text(lines, "utf-8")
        subprocess.run([sys.executable, "-c", FASTTEXT], input=json.dumps(options), text=True, cwd=folder, check=True,
                       env={**os.environ, "MALLOC_PERTURB_": "255"})  # fmt: skip
        return Path(folder, "model.bin").read_bytes()


def opened(content: Any, given: Any) -> ModelFile:
    try:
        return read_model(content)
    except BrokenModel as error:
        raise CheckFailure(given, "the bytes of a fastText model file", f"no model: {error}",
                           "train_supervised returns them.") from None  # fmt: skip


@pytest.fixture(scope="module")
def trained(submission, world_seed):
    """The examples, a seed of more than 31 bits, and the bytes that the submission has trained on them."""
    examples = list(examples_of(world_seed))
    seed = (1 << 31) * 3 + random.Random(f"{world_seed} seed").randrange(1 << 31)
    return examples, seed, submission.train(examples, seed=seed, **SETTINGS)


@check("train", points=2)
def test_settings_reach_fasttext(trained):
    """Dimensions, n-grams, buckets, epochs and the least count of a word stand in the model as they were asked for."""
    _, _, content = trained
    found = opened(content, SETTINGS).settings
    wanted = {"dim": 8, "wordNgrams": 2, "bucket": 5_000, "epoch": 15, "minCount": 2}
    expect({name: found[name] for name in wanted}, wanted, given=SETTINGS,
           think="What you do not set, fastText sets: 2,000,000 buckets of 100 dimensions, 800 MB.")  # fmt: skip


@check("train", points=4)
def test_one_line_one_label(trained):
    """Every example is one line with the label of its class: fastText has counted the lines and the words."""
    examples, _, content = trained
    good = sum(is_good for _, is_good in examples)
    given = f"{good} good and {len(examples) - good} bad examples"
    found = opened(content, given)
    expect(found.labels, {"__label__low": len(examples) - good, "__label__high": good}, given=given,
           think="One line: __label__high or __label__low, a blank, the text.")  # fmt: skip
    counts = Counter(word for text, _ in examples for word in text.split())
    counts["</s>"] = len(examples)
    expected = {word: count for word, count in counts.items() if count >= SETTINGS["min_word_count"]}
    for word in sorted(expected.keys() ^ found.words.keys(), key=lambda word: (-counts[word], word)):
        raise CheckFailure(given, f"the word {word!r} {counts[word]} times", f"{found.words.get(word, 0)} times",
                           "Each text once, whole, in a line of its own.")  # fmt: skip
    expect(found.words, expected, given=given, think="Each text once, whole, in a line of its own.")


@check("train", points=3, needs=("settings_reach_fasttext", "one_line_one_label"))
def test_same_bytes(trained):
    """Bit for bit the model that fastText trains from these lines with one thread and this seed."""
    examples, seed, content = trained
    if content != model_of_fasttext(tuple(examples), seed):
        given, think = f"{len(examples)} examples, seed={seed}, {SETTINGS}", "Order of the lines? Threads? Seed? Loss? "
        think += "And used memory: train_supervised runs fastText in a fresh process for that reason."
        raise CheckFailure(given, "the same bytes as on every machine", f"{len(content)} bytes that differ", think)


@check("train", points=3, needs=("one_line_one_label",))
def test_refuses_what_is_not_normalised(submission, trained):
    """One class only, a line break or __label__ inside a text is a ValueError; so is no example at all."""
    examples, seed, content = trained
    opened(content, "normal examples")  # they are not refused
    examples = examples[:8]
    named = {"seed": seed, **SETTINGS}
    expect_value_error(
        partial(submission.train, **named),
        [
            ([],),
            ([("fine words", True)] * 3,),
            ([("poor words", False)] * 3,),
            ([*examples, ("two\nlines", True)],),
            ([*examples, ("a __label__low b", True)],),
            ([("__label__low", False), *examples],),
        ],
        "fastText would say nothing: it reads another example, or another class, than you mean.",
    )


@check("train", points=4, needs=("one_line_one_label",))
def test_tells_quality_and_not_length(trained, world_seed):
    """Your model puts short good texts above long garbage from hosts that it has never seen."""
    model = opened(trained[2], "the planted examples")
    good, garbage = judged(world_seed)
    above, below = (
        [model.probabilities(cleaned(text, 250)).get("__label__high", 0.0) for text in texts]
        for texts in (good, garbage)
    )
    won = sum((high > low) + (high == low) / 2 for high in above for low in below)
    what = "the AUC of your model on short good texts and long garbage (the length of a text has an AUC of 0)"
    credit(won / (len(above) * len(below)), zero=0.55, full=0.75, what=what)


# --- evaluate


def figures(submission: Any, items: Sequence[tuple[bool, float, str]], threshold: float, *names: str) -> dict[str, Any]:
    good, scores, languages = ([item[place] for item in items] for place in range(3))
    found = submission.evaluate(good, scores, languages, threshold)
    if not isinstance(found, dict) or not found.keys() >= set(names):
        raise CheckFailure(items, f"a dictionary with {', '.join(names)}", found)
    return {name: found[name] for name in names}


def english(good: Sequence[int], scores: Sequence[float]) -> list[tuple[bool, float, str]]:
    return [(bool(is_good), score, "en") for is_good, score in zip(good, scores, strict=True)]


AucCase = tuple[Sequence[int], Sequence[float], float | None]


def expect_auc(submission: Any, cases: Iterable[AucCase], think: str) -> None:
    for good, scores, expected in cases:
        expect(figures(submission, english(good, scores), 0.5, "auc"), {"auc": expected},
               given={"good": good, "scores": scores}, think=think)  # fmt: skip


@check("evaluate", points=4)
def test_auc_counts_pairs(submission):
    """The AUC is the fraction of pairs of good and bad that the good one wins; equal scores are half a win."""
    expect_auc(
        submission,
        [
            ([1, 0], [0.9, 0.1], 1.0),
            ([1, 0], [0.1, 0.9], 0.0),
            ([1, 0], [0.4, 0.4], 0.5),
            ([0, 1], [0.4, 0.4], 0.5),
            ([1, 1, 0], [0.7, 0.3, 0.3], 0.75),
            ([1, 0, 0], [0.3, 0.3, 0.7], 0.25),
            ([1, 1, 0, 0, 1, 0], [0.95, 0.9, 0.6, 0.1, 0.05, 0.05], 0.722222),
            ([1, 1, 1, 0, 0], [0.2] * 5, 0.5),
        ],
        "Write down all pairs of one good and one bad passage. Which of them does the good one win?",
    )


@check("evaluate", points=2, needs=("auc_counts_pairs",))
def test_auc_of_many(submission, world_seed):
    """1,500 passages with many ties: the same number, to six places, as from the sum of their ranks."""
    draw = random.Random(f"{world_seed} auc")
    good = [draw.random() < 0.3 for _ in range(1_500)]
    scores = [round(min(1.0, max(0.0, draw.gauss(0.55 if is_good else 0.5, 0.1))), 2) for is_good in good]
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for rank, score in enumerate(sorted(scores), start=1):
        first.setdefault(score, rank)
        last[score] = rank
    goods = sum(good)
    ranks = sum((first[score] + last[score]) / 2 for is_good, score in zip(good, scores, strict=True) if is_good)
    expected = (ranks - goods * (goods + 1) / 2) / (goods * (1_500 - goods))
    found = figures(submission, english(good, scores), 0.5, "auc")["auc"]
    if not isinstance(found, float) or abs(found - expected) > 1.5e-6:
        think = "Go through the scores once, from the lowest. Passages at one score belong together."
        raise CheckFailure("1,500 passages, scores of two decimals", f"auc {expected:.6f}", found, think)


@check("evaluate", points=2)
def test_one_class_has_no_auc(submission):
    """With one class there is no pair, and the AUC is None, which is neither 0 nor 0.5."""
    expect_auc(submission, [([1, 0], [0.8, 0.2], 1.0), ([1, 1], [0.8, 0.2], None), ([0], [0.8], None), ([], [], None)],
               "How many pairs are there, and what would you divide by?")  # fmt: skip


@check("evaluate", points=3)
def test_precision_and_recall_at_the_cut(submission):
    """A score at the threshold is kept; nothing kept, or nothing good, makes 0.0."""
    good, scores = [1, 1, 0, 0, 1, 0], [0.95, 0.9, 0.6, 0.1, 0.05, 0.05]
    for threshold, precision, recall in (
        (0.6, 0.666667, 0.666667), (0.61, 1.0, 0.666667), (0.95, 1.0, 0.333333), (0.05, 0.5, 1.0), (0.96, 0.0, 0.0),
    ):  # fmt: skip
        found = figures(submission, english(good, scores), threshold, "precision", "recall", "threshold")
        expect(found, {"precision": precision, "recall": recall, "threshold": threshold},
               given={"good": good, "scores": scores, "threshold": threshold},
               think="precision = kept and good / kept; recall = kept and good / good.")  # fmt: skip
    found = figures(submission, english([0, 0], [0.8, 0.2]), 0.5, "passages", "good", "precision", "recall")
    expect(found, {"passages": 2, "good": 0, "precision": 0.0, "recall": 0.0}, given=([0, 0], [0.8, 0.2], 0.5))


@check("evaluate", points=2)
def test_calibration_by_tenths(submission):
    """Tenths of the scale without passages are left out; a score at a border belongs above, 1.0 to the last tenth."""
    items = english([0, 1, 1, 0, 1, 1], [0.0, 0.099, 0.1, 0.9, 0.95, 1.0])
    expected = [
        {"bin": 0.0, "passages": 2, "mean_score": 0.0495, "good_fraction": 0.5},
        {"bin": 0.1, "passages": 1, "mean_score": 0.1, "good_fraction": 1.0},
        {"bin": 0.9, "passages": 3, "mean_score": 0.95, "good_fraction": 0.666667},
    ]
    expect(figures(submission, items, 0.5, "calibration"), {"calibration": expected}, given=items,
           think="Of ten passages with scores near 0.7, are seven good? Where does 1.0 belong?")  # fmt: skip


@check("evaluate", points=3, needs=("auc_counts_pairs",))
def test_each_language_alone(submission):
    """A language's AUC is that of its own passages, and may be bad where the whole looks good."""
    items = [
        (True, 0.9, "en"), (True, 0.8, "en"), (False, 0.7, "en"),
        (True, 0.1, "zh"), (False, 0.2, "zh"), (False, 0.3, "zh"), (False, 0.1, "zh"), (False, 0.4, "fr"),
    ]  # fmt: skip
    expected = {
        "en": {"passages": 3, "auc": 1.0},
        "zh": {"passages": 4, "auc": 0.166667},
        "fr": {"passages": 1, "auc": None},
    }
    found = figures(submission, items, 0.5, "languages", "auc")
    expect(found, {"languages": expected, "auc": 0.7}, given=items,
           think="One number over all languages hides the one in which the model is worse than a coin.")  # fmt: skip


# --- threshold_at

FOUR = [0.9, 0.8, 0.7, 0.6]


@check("threshold_at", points=2)
def test_keeps_the_wanted_part(submission):
    """At least the fraction is kept, with the highest score as the threshold that does it."""
    tens = [number / 10 for number in range(10)]
    expect_each(
        [
            ((FOUR, [1] * 4, 0.5), 0.8),
            ((FOUR, [1] * 4, 0.51), 0.7),
            ((FOUR, [1] * 4, 0.25), 0.9),
            ((FOUR, [1] * 4, 0.0001), 0.9),
            ((FOUR, [1] * 4, 1.0), 0.6),
            ((tens, [1] * 10, 0.25), 0.7),
            (([0.4], [1], 0.1), 0.4),
        ],
        submission.threshold_at,
        spread=True,
        think="Count from the best. When have you enough?",
    )


@check("threshold_at", points=2)
def test_ties_stay_together(submission):
    """Equal scores are kept or dropped together: more may be kept than was asked, never less."""
    scores = [0.9, 0.5, 0.5, 0.5, 0.1]
    expect_each(
        [
            ((scores, [1] * 5, 0.2), 0.9),
            ((scores, [1] * 5, 0.4), 0.5),
            ((scores, [1] * 5, 0.8), 0.5),
            ((scores, [1] * 5, 0.81), 0.1),
            (([0.5, 0.5], [1, 1], 0.5), 0.5),
        ],
        submission.threshold_at,
        spread=True,
        think="The answer is compared with >=. What would a number a little above 0.5 drop?",
    )


@check("threshold_at", points=2, needs=("keeps_the_wanted_part",))
def test_by_tokens(submission):
    """The fraction is one of the weights: half of the tokens is not half of the documents."""
    expect_each(
        [
            ((FOUR, [10, 10, 10, 970], 0.5), 0.6),
            ((FOUR, [970, 10, 10, 10], 0.98), 0.8),
            ((FOUR, [10, 10, 10, 10], 0.5), 0.8),
            (([0.9, 0.3], [0, 5], 0.5), 0.3),
            (([0.9, 0.3, 0.2], [0, 5, 0], 1.0), 0.3),
        ],
        submission.threshold_at,
        spread=True,
        think="Add up weights and not items. What does an item of weight 0 keep?",
    )


@check("threshold_at", points=2, needs=("keeps_the_wanted_part",))
def test_one_tenth_is_one_tenth(submission):
    """0.1 of 30 documents are 3, although 0.1 * 30 is a little more in binary."""
    cases = []
    for fraction, size, kept in ((0.1, 30, 3), (0.07, 100, 7), (0.55, 100, 55), (0.14, 50, 7), (0.3, 10, 3)):
        scores = [place / 1000 for place in range(size)]
        cases.append(((scores, [1] * size, fraction), scores[size - kept]))
    expect_each(cases, submission.threshold_at, spread=True,
                think="Print 0.1 * 30, then Fraction(0.1), then Fraction(str(0.1)).")  # fmt: skip


@check("threshold_at", points=2, needs=("ties_stay_together", "by_tokens"))
def test_order_and_grouping(submission, world_seed):
    """Shuffled items, or equal scores added up, have the same threshold; a larger fraction never a higher one."""
    draw = random.Random(f"{world_seed} threshold")
    for size in (2, 3, 5, 12, 40):
        items = [(draw.randrange(12) / 12, draw.randrange(1, 50)) for _ in range(size)]
        grouped: Counter[float] = Counter()
        for score, weight in items:
            grouped[score] += weight
        total = sum(grouped.values())
        for percent in sorted(draw.sample(range(1, 101), 4)):
            enough = (t for t in grouped if sum(w for s, w in items if s >= t) * 100 >= percent * total)
            expected = max(enough)
            shuffled = draw.sample(items, size)
            for rows in (items, shuffled, list(grouped.items())):
                given = ([score for score, _ in rows], [weight for _, weight in rows], percent / 100)
                expect(submission.threshold_at(*given), expected, given=given,
                       think="Try every score as a threshold: which is the highest that keeps enough?")  # fmt: skip


@check("threshold_at", points=2, needs=("keeps_the_wanted_part",))
def test_impossible_questions(submission):
    """No weight, unequal lengths, a negative weight and a fraction outside (0, 1] are ValueErrors."""
    given = ([0.5], [1], 1.0)
    expect(submission.threshold_at(*given), 0.5, given=given, think="Everything may be asked for.")
    cases = [
        ([], [], 0.5), ([0.5], [0], 0.5), ([0.5], [1, 1], 0.5), ([0.5, 0.6], [1], 0.5), ([0.5, 0.6], [2, -1], 0.5),
        ([0.5], [1], 0.0), ([0.5], [1], -0.1), ([0.5], [1], 1.1),
    ]  # fmt: skip
    expect_value_error(submission.threshold_at, cases,
                       "A threshold that is made up is worse than an error: nobody will look again.")  # fmt: skip


# --- score_documents

LOAD = "labs.grading.counted_model:open_counted"
"""A stand-in for fastText: "high" has the fraction of the words that are "good"."""

TEXTS: list[tuple[str | None, float]] = [
    ("good good good good", 1.0),
    ("good bad bad bad", 0.25),
    ("good good good bad", 0.75),
    ("bad bad bad bad", 0.0),
    ("good bad bad good bad bad", 0.333333),
    ("Good\nbad GOOD\r\nbad bad bad GOOD bad", 0.375),
    ("good, bad, bad, bad", 0.142857),
]


def name_of_a_model() -> str:
    """A new one for every call: a worker that goes on living has opened the old ones."""
    return f"model-{secrets.token_hex(8)}"


def scored(submission: Any, texts: Sequence[tuple[str | None, float]], model: str, think: str, **how: Any) -> None:
    """Fail on the shortest text with a wrong score, and when rows or other columns are not as they were."""
    import pyarrow as pa

    rows = [(f"d{place:03}", text, [f"t{place}", ""]) for place, (text, _) in enumerate(texts)]
    ids, column, tags = zip(*rows, strict=True)
    types = [("id", pa.string()), ("text", pa.string()), ("tags", pa.list_(pa.string()))]
    table = pa.table([list(ids), list(column), list(tags)], schema=pa.schema(types))
    answer = submission.on_tables("score_documents", table, args=[LOAD, model, 4], **how)
    names = {"id", "text", "tags", "quality_score"}
    if not names <= set(answer.column_names):
        raise CheckFailure("columns id, text, tags", sorted(names), answer.column_names, "Every column and one more.")
    found = sorted(zip(*(answer.column(name).to_pylist() for name in ("id", "text", "tags")), strict=True))
    if found != rows:
        raise CheckFailure(f"{len(rows)} rows", "the same rows, each once, with the same values", found[:3], think)
    scores = dict(zip(answer.column("id").to_pylist(), answer.column("quality_score").to_pylist(), strict=True))
    wrong = [(text, right, scores[name]) for name, (text, right) in zip(ids, texts, strict=True)
             if not isinstance(scores[name], float) or abs(scores[name] - right) > 1e-9]  # fmt: skip
    if wrong:
        text, right, actual = min(wrong, key=lambda item: len(repr(item[0])))
        raise CheckFailure((text, "full_tokens=4"), right, f"{actual}; {len(wrong)} of {len(rows)} texts differ", think)


@check("score_documents", points=4)
@pytest.mark.spark
def test_scores_of_a_table(submission):
    """The probability of the label high for the cleaned text, between 0 and 1 and of six places; all columns stay."""
    scored(submission, TEXTS, name_of_a_model(),
           "predict puts the more probable label first: which of the two is yours? Is the text cleaned?")  # fmt: skip


@check("score_documents", points=3, needs=("scores_of_a_table",))
@pytest.mark.spark
def test_short_and_missing_texts(submission):
    """A text of fewer than full_tokens tokens has its share of the score; no token, or no text, is 0.0 and no error."""
    texts: list[tuple[str | None, float]] = [
        ("good", 0.25), ("good good", 0.5), ("good bad", 0.25), ("good good good good good", 1.0), (None, 0.0),
        ("", 0.0), (" \n ", 0.0), ("\x00", 0.0), ("good   \n\n  good", 0.5),
    ]  # fmt: skip
    scored(submission, texts, name_of_a_model(), "Count the tokens of the cleaned text. What is asked of a null?")


@check("score_documents", points=4, needs=("scores_of_a_table",))
@pytest.mark.spark
def test_model_is_opened_once(submission):
    """However many partitions and batches a worker process gets, it opens the model once."""
    partitions = 2 * (os.cpu_count() or 1) + 2
    texts = [("loads loads loads loads", 0.0), *[("loads", 0.0025)] * (4 * partitions)]
    scored(submission, texts, name_of_a_model(),
           "The stand-in gives the text 'loads' 0.0025 for each time the process has opened the model. A variable of "
           "your module is new with every task: see once_a_process.", partitions=partitions)  # fmt: skip


@check("score_documents", points=3, needs=("scores_of_a_table",))
@pytest.mark.spark
def test_partitions_do_not_matter(submission, world_seed):
    """The same scores for shuffled rows in more partitions than rows."""
    texts = [TEXTS[place % len(TEXTS)] for place in range(9)]
    random.Random(f"{world_seed} partitions").shuffle(texts)
    scored(submission, texts, name_of_a_model(), "What if a partition has no batch, or a batch no row?", partitions=12)


@check("score_documents", points=2, needs=("scores_of_a_table",))
@pytest.mark.spark
def test_only_a_plan(submission):
    """The function runs no Spark job: nothing is collected or counted on the driver."""
    scored(submission, TEXTS[:3], name_of_a_model(), "The same scores as before.", partitions=2, plan_only=True)
