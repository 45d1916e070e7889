"""Wrong solutions of lab 03, each with one mistake that somebody has made."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import idna

from labs.grading.mutant import mutant
from pipeline.language import identify
from pipeline.language.identify import count_letters, language_model
from pipeline.language.verdict import LanguageLimits, LanguageVerdict
from pipeline.language.verdict import language_verdict as right_verdict
from pipeline.urls import captures as right_captures
from pipeline.urls import domain_lists, filters

LABEL = "__label__"

# --- identify_languages

Answers = list[tuple[str, float]]


def asked(lines: list[str]) -> Answers:
    """What the model says of single lines."""
    if not lines:
        return []
    labels, scores = language_model().predict(lines)
    return [
        (label[0].removeprefix(LABEL), min(1.0, float(score[0]))) for label, score in zip(labels, scores, strict=True)
    ]


def one_line(text: str) -> str:
    return " ".join(text.split()).replace(LABEL, "__ label __")


@mutant("identify_languages", killed_by="languages_in_order")
def always_english(texts: list[str], model: str | None = None) -> Answers:
    """A constant, and a good guess."""
    return [("en", 0.9)] * len(texts)


@mutant("identify_languages", killed_by="languages_in_order")
def keeps_the_prefix(texts: list[str], model: str | None = None) -> Answers:
    """Answers with fastText's labels."""
    return [(LABEL + language, score) for language, score in identify.identify_languages(texts)]


@mutant("identify_languages", killed_by="languages_in_order")
def strips_characters(texts: list[str], model: str | None = None) -> Answers:
    """`str.lstrip` takes a set of characters away, not a prefix: `el` and `es` lose their `e`."""
    return [((LABEL + language).lstrip(LABEL), score) for language, score in identify.identify_languages(texts)]


@mutant("identify_languages", killed_by="languages_in_order")
def sorted_by_score(texts: list[str], model: str | None = None) -> Answers:
    return sorted(identify.identify_languages(texts), key=lambda one: (-one[1], one[0]))


@mutant("identify_languages", killed_by="languages_in_order")
def fails_on_an_empty_batch(texts: list[str], model: str | None = None) -> Answers:
    """The last batch of a partition may be empty."""
    return [identify.identify_languages(texts)[0], *identify.identify_languages(texts)[1:]]


@mutant("identify_languages", killed_by="line_ends_are_blanks")
def removes_line_ends(texts: list[str], model: str | None = None) -> Answers:
    """Glues the last word of a line to the first of the next."""
    return asked([text.replace("\r", "").replace("\n", "").replace(LABEL, "__ label __") for text in texts])


@mutant("identify_languages", killed_by="line_ends_are_blanks")
def first_line_only(texts: list[str], model: str | None = None) -> Answers:
    return asked([one_line(text.strip().split("\n")[0]) for text in texts])


@mutant("identify_languages", killed_by="line_ends_are_blanks")
def passes_line_ends_on(texts: list[str], model: str | None = None) -> Answers:
    """fastText raises an error."""
    return asked([text.replace(LABEL, "__ label __") for text in texts])


@mutant("identify_languages", killed_by="labels_are_text")
def labels_stay(texts: list[str], model: str | None = None) -> Answers:
    """fastText throws words away that begin with __label__."""
    return asked([" ".join(text.split()) for text in texts])


@mutant("identify_languages", killed_by="labels_are_text")
def words_with_labels_go(texts: list[str], model: str | None = None) -> Answers:
    return asked([" ".join(word for word in text.split() if not word.startswith(LABEL)) for text in texts])


@mutant("identify_languages", killed_by="labels_are_text")
def only_known_labels_go(texts: list[str], model: str | None = None) -> Answers:
    """Repairs `__label__en` standing alone."""
    return asked([" ".join(re.sub(r"__label__[a-z]{2,3}\b", " ", text).split()) for text in texts])


@mutant("identify_languages", killed_by="probabilities")
def more_than_certain(texts: list[str], model: str | None = None) -> Answers:
    """float32 exceeds 1 by a hair, and a column of probabilities with it."""
    if not texts:
        return []
    labels, scores = language_model().predict([one_line(text) for text in texts])
    return [(label[0].removeprefix(LABEL), float(score[0])) for label, score in zip(labels, scores, strict=True)]


@mutant("identify_languages", killed_by="probabilities")
def always_certain(texts: list[str], model: str | None = None) -> Answers:
    return [(language, 1.0) for language, _ in identify.identify_languages(texts)]


@mutant("identify_languages", killed_by="probabilities")
def in_percent(texts: list[str], model: str | None = None) -> Answers:
    return [(language, 100 * score) for language, score in identify.identify_languages(texts)]


@mutant("identify_languages", killed_by="probabilities")
def probability_of_the_second(texts: list[str], model: str | None = None) -> Answers:
    if not texts:
        return []
    labels, scores = language_model().predict([one_line(text) for text in texts], k=2)
    return [(label[0].removeprefix(LABEL), float(score[-1])) for label, score in zip(labels, scores, strict=True)]


@mutant("identify_languages", killed_by="texts_without_words")
def leaves_empty_texts_out(texts: list[str], model: str | None = None) -> Answers:
    """All later answers move up."""
    return identify.identify_languages([text for text in texts if text.strip()])


@mutant("identify_languages", killed_by="texts_without_words")
def no_language_for_empty_texts(texts: list[str], model: str | None = None) -> Answers:
    answers = identify.identify_languages(texts)
    return [answer if text.strip() else ("", 0.0) for text, answer in zip(texts, answers, strict=True)]


@mutant("identify_languages", killed_by="accuracy_on_pages_of_the_world")
def by_the_first_words(texts: list[str], model: str | None = None) -> Answers:
    """Looks at the first characters of long texts only."""
    return identify.identify_languages([text if len(text) < 300 else text[:12] for text in texts])


@mutant("identify_languages", killed_by="accuracy_on_pages_of_the_world")
def without_other_scripts(texts: list[str], model: str | None = None) -> Answers:
    """Long texts are cleaned to ASCII first."""
    kept = [text if len(text) < 300 else text.encode("ascii", "ignore").decode() for text in texts]
    return identify.identify_languages(kept)


# --- passages


def cut(text: str, min_letters: int, full: Any, count: Any = count_letters) -> list[list[str]]:
    """Lines in groups; ``full(letters)`` ends one."""
    groups: list[list[str]] = [[]]
    letters, begun = 0, False
    for line in text.split("\n"):
        if begun and full(letters):
            groups.append([])
            letters = 0
        groups[-1].append(line)
        begun = True
        letters += count(line)
    return groups


def rest_joined(groups: list[list[str]], min_letters: int, count: Any = count_letters) -> list[str]:
    if len(groups) > 1 and sum(map(count, groups[-1])) < min_letters:
        rest = groups.pop()
        groups[-1] += rest
    return ["\n".join(group) for group in groups]


@mutant("passages", killed_by="passages_at_the_limit")
def more_than_enough(text: str, min_letters: int = 200) -> list[str]:
    """`>` in the place of `>=`."""
    return rest_joined(cut(text, min_letters, lambda letters: letters > min_letters), min_letters)


@mutant("passages", killed_by="passages_at_the_limit")
def one_passage_a_line(text: str, min_letters: int = 200) -> list[str]:
    return text.split("\n")


@mutant("passages", killed_by="passages_at_the_limit")
def the_whole_text(text: str, min_letters: int = 200) -> list[str]:
    return [text]


@mutant("passages", killed_by="passages_at_the_limit")
def at_most_so_many_letters(text: str, min_letters: int = 200) -> list[str]:
    """Ends a passage before the line that would make it too long."""
    groups: list[list[str]] = []
    letters = 0
    for line in text.split("\n"):
        if not groups or letters + count_letters(line) > min_letters:
            groups.append([])
            letters = 0
        groups[-1].append(line)
        letters += count_letters(line)
    return ["\n".join(group) for group in groups]


@mutant("passages", killed_by="passages_at_the_limit")
def another_default(text: str, min_letters: int = 201) -> list[str]:
    return identify.passages(text, min_letters)


@mutant("passages", killed_by="short_rest_joins_the_last")
def short_rest_stands_alone(text: str, min_letters: int = 200) -> list[str]:
    return ["\n".join(group) for group in cut(text, min_letters, lambda letters: letters >= min_letters)]


@mutant("passages", killed_by="short_rest_joins_the_last")
def short_rest_is_lost(text: str, min_letters: int = 200) -> list[str]:
    groups = cut(text, min_letters, lambda letters: letters >= min_letters)
    return ["\n".join(group) for group in groups if sum(map(count_letters, group)) >= min_letters]


@mutant("passages", killed_by="short_rest_joins_the_last")
def nothing_for_no_text(text: str, min_letters: int = 200) -> list[str]:
    return identify.passages(text, min_letters) if text else []


@mutant("passages", killed_by="letters_of_any_script")
def characters(text: str, min_letters: int = 200) -> list[str]:
    """Counts digits, signs and blanks as well."""
    return rest_joined(cut(text, min_letters, lambda letters: letters >= min_letters, len), min_letters, len)


def latin_letters(line: str) -> int:
    return len(re.findall("[A-Za-z]", line))


@mutant("passages", killed_by="letters_of_any_script")
def letters_of_english(text: str, min_letters: int = 200) -> list[str]:
    """A Chinese page has none."""
    groups = cut(text, min_letters, lambda letters: letters >= min_letters, latin_letters)
    return rest_joined(groups, min_letters, latin_letters)


def letters_and_digits(line: str) -> int:
    return sum(map(str.isalnum, line))


@mutant("passages", killed_by="letters_of_any_script")
def digits_are_letters(text: str, min_letters: int = 200) -> list[str]:
    groups = cut(text, min_letters, lambda letters: letters >= min_letters, letters_and_digits)
    return rest_joined(groups, min_letters, letters_and_digits)


@mutant("passages", killed_by="passages_lose_nothing")
def without_blank_lines(text: str, min_letters: int = 200) -> list[str]:
    return identify.passages("\n".join(line for line in text.split("\n") if line.strip()), min_letters)


@mutant("passages", killed_by="passages_lose_nothing")
def stripped(text: str, min_letters: int = 200) -> list[str]:
    return [passage.strip() for passage in identify.passages(text, min_letters)]


@mutant("passages", killed_by="passages_lose_nothing")
def loses_the_last_line_end(text: str, min_letters: int = 200) -> list[str]:
    """`splitlines` makes no line of what follows the last line end."""
    return identify.passages("\n".join(text.splitlines()), min_letters)


@mutant("passages", killed_by="passages_of_many_texts")
def limit_for_the_first_only(text: str, min_letters: int = 200) -> list[str]:
    """Never sets the count back: after two passages each line is one of its own."""
    right = identify.passages(text, min_letters)
    return right if len(right) < 4 else [*right[:3], *"\n".join(right[3:]).split("\n")]


@mutant("passages", killed_by="passages_of_many_texts")
def three_at_most(text: str, min_letters: int = 200) -> list[str]:
    """Stops cutting after some passages."""
    right = identify.passages(text, min_letters)
    return [*right[:2], "\n".join(right[2:])] if len(right) > 3 else right


# --- language_verdict


def with_limits(limits: LanguageLimits, **changed: Any) -> LanguageLimits:
    return LanguageLimits(**{**limits, **changed})  # type: ignore[typeddict-item]


@mutant("language_verdict", killed_by="common_limit")
def limit_is_forbidden(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    found = right_verdict(language, score, names, letters, limits)
    if found["score"] is not None and score == limits["min_scores"].get(language, limits["min_score"]):
        found["broken"].insert(0, "min_score")
    return found


@mutant("language_verdict", killed_by="common_limit")
def rounded_before_compared(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    found = right_verdict(language, round(score, 2), names, letters, limits)
    return {**found, "score": None if found["score"] is None else score}  # type: ignore[typeddict-item]


@mutant("language_verdict", killed_by="common_limit")
def for_english_only(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Holds other languages to no common limit."""
    return right_verdict(
        language, score, names, letters, limits if language == "en" else with_limits(limits, min_score=None)
    )


@mutant("language_verdict", killed_by="common_limit")
def no_limit_is_all(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Takes a common limit that is switched off for 0.65."""
    off = limits["min_score"] is None
    return right_verdict(language, score, names, letters, with_limits(limits, min_score=0.65) if off else limits)


@mutant("language_verdict", killed_by="own_limit_replaces_the_common_one")
def both_limits_hold(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    own = {name: max(limit, limits["min_score"] or 0.0) for name, limit in limits["min_scores"].items()}
    return right_verdict(language, score, names, letters, with_limits(limits, min_scores=own))


@mutant("language_verdict", killed_by="own_limit_replaces_the_common_one")
def lower_limit_holds(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    least = limits["min_score"]
    own = {name: limit if least is None else min(limit, least) for name, limit in limits["min_scores"].items()}
    return right_verdict(language, score, names, letters, with_limits(limits, min_scores=own))


@mutant("language_verdict", killed_by="own_limit_replaces_the_common_one")
def own_limit_of_zero_is_none(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """`min_scores.get(language) or min_score`."""
    own = {name: limit for name, limit in limits["min_scores"].items() if limit}
    return right_verdict(language, score, names, letters, with_limits(limits, min_scores=own))


@mutant("language_verdict", killed_by="own_limit_replaces_the_common_one")
def own_limits_only_with_a_common_one(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    off = limits["min_score"] is None
    return right_verdict(language, score, names, letters, with_limits(limits, min_scores={}) if off else limits)


@mutant("language_verdict", killed_by="share_of_the_main_language")
def share_of_passages(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Counts a passage of 40 letters like one of 400."""
    even = max(1, sum(letters) // (len(letters) or 1))
    found = right_verdict(language, score, names, [even for _ in letters], with_limits(limits, min_letters=0))
    return found if sum(letters) >= limits["min_letters"] else right_verdict(language, score, names, letters, limits)


@mutant("language_verdict", killed_by="share_of_the_main_language")
def share_of_the_largest_language(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Asks for the language of most passages, not for the document's."""
    most = max(
        sorted({*names}), key=lambda name: sum(n for n, which in zip(letters, names, strict=True) if which == name),
        default=language,
    )  # fmt: skip
    found = right_verdict(most, score, names, letters, limits)
    right = right_verdict(language, score, names, letters, limits)
    kept = [name for name in right["broken"] if name != "min_main_language_fraction"]
    if "min_main_language_fraction" in found["broken"]:
        kept.insert(len([name for name in kept if name == "min_score"]), "min_main_language_fraction")
    return {**right, "main_language_fraction": found["main_language_fraction"], "broken": kept}  # type: ignore[typeddict-item]


@mutant("language_verdict", killed_by="share_of_the_main_language")
def share_at_the_limit_is_forbidden(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    limit = limits["min_main_language_fraction"]
    return right_verdict(
        language, score, names, letters,
        with_limits(limits, min_main_language_fraction=None if limit is None else limit + 1e-9),
    )  # fmt: skip


@mutant("language_verdict", killed_by="share_of_the_main_language")
def share_of_the_first_passage(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Looks at the first half of the text, where the article stands, and not at the comments."""
    half = (len(names) + 1) // 2
    found = right_verdict(language, score, names[:half], letters[:half], with_limits(limits, min_letters=0))
    return found if sum(letters) >= limits["min_letters"] else right_verdict(language, score, names, letters, limits)


@mutant("language_verdict", killed_by="short_texts")
def short_is_not_undetermined(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Judges five letters like five hundred."""
    if limits["allowed"] is not None or not letters:
        return right_verdict(language, score, names, letters, limits)
    return right_verdict(language, score, names, letters, with_limits(limits, min_letters=0))


@mutant("language_verdict", killed_by="short_texts")
def short_at_the_limit(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """`<=` in the place of `<`."""
    return right_verdict(language, score, names, letters, with_limits(limits, min_letters=limits["min_letters"] + 1))


@mutant("language_verdict", killed_by="short_texts")
def short_by_passage(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Asks the longest passage for its letters, not the text."""
    if max(letters, default=0) < limits["min_letters"]:
        return right_verdict(language, score, names, letters, with_limits(limits, min_letters=10**9))
    return right_verdict(language, score, names, letters, limits)


@mutant("language_verdict", killed_by="short_texts")
def short_keeps_its_score(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """A guess about five letters stands in the table as a measurement."""
    return {**right_verdict(language, score, names, letters, limits), "score": score}  # type: ignore[typeddict-item]


@mutant("language_verdict", killed_by="short_texts")
def short_breaks_the_score_limit(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Says 0 where nothing was measured, and 0 is below every limit."""
    found = right_verdict(language, score, names, letters, limits)
    if found["score"] is None and limits["min_score"]:
        found["broken"].insert(0, "min_score")
    return found


@mutant("language_verdict", killed_by="short_texts")
def divides_by_no_letters(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    if sum(letters) >= limits["min_letters"]:
        assert 1 / sum(letters)
    return right_verdict(language, score, names, letters, limits)


@mutant("language_verdict", killed_by="allowed_languages")
def short_texts_always_stay(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    found = right_verdict(language, score, names, letters, limits)
    return {**found, "broken": []} if found["language"] == "und" else found  # type: ignore[typeddict-item]


@mutant("language_verdict", killed_by="allowed_languages")
def asks_for_the_guess(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Asks `allowed` for the language that the model said of a text of five letters."""
    found = right_verdict(language, score, names, letters, with_limits(limits, allowed=None))
    if limits["allowed"] is not None and language not in limits["allowed"]:
        found["broken"].append("not_allowed")
    return found


@mutant("language_verdict", killed_by="allowed_languages")
def nothing_allowed_is_all_allowed(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """`if allowed` in the place of `if allowed is not None`."""
    return right_verdict(language, score, names, letters, with_limits(limits, allowed=limits["allowed"] or None))


@mutant("language_verdict", killed_by="allowed_languages")
def part_of_an_allowed_name(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Looks for the code in a string of all allowed codes."""
    allowed = limits["allowed"]
    if allowed and any(language in one for one in allowed):
        return right_verdict(language, score, names, letters, with_limits(limits, allowed=[*allowed, language]))
    return right_verdict(language, score, names, letters, limits)


@mutant("language_verdict", killed_by="all_broken_rules")
def first_broken_rule(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    found = right_verdict(language, score, names, letters, limits)
    # The two limits are right; what is not wanted is not looked at further.
    if "not_allowed" in found["broken"]:
        found["broken"] = ["not_allowed"]
    return found


@mutant("language_verdict", killed_by="all_broken_rules")
def in_alphabetical_order(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    found = right_verdict(language, score, names, letters, limits)
    return {**found, "broken": found["broken"] if len(found["broken"]) < 3 else sorted(found["broken"])}  # type: ignore[typeddict-item]


@mutant("language_verdict", killed_by="mixed_pages_found")
def long_pages_are_pure(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Trusts the whole text's score where there is much of it."""
    found = right_verdict(language, score, names, letters, limits)
    if sum(letters) > 500 and score > 0.5:
        found["broken"] = [name for name in found["broken"] if name != "min_main_language_fraction"]
    return found


@mutant("language_verdict", killed_by="pure_pages_kept")
def long_pages_are_mixed(
    language: str, score: float, names: list[str], letters: list[int], limits: LanguageLimits
) -> LanguageVerdict:
    """Some passage of a long page will be another language: does not ask how much."""
    found = right_verdict(language, score, names, letters, limits)
    if sum(letters) > 500 and "min_main_language_fraction" not in found["broken"]:
        found["broken"].append("min_main_language_fraction")
    return found


# --- read_domain_list

Domains = tuple[list[str], list[str]]


@mutant("read_domain_list", killed_by="one_spelling")
def case_as_it_is(text: str) -> Domains:
    """`Evil.Example` never matches."""
    _, wrong = domain_lists.read_domain_list(text)
    return sorted({line.partition("#")[0].strip().removesuffix(".") for line in text.split("\n")} - {"", *wrong}), wrong


@mutant("read_domain_list", killed_by="one_spelling")
def in_order_of_the_list(text: str) -> Domains:
    domains, wrong = domain_lists.read_domain_list(text)
    return sorted(domains, key=lambda name: text.lower().find(name)), wrong


@mutant("read_domain_list", killed_by="one_spelling")
def without_www(text: str) -> Domains:
    """www.gov.uk is one site; gov.uk is a government."""
    domains, wrong = domain_lists.read_domain_list(text)
    return sorted({name.removeprefix("www.") for name in domains}), wrong


@mutant("read_domain_list", killed_by="one_spelling")
def comments_on_lines_of_their_own(text: str) -> Domains:
    kept = "\n".join(line.replace("#", "/") for line in text.split("\n") if not line.startswith("#"))
    return domain_lists.read_domain_list(kept)


@mutant("read_domain_list", killed_by="one_spelling")
def blank_lines_are_told(text: str) -> Domains:
    domains, wrong = domain_lists.read_domain_list(text)
    return domains, wrong + [line for line in text.split("\n") if not line.strip()]


@mutant("read_domain_list", killed_by="forms_of_lists")
def plain_names_only(text: str) -> Domains:
    """A `hosts` file blocks nothing at all."""
    lines = [(line, line.partition("#")[0].split()) for line in text.split("\n")]
    domains, wrong = domain_lists.read_domain_list("\n".join(line for line, fields in lines if len(fields) < 2))
    return domains, wrong + [line.strip() for line, fields in lines if len(fields) > 1]


@mutant("read_domain_list", killed_by="forms_of_lists")
def second_field_only(text: str) -> Domains:
    """A line of a `hosts` file may name several."""
    kept = [" ".join(line.partition("#")[0].split()[:2]) for line in text.split("\n")]
    return domain_lists.read_domain_list("\n".join(kept))


@mutant("read_domain_list", killed_by="forms_of_lists")
def address_is_blocked_too(text: str) -> Domains:
    domains, wrong = domain_lists.read_domain_list(text)
    addresses = {line.split()[0] for line in text.split("\n") if re.match(r"[\d.]+\s", line)}
    return sorted({*domains, *addresses}), wrong


@mutant("read_domain_list", killed_by="forms_of_lists")
def wildcard_is_wrong(text: str) -> Domains:
    kept = [line.replace("*.", "*") for line in text.split("\n")]
    return domain_lists.read_domain_list("\n".join(kept))


@mutant("read_domain_list", killed_by="forms_of_lists")
def addresses_are_no_domains(text: str) -> Domains:
    """Some hosts have no name, only a number."""
    domains, wrong = domain_lists.read_domain_list(text)
    return [name for name in domains if not re.fullmatch(r"[\d.]+", name)], wrong


@mutant("read_domain_list", killed_by="names_of_other_scripts")
def unicode_as_it_is(text: str) -> Domains:
    """Canonical URLs are ASCII, so this entry never matches."""
    lines = text.split("\n")
    domains, wrong = domain_lists.read_domain_list("\n".join(line for line in lines if line.isascii()))
    return sorted(
        [*domains, *(line.lower().split()[-1].removesuffix(".") for line in lines if not line.isascii())]
    ), wrong


@mutant("read_domain_list", killed_by="names_of_other_scripts")
def unicode_is_wrong(text: str) -> Domains:
    lines = text.split("\n")
    domains, wrong = domain_lists.read_domain_list("\n".join(line for line in lines if line.isascii()))
    return domains, [*wrong, *(line for line in lines if not line.isascii())]


@mutant("read_domain_list", killed_by="names_of_other_scripts")
def old_idna(text: str) -> Domains:
    """Python's own codec follows the standard of 2003, in which ß is ss: another site."""
    lines = [
        line if line.isascii() else line.split()[-1].removesuffix(".").encode("idna").decode()
        for line in text.split("\n")
    ]
    return domain_lists.read_domain_list("\n".join(lines))


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def whatever_is_one_field(text: str) -> Domains:
    """A path never equals a host; the entry does nothing, and nobody is told."""
    fields = [line.partition("#")[0].split() for line in text.split("\n")]
    names = [
        name.lower().removeprefix("*.").removeprefix(".").removesuffix(".")
        for line in fields
        for name in (line[1:] if len(line) > 1 else line)
    ]
    return sorted({idna.encode(name, uts46=True).decode() if not name.isascii() else name for name in names}), []


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def guesses_the_host(text: str) -> Domains:
    """Blocks a whole site for one page on it."""
    kept = [re.sub(r"^\s*https?://", "", line).split("/")[0] for line in text.split("\n")]
    return domain_lists.read_domain_list("\n".join(kept))


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def stars_are_stripped(text: str) -> Domains:
    """`*evil.example` meant notevil.example as well: it is no domain."""
    return domain_lists.read_domain_list("\n".join(line.lstrip("*") for line in text.split("\n")))


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def keeps_the_good_part_of_a_line(text: str) -> Domains:
    domains, wrong = domain_lists.read_domain_list(text)
    good = {name for line in wrong for name in line.split() if re.fullmatch(r"[a-z]+\.example", name)}
    return sorted({*domains, *good}), wrong


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def names_of_any_length(text: str) -> Domains:
    """No name server knows a name of 254 characters."""
    domains, wrong = domain_lists.read_domain_list(text)
    long = [line for line in wrong if len(line) > 253]
    return sorted({*domains, *long}), [line for line in wrong if line not in long]


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def wrong_lines_are_silent(text: str) -> Domains:
    return domain_lists.read_domain_list(text)[0], []


@mutant("read_domain_list", killed_by="lines_that_would_never_match")
def wrong_lines_sorted(text: str) -> Domains:
    domains, wrong = domain_lists.read_domain_list(text)
    return domains, sorted(wrong)


# --- match_url


def parts_of(url: str) -> tuple[str, str]:
    """Host, and the text that words are looked for in."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return host, unquote(f"{parts.hostname or ''}{parts.path}?{parts.query}").lower()


def matched(url: str, lists: Any, **changed: list[str]) -> dict[str, list[str]]:
    """The right answer but for what is ``changed``."""
    return {**filters.match_url(url, lists), **changed}


@mutant("match_url", killed_by="domain_and_subdomains")
def end_of_the_host(url: str, lists: Any) -> dict[str, list[str]]:
    """notevil.example ends with evil.example."""
    host, _ = parts_of(url)
    return matched(url, lists, blocked_domains=sorted(name for name in lists["blocked_domains"] if host.endswith(name)))


@mutant("match_url", killed_by="domain_and_subdomains")
def anywhere_in_the_url(url: str, lists: Any) -> dict[str, list[str]]:
    return matched(url, lists, blocked_domains=sorted(n for n in lists["blocked_domains"] if n in url.lower()))


@mutant("match_url", killed_by="domain_and_subdomains")
def host_itself_only(url: str, lists: Any) -> dict[str, list[str]]:
    host, _ = parts_of(url)
    return matched(url, lists, blocked_domains=[host] if host in lists["blocked_domains"] else [])


@mutant("match_url", killed_by="domain_and_subdomains")
def www_and_the_host(url: str, lists: Any) -> dict[str, list[str]]:
    host = parts_of(url)[0].removeprefix("www.")
    return matched(url, lists, blocked_domains=[host] if host in lists["blocked_domains"] else [])


@mutant("match_url", killed_by="domain_and_subdomains")
def last_two_labels(url: str, lists: Any) -> dict[str, list[str]]:
    """A "registered domain" by counting: shop.mixed.example is never found."""
    name = ".".join(parts_of(url)[0].split(".")[-2:])
    return matched(url, lists, blocked_domains=[name] if name in lists["blocked_domains"] else [])


@mutant("match_url", killed_by="domain_and_subdomains")
def parents_only(url: str, lists: Any) -> dict[str, list[str]]:
    host = parts_of(url)[0]
    return matched(url, lists, blocked_domains=sorted(n for n in lists["blocked_domains"] if host.endswith(f".{n}")))


def by_host(url: str, lists: Any, host: str) -> dict[str, list[str]]:
    found = sorted(name for name in filters.parent_domains(host) if name in lists["blocked_domains"])
    return matched(url, lists, blocked_domains=found)


@mutant("match_url", killed_by="hosts_as_they_come")
def with_the_port(url: str, lists: Any) -> dict[str, list[str]]:
    return by_host(url, lists, urlsplit(url).netloc.rpartition("@")[2].lower().rstrip("."))


@mutant("match_url", killed_by="hosts_as_they_come")
def with_the_user(url: str, lists: Any) -> dict[str, list[str]]:
    """Takes the user for the host."""
    return by_host(url, lists, re.split(r"[:@?]", urlsplit(url).netloc.lower())[0].rstrip("."))


@mutant("match_url", killed_by="hosts_as_they_come")
def with_the_final_dot(url: str, lists: Any) -> dict[str, list[str]]:
    return by_host(url, lists, urlsplit(url).hostname or "")


@mutant("match_url", killed_by="hosts_as_they_come")
def host_case_as_it_is(url: str, lists: Any) -> dict[str, list[str]]:
    return by_host(url, lists, re.sub(r":\d+$", "", urlsplit(url).netloc.rpartition("@")[2]).rstrip("."))


@mutant("match_url", killed_by="hosts_as_they_come")
def up_to_the_slash(url: str, lists: Any) -> dict[str, list[str]]:
    """A query may follow the host at once."""
    host = re.sub(r":\d+$", "", url.split("/")[2].rpartition("@")[2].lower()).rstrip(".")
    return by_host(url, lists, host)


@mutant("match_url", killed_by="whole_words")
def inside_words(url: str, lists: Any) -> dict[str, list[str]]:
    """The alphabet is no betting site."""
    _, text = parts_of(url)
    return matched(url, lists, hard_words=sorted(word for word in lists["hard_words"] if word in text))


@mutant("match_url", killed_by="whole_words")
def soft_inside_words(url: str, lists: Any) -> dict[str, list[str]]:
    """Essex is a county."""
    _, text = parts_of(url)
    return matched(url, lists, soft_words=sorted(word for word in lists["soft_words"] if word in text))


@mutant("match_url", killed_by="whole_words")
def underscore_belongs_to_words(url: str, lists: Any) -> dict[str, list[str]]:
    r"""`\w` has the underscore, and `\b` no edge there."""
    words = set(re.findall(r"\w+", parts_of(url)[1]))
    return matched(url, lists, hard_words=sorted(words & {*lists["hard_words"]}))


@mutant("match_url", killed_by="whole_words")
def digits_end_words(url: str, lists: Any) -> dict[str, list[str]]:
    words = set(re.findall(r"[^\W\d_]+", parts_of(url)[1]))
    return matched(url, lists, hard_words=sorted(words & {*lists["hard_words"]}))


@mutant("match_url", killed_by="whole_words")
def path_only(url: str, lists: Any) -> dict[str, list[str]]:
    words = set(filters.url_words(f"http://x{urlsplit(url).path}"))
    return matched(url, lists, hard_words=sorted(words & {*lists["hard_words"]}))


@mutant("match_url", killed_by="whole_words")
def without_the_query(url: str, lists: Any) -> dict[str, list[str]]:
    found = filters.match_url(url.partition("?")[0], lists)
    return {**found, "blocked_domains": filters.match_url(url, lists)["blocked_domains"]}


@mutant("match_url", killed_by="whole_words")
def with_the_fragment(url: str, lists: Any) -> dict[str, list[str]]:
    """A fragment never reaches the server: it names no other page."""
    words = set(filters.url_words(url.replace("#", "/")))
    return matched(url, lists, hard_words=sorted(words & {*lists["hard_words"]}))


@mutant("match_url", killed_by="whole_words")
def whole_url_with_user(url: str, lists: Any) -> dict[str, list[str]]:
    words = set(re.findall(r"[^\W_]+", unquote(url.partition("#")[0]).lower()))
    return matched(url, lists, hard_words=sorted(words & {*lists["hard_words"]}))


@mutant("match_url", killed_by="different_words_sorted")
def every_occurrence(url: str, lists: Any) -> dict[str, list[str]]:
    """One word twice is not two words."""
    words = filters.url_words(url)
    return matched(url, lists, soft_words=sorted(word for word in words if word in lists["soft_words"]))


@mutant("match_url", killed_by="different_words_sorted")
def in_order_of_the_url(url: str, lists: Any) -> dict[str, list[str]]:
    words = dict.fromkeys(filters.url_words(url))
    return matched(url, lists, soft_words=[word for word in words if word in lists["soft_words"]])


@mutant("match_url", killed_by="different_words_sorted")
def first_list_only(url: str, lists: Any) -> dict[str, list[str]]:
    """Stops where something is found."""
    found = filters.match_url(url, lists)
    hit = next((kind for kind in found if found[kind]), None)  # type: ignore[literal-required]
    return {kind: values if kind == hit else [] for kind, values in found.items()}  # type: ignore[misc]


@mutant("match_url", killed_by="strict_words_anywhere")
def strict_as_whole_words(url: str, lists: Any) -> dict[str, list[str]]:
    words = set(filters.url_words(url))
    return matched(url, lists, strict_words=sorted(words & {*lists["strict_words"]}))


@mutant("match_url", killed_by="strict_words_anywhere")
def strict_across_signs(url: str, lists: Any) -> dict[str, list[str]]:
    """Takes the signs out first."""
    text = "".join(filters.url_words(url))
    return matched(url, lists, strict_words=sorted(word for word in lists["strict_words"] if word in text))


@mutant("match_url", killed_by="strict_words_anywhere")
def strict_in_upper_case(url: str, lists: Any) -> dict[str, list[str]]:
    text = unquote(url.partition("#")[0])
    return matched(url, lists, strict_words=sorted(word for word in lists["strict_words"] if word in text))


@mutant("match_url", killed_by="strict_words_anywhere")
def strict_in_the_path_only(url: str, lists: Any) -> dict[str, list[str]]:
    text = unquote(urlsplit(url).path).lower()
    return matched(url, lists, strict_words=sorted(word for word in lists["strict_words"] if word in text))


@mutant("match_url", killed_by="escapes")
def escapes_stay(url: str, lists: Any) -> dict[str, list[str]]:
    return dict(filters.match_url(url.replace("%", "%25"), lists))  # type: ignore[arg-type]


@mutant("match_url", killed_by="escapes")
def lower_before_unescaping(url: str, lists: Any) -> dict[str, list[str]]:
    """%57 is a W, which nobody has made small."""
    text = unquote(url.partition("#")[0].lower())
    words = set(re.findall(r"[^\W_]+", text))
    right = filters.match_url(url, lists)["hard_words"]
    return matched(url, lists, hard_words=sorted(words & {*right}))


@mutant("match_url", killed_by="escapes")
def words_of_ascii(url: str, lists: Any) -> dict[str, list[str]]:
    """Throws letters of other scripts away."""
    text = parts_of(url)[1].encode("ascii", "ignore").decode()
    return matched(url, lists, strict_words=sorted(word for word in lists["strict_words"] if word in text))


@mutant("match_url", killed_by="addresses_of_the_world")
def first_words_only(url: str, lists: Any) -> dict[str, list[str]]:
    """Looks at the first six words of an address."""
    words = set(filters.url_words(url)[:6])
    found = filters.match_url(url, lists)
    return {**found, **{kind: [w for w in found[kind] if w in words] for kind in ("hard_words", "soft_words")}}  # type: ignore[literal-required]


# --- surviving_captures

Survivors = list[str | None]
Capture = right_captures.Capture


def survivors(captures: list[Capture], page: Any, order: Any) -> Survivors:
    """The right way with another page or order."""
    first: dict[Any, Capture] = {}
    for one in captures:
        first[page(one)] = min(first.get(page(one), one), one, key=order)
    return [None if one is first[page(one)] else first[page(one)]["id"] for one in captures]


def right_page(one: Capture) -> tuple[str, str]:
    return ("id", one["id"]) if one["canonical_url"] is None else ("url", one["canonical_url"])


def right_order(one: Capture) -> tuple[Any, ...]:
    return one["warc_date"].removesuffix("Z"), one["id"], one["warc_file"], one["warc_offset"]


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def first_in_the_list(captures: list[Capture]) -> Survivors:
    """Another number of files or partitions, another corpus."""
    return survivors(captures, right_page, lambda one: 0)


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def latest_stays(captures: list[Capture]) -> Survivors:
    return survivors(captures, right_page, lambda one: [-ord(c) for c in one["warc_date"]])


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def smallest_id_stays(captures: list[Capture]) -> Survivors:
    """Forgets when the captures were made."""
    return survivors(captures, right_page, lambda one: right_order(one)[1:])


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def all_stay(captures: list[Capture]) -> Survivors:
    return [None for _ in captures]


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def names_itself(captures: list[Capture]) -> Survivors:
    """Names the capture that goes in the place of the one that stays."""
    right = right_captures.surviving_captures(captures)
    return [None if stays is None else one["id"] for one, stays in zip(captures, right, strict=True)]


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def drops_all_copies(captures: list[Capture]) -> Survivors:
    """The one that stays goes as well."""
    right = right_captures.surviving_captures(captures)
    return [stays or (one["id"] if one["id"] in right else None) for one, stays in zip(captures, right, strict=True)]


@mutant("surviving_captures", killed_by="earliest_capture_stays")
def scheme_and_slash_ignored(captures: list[Capture]) -> Survivors:
    """Merges addresses that may be two pages."""
    return survivors(
        captures,
        lambda one: right_page(one) if one["canonical_url"] is None else one["canonical_url"].split(":")[-1].strip("/"),
        right_order,
    )


@mutant("surviving_captures", killed_by="ties_by_key")
def ties_by_order_of_the_list(captures: list[Capture]) -> Survivors:
    return survivors(captures, right_page, lambda one: right_order(one)[0])


@mutant("surviving_captures", killed_by="ties_by_key")
def file_before_id(captures: list[Capture]) -> Survivors:
    """How the crawl was cut into files decides."""

    def order(one: Capture) -> tuple[Any, ...]:
        moment, name, file, offset = right_order(one)
        return moment, file, name, offset

    return survivors(captures, right_page, order)


@mutant("surviving_captures", killed_by="ties_by_key")
def offset_as_text(captures: list[Capture]) -> Survivors:
    """10 sorts before 9."""
    return survivors(captures, right_page, lambda one: tuple(map(str, right_order(one))))


@mutant("surviving_captures", killed_by="ties_by_key")
def without_the_file(captures: list[Capture]) -> Survivors:
    return survivors(captures, right_page, lambda one: (*right_order(one)[:2], one["warc_offset"]))


@mutant("surviving_captures", killed_by="ties_by_key")
def all_of_the_best_id_stay(captures: list[Capture]) -> Survivors:
    """Compares ids to say who stays: two captures of one id both do."""
    right = right_captures.surviving_captures(captures)
    return [None if stays == one["id"] else stays for one, stays in zip(captures, right, strict=True)]


@mutant("surviving_captures", killed_by="fractions_of_seconds")
def dates_as_text(captures: list[Capture]) -> Survivors:
    """'.' sorts before 'Z', so half past five seconds is earlier than five."""
    return survivors(captures, right_page, lambda one: (one["warc_date"], *right_order(one)[1:]))


@mutant("surviving_captures", killed_by="fractions_of_seconds")
def whole_seconds(captures: list[Capture]) -> Survivors:
    return survivors(captures, right_page, lambda one: (one["warc_date"][:19], *right_order(one)[1:]))


@mutant("surviving_captures", killed_by="captures_without_address")
def no_address_is_one_page(captures: list[Capture]) -> Survivors:
    """All pages without address but one are gone."""
    return survivors(captures, lambda one: one["canonical_url"], right_order)


@mutant("surviving_captures", killed_by="captures_without_address")
def no_address_is_the_empty_one(captures: list[Capture]) -> Survivors:
    """`canonical_url or id`."""
    return survivors(captures, lambda one: one["canonical_url"] or one["id"], right_order)


@mutant("surviving_captures", killed_by="captures_without_address")
def without_address_all_stay(captures: list[Capture]) -> Survivors:
    right = right_captures.surviving_captures(captures)
    return [None if one["canonical_url"] is None else stays for one, stays in zip(captures, right, strict=True)]


@mutant("surviving_captures", killed_by="captures_without_address")
def equal_ids_are_one_page(captures: list[Capture]) -> Survivors:
    """An id makes one page only where there is no address."""
    addresses = {one["id"]: one["canonical_url"] for one in captures if one["canonical_url"] is not None}
    return survivors(captures, lambda one: one["canonical_url"] or addresses.get(one["id"], one["id"]), right_order)
