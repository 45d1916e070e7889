"""Wrong solutions of lab 04, each with one mistake that somebody has made."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from itertools import pairwise

from labs.grading.mutant import mutant
from pipeline.pii import find
from pipeline.pii.checksums import luhn
from pipeline.rules import gopher_quality, mojibake, refinedweb_lines
from pipeline.rules.gopher_quality import GopherQuality
from pipeline.rules.overrides import LANGUAGES
from pipeline.rules.quality_verdict import broken_gopher_quality_rules as right_verdict
from pipeline.rules.stop_words import ENGLISH, stop_words_of
from pipeline.truth import PII_KINDS
from pipeline.words import View

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


# --- is_counter

WHAT = "|".join(refinedweb_lines.COUNTERS)


@mutant("is_counter", killed_by="counters")
def plain_numbers_only(line: str) -> float:
    """No commas, points, k or m."""
    return float(re.fullmatch(rf"\W*\d+ (?:{WHAT})\W*", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="counters")
def in_lower_case_only(line: str) -> float:
    return float(re.fullmatch(rf"\W*+\d[\d.,]*+ ?[km]?\W*+(?:{WHAT})\W*+", line) is not None)


@mutant("is_counter", killed_by="counters")
def no_signs_around(line: str) -> float:
    return float(re.fullmatch(rf"\d[\d.,]*+ ?[km]? ?(?:{WHAT})", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="counters")
def answers_with_a_bool(line: str) -> bool:
    """True where a number was asked for."""
    return bool(refinedweb_lines.is_counter(line))


@mutant("is_counter", killed_by="no_counters")
def anywhere_in_the_line(line: str) -> float:
    """search for fullmatch: cuts sentences."""
    return float(re.search(rf"\d[\d.,]*+ ?[km]?\W*+(?:{WHAT})", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="no_counters")
def only_the_start(line: str) -> float:
    """match for fullmatch."""
    return float(re.match(rf"\W*+\d[\d.,]*+ ?[km]?\W*+(?:{WHAT})\b", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="counters")
def any_word_after_a_number(line: str) -> float:
    return float(re.fullmatch(r"\W*+\d[\d.,]*+ ?[km]?\W*+[a-z]+\W*+", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="no_counters")
def number_is_optional(line: str) -> float:
    return float(re.fullmatch(rf"\W*+[\d.,]*+ ?[km]?\W*+(?:{WHAT})\W*+", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="counter_in_time")
def exponential(line: str) -> float:
    """Nested repetition: digits can be shared out in 2^n ways."""
    return float(re.fullmatch(rf"\W*(?:\d+[.,]?)+ ?[km]?\W*(?:{WHAT})\W*", line, re.IGNORECASE) is not None)


@mutant("is_counter", killed_by="counter_in_time")
def neighbours_share_blanks(line: str) -> float:
    """Two repetitions of blanks side by side: quadratic."""
    return float(re.fullmatch(rf"\W*\d[\d.,]*\s*[km]?\W*(?:{WHAT})\W*", line, re.IGNORECASE) is not None)


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


def keeping(text: str, kind: str, *starts: str) -> tuple[str, Counts]:
    """As the reference, but what is of ``kind`` and begins so stays (all of it without ``starts``)."""
    counts = dict.fromkeys(PII_KINDS, 0)
    out, position = [], 0
    for item in find.find_personal_data(text):
        if item.kind == kind and item.value.startswith(starts or ("",)):
            continue
        out += [text[position : item.start], find.PLACEHOLDERS[item.kind]]
        counts[item.kind] += 1
        position = item.end
    return "".join([*out, text[position:]]), counts


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


@mutant("mask", killed_by="masks_phones")
def any_digits_are_a_phone(text: str) -> tuple[str, Counts]:
    """Seven digits or more with blanks and dashes: dates, ISBNs, years."""
    text, counts = find.mask(text)
    text, number = re.subn(r"(?<![\d.])\+?\d(?:[ -]?\d){6,14}(?![\d.])", "[PHONE]", text)
    return text, counts | {"phone": counts["phone"] + number}


@mutant("mask", killed_by="masks_phones")
def no_international_phones(text: str) -> tuple[str, Counts]:
    return keeping(text, "phone", "+")


@mutant("mask", killed_by="masks_phones")
def brackets_stay(text: str) -> tuple[str, Counts]:
    """Masks '202) 555-0143' and leaves the bracket before it."""
    return masking(text, [("phone", r"\b\d{3}\) \d{3}-\d{4}\b")])


@mutant("mask", killed_by="masks_phones")
def plain_digits_are_a_phone(text: str) -> tuple[str, Counts]:
    text, counts = find.mask(text)
    text, number = re.subn(r"\b\d{10}\b", "[PHONE]", text)
    return text, counts | {"phone": counts["phone"] + number}


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
