"""Wrong solutions of lab 07, each with one mistake that somebody has made."""

from __future__ import annotations

import random
import re
import string
import unicodedata
from fractions import Fraction

from labs.grading.mutant import mutant
from pipeline.engine.once import once_a_process
from pipeline.quality.classifier import train as right_train
from pipeline.quality.classifier import train_supervised
from pipeline.quality.evaluation import evaluate as right_evaluate
from pipeline.quality.normalise import normalise as right_normalise
from pipeline.quality.passages import assign_folds as right_folds
from pipeline.quality.passages import chance, fold_of_hosts, shingles, without_duplicates
from pipeline.quality.threshold import threshold_at as right_threshold

# --- normalise


@mutant("normalise", killed_by="one_line")
def line_breaks_deleted(text, lower_case=True):
    """Nothing instead of a blank: 'one' and 'two' become 'onetwo'."""
    return right_normalise(text.replace("\n", "").replace("\r", ""), lower_case)


@mutant("normalise", killed_by="one_line")
def replaced_one_by_one(text, lower_case=True):
    """Each line break becomes a blank, and the blanks are left as many as they are."""
    return re.sub(r"[\n\r\t\x0b\x0c\x85\u2028\xa0]", " ", right_normalise(text, lower_case) and text.lower())


@mutant("normalise", killed_by="words_and_marks")
def split_on_blanks(text, lower_case=True):
    """'end' and 'end.' stay two words."""
    return " ".join((text.lower() if lower_case else text).split())


@mutant("normalise", killed_by="words_and_marks")
def marks_dropped(text, lower_case=True):
    """Punctuation goes, and with it the difference between a text and a list of words."""
    return " ".join(t for t in right_normalise(text, lower_case).split() if unicodedata.category(t[0])[0] not in "PS")


@mutant("normalise", killed_by="words_and_marks")
def combining_marks_cut_words(text, lower_case=True):
    """isalnum does not know combining marks: every Hindi word falls to pieces."""
    spaced = "".join(c if c.isalnum() else f" {c} " for c in right_normalise(text, lower_case))
    return " ".join(spaced.split())


@mutant("normalise", killed_by="words_and_marks")
def runs_of_marks_together(text, lower_case=True):
    """'...' is one token."""
    return re.sub(r"(?<=[.!]) (?=[.!])", "", right_normalise(text, lower_case))


@mutant("normalise", killed_by="words_and_marks")
def digits_apart(text, lower_case=True):
    """A number between letters is cut out."""
    return right_normalise(re.sub(r"(\d+)", r" \1 ", text), lower_case)


@mutant("normalise", killed_by="no_sign_of_fasttext")
def underscore_is_a_letter(text, lower_case=True):
    r"""\w matches the underscore, so __label__high goes through as one word."""
    tokens = right_normalise(re.sub(r"_", "\u02ff\u02b0", text), lower_case)
    return re.sub(r" ?\u02ff ?\u02b0 ?", "_", tokens)


@mutant("normalise", killed_by="no_sign_of_fasttext")
def label_removed(text, lower_case=True):
    """__label__ is cut out, in one spelling only, with the text that somebody wrote."""
    return right_normalise(text.replace("__label__", " "), lower_case)


@mutant("normalise", killed_by="case")
def case_kept(text, lower_case=True):
    """Forgets to fold case."""
    return right_normalise(text, lower_case=False)


@mutant("normalise", killed_by="case")
def always_lower(text, lower_case=True):
    """Does not look at lower_case."""
    return right_normalise(text)


@mutant("normalise", killed_by="case")
def ascii_case_only(text, lower_case=True):
    """A translation of A to Z: every other alphabet keeps its capitals."""
    table = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
    return right_normalise(text.translate(table) if lower_case else text, lower_case=False)


@mutant("normalise", killed_by="scripts_without_blanks")
def whole_sentence_one_word(text, lower_case=True):
    """Chinese is cut on blanks."""
    tokens = right_normalise(text, lower_case)
    return re.sub(r"(?<=[\u0e00-\u9fff\U00020000-\U0003ffff]) (?=[\u0e00-\u9fff\U00020000-\U0003ffff])", "", tokens)


@mutant("normalise", killed_by="scripts_without_blanks")
def no_thai_and_no_rare_han(text, lower_case=True):
    """Knows the common Chinese and Japanese characters only."""
    tokens = right_normalise(text, lower_case)
    return re.sub(r"(?<=[\u0e00-\u0eff\U00020000-\U0003ffff]) (?=[\u0e00-\u0eff\U00020000-\U0003ffff])", "", tokens)


@mutant("normalise", killed_by="hostile_text")
def control_characters_kept(text, lower_case=True):
    """Only white space separates: NUL and a half character stay in words."""
    lowered = text.lower() if lower_case else text
    pieces = re.split(r"([\x00-\x08\x0e-\x1b\u200b\ufeff\ud800-\udfff\U000e0041])", lowered)
    return " ".join(
        token for piece in pieces for token in ([piece] if len(piece) == 1 else right_normalise(piece).split())
    ).strip()


@mutant("normalise", killed_by="hostile_text")
def invisible_signs_glue(text, lower_case=True):
    """Deletes what is invisible, and makes one word of two."""
    visible = "".join(c for c in text if unicodedata.category(c)[0] != "C" or c in "\n\r\t\x0b\x0c\x1f\x85")
    return right_normalise(visible, lower_case)


# --- assign_folds


@mutant("assign_folds", killed_by="duplicates_have_no_fold")
def nothing_is_a_duplicate(passages, max_seen_fraction, folds, seed):
    """The split without the deduplication: copies stand on both sides."""
    return right_folds(passages, 1.0, folds, seed)


@mutant("assign_folds", killed_by="duplicates_have_no_fold")
def equal_texts_only(passages, max_seen_fraction, folds, seed):
    """A hash of the whole text: one word changed, and a copy is no copy."""
    first = {}
    for row in sorted(passages, key=lambda row: (not row[2], row[0])):
        first.setdefault(row[1], row)
    return right_folds(list(first.values()), 1.0, folds, seed)


@mutant("assign_folds", killed_by="duplicates_have_no_fold")
def inside_a_host_only(passages, max_seen_fraction, folds, seed):
    """Looks for copies host by host: mirrors are never found."""
    found = set()
    for host in {row[3] for row in passages}:
        found |= set(without_duplicates([row[:3] for row in passages if row[3] == host], max_seen_fraction))
    return right_folds([row for row in passages if row[0] in found], 1.0, folds, seed)


def kept_by(passages, stays):
    """Keys in the right order of work; ``stays(own, seen)`` decides, and the shingles of what stays are seen."""
    seen, found = set(), set()
    for key, text, _, _ in sorted(passages, key=lambda row: (not row[2], row[0])):
        own = shingles(text)
        if stays(own, seen):
            found.add(key)
            seen |= own
    return found


def dealt(passages, found, folds, seed):
    return right_folds([row for row in passages if row[0] in found], 1.0, folds, seed)


@mutant("assign_folds", killed_by="duplicates_have_no_fold")
def jaccard_instead_of_containment(passages, max_seen_fraction, folds, seed):
    """Compares with each passage by Jaccard: a part of a long passage is not like it."""
    sets, found = [], set()
    for key, text, _, _ in sorted(passages, key=lambda row: (not row[2], row[0])):
        own = shingles(text)
        if all(len(own & other) <= max_seen_fraction * len(own | other) for other in sets):
            found.add(key)
            sets.append(own)
    return dealt(passages, found, folds, seed)


@mutant("assign_folds", killed_by="duplicates_have_no_fold")
def what_goes_counts_as_seen(passages, max_seen_fraction, folds, seed):
    """The shingles of a dropped passage are seen too: chains of relatives die out."""
    seen, found = set(), set()
    for key, text, _, _ in sorted(passages, key=lambda row: (not row[2], row[0])):
        own = shingles(text)
        if len(own & seen) <= max_seen_fraction * len(own):
            found.add(key)
        seen |= own
    return dealt(passages, found, folds, seed)


@mutant("assign_folds", killed_by="reference_is_no_negative")
def by_key_only(passages, max_seen_fraction, folds, seed):
    """'bad/…' sorts before 'good/…': of a reference text and its copy the copy stays."""
    found = set(without_duplicates([(key, text, False) for key, text, *_ in passages], max_seen_fraction))
    return dealt(passages, found, folds, seed)


@mutant("assign_folds", killed_by="reference_is_no_negative")
def as_they_come(passages, max_seen_fraction, folds, seed):
    """Who comes first stays."""
    numbered = [(f"{place:09}", row[1], False) for place, row in enumerate(passages)]
    found = {passages[int(key)][0] for key in without_duplicates(numbered, max_seen_fraction)}
    return dealt(passages, found, folds, seed)


@mutant("assign_folds", killed_by="reference_is_no_negative")
def each_class_alone(passages, max_seen_fraction, folds, seed):
    """Deduplicates the good ones and the bad ones, but not the one against the other."""
    found = set()
    for good in (True, False):
        found |= set(without_duplicates([row[:3] for row in passages if row[2] is good], max_seen_fraction))
    return dealt(passages, found, folds, seed)


@mutant("assign_folds", killed_by="seen_fraction")
def at_least_the_fraction(passages, max_seen_fraction, folds, seed):
    """>= where > is meant: with 0 everything goes."""
    found = kept_by(passages, lambda own, seen: len(own & seen) < max_seen_fraction * len(own) or not own & seen)
    return dealt(passages, found, folds, seed)


@mutant("assign_folds", killed_by="seen_fraction")
def half_is_the_limit(passages, max_seen_fraction, folds, seed):
    """Does not look at max_seen_fraction."""
    return right_folds(passages, 0.5, folds, seed)


@mutant("assign_folds", killed_by="a_host_is_never_cut")
def by_passage(passages, max_seen_fraction, folds, seed):
    """The split that everybody writes first: by document."""
    found = right_folds(passages, max_seen_fraction, folds, seed)
    return {key: chance(seed, key) % folds for key in found}


@mutant("assign_folds", killed_by="a_host_is_never_cut")
def one_fold_for_all(passages, max_seen_fraction, folds, seed):
    """No host is cut, and nothing is held out."""
    return dict.fromkeys(right_folds(passages, max_seen_fraction, folds, seed), 0)


@mutant("assign_folds", killed_by="a_host_is_never_cut")
def classes_apart(passages, max_seen_fraction, folds, seed):
    """A host with good and bad passages is dealt twice."""
    renamed = [(key, text, good, f"{good} {host}") for key, text, good, host in passages]
    return right_folds(renamed, max_seen_fraction, folds, seed)


@mutant("assign_folds", killed_by="each_fold_has_both")
def classes_not_looked_at(passages, max_seen_fraction, folds, seed):
    """All hosts in one deal: a fold may have hardly any good host."""
    found = right_folds(passages, max_seen_fraction, folds, seed)
    fold_of = fold_of_hosts({host for key, _, _, host in passages if key in found}, folds, seed)
    return {key: fold_of[host] for key, _, _, host in passages if key in found}


@mutant("assign_folds", killed_by="each_fold_has_both")
def rest_of_the_hash(passages, max_seen_fraction, folds, seed):
    """Hash modulo folds: right on average, uneven for twelve hosts."""
    found = right_folds(passages, max_seen_fraction, folds, seed)
    return {key: chance(seed, host) % folds for key, _, _, host in passages if key in found}


@mutant("assign_folds", killed_by="dealt_by_hash")
def alphabetical(passages, max_seen_fraction, folds, seed):
    """Hosts in the order of their names: blog-1, blog-2, … are spread by plan and not by chance."""
    found = right_folds(passages, max_seen_fraction, folds, seed)
    good = {host for key, _, is_good, host in passages if is_good and key in found}
    others = {host for key, _, _, host in passages if key in found} - good
    fold_of = {host: place % folds for hosts in (good, others) for place, host in enumerate(sorted(hosts))}
    return {key: fold_of[host] for key, _, _, host in passages if key in found}


@mutant("assign_folds", killed_by="dealt_by_hash")
def shuffled_with_a_seed(passages, max_seen_fraction, folds, seed):
    """random.shuffle with a seed: one host more, and every host gets another fold."""
    found = right_folds(passages, max_seen_fraction, folds, seed)
    fold_of = {}
    good = {host for key, _, is_good, host in passages if is_good and key in found}
    for hosts in (good, {host for key, _, _, host in passages if key in found} - good):
        ordered = sorted(hosts)
        random.Random(seed).shuffle(ordered)
        fold_of |= {host: place % folds for place, host in enumerate(ordered)}
    return {key: fold_of[host] for key, _, _, host in passages if key in found}


@mutant("assign_folds", killed_by="dealt_by_hash")
def hosts_that_are_gone_are_dealt(passages, max_seen_fraction, folds, seed):
    """Deals the hosts first and deduplicates then."""
    found = right_folds(passages, max_seen_fraction, folds, seed)
    before = right_folds(passages, 1.0, folds, seed)
    return {key: before[key] for key in found}


@mutant("assign_folds", killed_by="dealt_by_hash")
def one_seed_for_all(passages, max_seen_fraction, folds, seed):
    """The seed is not used."""
    return right_folds(passages, max_seen_fraction, folds, 0)


# --- train


def options_of(settings):
    return {
        "dim": settings["dimensions"], "wordNgrams": settings["word_ngrams"], "bucket": settings["buckets"],
        "lr": settings["learning_rate"], "epoch": settings["epochs"], "minCount": settings["min_word_count"],
        "loss": "softmax", "thread": 1, "seed": settings["seed"] % 2**31,
    }  # fmt: skip


def checked(examples):
    if len({good for _, good in examples}) < 2 or any("\n" in text or "__label__" in text for text, _ in examples):
        raise ValueError("not normalised, or one class only")


def lines_of(examples, line="__label__{} {}\n"):
    return "".join(line.format("high" if good else "low", text) for text, good in examples)


def with_settings(function):
    """A train function that gets its settings as one dictionary."""

    def train(
        examples, *, seed, dimensions, word_ngrams, buckets, learning_rate, epochs, min_word_count,
    ):  # fmt: skip
        settings = {
            "seed": seed, "dimensions": dimensions, "word_ngrams": word_ngrams, "buckets": buckets,
            "learning_rate": learning_rate, "epochs": epochs, "min_word_count": min_word_count,
        }  # fmt: skip
        return function(examples, settings)

    train.__name__, train.__doc__, train.__module__ = function.__name__, function.__doc__, function.__module__
    return train


@mutant("train", killed_by="settings_reach_fasttext")
@with_settings
def buckets_forgotten(examples, settings):
    """Leaves the buckets to fastText. (Here 10,000 stand for its 2,000,000, to be quick.)"""
    checked(examples)
    return train_supervised(lines_of(examples), **{**options_of(settings), "bucket": 10_000})


@mutant("train", killed_by="settings_reach_fasttext")
@with_settings
def single_words(examples, settings):
    """Leaves out wordNgrams: the words of a text in any order are the same to the model."""
    checked(examples)
    options = options_of(settings)
    del options["wordNgrams"]
    return train_supervised(lines_of(examples), **options)


@mutant("train", killed_by="settings_reach_fasttext")
@with_settings
def two_settings_swapped(examples, settings):
    """epoch and minCount in each other's place."""
    checked(examples)
    options = options_of(settings)
    return train_supervised(
        lines_of(examples), **{**options, "epoch": options["minCount"], "minCount": options["epoch"]}
    )


@mutant("train", killed_by="one_line_one_label")
@with_settings
def labels_swapped(examples, settings):
    """High is low."""
    return right_train([(text, not good) for text, good in examples], **settings)


@mutant("train", killed_by="one_line_one_label")
@with_settings
def no_prefix(examples, settings):
    """'high' without __label__ is a word, and there is nothing to learn."""
    checked(examples)
    return train_supervised("__label__high \n__label__low \n" + lines_of(examples, "{} {}\n"), **options_of(settings))


@mutant("train", killed_by="one_line_one_label")
@with_settings
def other_names(examples, settings):
    """The labels are called otherwise, and whoever scores finds no high."""
    checked(examples)
    return train_supervised(lines_of(examples, "__label__is_{} {}\n"), **options_of(settings))


@mutant("train", killed_by="one_line_one_label")
@with_settings
def each_text_once(examples, settings):
    """A set of lines: repeats, which balance the classes, are gone, and the last words as well."""
    checked(examples)
    return right_train(sorted({(text.rsplit(" ", 1)[0], good) for text, good in examples}), **settings)


@mutant("train", killed_by="same_bytes")
@with_settings
def many_threads(examples, settings):
    """Four threads: faster, and another model every time."""
    checked(examples)
    return train_supervised(lines_of(examples), **{**options_of(settings), "thread": 4})


@mutant("train", killed_by="same_bytes")
@with_settings
def seed_forgotten(examples, settings):
    """fastText's own seed 0, whatever was asked for."""
    return right_train(examples, **{**settings, "seed": 0})


@mutant("train", killed_by="same_bytes")
@with_settings
def sorted_examples(examples, settings):
    """The order is changed once more: all bad ones come first."""
    return right_train(sorted(examples, key=lambda example: example[1]), **settings)


@mutant("train", killed_by="same_bytes")
@with_settings
def learning_rate_forgotten(examples, settings):
    """fastText's own learning rate of 0.1."""
    return right_train(examples, **{**settings, "learning_rate": 0.1})


@mutant("train", killed_by="refuses_what_is_not_normalised")
@with_settings
def takes_what_comes(examples, settings):
    """A line break makes two lines of a text, the second one without a label."""
    return train_supervised(lines_of(examples), **options_of(settings))


@mutant("train", killed_by="refuses_what_is_not_normalised")
@with_settings
def repairs_silently(examples, settings):
    """Deletes what does not fit: in training only, so that scoring sees other words."""
    cleaned = [(text.replace("\n", "").replace("__label__", ""), good) for text, good in examples]
    return right_train(cleaned, **settings)


@mutant("train", killed_by="refuses_what_is_not_normalised")
@with_settings
def label_in_front_only(examples, settings):
    """Looks for __label__ at the start of a text only."""
    if len({good for _, good in examples}) < 2 or any("\n" in t or t.startswith("__label__") for t, _ in examples):
        raise ValueError("not normalised, or one class only")
    return train_supervised(lines_of(examples), **options_of(settings))


@mutant("train", killed_by="tells_quality_and_not_length")
@with_settings
def learns_length(examples, settings):
    """Long is good: what `len(text) > 1000` would say, as a model."""
    checked(examples)
    goods = sum(good for _, good in examples)
    longest = sorted(range(len(examples)), key=lambda place: -len(examples[place][0]))[:goods]
    return right_train([(text, place in longest) for place, (text, _) in enumerate(examples)], **settings)


# --- evaluate


def changed(function):
    """An evaluate function that makes a change to the right figures."""

    def evaluate(good, scores, languages, threshold):
        found = right_evaluate(good, scores, languages, threshold)
        return {**found, **function(good, scores, languages, threshold, found)}

    evaluate.__name__, evaluate.__doc__, evaluate.__module__ = function.__name__, function.__doc__, function.__module__
    return evaluate


def pairs_won(good, scores, tie):
    above = [score for score, is_good in zip(scores, good, strict=True) if is_good]
    below = [score for score, is_good in zip(scores, good, strict=True) if not is_good]
    won = sum((a > b) + tie * (a == b) for a in above for b in below)
    return round(won / (len(above) * len(below)), 6) if above and below else None


@mutant("evaluate", killed_by="auc_counts_pairs")
@changed
def ties_are_lost(good, scores, languages, threshold, found):
    """A tie is no win: a model that says 0.5 to everything has an AUC of 0."""
    return {"auc": pairs_won(good, scores, 0)}


@mutant("evaluate", killed_by="auc_counts_pairs")
@changed
def ties_are_won(good, scores, languages, threshold, found):
    """A tie is a win: a model that says 0.5 to everything is perfect."""
    return {"auc": pairs_won(good, scores, 1)}


@mutant("evaluate", killed_by="auc_counts_pairs")
@changed
def never_below_a_half(good, scores, languages, threshold, found):
    """Turns a bad model round."""
    return {"auc": found["auc"] and max(found["auc"], round(1 - found["auc"], 6))}


@mutant("evaluate", killed_by="auc_counts_pairs")
@changed
def accuracy(good, scores, languages, threshold, found):
    """The fraction of right answers at 0.5."""
    right = [(score >= 0.5) == is_good for is_good, score in zip(good, scores, strict=True)]
    return {"auc": round(sum(right) / len(right), 6) if 0 < sum(good) < len(good) else None}


@mutant("evaluate", killed_by="auc_counts_pairs")
@changed
def ranks_as_they_come(good, scores, languages, threshold, found):
    """Ranks of a sorted list, where equal scores stand in the order of their rows."""
    ordered = sorted(range(len(scores)), key=scores.__getitem__)
    goods = sum(good)
    won = sum(rank for rank, place in enumerate(ordered, start=1) if good[place]) - goods * (goods + 1) / 2
    return {"auc": round(won / (goods * (len(good) - goods)), 6) if 0 < goods < len(good) else None}


@mutant("evaluate", killed_by="auc_of_many")
@changed
def ten_thresholds(good, scores, languages, threshold, found):
    """The area under a curve with twenty points: exact on a few passages, a guess on many."""
    if len(good) < 100:
        return {}
    coarse = [round(score * 20) / 20 for score in scores]
    return {"auc": right_evaluate(good, coarse, languages, threshold)["auc"]}


@mutant("evaluate", killed_by="one_class_has_no_auc")
@changed
def half_without_pairs(good, scores, languages, threshold, found):
    """0.5 where nothing was measured."""
    return {"auc": 0.5 if found["auc"] is None else found["auc"]}


@mutant("evaluate", killed_by="precision_and_recall_at_the_cut")
@changed
def above_the_cut(good, scores, languages, threshold, found):
    """> where >= is meant: the threshold that was chosen is dropped."""
    kept = [is_good for is_good, score in zip(good, scores, strict=True) if score > threshold]
    return {
        "precision": round(sum(kept) / len(kept), 6) if kept else 0.0,
        "recall": round(sum(kept) / sum(good), 6) if sum(good) else 0.0,
    }


@mutant("evaluate", killed_by="precision_and_recall_at_the_cut")
@changed
def swapped(good, scores, languages, threshold, found):
    """Precision and recall in each other's place."""
    return {"precision": found["recall"], "recall": found["precision"]}


@mutant("evaluate", killed_by="precision_and_recall_at_the_cut")
@changed
def nothing_kept_is_perfect(good, scores, languages, threshold, found):
    """1.0 where nothing is kept."""
    return {"precision": found["precision"] if any(score >= threshold for score in scores) else 1.0}


@mutant("evaluate", killed_by="calibration_by_tenths")
@changed
def one_has_a_bin_of_its_own(good, scores, languages, threshold, found):
    """An eleventh tenth for the score 1.0."""
    tops = [(score, is_good) for score, is_good in zip(scores, good, strict=True) if score == 1.0]
    rest = [(score, is_good) for score, is_good in zip(scores, good, strict=True) if score < 1.0]
    values, classes = [score for score, _ in rest], [is_good for _, is_good in rest]
    bins = right_evaluate(classes, values, ["en"] * len(rest), threshold)["calibration"]
    last = {"bin": 1.0, "passages": len(tops), "mean_score": 1.0, "good_fraction": 1.0}
    return {"calibration": [*bins, last] if tops else bins}


@mutant("evaluate", killed_by="calibration_by_tenths")
@changed
def rounded_to_a_tenth(good, scores, languages, threshold, found):
    """round instead of down: 0.95 goes where 1.0 is."""
    moved = [min(0.999, score + 0.05) for score in scores]
    return {"calibration": right_evaluate(good, moved, languages, threshold)["calibration"]}


@mutant("evaluate", killed_by="calibration_by_tenths")
@changed
def empty_tenths_too(good, scores, languages, threshold, found):
    """Ten rows always, with a made-up 0 where nothing is."""
    rows = {row["bin"]: row for row in found["calibration"]}
    empty = {"passages": 0, "mean_score": 0.0, "good_fraction": 0.0}
    return {"calibration": [rows.get(place / 10, {"bin": place / 10, **empty}) for place in range(10)]}


@mutant("evaluate", killed_by="each_language_alone")
@changed
def one_auc_for_all(good, scores, languages, threshold, found):
    """Every language is given the AUC of the whole."""
    return {"languages": {name: {**one, "auc": found["auc"]} for name, one in found["languages"].items()}}


@mutant("evaluate", killed_by="each_language_alone")
@changed
def one_against_all(good, scores, languages, threshold, found):
    """The good passages of a language against the bad ones of all."""
    told = {}
    for name, one in found["languages"].items():
        rows = [(g, s) for g, s, n in zip(good, scores, languages, strict=True) if n == name or not g]
        told[name] = {**one, "auc": pairs_won([g for g, _ in rows], [s for _, s in rows], 0.5)}
    return {"languages": told}


@mutant("evaluate", killed_by="each_language_alone")
@changed
def languages_of_one_class_left_out(good, scores, languages, threshold, found):
    """Where there is no AUC the language is not named: nobody sees that it could not be measured."""
    return {"languages": {name: one for name, one in found["languages"].items() if one["auc"] is not None}}


# --- threshold_at


def possible(scores, weights, keep_fraction):
    right_threshold(scores, weights, keep_fraction)
    return sorted(zip(scores, weights, strict=True), reverse=True)


@mutant("threshold_at", killed_by="keeps_the_wanted_part")
def more_than_enough(scores, weights, keep_fraction):
    """> where >= is meant: one document too many."""
    kept, total = 0, sum(weights)
    for score, weight in possible(scores, weights, keep_fraction):
        kept += weight
        if kept > Fraction(str(keep_fraction)) * total:
            return score
    return min(scores)


@mutant("threshold_at", killed_by="keeps_the_wanted_part")
def less_than_asked(scores, weights, keep_fraction):
    """Rounds down: less than the fraction is kept."""
    kept, last, total = 0, max(scores), sum(weights)
    for score, weight in possible(scores, weights, keep_fraction):
        kept += weight
        if kept > Fraction(str(keep_fraction)) * total:
            return last
        last = score
    return last


@mutant("threshold_at", killed_by="keeps_the_wanted_part")
def drops_the_fraction(scores, weights, keep_fraction):
    """Keeps 0.9 where 0.1 is asked for."""
    right_threshold(scores, weights, keep_fraction)
    return right_threshold(scores, weights, max(1e-9, round(1 - keep_fraction, 9)))


@mutant("threshold_at", killed_by="keeps_the_wanted_part")
def between_two_scores(scores, weights, keep_fraction):
    """A quantile with interpolation."""
    right_threshold(scores, weights, keep_fraction)
    ordered = sorted(scores)
    place = (1 - keep_fraction) * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@mutant("threshold_at", killed_by="ties_stay_together")
def next_score_after_a_tie(scores, weights, keep_fraction):
    """Where a tie would keep too much it is dropped as a whole: less than was asked is kept."""
    found = right_threshold(scores, weights, keep_fraction)
    kept = sum(weight for score, weight in zip(scores, weights, strict=True) if score >= found)
    above = [score for score in scores if score > found]
    exact = kept == Fraction(str(keep_fraction)) * sum(weights) or scores.count(found) == 1
    return found if exact or not above else min(above)


@mutant("threshold_at", killed_by="ties_stay_together")
def a_set_of_scores(scores, weights, keep_fraction):
    """Equal scores become one: the fraction is one of different scores."""
    found = dict(zip(scores, weights, strict=True))
    right_threshold(scores, weights, keep_fraction)
    return right_threshold(list(found), list(found.values()), keep_fraction)


@mutant("threshold_at", killed_by="by_tokens")
def documents_are_counted(scores, weights, keep_fraction):
    """Does not look at the weights."""
    right_threshold(scores, weights, keep_fraction)
    return right_threshold(scores, [1] * len(scores), keep_fraction)


@mutant("threshold_at", killed_by="by_tokens")
def weights_sorted_apart(scores, weights, keep_fraction):
    """Two lists sorted each by itself: every score gets the weight of another document."""
    right_threshold(scores, weights, keep_fraction)
    return right_threshold(sorted(scores), sorted(weights), keep_fraction)


@mutant("threshold_at", killed_by="one_tenth_is_one_tenth")
def in_binary(scores, weights, keep_fraction):
    """0.1 * 30 = 3.0000000000000004, so a fourth document is kept."""
    kept, need = 0, keep_fraction * sum(weights)
    for score, weight in possible(scores, weights, keep_fraction):
        kept += weight
        if kept >= need:
            return score
    return min(scores)


@mutant("threshold_at", killed_by="one_tenth_is_one_tenth")
def fraction_of_the_float(scores, weights, keep_fraction):
    """Fraction(0.1) is exactly what the float is, and that is not a tenth."""
    kept, need = 0, Fraction(keep_fraction) * sum(weights)
    for score, weight in possible(scores, weights, keep_fraction):
        kept += weight
        if kept >= need:
            return score
    return min(scores)


@mutant("threshold_at", killed_by="order_and_grouping")
def sorted_before(scores, weights, keep_fraction):
    """Believes that five or more items come in order, the best first or last."""
    right_threshold(scores, weights, keep_fraction)
    rows = list(zip(scores, weights, strict=True))
    rows = rows if len(rows) != 12 and rows[0][0] >= rows[-1][0] else rows[::-1] if len(rows) != 12 else rows
    if len(rows) < 12:
        return right_threshold(scores, weights, keep_fraction)
    kept, need = 0, Fraction(str(keep_fraction)) * sum(weights)
    for score, weight in rows:
        kept += weight
        if kept >= need:
            return score
    return rows[-1][0]


@mutant("threshold_at", killed_by="impossible_questions")
def something_for_everything(scores, weights, keep_fraction):
    """A threshold of 0 where there is nothing to choose from."""
    try:
        return right_threshold(scores, weights, keep_fraction)
    except ValueError:
        return 0.0


@mutant("threshold_at", killed_by="impossible_questions")
def shorter_list_wins(scores, weights, keep_fraction):
    """zip without strict: what has no weight is not there."""
    size = min(len(scores), len(weights))
    return right_threshold(scores[:size], weights[:size], keep_fraction)


@mutant("threshold_at", killed_by="impossible_questions")
def clamped(scores, weights, keep_fraction):
    """110 % become 100 %, and nobody learns of the wrong setting."""
    return right_threshold(scores, weights, min(keep_fraction, 1.0) if keep_fraction > 0 else keep_fraction)


# --- score_documents


def probability_of_high(labels, values):
    return min(1.0, max(0.0, dict(zip(labels, values, strict=True)).get("__label__high", 0.0)))


def right_scores(model, texts, clean, full_tokens):
    cleaned = [clean(text or "") for text in texts]
    labels, values = model.predict(cleaned, k=2)
    shares = [min(1.0, len(text.split()) / full_tokens) for text in cleaned]
    return [
        round(probability_of_high(*answer) * share, 6)
        for answer, share in zip(zip(labels, values, strict=True), shares, strict=True)
    ]


def mapped(documents, of_batches):
    """``of_batches`` makes (batch, scores) of batches."""
    import pyarrow as pa
    from pyspark.sql import types as t

    names = [*documents.columns, "quality_score"]
    schema = t.StructType([*documents.schema.fields, t.StructField("quality_score", t.DoubleType())])

    def on_batches(batches):
        for batch, scores in of_batches(batches):
            arrays = [*batch.columns, pa.array(scores, pa.float64())]
            yield pa.RecordBatch.from_arrays(arrays, names=names)

    return documents.mapInArrow(on_batches, schema)


def scored_by(documents, load, model, function):
    """``function(model, texts)`` gives the scores of a batch."""

    def of_batches(batches):
        for batch in batches:
            yield batch, function(once_a_process(load, model), batch.column("text").to_pylist())

    return mapped(documents, of_batches)


@mutant("score_documents", killed_by="scores_of_a_table")
def most_probable_label(documents, load, model, full_tokens, clean=right_normalise):
    """The first probability, whichever label it belongs to: the worse a page, the better its score."""

    def function(opened, texts):
        cleaned = [clean(text or "") for text in texts]
        _, values = opened.predict(cleaned, k=1)
        shares = [min(1.0, len(text.split()) / full_tokens) for text in cleaned]
        return [round(min(1.0, value[0]) * share, 6) for value, share in zip(values, shares, strict=True)]

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="scores_of_a_table")
def only_the_better_label(documents, load, model, full_tokens, clean=right_normalise):
    """k=1: a text with 'low' in front has no probability of 'high' at all."""

    def function(opened, texts):
        cleaned = [clean(text or "") for text in texts]
        labels, values = opened.predict(cleaned, k=1)
        shares = [min(1.0, len(text.split()) / full_tokens) for text in cleaned]
        answers = zip(zip(labels, values, strict=True), shares, strict=True)
        return [round(probability_of_high(*answer) * share, 6) for answer, share in answers]

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="scores_of_a_table")
def cleaned_in_training_only(documents, load, model, full_tokens, clean=right_normalise):
    """Line breaks go, since predict insists; case and punctuation stay as the model has never seen them."""

    def function(opened, texts):
        return right_scores(opened, texts, lambda text: " ".join(text.split()), full_tokens)

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="scores_of_a_table")
def above_one(documents, load, model, full_tokens, clean=right_normalise):
    """fastText's 1.00001 goes into the table."""

    def function(opened, texts):
        cleaned = [clean(text or "") for text in texts]
        labels, values = opened.predict(cleaned, k=2)
        shares = [min(1.0, len(text.split()) / full_tokens) for text in cleaned]
        return [
            round(dict(zip(names, found, strict=True))["__label__high"] * share, 6)
            for names, found, share in zip(labels, values, shares, strict=True)
        ]

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="scores_of_a_table")
def a_table_of_scores_only(documents, load, model, full_tokens, clean=right_normalise):
    """The other columns are gone."""
    from pipeline.quality.scoring import score_documents

    return score_documents(documents, load, model, full_tokens, clean).select("id", "quality_score")


@mutant("score_documents", killed_by="short_and_missing_texts")
def one_sentence_is_a_page(documents, load, model, full_tokens, clean=right_normalise):
    """full_tokens is not used: two fine words score as high as a fine page."""

    def function(opened, texts):
        return [0.0 if not clean(text or "") else value
                for text, value in zip(texts, right_scores(opened, texts, clean, 1), strict=True)]  # fmt: skip

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="short_and_missing_texts")
def null_is_an_error(documents, load, model, full_tokens, clean=right_normalise):
    """One page without a text ends a job of ten hours."""

    def function(opened, texts):
        return right_scores(opened, [text.strip("\x00") for text in texts], clean, full_tokens)

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="short_and_missing_texts")
def rows_without_text_dropped(documents, load, model, full_tokens, clean=right_normalise):
    """Filters what has no text: the books no longer balance."""
    from pipeline.quality.scoring import score_documents

    return score_documents(documents.where("text is not null"), load, model, full_tokens, clean)


@mutant("score_documents", killed_by="short_and_missing_texts")
def empty_is_half_good(documents, load, model, full_tokens, clean=right_normalise):
    """fastText has an answer for a text without words too, and it is counted as one word."""

    def function(opened, texts):
        cleaned = [clean(text or "") for text in texts]
        labels, values = opened.predict(cleaned, k=2)
        shares = [min(1.0, (text.count(" ") + 1) / full_tokens) for text in cleaned]
        answers = zip(zip(labels, values, strict=True), shares, strict=True)
        return [round(probability_of_high(*answer) * share, 6) for answer, share in answers]

    return scored_by(documents, load, model, function)


@mutant("score_documents", killed_by="short_and_missing_texts")
def length_of_the_raw_text(documents, load, model, full_tokens, clean=right_normalise):
    """Counts blanks of the text as it came: line breaks and runs of blanks are words."""

    def function(opened, texts):
        cleaned = [clean(text or "") for text in texts]
        labels, values = opened.predict(cleaned, k=2)
        shares = [min(1.0, ((text or "").count(" ") + 1) / full_tokens) if one else 0.0
                  for text, one in zip(texts, cleaned, strict=True)]  # fmt: skip
        answers = zip(zip(labels, values, strict=True), shares, strict=True)
        return [round(probability_of_high(*answer) * share, 6) for answer, share in answers]

    return scored_by(documents, load, model, function)


def open_now(load, model):
    from importlib import import_module

    module, _, function = load.partition(":")
    return getattr(import_module(module), function)(model)


@mutant("score_documents", killed_by="model_is_opened_once")
def opened_for_each_partition(documents, load, model, full_tokens, clean=right_normalise):
    """Once for each iterator of batches, as most examples do it: a thousand partitions, a thousand loads."""

    def of_batches(batches):
        opened = open_now(load, model)
        for batch in batches:
            yield batch, right_scores(opened, batch.column("text").to_pylist(), clean, full_tokens)

    return mapped(documents, of_batches)


@mutant("score_documents", killed_by="model_is_opened_once")
def opened_for_each_batch(documents, load, model, full_tokens, clean=right_normalise):
    """Inside the loop."""

    def of_batches(batches):
        for batch in batches:
            yield batch, right_scores(open_now(load, model), batch.column("text").to_pylist(), clean, full_tokens)

    return mapped(documents, of_batches)


@mutant("score_documents", killed_by="model_is_opened_once")
def kept_in_a_variable_of_the_file(documents, load, model, full_tokens, clean=right_normalise):
    """A dictionary beside the function: it travels with the function, empty, to every task."""
    kept = {}

    def of_batches(batches):
        for batch in batches:
            if model not in kept:
                kept[model] = open_now(load, model)
            yield batch, right_scores(kept[model], batch.column("text").to_pylist(), clean, full_tokens)

    return mapped(documents, of_batches)


@mutant("score_documents", killed_by="scores_of_a_table")
def opened_on_the_driver(documents, load, model, full_tokens, clean=right_normalise):
    """The model is opened outside and used inside: it cannot be pickled."""
    opened = open_now(load, model)

    def of_batches(batches):
        for batch in batches:
            yield batch, right_scores(opened, batch.column("text").to_pylist(), clean, full_tokens)

    return mapped(documents, of_batches)


@mutant("score_documents", killed_by="partitions_do_not_matter")
def a_first_batch_is_awaited(documents, load, model, full_tokens, clean=right_normalise):
    """next(batches) on a partition that has none."""

    def of_batches(batches):
        first = next(batches)
        for batch in (first, *batches):
            yield batch, right_scores(once_a_process(load, model), batch.column("text").to_pylist(), clean, full_tokens)

    return mapped(documents, of_batches)


@mutant("score_documents", killed_by="only_a_plan")
def counted_first(documents, load, model, full_tokens, clean=right_normalise):
    """Counts the documents to be sure: the whole pipeline before runs once more."""
    from pipeline.quality.scoring import score_documents

    assert documents.count() >= 0
    return score_documents(documents, load, model, full_tokens, clean)


@mutant("score_documents", killed_by="only_a_plan")
def to_pandas_and_back(documents, load, model, full_tokens, clean=right_normalise):
    """The corpus is brought to the driver."""
    rows = documents.collect()
    scores = right_scores(open_now(load, model), [row["text"] for row in rows], clean, full_tokens)
    table = [(*row, score if clean(row["text"] or "") else 0.0) for row, score in zip(rows, scores, strict=True)]
    kinds = ", ".join(f"{name} {kind}" for name, kind in documents.dtypes)
    return documents.sparkSession.createDataFrame(table, f"{kinds}, quality_score double")
