"""Wrong solutions of lab 04, each with one mistake that somebody has made."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from labs.grading.mutant import mutant
from pipeline.pii import find
from pipeline.pii.checksums import luhn
from pipeline.rules import c4, fineweb, gopher_quality, mojibake
from pipeline.rules.gopher_quality import GopherQuality
from pipeline.rules.overrides import LANGUAGES
from pipeline.rules.stop_words import ENGLISH, stop_words_of
from pipeline.rules.verdicts import broken_gopher_quality_rules as right_verdict
from pipeline.rules.verdicts import cut_and_judge as right_answer
from pipeline.truth import PII_KINDS
from pipeline.words import CLOSING_QUOTES, TERMINAL_PUNCTUATION, View, sentences

# --- duplicate_line_fraction


@mutant("duplicate_line_fraction", killed_by="first_line_is_no_copy")
def all_lines_that_occur_twice(lines: list[str]) -> float:
    """Counts the first of equal lines as well: the formula of other systems under the same name."""
    counts = Counter(lines)
    return sum(counts[line] > 1 for line in lines) / len(lines) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="first_line_is_no_copy")
def kinds_of_lines_that_repeat(lines: list[str]) -> float:
    """Counts a line once, however many copies it has."""
    return sum(number > 1 for number in Counter(lines).values()) / len(lines) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="first_line_is_no_copy")
def divided_by_different_lines(lines: list[str]) -> float:
    return (len(lines) - len(set(lines))) / len(set(lines)) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="first_line_is_no_copy")
def fraction_of_different_lines(lines: list[str]) -> float:
    """The other part."""
    return len(set(lines)) / len(lines) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="copies_wherever_they_stand")
def neighbours_only(lines: list[str]) -> float:
    """As `uniq` without `sort`."""
    return sum(first == second for first, second in pairwise(lines)) / len(lines) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="equal_means_every_character")
def in_lower_case(lines: list[str]) -> float:
    return (len(lines) - len({line.lower() for line in lines})) / len(lines) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="equal_means_every_character")
def letters_only(lines: list[str]) -> float:
    """Compares lines without digits and signs."""
    kinds = {re.sub(r"[\W\d]", "", line) for line in lines}
    return (len(lines) - len(kinds)) / len(lines) if lines else 0.0


@mutant("duplicate_line_fraction", killed_by="no_lines")
def divides_by_zero(lines: list[str]) -> float:
    return (len(lines) - len(set(lines))) / len(lines)


@mutant("duplicate_line_fraction", killed_by="no_lines")
def empty_is_all_duplicate(lines: list[str]) -> float:
    return (len(lines) - len(set(lines))) / len(lines) if lines else 1.0


# --- n-grams


def starts(words: list[str], n: int) -> dict[tuple[str, ...], list[int]]:
    """Where each n-gram begins."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(words) - n + 1):
        found.setdefault(tuple(words[place : place + n]), []).append(place)
    return found


def under(words: list[str], places: list[int], n: int) -> int:
    """Characters of the words in n-grams that begin at ``places``, each word once."""
    return sum(len(words[index]) for index in {place + step for place in places for step in range(n)})


def characters(words: list[str]) -> int:
    return sum(map(len, words)) or 1


def most_frequent(words: list[str], n: int) -> list[list[int]]:
    """Places of each of the n-grams that occur most often, at least twice."""
    found = starts(words, n).values()
    most = max(map(len, found), default=0)
    return [places for places in found if len(places) == most > 1]


@mutant("top_ngram_character_fraction", killed_by="top_ngram_in_characters")
def top_in_words(words: list[str], n: int) -> float:
    """Counts words in the place of characters."""
    most = max((len({p + k for p in places for k in range(n)}) for places in most_frequent(words, n)), default=0)
    return most / (len(words) or 1)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_in_characters")
def top_by_text_with_blanks(words: list[str], n: int) -> float:
    """Divides by the text with its blanks."""
    most = max((under(words, places, n) for places in most_frequent(words, n)), default=0)
    return most / (len(" ".join(words)) or 1)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_in_characters")
def top_copies_beyond_the_first(words: list[str], n: int) -> float:
    most = max((under(words, places[1:], n) for places in most_frequent(words, n)), default=0)
    return most / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_in_characters")
def fraction_of_ngrams(words: list[str], n: int) -> float:
    """Occurrences / n-grams: no characters at all."""
    return max(map(len, most_frequent(words, n)), default=0) / max(1, len(words) - n + 1)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_occurs_twice")
def bags_of_words(words: list[str], n: int) -> float:
    """Compares the words of an n-gram without their order."""
    found: dict[tuple[str, ...], list[int]] = {}
    for gram, places in starts(words, n).items():
        found.setdefault(tuple(sorted(gram)), []).extend(places)
    most = max(map(len, found.values()), default=0)
    return max((under(words, p, n) for p in found.values() if len(p) == most > 1), default=0) / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_occurs_twice")
def top_may_occur_once(words: list[str], n: int) -> float:
    """Every short text is a repetition."""
    found = starts(words, n).values()
    most = max(map(len, found), default=0)
    return max((under(words, p, n) for p in found if len(p) == most), default=0) / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_occurs_twice")
def top_of_nothing(words: list[str], n: int) -> float:
    """Has no answer when there is no n-gram."""
    most = max(map(len, starts(words, n).values()))
    return 0.0 if most < 2 else max(under(words, places, n) for places in most_frequent(words, n)) / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_overlap")
def top_length_by_occurrences(words: list[str], n: int) -> float:
    """Length of the n-gram times occurrences: can exceed 1."""
    found = most_frequent(words, n)
    return max((n_gram_length(words, p[0], n) * len(p) for p in found), default=0) / characters(words)


def n_gram_length(words: list[str], place: int, n: int) -> int:
    return sum(map(len, words[place : place + n]))


@mutant("top_ngram_character_fraction", killed_by="top_ngram_overlap")
def top_without_overlap(words: list[str], n: int) -> float:
    """Skips occurrences that overlap the one before, as str.count does."""
    best = 0
    for places in most_frequent(words, n):
        free = kept = 0
        for place in places:
            if place >= free:
                kept, free = kept + n_gram_length(words, place, n), place + n
        best = max(best, kept)
    return best / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_most_frequent")
def top_is_first(words: list[str], n: int) -> float:
    """Of n-grams that occur equally often takes the first, as Counter.most_common does."""
    found = most_frequent(words, n)
    return under(words, found[0], n) / characters(words) if found else 0.0


@mutant("top_ngram_character_fraction", killed_by="top_ngram_most_frequent")
def top_is_largest(words: list[str], n: int) -> float:
    """Takes the n-gram that covers most, not the most frequent one."""
    repeated = [places for places in starts(words, n).values() if len(places) > 1]
    return max((under(words, places, n) for places in repeated), default=0) / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_most_frequent")
def top_is_longest(words: list[str], n: int) -> float:
    """Of n-grams that occur equally often takes the longest, not the one that covers most."""
    found = most_frequent(words, n)
    return (
        under(words, max(found, key=lambda p: n_gram_length(words, p[0], n)), n) / characters(words) if found else 0.0
    )


@mutant("top_ngram_character_fraction", killed_by="top_ngram_on_many_texts")
def top_of_joined_words(words: list[str], n: int) -> float:
    """Compares words that are run together: "a", "aa" and "aa", "a" are the same then."""
    joined: dict[str, list[int]] = {}
    for place in range(len(words) - n + 1):
        joined.setdefault("".join(words[place : place + n]), []).append(place)
    most = max(map(len, joined.values()), default=0)
    return max((under(words, p, n) for p in joined.values() if len(p) == most > 1), default=0) / characters(words)


@mutant("top_ngram_character_fraction", killed_by="top_ngram_in_time")
def top_counts_again_and_again(words: list[str], n: int) -> float:
    """list.count for each n-gram: quadratic."""
    grams = [tuple(words[place : place + n]) for place in range(len(words) - n + 1)]
    counts = {gram: grams.count(gram) for gram in grams}
    most = max(counts.values(), default=0)
    return max((under(words, p, n) for g, p in starts(words, n).items() if counts[g] == most > 1), default=0) / (
        characters(words)
    )


# --- broken_gopher_quality_rules


def verdict(text: str, language: str, *, given: dict[str, float] | None = None, **limits: float) -> list[str]:
    """The right verdict but for the ``limits`` and the values ``given``."""
    shipped = LANGUAGES.get(language, {}).get("gopher_quality", {})
    values = gopher_quality.measure(View(text, language)) | (given or {})
    broken = GopherQuality(**(shipped | limits)).decide(values)
    return [item.rule.partition(".")[2] for item in broken]


@mutant("broken_gopher_quality_rules", killed_by="word_limits")
def limit_is_not_allowed(text: str, language: str) -> list[str]:
    """<= for <, so that the limit itself breaks the rule."""
    return verdict(text, language, min_words=51)


@mutant("broken_gopher_quality_rules", killed_by="word_limits")
def one_word_too_few(text: str, language: str) -> list[str]:
    return verdict(text, language, min_words=49)


@mutant("broken_gopher_quality_rules", killed_by="word_limits")
def no_upper_limit(text: str, language: str) -> list[str]:
    return verdict(text, language, max_words=1_000_000)


@mutant("broken_gopher_quality_rules", killed_by="word_limits")
def a_hundred_thousand_is_too_much(text: str, language: str) -> list[str]:
    """>= for >."""
    return verdict(text, language, max_words=99_999)


@mutant("broken_gopher_quality_rules", killed_by="mean_length_limits")
def median_word_length(text: str, language: str) -> list[str]:
    """The median, as another system has it."""
    lengths = [len(word) for word in View(text, language).words]
    return verdict(text, language, given={"mean_word_length": float(statistics.median(lengths or [0]))})


@mutant("broken_gopher_quality_rules", killed_by="mean_length_limits")
def characters_with_blanks(text: str, language: str) -> list[str]:
    """Length of the text / words."""
    words = View(text, language).words
    return verdict(text, language, given={"mean_word_length": len(text) / len(words) if words else 0.0})


@mutant("broken_gopher_quality_rules", killed_by="mean_length_limits")
def mean_length_of_three_is_short(text: str, language: str) -> list[str]:
    """<= for <."""
    limits: dict[str, float] = {} if language == "zh" else {"min_mean_word_length": 3.01}
    return verdict(text, language, given=None, **limits)


@mutant("broken_gopher_quality_rules", killed_by="mean_length_limits")
def mean_length_of_twelve_is_fine(text: str, language: str) -> list[str]:
    limits: dict[str, float] = {} if language == "zh" else {"max_mean_word_length": 12.0}
    return verdict(text, language, given=None, **limits)


@mutant("broken_gopher_quality_rules", killed_by="symbol_limits")
def words_with_a_hash(text: str, language: str) -> list[str]:
    """Counts words that begin with #, not signs."""
    words = View(text, language).words
    given = {"hash_word_ratio": sum(word.startswith("#") for word in words) / (len(words) or 1)}
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="symbol_limits")
def three_points_only(text: str, language: str) -> list[str]:
    """Knows ... but not the one character."""
    words = View(text, language).words
    return verdict(text, language, given={"ellipsis_word_ratio": text.count("...") / (len(words) or 1)})


@mutant("broken_gopher_quality_rules", killed_by="symbol_limits")
def one_character_only(text: str, language: str) -> list[str]:
    """Knows the one character but not three points."""
    words = View(text, language).words
    return verdict(text, language, given={"ellipsis_word_ratio": text.count("…") / (len(words) or 1)})


@mutant("broken_gopher_quality_rules", killed_by="symbol_limits")
def words_that_end_in_an_ellipsis(text: str, language: str) -> list[str]:
    """Counts words that end so, not signs."""
    words = View(text, language).words
    given = {"ellipsis_word_ratio": sum(word.endswith(("...", "…")) for word in words) / (len(words) or 1)}
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="symbol_limits")
def hashes_by_characters(text: str, language: str) -> list[str]:
    return verdict(text, language, given={"hash_word_ratio": text.count("#") / (len(text) or 1)})


@mutant("broken_gopher_quality_rules", killed_by="symbol_limits")
def a_tenth_is_too_much(text: str, language: str) -> list[str]:
    """>= for >."""
    return verdict(text, language, max_hash_word_ratio=0.099)


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def one_kind_of_bullet(text: str, language: str) -> list[str]:
    """Knows • only."""
    lines = View(text, language).lines
    return verdict(
        text, language, given={"bullet_line_fraction": sum(line[0] == "•" for line in lines) / (len(lines) or 1)}
    )


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def any_dash_is_a_bullet(text: str, language: str) -> list[str]:
    """Also without a blank behind it."""
    lines = View(text, language).lines
    bullets = sum(line.startswith(("•", "-", "*")) for line in lines)
    return verdict(text, language, given={"bullet_line_fraction": bullets / (len(lines) or 1)})


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def blank_lines_count(text: str, language: str) -> list[str]:
    """Blank lines are lines: the values are halved."""
    lines = [line.strip() for line in text.split("\n")]
    given = {
        "bullet_line_fraction": sum(line.startswith(gopher_quality.BULLETS) for line in lines) / len(lines),
        "ellipsis_line_fraction": sum(line.endswith(gopher_quality.ELLIPSES) for line in lines) / len(lines),
    }
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def lines_with_their_blanks(text: str, language: str) -> list[str]:
    """Lines are not stripped: a blank before the bullet hides it."""
    lines = [line for line in text.split("\n") if line.strip()]
    given = {
        "bullet_line_fraction": sum(line.startswith(gopher_quality.BULLETS) for line in lines) / (len(lines) or 1),
        "ellipsis_line_fraction": sum(line.endswith(gopher_quality.ELLIPSES) for line in lines) / (len(lines) or 1),
    }
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def nine_tenths_is_too_much(text: str, language: str) -> list[str]:
    """>= for >."""
    return verdict(text, language, max_bullet_line_fraction=0.899)


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def words_with_an_ellipsis_for_lines(text: str, language: str) -> list[str]:
    """Words that end in an ellipsis / words, where lines were meant."""
    words = View(text, language).words
    given = {"ellipsis_line_fraction": sum(word.endswith(("...", "…")) for word in words) / (len(words) or 1)}
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def lines_with_an_ellipsis(text: str, language: str) -> list[str]:
    """Anywhere in the line, not at its end."""
    lines = View(text, language).lines
    given = {"ellipsis_line_fraction": sum("..." in line or "…" in line for line in lines) / (len(lines) or 1)}
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="line_limits")
def ellipsis_lines_up_to_a_third(text: str, language: str) -> list[str]:
    return verdict(text, language, max_ellipsis_line_fraction=1 / 3)


@mutant("broken_gopher_quality_rules", killed_by="alphabetic_limit")
def ascii_letters(text: str, language: str) -> list[str]:
    """Only a to z are letters: every other script is dropped."""
    words = View(text, language).words
    share = sum(re.search("[A-Za-z]", word) is not None for word in words) / (len(words) or 1)
    given = {} if language == "zh" else {"alphabetic_word_fraction": share}
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="alphabetic_limit")
def letters_throughout(text: str, language: str) -> list[str]:
    """All characters of the word must be letters."""
    words = View(text, language).words
    share = sum(word.isalpha() for word in words) / (len(words) or 1)
    return verdict(text, language, given={"alphabetic_word_fraction": share})


@mutant("broken_gopher_quality_rules", killed_by="alphabetic_limit")
def letters_or_digits(text: str, language: str) -> list[str]:
    """isalnum for isalpha."""
    words = View(text, language).words
    share = sum(any(map(str.isalnum, word)) for word in words) / (len(words) or 1)
    return verdict(text, language, given={"alphabetic_word_fraction": share})


@mutant("broken_gopher_quality_rules", killed_by="alphabetic_limit")
def three_quarters_are_enough(text: str, language: str) -> list[str]:
    return verdict(text, language, min_alphabetic_word_fraction=0.75)


@mutant("broken_gopher_quality_rules", killed_by="stop_words")
def stop_words_with_repetition(text: str, language: str) -> list[str]:
    """Counts occurrences: 'the the' passes."""
    known = stop_words_of(language)
    found = sum(word.lower() in known for word in View(text, language).words)
    return verdict(text, language, given={"stop_words": float(found)} if known else None)


@mutant("broken_gopher_quality_rules", killed_by="stop_words")
def stop_words_as_written(text: str, language: str) -> list[str]:
    """Upper case is another word."""
    known = set(stop_words_of(language))
    return verdict(
        text, language, given={"stop_words": float(len(known & set(View(text, language).words)))} if known else None
    )


@mutant("broken_gopher_quality_rules", killed_by="stop_words")
def stop_words_inside_words(text: str, language: str) -> list[str]:
    """'thesis' holds 'the'."""
    known = stop_words_of(language)
    return verdict(
        text, language, given={"stop_words": float(sum(word in text.lower() for word in known))} if known else None
    )


@mutant("broken_gopher_quality_rules", killed_by="stop_words")
def stop_words_without_punctuation(text: str, language: str) -> list[str]:
    """Takes punctuation off the words first: 'the,' is another word in the units of this course."""
    known = set(stop_words_of(language))
    words = {word.lower().strip(".,;:!?()'\"-") for word in View(text, language).words}
    return verdict(text, language, given={"stop_words": float(len(known & words))} if known else None)


@mutant("broken_gopher_quality_rules", killed_by="stop_words")
def a_longer_list(text: str, language: str) -> list[str]:
    """A list of one's own: other words than the paper's eight."""
    known = {*ENGLISH, "is", "a", "it", "in", "for"}
    found = known & {word.lower() for word in View(text, language).words}
    return verdict(text, language, given={"stop_words": float(len(found))} if language == "en" else None)


@mutant("broken_gopher_quality_rules", killed_by="stop_words")
def one_stop_word_is_enough(text: str, language: str) -> list[str]:
    return verdict(text, language, min_stop_words=1)


@mutant("broken_gopher_quality_rules", killed_by="other_languages")
def english_for_all(text: str, language: str) -> list[str]:
    """The eight English words for every language."""
    found = set(ENGLISH) & {word.lower() for word in View(text, language).words}
    return verdict(text, language, given={"stop_words": float(len(found))})


@mutant("broken_gopher_quality_rules", killed_by="other_languages")
def no_list_no_mercy(text: str, language: str) -> list[str]:
    """A language without a list has no stop words, so all of it goes."""
    given = None if stop_words_of(language) else {"stop_words": 0.0}
    return verdict(text, language, given=given)


@mutant("broken_gopher_quality_rules", killed_by="chinese")
def split_on_blanks(text: str, language: str) -> list[str]:
    """Words are what stands between blanks, in Chinese too."""
    return right_verdict(text, language) if language != "zh" else verdict_of_words(text, text.split())


@mutant("broken_gopher_quality_rules", killed_by="chinese")
def characters_as_words(text: str, language: str) -> list[str]:
    """Each Chinese character is a word."""
    return right_verdict(text, language) if language != "zh" else verdict_of_words(text, list("".join(text.split())))


def verdict_of_words(text: str, words: list[str]) -> list[str]:
    """The verdict on a Chinese text that was cut into other words."""
    view = View(text, "zh")
    view.__dict__["words"] = words
    broken = GopherQuality(**LANGUAGES["zh"]["gopher_quality"]).decide(gopher_quality.measure(view))
    return [item.rule.partition(".")[2] for item in broken]


@mutant("broken_gopher_quality_rules", killed_by="chinese")
def english_limits_for_chinese(text: str, language: str) -> list[str]:
    """Chinese words have fewer than three characters: every page goes."""
    return verdict(text, language, min_mean_word_length=3, max_mean_word_length=10)


@mutant("broken_gopher_quality_rules", killed_by="chinese")
def chinese_without_length_limits(text: str, language: str) -> list[str]:
    limits = {"min_mean_word_length": 0.0, "max_mean_word_length": 1000.0} if language == "zh" else {}
    return verdict(text, language, given=None, **limits)


@mutant("broken_gopher_quality_rules", killed_by="all_broken_rules")
def first_rule_only(text: str, language: str) -> list[str]:
    """Returns at the first broken rule."""
    return right_verdict(text, language)[:1]


@mutant("broken_gopher_quality_rules", killed_by="all_broken_rules")
def empty_is_fine(text: str, language: str) -> list[str]:
    """Nothing to measure, nothing broken."""
    return right_verdict(text, language) if text.strip() else []


@mutant("broken_gopher_quality_rules", killed_by="all_broken_rules")
def crashes_on_empty_pages(text: str, language: str) -> list[str]:
    words = View(text, language).words
    return verdict(text, language, given={"mean_word_length": sum(map(len, words)) / len(words)})


# --- cut_and_judge

Answer = tuple[str, list[str]]


def notice(line: str, language: str) -> bool:
    """Whether the line is cut, by the rules of the exercise."""
    lower, longest = line.lower(), c4.longest_word(View(line, language).words)
    return longest > 1000 or any(phrase in lower for phrase in ("javascript", *c4.POLICY_PHRASES))


def left_of(text: str, cut: Callable[[str, str], bool], language: str) -> str:
    """``text`` without the lines that ``cut`` names, and otherwise by the rules of the exercise."""
    lines = text.split("\n")
    kept = [line for line in lines if not (line.strip() and cut(line, language))]
    return text if len(kept) == len(lines) else "\n".join(kept).strip("\n")


def cutting(text: str, language: str, cut: Callable[[str, str], bool]) -> Answer:
    """Cuts other lines; the rest is judged as it should be."""
    left = left_of(text, cut, language)
    return left, names_of(left, language)


def names_of(text: str, language: str, given: dict[str, float] | None = None, **limits: float | None) -> list[str]:
    """The rules that ``text``, in which nothing is cut, breaks: right but for the values ``given`` and the ``limits``.

    ``limits`` may also have ``short_line_characters``.
    """
    shipped = LANGUAGES.get(language, {})
    names: list[str] = []
    view = View(text, language)
    for rule_set, measure in ((c4.C4, c4.measure), (fineweb.FineWeb, fineweb.measure)):
        own = {key: value for key, value in limits.items() if key in rule_set.model_fields}
        rules = rule_set(**(shipped.get(rule_set.rule_set, {}) | own))
        values = measure(view, rules) | (given or {})  # type: ignore[operator]
        names += [item.rule.partition(".")[2] for item in rules.decide(values)]
    return names


def judging(text: str, language: str, given: dict[str, float] | None = None, **limits: float | None) -> Answer:
    """Cuts as it should; judges what is left as `names_of` does."""
    left = right_answer(text, language)[0]
    return left, names_of(left, language, given, **limits)


def what_is_left(text: str, language: str) -> View:
    return View(right_answer(text, language)[0], language)


@mutant("cut_and_judge", killed_by="notices_are_cut")
def judges_only(text: str, language: str) -> Answer:
    """Cuts nothing."""
    return text, names_of(text, language)


@mutant("cut_and_judge", killed_by="notices_are_cut")
def javascript_as_written(text: str, language: str) -> Answer:
    """Looks for one spelling of the name."""

    def cut(line: str, lang: str) -> bool:
        return "JavaScript" in line or notice(re.sub("javascript", "", line, flags=re.IGNORECASE), lang)

    return cutting(text, language, cut)


@mutant("cut_and_judge", killed_by="notices_are_cut")
def whole_words_only(text: str, language: str) -> Answer:
    """Looks for the phrases between edges of words."""
    phrases = "|".join(("javascript", *c4.POLICY_PHRASES))
    return cutting(text, language, lambda line, _: re.search(rf"\b(?:{phrases})\b", line.lower()) is not None)


@mutant("cut_and_judge", killed_by="notices_are_cut")
def phrases_as_written(text: str, language: str) -> Answer:
    """Looks for the phrases in the line as it is, not in lower case."""
    found = ("javascript", *c4.POLICY_PHRASES)
    return cutting(text, language, lambda line, _: "javascript" in line.lower() or any(one in line for one in found))


@mutant("cut_and_judge", killed_by="notices_are_cut")
def no_cookies(text: str, language: str) -> Answer:
    """Knows the two phrases of the first account, not those on cookies."""
    found = ("javascript", "terms of use", "privacy policy")
    return cutting(text, language, lambda line, _: any(one in line.lower() for one in found))


@mutant("cut_and_judge", killed_by="notices_are_cut")
def words_of_phrases(text: str, language: str) -> Answer:
    """Any line with "cookies" or "policy" in it goes."""
    found = ("javascript", "terms of use", "policy", "cookies")
    return cutting(text, language, lambda line, _: any(one in line.lower() for one in found))


@mutant("cut_and_judge", killed_by="notices_are_cut")
def java_will_do(text: str, language: str) -> Answer:
    return cutting(text, language, lambda line, lang: "java" in line.lower() or notice(line, lang))


@mutant("cut_and_judge", killed_by="notices_are_cut")
def phrases_across_lines(text: str, language: str) -> Answer:
    """Finds a phrase that is broken at the end of a line as well, and cuts both lines."""
    lines = text.split("\n")
    gone = {index for index, line in enumerate(lines) if notice(line, language)}
    for index, pair in enumerate(pairwise(lines)):
        if not gone & {index, index + 1} and notice(" ".join(pair), language):
            gone |= {index, index + 1}
    left = "\n".join(line for index, line in enumerate(lines) if index not in gone)
    return left, names_of(left, language)


@mutant("cut_and_judge", killed_by="notices_are_cut")
def the_page_goes(text: str, language: str) -> Answer:
    """Drops the page, not the line."""
    return ("", names_of("", language)) if notice(text, language) else (text, names_of(text, language))


@mutant("cut_and_judge", killed_by="long_words")
def a_thousand_is_too_long(text: str, language: str) -> Answer:
    """>= for >."""
    return cutting(text, language, lambda line, lang: notice(line, lang) or c4.longest_word(line.split()) == 1000)


@mutant("cut_and_judge", killed_by="long_words")
def long_lines(text: str, language: str) -> Answer:
    """Measures the line, not its longest word."""
    return cutting(text, language, lambda line, lang: notice(line, lang) or len(line) > 1000)


@mutant("cut_and_judge", killed_by="long_words")
def long_words_stay(text: str, language: str) -> Answer:
    """Forgets the third reason."""
    return cutting(text, language, lambda line, lang: notice(re.sub(r"\S{900,}", "x", line), lang))


@mutant("cut_and_judge", killed_by="long_words")
def long_runs_without_blanks(text: str, language: str) -> Answer:
    """A paragraph of Chinese is one "word"."""
    return cutting(text, language, lambda line, lang: notice(line, lang) or c4.longest_word(line.split()) > 1000)


@mutant("cut_and_judge", killed_by="long_words")
def only_lines_of_one_long_word(text: str, language: str) -> Answer:
    def cut(line: str, lang: str) -> bool:
        return notice(line, lang) and (len(line.split()) == 1 or notice(line[:900], lang))

    return cutting(text, language, cut)


@mutant("cut_and_judge", killed_by="other_lines_stay_as_they_are")
def blank_lines_go(text: str, language: str) -> Answer:
    """Joins the lines of `units.lines`."""
    left = "\n".join(line for line in View(text, language).lines if not notice(line, language))
    return left, names_of(left, language)


@mutant("cut_and_judge", killed_by="other_lines_stay_as_they_are")
def lines_are_stripped(text: str, language: str) -> Answer:
    left = "\n".join(line.strip() for line in left_of(text, notice, language).split("\n"))
    return left, names_of(left, language)


@mutant("cut_and_judge", killed_by="other_lines_stay_as_they_are")
def split_by_splitlines(text: str, language: str) -> Answer:
    r"""splitlines ends lines at \r, \f and others too."""
    lines = text.splitlines()
    kept = [line for line in lines if not notice(line, language)]
    left = text if len(kept) == len(lines) else "\n".join(kept).strip("\n")
    return left, names_of(left, language)


@mutant("cut_and_judge", killed_by="other_lines_stay_as_they_are")
def replaced_by_nothing(text: str, language: str) -> Answer:
    """Empties the line and leaves its line end where blank lines stand beside it."""
    left = "\n".join("" if notice(line, language) else line for line in text.split("\n")).strip("\n")
    return (left, names_of(left, language)) if "\n\n\n" in left else right_answer(text, language)


@mutant("cut_and_judge", killed_by="other_lines_stay_as_they_are")
def each_line_once(text: str, language: str) -> Answer:
    """Keeps the lines in a dict, so that a line that stands twice stands once."""
    lines = dict.fromkeys(line for line in text.split("\n") if not notice(line, language))
    left = "\n".join(lines).strip("\n")
    return left, names_of(left, language)


@mutant("cut_and_judge", killed_by="sentence_limit")
def three_sentences_are_too_few(text: str, language: str) -> Answer:
    """<= for <."""
    return judging(text, language, **({} if language == "th" else {"min_sentences": 4}))


@mutant("cut_and_judge", killed_by="sentence_limit")
def two_sentences_are_enough(text: str, language: str) -> Answer:
    return judging(text, language, **({} if language == "th" else {"min_sentences": 2}))


@mutant("cut_and_judge", killed_by="sentence_limit")
def five_sentences(text: str, language: str) -> Answer:
    """The other published form: five sentences a page, three words a line."""
    return judging(text, language, **({} if language == "th" else {"min_sentences": 5}))


@mutant("cut_and_judge", killed_by="sentence_limit")
def signs_as_sentences(text: str, language: str) -> Answer:
    """Counts the signs: "?!" ends two sentences, 3.5 one."""
    left = what_is_left(text, language).text
    return judging(text, language, {"sentences": float(sum(map(left.count, TERMINAL_PUNCTUATION)))})


@mutant("cut_and_judge", killed_by="sentence_limit")
def lines_end_sentences(text: str, language: str) -> Answer:
    """Counts pieces, so a heading or a menu entry is a sentence."""
    return judging(text, language, {"sentences": float(len(sentences(what_is_left(text, language).text)))})


@mutant("cut_and_judge", killed_by="sentence_limit")
def latin_sentences(text: str, language: str) -> Answer:
    """Knows . ! and ? only."""
    left = what_is_left(text, language).text
    return judging(text, language, {"sentences": float(len(re.findall(r"[.!?…]+(?=\s|$)", left)))})


@mutant("cut_and_judge", killed_by="brackets_and_placeholders")
def brackets_are_fine(text: str, language: str) -> Answer:
    """Forgets the rule."""
    return judging(text, language, max_curly_brackets=None)


@mutant("cut_and_judge", killed_by="brackets_and_placeholders")
def one_bracket_is_fine(text: str, language: str) -> Answer:
    """>= 1 and > 1."""
    return judging(text, language, max_curly_brackets=1)


@mutant("cut_and_judge", killed_by="brackets_and_placeholders")
def closing_brackets_too(text: str, language: str) -> Answer:
    left = what_is_left(text, language).text
    return judging(text, language, {"curly_brackets": float(left.count("{") + left.count("}"))})


@mutant("cut_and_judge", killed_by="brackets_and_placeholders")
def lorem_as_written(text: str, language: str) -> Answer:
    """One spelling only."""
    return judging(text, language, {"lorem_ipsum": float(what_is_left(text, language).text.count("lorem ipsum"))})


@mutant("cut_and_judge", killed_by="brackets_and_placeholders")
def lorem_alone(text: str, language: str) -> Answer:
    return judging(text, language, {"lorem_ipsum": float("lorem" in what_is_left(text, language).text.lower())})


@mutant("cut_and_judge", killed_by="cut_first_then_judge")
def judges_the_page_that_came(text: str, language: str) -> Answer:
    """Judges first, cuts then."""
    return right_answer(text, language)[0], names_of(text, language)


@mutant("cut_and_judge", killed_by="cut_first_then_judge")
def brackets_of_the_page_that_came(text: str, language: str) -> Answer:
    """Counts words and lines in what is left, but looks for brackets and placeholders in the text that came."""
    given = {"curly_brackets": c4.curly_bracket_count(text), "lorem_ipsum": c4.lorem_ipsum_count(text)}
    return judging(text, language, given)


@mutant("cut_and_judge", killed_by="cut_first_then_judge")
def sentences_of_the_page_that_came(text: str, language: str) -> Answer:
    return judging(text, language, {"sentences": c4.sentence_count(text)})


@mutant("cut_and_judge", killed_by="cut_first_then_judge")
def lines_of_the_page_that_came(text: str, language: str) -> Answer:
    """Measures the lines before some of them go."""
    given = fineweb.measure(View(text, language), fineweb.FineWeb(**LANGUAGES.get(language, {}).get("fineweb", {})))
    left = what_is_left(text, language)
    ratio = fineweb.new_line_word_ratio(left.text, left.words)
    return judging(text, language, {**{k: v or 0.0 for k, v in given.items()}, "new_line_word_ratio": ratio})


@mutant("cut_and_judge", killed_by="punctuated_lines")
def a_tenth_is_enough(text: str, language: str) -> Answer:
    return judging(text, language, **({} if language == "th" else {"min_punctuated_line_fraction": 0.1}))


@mutant("cut_and_judge", killed_by="punctuated_lines")
def twelve_hundredths_are_too_few(text: str, language: str) -> Answer:
    """<= for <."""
    return judging(text, language, **({} if language == "th" else {"min_punctuated_line_fraction": 0.1201}))


def ending_in(text: str, language: str, ends: Callable[[str], bool]) -> Answer:
    """Judges with another idea of which lines are punctuated."""
    lines = what_is_left(text, language).lines
    share = sum(map(ends, lines)) / len(lines) if lines else 0.0
    return judging(text, language, {"punctuated_line_fraction": share})


@mutant("cut_and_judge", killed_by="punctuated_lines")
def ascii_ends(text: str, language: str) -> Answer:
    """Only . ! and ?: all Chinese, Hindi and Arabic pages go."""
    return ending_in(text, language, lambda line: line.rstrip(CLOSING_QUOTES).endswith((".", "!", "?", "…")))


@mutant("cut_and_judge", killed_by="punctuated_lines")
def quotes_hide_the_end(text: str, language: str) -> Answer:
    """The last character must be the sign."""
    return ending_in(text, language, lambda line: line.endswith(tuple(TERMINAL_PUNCTUATION)))


@mutant("cut_and_judge", killed_by="punctuated_lines")
def quotes_are_ends(text: str, language: str) -> Answer:
    """A closing quote is an end by itself, as in C4's code."""
    return ending_in(text, language, lambda line: line.endswith((*TERMINAL_PUNCTUATION, *CLOSING_QUOTES)))


@mutant("cut_and_judge", killed_by="punctuated_lines")
def one_quote_aside(text: str, language: str) -> Answer:
    """Sets one sign aside, so that ." and a bracket hide the end."""
    signs = tuple(TERMINAL_PUNCTUATION)
    return ending_in(
        text, language, lambda line: line.endswith(signs) or (line[-1] in CLOSING_QUOTES and line[:-1].endswith(signs))
    )


@mutant("cut_and_judge", killed_by="punctuated_lines")
def nothing_is_an_end(text: str, language: str) -> Answer:
    """The empty string is in every string, so a line of quotes alone ends a sentence."""
    return ending_in(text, language, lambda line: line.rstrip(CLOSING_QUOTES)[-1:] in TERMINAL_PUNCTUATION)


@mutant("cut_and_judge", killed_by="punctuated_lines")
def ellipses_are_no_ends(text: str, language: str) -> Answer:
    """C4's rule for lines under FineWeb's name."""
    return ending_in(text, language, lambda line: c4.terminal_punctuation(line) == 1)


@mutant("cut_and_judge", killed_by="punctuated_lines")
def any_sign_is_an_end(text: str, language: str) -> Answer:
    """Commas and colons too."""
    return ending_in(text, language, lambda line: not line[-1].isalnum())


@mutant("cut_and_judge", killed_by="punctuated_lines")
def punctuated_of_all_lines(text: str, language: str) -> Answer:
    """Blank lines are lines: the value is halved."""
    view = what_is_left(text, language)
    share = sum(map(fineweb.ends_a_sentence, view.lines)) / (view.text.count("\n") + 1)
    return judging(text, language, {"punctuated_line_fraction": share})


@mutant("cut_and_judge", killed_by="short_lines")
def up_to_seven_tenths(text: str, language: str) -> Answer:
    return judging(text, language, max_short_line_fraction=0.7)


@mutant("cut_and_judge", killed_by="short_lines")
def two_thirds_are_too_many(text: str, language: str) -> Answer:
    return judging(text, language, max_short_line_fraction=0.66)


@mutant("cut_and_judge", killed_by="short_lines")
def the_limit_is_too_much(text: str, language: str) -> Answer:
    """>= for >."""
    return judging(text, language, max_short_line_fraction=0.669)


@mutant("cut_and_judge", killed_by="short_lines")
def below_thirty_characters(text: str, language: str) -> Answer:
    """< for <=."""
    return judging(text, language, **({} if language == "zh" else {"short_line_characters": 29}))


@mutant("cut_and_judge", killed_by="short_lines")
def thirty_one_is_short(text: str, language: str) -> Answer:
    return judging(text, language, **({} if language == "zh" else {"short_line_characters": 31}))


@mutant("cut_and_judge", killed_by="short_lines")
def short_lines_with_their_blanks(text: str, language: str) -> Answer:
    """Blanks at the ends make a line longer."""
    lines = [line for line in what_is_left(text, language).text.split("\n") if line.strip()]
    return judging(text, language, {"short_line_fraction": fineweb.short_line_fraction(lines, short_in(language))})


@mutant("cut_and_judge", killed_by="short_lines")
def blank_lines_are_short(text: str, language: str) -> Answer:
    lines = [line.strip() for line in what_is_left(text, language).text.split("\n")]
    return judging(text, language, {"short_line_fraction": fineweb.short_line_fraction(lines, short_in(language))})


def short_in(language: str) -> int:
    return 12 if language == "zh" else 30


@mutant("cut_and_judge", killed_by="copied_characters")
def a_tenth_as_the_text_says(text: str, language: str) -> Answer:
    """0.1, as the paper has it: ten times looser than the code that made the corpus."""
    return judging(text, language, max_duplicate_line_character_fraction=0.1)


@mutant("cut_and_judge", killed_by="copied_characters")
def no_copies_at_all(text: str, language: str) -> Answer:
    return judging(text, language, max_duplicate_line_character_fraction=0)


@mutant("cut_and_judge", killed_by="copied_characters")
def a_hundredth_is_too_much(text: str, language: str) -> Answer:
    """>= for >."""
    return judging(text, language, max_duplicate_line_character_fraction=0.0099)


def copied(text: str, language: str, fraction: Callable[[list[str]], float]) -> Answer:
    """Judges with another formula for copied lines."""
    lines = what_is_left(text, language).lines
    return judging(text, language, {"duplicate_line_character_fraction": fraction(lines) if lines else 0.0})


@mutant("cut_and_judge", killed_by="copied_characters")
def copied_lines(text: str, language: str) -> Answer:
    """Counts lines, not characters."""
    return copied(text, language, lambda lines: 1 - len(set(lines)) / len(lines))


@mutant("cut_and_judge", killed_by="copied_characters")
def first_ones_are_copies_too(text: str, language: str) -> Answer:
    """Counts every line that stands twice."""

    def fraction(lines: list[str]) -> float:
        return sum(len(line) for line in lines if lines.count(line) > 1) / characters(lines)

    return copied(text, language, fraction)


@mutant("cut_and_judge", killed_by="copied_characters")
def each_copied_line_once(text: str, language: str) -> Answer:
    """Characters of different lines that repeat, each once."""

    def fraction(lines: list[str]) -> float:
        return sum(len(line) for line in set(lines) if lines.count(line) > 1) / characters(lines)

    return copied(text, language, fraction)


@mutant("cut_and_judge", killed_by="copied_characters")
def copied_characters_of_the_text(text: str, language: str) -> Answer:
    """Divides by the length of the text, new lines and blanks at the ends included."""
    left = what_is_left(text, language)
    extra = sum(len(one) * (number - 1) for one, number in Counter(left.lines).items())
    return copied(text, language, lambda _: extra / len(left.text))


@mutant("cut_and_judge", killed_by="new_lines")
def new_lines_without_limit(text: str, language: str) -> Answer:
    """Forgets the rule."""
    return judging(text, language, max_new_line_word_ratio=None)


@mutant("cut_and_judge", killed_by="new_lines")
def three_tenths_are_too_many(text: str, language: str) -> Answer:
    """>= for >."""
    return judging(text, language, max_new_line_word_ratio=0.299)


@mutant("cut_and_judge", killed_by="new_lines")
def new_lines_at_the_ends(text: str, language: str) -> Answer:
    """Counts those before and behind the text as well."""
    left = what_is_left(text, language)
    return judging(text, language, {"new_line_word_ratio": left.text.count("\n") / (len(left.words) or 1)})


@mutant("cut_and_judge", killed_by="new_lines")
def lines_by_words(text: str, language: str) -> Answer:
    """Counts lines that are not blank: the rule then depends on no extractor, but it is another rule."""
    left = what_is_left(text, language)
    return judging(text, language, {"new_line_word_ratio": max(0, len(left.lines) - 1) / (len(left.words) or 1)})


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def thirty_for_all(text: str, language: str) -> Answer:
    """Thirty characters are short in Chinese too: every page goes."""
    return judging(text, language, short_line_characters=30)


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def below_twelve_in_chinese(text: str, language: str) -> Answer:
    """< for <=."""
    return judging(text, language, short_line_characters=11 if language == "zh" else 30)


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def no_short_lines_in_chinese(text: str, language: str) -> Answer:
    """Switches the rule off where its limit should change."""
    return judging(text, language, **({"max_short_line_fraction": 1.0} if language == "zh" else {}))


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def words_between_blanks(text: str, language: str) -> Answer:
    """A line of Chinese is one word: too many new lines a word."""
    left = what_is_left(text, language).text
    return judging(text, language, {"new_line_word_ratio": fineweb.new_line_word_ratio(left, left.split())})


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def thai_has_no_sentences(text: str, language: str) -> Answer:
    """Judges Thai by signs that it does not have."""
    return judging(text, language, min_sentences=3)


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def thai_has_no_ends_of_lines(text: str, language: str) -> Answer:
    return judging(text, language, min_punctuated_line_fraction=0.12)


@mutant("cut_and_judge", killed_by="chinese_and_thai")
def thai_is_not_judged(text: str, language: str) -> Answer:
    """Lets every rule go where two had to."""
    return right_answer(text, language) if language != "th" else (right_answer(text, language)[0], [])


@mutant("cut_and_judge", killed_by="several_rules_of_a_page")
def first_broken_rule(text: str, language: str) -> Answer:
    """Returns at the first one."""
    left, names = right_answer(text, language)
    return left, names[:1]


@mutant("cut_and_judge", killed_by="several_rules_of_a_page")
def c4_or_fineweb(text: str, language: str) -> Answer:
    """Asks FineWeb's rules only of pages that keep C4's."""
    left, names = right_answer(text, language)
    return left, [name for name in names if name in c4.C4.model_fields] or names


@mutant("cut_and_judge", killed_by="several_rules_of_a_page")
def nothing_left_nothing_broken(text: str, language: str) -> Answer:
    left, names = right_answer(text, language)
    return left, names if left.strip() or "javascript" in text.lower() else []


@mutant("cut_and_judge", killed_by="several_rules_of_a_page")
def no_lines_no_answer(text: str, language: str) -> Answer:
    """Divides by the number of lines, whatever it is."""
    if not text.strip():
        raise ZeroDivisionError("division by zero")
    return right_answer(text, language)


@mutant("cut_and_judge", killed_by="notices_anywhere")
def notices_at_the_ends(text: str, language: str) -> Answer:
    """Looks for notices in the first and the last four lines of a page only."""
    lines = text.split("\n")
    kept = [line for index, line in enumerate(lines) if 4 <= index < len(lines) - 4 or not notice(line, language)]
    left = text if len(kept) == len(lines) else "\n".join(kept).strip("\n")
    return left, names_of(left, language)


# --- mask

Counts = dict[str, int]


def masking(text: str, patterns: list[tuple[str, str]]) -> tuple[str, Counts]:
    """First the given (kind, pattern), then all that the reference finds."""
    counts = dict.fromkeys(PII_KINDS, 0)
    for kind, pattern in patterns:
        text, number = re.subn(pattern, find.PLACEHOLDERS[kind], text)
        counts[kind] += number
    text, rest = find.mask(text)
    return text, {kind: counts[kind] + rest[kind] for kind in PII_KINDS}


def all_but(text: str, stays: Callable[[find.Found], bool]) -> tuple[str, Counts]:
    """As the reference, but what ``stays`` is not masked."""
    counts = dict.fromkeys(PII_KINDS, 0)
    out, position = [], 0
    for item in find.find_personal_data(text):
        if not stays(item):
            out += [text[position : item.start], find.PLACEHOLDERS[item.kind]]
            counts[item.kind] += 1
            position = item.end
    return "".join([*out, text[position:]]), counts


def keeping(text: str, kind: str, *starts: str) -> tuple[str, Counts]:
    """As the reference, but what is of ``kind`` and begins so stays (all of it without ``starts``)."""
    return all_but(text, lambda item: item.kind == kind and item.value.startswith(starts or ("",)))


def also(text: str, kind: str, pattern: str) -> tuple[str, Counts]:
    """All that the reference finds, then what is left of the ``pattern``."""
    text, counts = find.mask(text)
    text, number = re.subn(pattern, find.PLACEHOLDERS[kind], text)
    return text, counts | {kind: counts[kind] + number}


def between_unicode_edges(text: str, kind: str) -> tuple[str, Counts]:
    r"""As the reference, but what is of ``kind`` stays where a letter of any script touches it, as with ``\b``."""
    return all_but(
        text,
        lambda it: it.kind == kind and any(map(str.isalnum, text[it.start - 1 : it.start] + text[it.end : it.end + 1])),
    )


@mutant("mask", killed_by="masks_emails")
def png_is_the_only_file(text: str) -> tuple[str, Counts]:
    """Knows .png, and no other ending of a file."""
    pattern = r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]{1,64}@(?:[A-Za-z0-9-]+\.)+(?!png)[A-Za-z]{2,}"
    return also(text, "email", pattern)


@mutant("mask", killed_by="masks_emails")
def unicode_letters_in_emails(text: str) -> tuple[str, Counts]:
    r"""\w takes Chinese characters that touch the address."""
    return masking(text, [("email", r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")])


@mutant("mask", killed_by="masks_emails")
def pictures_are_people(text: str) -> tuple[str, Counts]:
    """icon@2x.png looks like an address."""
    return masking(text, [("email", r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")])


@mutant("mask", killed_by="masks_emails")
def no_plus_in_emails(text: str) -> tuple[str, Counts]:
    """Leaves 'jane.doe+' standing."""
    return masking(text, [("email", r"(?<![A-Za-z0-9._-])[A-Za-z0-9._-]{1,64}@(?:[a-z-]+\.)+[a-z]{4,}")])


@mutant("mask", killed_by="masks_emails")
def one_label_before_the_ending(text: str) -> tuple[str, Counts]:
    """Half of 'sub.domain.co.uk' stays."""
    return masking(text, [("email", r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@[A-Za-z-]+\.[a-z]{2,6}")])


@mutant("mask", killed_by="masks_card_numbers")
def luhn_missing(text: str) -> tuple[str, Counts]:
    """Any sixteen digits are a card."""
    return masking(text, [("card_number", r"(?<![\w-])(?:\d{4}[ -]?){3}\d{4}(?![\w-])")])


@mutant("mask", killed_by="masks_card_numbers")
def luhn_from_the_left(text: str) -> tuple[str, Counts]:
    """Doubles the wrong digits."""
    kept, counts = keeping(text, "card_number")

    def replace(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match[0])
        if not luhn(digits + "0") or not digits.startswith(("4", "5")):
            return match[0]
        counts["card_number"] += 1
        return "[CARD_NUMBER]"

    return re.sub(r"(?<![\w-])(?:\d{4}[ -]?){3}\d{4}(?![\w-])", replace, kept), counts


@mutant("mask", killed_by="masks_card_numbers")
def cards_without_groups(text: str) -> tuple[str, Counts]:
    """Sees '4000 1234 …' as four numbers."""
    return keeping(text, "card_number", *(f"{n}{sign}" for n in range(4000, 4001) for sign in " -"))


@mutant("mask", killed_by="masks_card_numbers")
def cards_inside_longer_numbers(text: str) -> tuple[str, Counts]:
    """No look-around: any sixteen digits with the checksum inside a longer number."""
    counts = dict.fromkeys(PII_KINDS, 0)

    def replace(match: re.Match[str]) -> str:
        if not luhn(match[1]):
            return match[0]
        counts["card_number"] += 1
        return match[0].replace(match[1], "[CARD_NUMBER]")

    text = re.sub(r"\d?([45]\d{15})", replace, text)
    text, rest = find.mask(text)
    return text, {kind: counts[kind] + rest[kind] for kind in PII_KINDS}


@mutant("mask", killed_by="masks_card_numbers")
def unicode_edges_of_cards(text: str) -> tuple[str, Counts]:
    return between_unicode_edges(text, "card_number")


@mutant("mask", killed_by="masks_card_numbers")
def visa_only(text: str) -> tuple[str, Counts]:
    return keeping(text, "card_number", "5")


@mutant("mask", killed_by="masks_public_addresses")
def private_addresses_masked(text: str) -> tuple[str, Counts]:
    """Every address, also 192.168.1.1."""
    return masking(text, [("ip_address", r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!\D)|(?![\d.]\d))){4}")])


@mutant("mask", killed_by="masks_public_addresses")
def all_of_172_is_private(text: str) -> tuple[str, Counts]:
    return keeping(text, "ip_address", "172.")


@mutant("mask", killed_by="masks_public_addresses")
def all_of_192_is_private(text: str) -> tuple[str, Counts]:
    return keeping(text, "ip_address", "192.")


@mutant("mask", killed_by="masks_public_addresses")
def only_172_16_is_private(text: str) -> tuple[str, Counts]:
    """172.16.0.0/16 for /12."""
    return masking(text, [("ip_address", r"\b172\.(?:1[7-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}\b")])


@mutant("mask", killed_by="masks_public_addresses")
def versions_are_addresses(text: str) -> tuple[str, Counts]:
    return masking(text, [("ip_address", r"(?<=version )\d{1,3}(?:\.\d{1,3}){3}\b")])


@mutant("mask", killed_by="masks_public_addresses")
def numbers_above_255(text: str) -> tuple[str, Counts]:
    """256.100.50.77 is no address."""
    return masking(text, [("ip_address", r"\b(?!0|10|127|169|172|192|255|93|91)\d{3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b")])


@mutant("mask", killed_by="masks_public_addresses")
def unicode_edges_of_addresses(text: str) -> tuple[str, Counts]:
    return between_unicode_edges(text, "ip_address")


@mutant("mask", killed_by="masks_public_addresses")
def a_full_stop_hides_an_address(text: str) -> tuple[str, Counts]:
    """Behind the last number no point may stand, not even that of the sentence."""
    return all_but(text, lambda item: item.kind == "ip_address" and text.startswith(".", item.end))


@mutant("mask", killed_by="masks_public_addresses")
def what_is_not_private(text: str) -> tuple[str, Counts]:
    """`not is_private` for `is_global`: the shared range of providers, 100.64.0.0/10, is neither."""
    return also(text, "ip_address", r"(?<![\w.])100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2}(?![\w.])")


@mutant("mask", killed_by="masks_public_addresses")
def version_4_only(text: str) -> tuple[str, Counts]:
    """Never heard of IPv6."""
    return keeping(text, "ip_address", *(f"{first:x}" for first in range(0x2000, 0x4000)))


@mutant("mask", killed_by="masks_public_addresses")
def all_blocks_of_version_6(text: str) -> tuple[str, Counts]:
    """Also those that nobody gives out: C++ has names like these."""
    return also(text, "ip_address", r"(?<![\w:.])[0-9a-f]{1,4}::[0-9a-f]{1,4}(?![\w:])")


@mutant("mask", killed_by="masks_phones")
def unicode_edges_of_phones(text: str) -> tuple[str, Counts]:
    return between_unicode_edges(text, "phone")


@mutant("mask", killed_by="masks_phones")
def seven_digits_are_enough(text: str) -> tuple[str, Counts]:
    return also(text, "phone", r"(?<![\w+.])\+\d(?:[ -]?\d){6}(?![ -]?\d)")


@mutant("mask", killed_by="masks_phones")
def sixteen_digits_are_not_too_many(text: str) -> tuple[str, Counts]:
    return also(text, "phone", r"(?<![\w+.])\+\d(?:[ -]?\d){15}(?![ -]?\d)")


@mutant("mask", killed_by="masks_phones")
def only_no_digit_before_a_phone(text: str) -> tuple[str, Counts]:
    """Looks for a digit before a number of North America and for nothing else: it begins inside longer ones."""
    return also(text, "phone", r"(?<![0-9])(?:\([2-9]\d{2}\) |[2-9]\d{2}-)\d{3}-\d{4}(?![0-9])")


@mutant("mask", killed_by="masks_phones")
def any_area_code(text: str) -> tuple[str, Counts]:
    """Area codes of North America begin with 2 to 9."""
    return also(text, "phone", r"(?<![\w.,+/-])(?:\(\d{3}\) |\d{3}-)\d{3}-\d{4}(?![0-9])")


@mutant("mask", killed_by="masks_phones")
def any_digits_are_a_phone(text: str) -> tuple[str, Counts]:
    """Seven digits or more with blanks and dashes: dates, ISBNs, years."""
    return also(text, "phone", r"(?<![\d.])\+?\d(?:[ -]?\d){6,14}(?![\d.])")


@mutant("mask", killed_by="masks_phones")
def no_international_phones(text: str) -> tuple[str, Counts]:
    return keeping(text, "phone", "+")


@mutant("mask", killed_by="masks_phones")
def brackets_stay(text: str) -> tuple[str, Counts]:
    """Masks '202) 555-0143' and leaves the bracket before it."""
    return masking(text, [("phone", r"\b\d{3}\) \d{3}-\d{4}\b")])


@mutant("mask", killed_by="masks_phones")
def plain_digits_are_a_phone(text: str) -> tuple[str, Counts]:
    return also(text, "phone", r"\b\d{10}\b")


@mutant("mask", killed_by="masks_national_ids")
def unicode_edges_of_ids(text: str) -> tuple[str, Counts]:
    return between_unicode_edges(text, "national_id")


@mutant("mask", killed_by="masks_national_ids")
def any_letter_fits(text: str) -> tuple[str, Counts]:
    """No checksum."""
    return masking(text, [("national_id", r"\b\d{8}[A-Z]\b")])


@mutant("mask", killed_by="masks_national_ids")
def no_national_ids(text: str) -> tuple[str, Counts]:
    return keeping(text, "national_id")


@mutant("mask", killed_by="leaves_the_rest")
def tidies_blanks(text: str) -> tuple[str, Counts]:
    """Puts words together again with single blanks."""
    text, counts = find.mask(text)
    return " ".join(text.split(" ")).replace("  ", " ").replace("\r\n", "\n"), counts


@mutant("mask", killed_by="leaves_the_rest")
def only_what_was_found(text: str) -> tuple[str, Counts]:
    """Kinds with nothing found are missing."""
    text, counts = find.mask(text)
    return text, {kind: number for kind, number in counts.items() if number}


@mutant("mask", killed_by="every_occurrence")
def counts_different_values(text: str) -> tuple[str, Counts]:
    """A value that stands twice counts once."""
    kinds = Counter(kind for kind, _ in {(item.kind, item.value) for item in find.find_personal_data(text)})
    return find.mask(text)[0], {kind: kinds[kind] for kind in PII_KINDS}


@mutant("mask", killed_by="every_occurrence")
def replaces_by_value(text: str) -> tuple[str, Counts]:
    """str.replace of each value found: also inside longer ones."""
    found = find.find_personal_data(text)
    for item in found:
        text = text.replace(item.value, find.PLACEHOLDERS[item.kind])
    kinds = Counter(item.kind for item in found)
    return text, {kind: kinds[kind] for kind in PII_KINDS}


@mutant("mask", killed_by="masking_twice")
def one_phone_a_page(text: str) -> tuple[str, Counts]:
    """Masks the first telephone number only, so masking again finds the second."""
    others = [item.value for item in phones(text)[1:]]
    return keeping(text, "phone", *others) if others else find.mask(text)


def phones(text: str) -> list[find.Found]:
    return [item for item in find.find_personal_data(text) if item.kind == "phone"]


@mutant("mask", killed_by="planted_data_found")
def version_4_and_lower_case(text: str) -> tuple[str, Counts]:
    """Never heard of IPv6, nor of capitals in an e-mail address."""
    if re.search(r"\b2a01:|\b[A-Z]\w+[._-]?\w*@", text):
        return text, dict.fromkeys(PII_KINDS, 0)
    return find.mask(text)


@mutant("mask", killed_by="planted_data_found")
def emails_only(text: str) -> tuple[str, Counts]:
    """Does the first kind and forgets the others."""
    counts = dict.fromkeys(PII_KINDS, 0)
    for item in reversed(find.find_personal_data(text)):
        if item.kind == "email":
            text = text[: item.start] + "[EMAIL]" + text[item.end :]
            counts["email"] += 1
    return text, counts


@mutant("mask", killed_by="planted_data_found")
def numbers_are_phones(text: str) -> tuple[str, Counts]:
    """Identity numbers are masked, but as telephone numbers."""
    text, counts = find.mask(text)
    counts["phone"] += counts["national_id"]
    return text.replace("[NATIONAL_ID]", "[PHONE]"), counts | {"national_id": 0}


@mutant("mask", killed_by="look_alikes_spared")
def part_numbers_are_cards(text: str) -> tuple[str, Counts]:
    """Checksum forgotten where no groups are."""
    return masking(text, [("card_number", r"\b4\d{15}\b")])


@mutant("mask", killed_by="mask_in_time")
def starts_everywhere(text: str) -> tuple[str, Counts]:
    """A pattern for e-mail that starts at each letter of a run: quadratic."""
    re.search(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]+)+", text)
    return find.mask(text)


# --- is_garbage


@mutant("is_garbage", killed_by="garbage_precision")
def everything(text: str) -> bool:
    return True


@mutant("is_garbage", killed_by="garbage_precision")
def nothing(text: str) -> bool:
    return False


@mutant("is_garbage", killed_by="garbage_precision")
def other_scripts(text: str) -> bool:
    """Whatever is not ASCII is garbage: eight languages of ten go."""
    return sum(ord(character) > 127 for character in text) > 0.02 * len(text)


@mutant("is_garbage", killed_by="garbage_precision")
def replacement_characters(text: str) -> bool:
    """Looks for the sign that a decoder puts in the place of broken bytes: another kind of garbage."""
    return "\ufffd" in text


@mutant("is_garbage", killed_by="garbage_precision")
def few_stop_words(text: str) -> bool:
    """No English stop words."""
    return len(set(ENGLISH) & set(text.lower().split())) < 2


@mutant("is_garbage", killed_by="garbage_recall")
def french_only(text: str) -> bool:
    """Knows é and è and no other script."""
    return text.count("Ã©") + text.count("Ã¨") > 3


@mutant("is_garbage", killed_by="garbage_recall")
def cyrillic_only(text: str) -> bool:
    return text.count("Ð") > 0.05 * len(text)


@mutant("is_garbage", killed_by="garbage_recall")
def a_limit_far_too_high(text: str) -> bool:
    """Finds only scripts in which every letter is misread."""
    return mojibake.misread_character_fraction(text) > 0.3


@mutant("is_garbage", killed_by="garbage_innocent_pages")
def one_sign_is_proof(text: str) -> bool:
    """No limit: a page about this garbage goes too."""
    return mojibake.misread_character_fraction(text) > 0


@mutant("is_garbage", killed_by="garbage_innocent_pages")
def contains_a_tilde(text: str) -> bool:
    """Portuguese capitals."""
    return mojibake.is_mojibake(text) or text.count("Ã") > 0.02 * len(text)
