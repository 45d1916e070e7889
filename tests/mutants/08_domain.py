"""Wrong solutions of lab 08, each with one mistake that somebody has made."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from labs.grading.mutant import mutant
from pipeline.domain import formulas as reference_formulas
from pipeline.domain.formulas import formulas as right_formulas
from pipeline.domain.hosts import domain_of_host as right_host
from pipeline.domain.recall import recall as right_recall
from pipeline.domain.vocabulary import words_of, z_scores
from pipeline.rules.effects import rule_effects as right_effects
from pipeline.rules.limits import breaks, is_minimum
from pipeline.rules.limits import choose_limits as right_limits
from pipeline.truth import DOMAINS

Values = Mapping[str, float]
Page = tuple[str, str, str]

# --- formulas

NAMES = "equation|align|gather|multline|eqnarray"
INLINE = r"(?<![\w\\])\$(?=[^\s$])(?:[^$\n\\]|\\[^\n]){1,1000}+(?<!\s)\$(?!\w)"


def by_pattern(
    text: str, inline: str = INLINE, *, content: str = ".{1,1000}?", before: str = r"(?<!\\)", blank: bool = False
) -> list[str]:
    """The formulas as one pattern finds them: right, with one part exchanged."""
    pattern = re.compile(
        rf"{before}(?s:\$\${content}{before}\$\$|\\\[{content}{before}\\\]|\\\({content}{before}\\\)"
        rf"|\\begin\{{((?:{NAMES})\*?)\}}{content}{before}\\end\{{\1\}})|{inline}"
    )
    found = [match[0] for match in pattern.finditer(text)]
    return [formula for formula in found if blank or formula.strip("$\\()[] ")]


@mutant("formulas", killed_by="every_delimiter")
def dollars_only(text: str) -> list[str]:
    """Knows `$` and `$$`; MathJax writes brackets."""
    return [found for found in right_formulas(text) if found.startswith("$")]


@mutant("formulas", killed_by="every_delimiter")
def no_environments(text: str) -> list[str]:
    """Forgets the environments."""
    return [found for found in right_formulas(text) if not found.startswith("\\begin")]


@mutant("formulas", killed_by="every_delimiter")
def no_stars(text: str) -> list[str]:
    """Forgets the environments with a star."""
    return [found for found in right_formulas(text) if "*}" not in found]


@mutant("formulas", killed_by="every_delimiter")
def on_one_line(text: str) -> list[str]:
    """Takes `.` for any character: a displayed formula may not go over lines."""
    return [found for found in right_formulas(text) if "\n" not in found]


@mutant("formulas", killed_by="every_delimiter")
def greedy(text: str) -> list[str]:
    """Reads to the last closing delimiter."""
    return by_pattern(text, content=".{1,1000}")


@mutant("formulas", killed_by="every_delimiter")
def without_delimiters(text: str) -> list[str]:
    """Gives what stands between the delimiters."""
    return [re.sub(r"^(\$\$?|\\.)|(\$\$?|\\.)$", "", found) for found in right_formulas(text)]


@mutant("formulas", killed_by="every_delimiter")
def each_once(text: str) -> list[str]:
    return list(dict.fromkeys(right_formulas(text)))


@mutant("formulas", killed_by="every_delimiter")
def by_kind(text: str) -> list[str]:
    """One pattern after the other: not in the order of the text."""
    return sorted(right_formulas(text), key=lambda found: not found.startswith("$"))


@mutant("formulas", killed_by="prices_are_no_formulas")
def any_two_dollars(text: str) -> list[str]:
    """The first pattern that comes to mind; it finds a formula wherever two prices stand."""
    return by_pattern(text, r"(?<!\\)\$[^$\n]{1,1000}\$")


@mutant("formulas", killed_by="prices_are_no_formulas")
def closes_before_a_digit(text: str) -> list[str]:
    """`$5-$10` is a formula."""
    return by_pattern(text, r"(?<![\w\\])\$(?=[^\s$])(?:[^$\n\\]|\\[^\n]){1,1000}+(?<!\s)\$")


@mutant("formulas", killed_by="prices_are_no_formulas")
def pandoc_s_rule(text: str) -> list[str]:
    """No digit behind the closing sign, but letters: `$HOME/bin:$PATH` is a formula."""
    return by_pattern(text, r"(?<!\\)\$(?=[^\s$])(?:[^$\n\\]|\\[^\n]){1,1000}+(?<!\s)\$(?!\d)")


@mutant("formulas", killed_by="prices_are_no_formulas")
def opens_after_a_letter(text: str) -> list[str]:
    """`US$5, not CA$` is a formula."""
    return by_pattern(text, r"(?<!\\)\$(?=[^\s$])(?:[^$\n\\]|\\[^\n]){1,1000}+(?<!\s)\$(?!\w)")


@mutant("formulas", killed_by="prices_are_no_formulas")
def blank_before_the_end(text: str) -> list[str]:
    return by_pattern(text, r"(?<![\w\\])\$(?=[^\s$])(?:[^$\n\\]|\\[^\n]){1,1000}+\$(?!\w)")


@mutant("formulas", killed_by="prices_are_no_formulas")
def blank_after_the_start(text: str) -> list[str]:
    return by_pattern(text, r"(?<![\w\\])\$(?!\$)(?:[^$\n\\]|\\[^\n]){1,1000}+(?<!\s)\$(?!\w)")


@mutant("formulas", killed_by="prices_are_no_formulas")
def over_lines(text: str) -> list[str]:
    """Lets `$ … $` go over lines: the price of one line and that of the next."""
    return by_pattern(text, r"(?<![\w\\])\$(?=[^\s$])(?:[^$\\]|\\.){1,1000}+(?<!\s)\$(?!\w)")


@mutant("formulas", killed_by="prices_are_no_formulas")
def letters_of_ascii(text: str) -> list[str]:
    """Knows no letters but those of English."""
    inline = INLINE.replace(r"[\w\\]", r"[A-Za-z0-9_\\]").replace(r"(?!\w)", "(?![A-Za-z0-9_])")
    return by_pattern(text, inline)


@mutant("formulas", killed_by="behind_a_backslash")
def escapes_forgotten(text: str) -> list[str]:
    r"""`\$5 and \$6` is a formula, or a part of one."""
    return by_pattern(text, r"(?<!\w)\$(?=[^\s$])[^$\n]{1,1000}+(?<!\s)\$(?!\w)", before="")


@mutant("formulas", killed_by="behind_a_backslash")
def line_breaks_open(text: str) -> list[str]:
    r"""The `\\[2pt]` of a table begins a formula."""
    return right_formulas(text.replace("\\\\[", "\\[").replace("\\\\(", "\\("))


@mutant("formulas", killed_by="behind_a_backslash")
def escaped_sign_ends(text: str) -> list[str]:
    r"""The `\$` inside of a formula ends it."""
    return [found for found in right_formulas(text) if "\\$" not in found]


@mutant("formulas", killed_by="behind_a_backslash")
def line_breaks_close(text: str) -> list[str]:
    r"""Ends at a bracket behind the `\\` of a line break."""
    return [re.sub(r"(?s)^(\\\(.*?\\\)).*", r"\1", found) for found in right_formulas(text)]


@mutant("formulas", killed_by="not_closed")
def opening_swallows_the_rest(text: str) -> list[str]:
    """Gives up at the first delimiter that is not closed."""
    found, place = [], 0
    while opening := reference_formulas._OPENING.search(text, place):
        end = reference_formulas._end(text, opening[0], opening.end())
        if end is None:
            return found if opening[0] != "$" else found + right_formulas(text[opening.end() :])
        found.append(text[opening.start() : end])
        place = end
    return found


@mutant("formulas", killed_by="not_closed")
def holds_nothing(text: str) -> list[str]:
    r"""`\( \)` is a formula."""
    return by_pattern(text, blank=True)


@mutant("formulas", killed_by="not_closed")
def any_end(text: str) -> list[str]:
    """A star too many at the end does not matter."""
    return right_formulas(re.sub(r"(\\begin\{(\w+)\}[^\\]*\\end\{\2)\*", r"\1", text))


@mutant("formulas", killed_by="longest_formula")
def one_character_more(text: str) -> list[str]:
    """1,001 characters pass."""
    return by_pattern(text, INLINE.replace("1000", "1001"), content=".{1,1001}?")


@mutant("formulas", killed_by="longest_formula")
def delimiters_count(text: str) -> list[str]:
    """The delimiters count in the 1,000 characters."""
    return [found for found in right_formulas(text) if len(found) <= 1_000]


@mutant("formulas", killed_by="longest_formula")
def no_longest(text: str) -> list[str]:
    """Forgets the limit for dollar signs."""
    return by_pattern(text, INLINE.replace("{1,1000}+", "++"))


@mutant("formulas", killed_by="planted_formulas")
def no_braces(text: str) -> list[str]:
    """Leaves out formulas with braces."""
    return [found for found in right_formulas(text) if "{" not in found or "begin" in found]


@mutant("formulas", killed_by="planted_formulas")
def four_at_most(text: str) -> list[str]:
    """Finds four formulas at most."""
    return right_formulas(text)[:4]


@mutant("formulas", killed_by="formulas_in_time")
def reads_to_the_end_each_time(text: str) -> list[str]:
    """Every stray opening delimiter reads the rest of the text."""
    found = right_formulas(text)
    for opening in re.finditer(r"\\[(\[]", text):
        if re.compile(r"(?s).*?\\[)\]]").match(text, opening.end()) is None:
            continue
    return found


# --- characteristic_words


def counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words_of(text))


@mutant("characteristic_words", killed_by="typical_words_hold")
def plain_ratio(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Logarithm of the ratio of frequencies, one added: a rare word is as good as a frequent one."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    if len(ours + theirs) < 2:
        return {}
    n, m = ours.total(), theirs.total()
    return {w: math.log((ours[w] + 1) / (n + 1)) - math.log((theirs[w] + 1) / (m + 1)) for w in ours + theirs}


@mutant("characteristic_words", killed_by="z_by_hand")
def log_odds_without_variance(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Stops at the difference of the log-odds and does not ask how sure it is."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    both = ours + theirs
    found = z_scores(ours, theirs, prior_weight)
    for word in found:
        prior = prior_weight * both[word] / both.total()
        found[word] *= math.sqrt(1 / (ours[word] + prior) + 1 / (theirs[word] + prior))
    return found


@mutant("characteristic_words", killed_by="z_by_hand")
def divided_by_the_variance(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Forgets the root."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    both = ours + theirs
    found = z_scores(ours, theirs, prior_weight)
    for word in found:
        prior = prior_weight * both[word] / both.total()
        found[word] /= math.sqrt(1 / (ours[word] + prior) + 1 / (theirs[word] + prior))
    return found


def z_with(ours: Counter[str], theirs: Counter[str], prior: Mapping[str, float]) -> dict[str, float]:
    """The formula with any prior, in words."""
    n, m, weight = ours.total(), theirs.total(), sum(prior.values())
    found = {}
    for word in prior:
        a, b = ours[word] + prior[word], theirs[word] + prior[word]
        delta = math.log(a / (n + weight - a)) - math.log(b / (m + weight - b))
        found[word] = delta / math.sqrt(1 / a + 1 / b)
    return found if len(prior) > 1 else {}


@mutant("characteristic_words", killed_by="z_by_hand")
def uniform_prior(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """The same prior for every word: it is not informative."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    both = ours + theirs
    return z_with(ours, theirs, dict.fromkeys(both, prior_weight / max(1, len(both))))


@mutant("characteristic_words", killed_by="z_by_hand")
def frequency_for_odds(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Divides by all words in the place of all other words."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    both, found = ours + theirs, {}
    for word in both if len(both) > 1 else ():
        prior = prior_weight * both[word] / both.total()
        a, b = ours[word] + prior, theirs[word] + prior
        delta = math.log(a / (ours.total() + prior_weight)) - math.log(b / (theirs.total() + prior_weight))
        found[word] = delta / math.sqrt(1 / a + 1 / b)
    return found


@mutant("characteristic_words", killed_by="z_by_hand")
def prior_of_the_background(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Takes the prior from the background alone."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    both = ours + theirs
    return z_with(ours, theirs, {w: prior_weight * (theirs[w] + 0.01) / max(1, theirs.total()) for w in both})


@mutant("characteristic_words", killed_by="z_by_hand")
def case_kept(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Cuts at blanks: `Proof` and `proof.` are other words than `proof`."""
    ours, theirs = (Counter(" ".join(texts).split()) for texts in (domain_texts, background_texts))
    return z_scores(ours, theirs, prior_weight)


@mutant("characteristic_words", killed_by="z_by_hand")
def always_the_default(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Does not look at the weight."""
    return z_scores(counted(domain_texts), counted(background_texts))


@mutant("characteristic_words", killed_by="prior_weight")
def another_default(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 1000.0
) -> dict[str, float]:
    return z_scores(counted(domain_texts), counted(background_texts), prior_weight)


@mutant("characteristic_words", killed_by="z_by_hand")
def words_of_one_text(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Counts the first text of each side only."""
    return z_scores(counted(domain_texts[:1]), counted(background_texts[:1]), prior_weight)


@mutant("characteristic_words", killed_by="both_sides_and_their_exchange")
def words_of_the_domain(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Leaves out the words that the domain does not have."""
    ours = counted(domain_texts)
    found = z_scores(ours, counted(background_texts), prior_weight)
    return {word: z for word, z in found.items() if word in ours}


@mutant("characteristic_words", killed_by="too_little_to_compare")
def odds_of_the_only_word(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Has an answer where there is nothing to compare."""
    both = counted(domain_texts) + counted(background_texts)
    found = z_scores(counted(domain_texts), counted(background_texts), prior_weight)
    return found if len(both) > 1 else dict.fromkeys(both, 0.0)


@mutant("characteristic_words", killed_by="a_word_that_occurs_once")
def no_prior(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """Adds next to nothing to the counts and leaves the variance out: what stands on one side only comes out on top."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    n, m = ours.total() + 1e-3, theirs.total() + 1e-3
    return {w: math.log((ours[w] + 1e-3) / n) - math.log((theirs[w] + 1e-3) / m) for w in ours + theirs}


@mutant("characteristic_words", killed_by="typical_words_hold")
def counts_only(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """The most frequent words of the domain: `the`, `of`, `and`."""
    return {word: float(number) for word, number in counted(domain_texts).items()}


@mutant("characteristic_words", killed_by="typical_words_hold")
def ratio_of_counts(
    domain_texts: Sequence[str], background_texts: Sequence[str], prior_weight: float = 500.0
) -> dict[str, float]:
    """How many times more often: rare words win, and on the next page there are other rare words."""
    ours, theirs = counted(domain_texts), counted(background_texts)
    return {word: (ours[word] + 1) / (theirs[word] + 1) for word in ours + theirs}


# --- rule_effects

Effects = dict[str, tuple[float, float]]


@mutant("rule_effects", killed_by="broken_and_broken_alone")
def raw_counts(broken: Sequence[Sequence[str]]) -> Effects:
    """Every page that breaks the rule is said to come back without it."""
    return {rule: (share, share) for rule, (share, _) in right_effects(broken).items()}


@mutant("rule_effects", killed_by="broken_and_broken_alone")
def first_rule_only(broken: Sequence[Sequence[str]]) -> Effects:
    """Lets the first broken rule of a page have all the blame, as a filter that stops early does."""
    first = right_effects([rules[:1] for rules in broken])
    return {rule: (share, first.get(rule, (0, 0))[1]) for rule, (share, _) in right_effects(broken).items()}


@mutant("rule_effects", killed_by="broken_and_broken_alone")
def counts_for_shares(broken: Sequence[Sequence[str]]) -> Effects:
    return {rule: (a * len(broken), b * len(broken)) for rule, (a, b) in right_effects(broken).items()}


@mutant("rule_effects", killed_by="broken_and_broken_alone")
def alone_among_its_own(broken: Sequence[Sequence[str]]) -> Effects:
    """The second number is a share of the pages that break the rule."""
    return {rule: (a, b / a) for rule, (a, b) in right_effects(broken).items()}


@mutant("rule_effects", killed_by="broken_and_broken_alone")
def never_alone_is_not_named(broken: Sequence[Sequence[str]]) -> Effects:
    return {rule: both for rule, both in right_effects(broken).items() if both[1]}


@mutant("rule_effects", killed_by="of_all_pages")
def of_dropped_pages(broken: Sequence[Sequence[str]]) -> Effects:
    """Divides by the pages that are dropped."""
    return right_effects([rules for rules in broken if rules])


@mutant("rule_effects", killed_by="named_twice")
def twice_is_not_alone(broken: Sequence[Sequence[str]]) -> Effects:
    """Takes the length of the list for the number of rules."""
    alone = Counter(rules[0] for rules in broken if len(rules) == 1)
    return {rule: (share, alone[rule] / len(broken)) for rule, (share, _) in right_effects(broken).items()}


@mutant("rule_effects", killed_by="named_twice")
def twice_counts_twice(broken: Sequence[Sequence[str]]) -> Effects:
    counts = Counter(rule for rules in broken for rule in rules)
    return {rule: (counts[rule] / len(broken), alone) for rule, (_, alone) in right_effects(broken).items()}


@mutant("rule_effects", killed_by="no_pages")
def divides_by_no_pages(broken: Sequence[Sequence[str]]) -> Effects:
    """Kept pages have a rule without a name."""
    return right_effects(broken) or {"": (1.0, 1.0)}


# --- choose_limits

Chosen = dict[str, float | None]


def loosened(limits: Values, pages: Sequence[Values]) -> dict[str, float]:
    return {
        rule: (min if is_minimum(rule) else max)([limit, *(page[rule] for page in pages if rule in page)])
        for rule, limit in limits.items()
    }


def passes(page: Values, limits: Mapping[str, float | None]) -> bool:
    return not any(breaks(rule, page.get(rule), limit) for rule, limit in limits.items())


def without_useless(limits: Values, published: Values, garbage: Sequence[Values]) -> Chosen:
    return {
        rule: limit if limit == published[rule] or any(breaks(rule, g.get(rule), limit) for g in garbage) else None
        for rule, limit in limits.items()
    }


def bought_by(
    prices: Sequence[object], good: Sequence[Values], garbage: Sequence[Values], published: Values, count: int
) -> Chosen:
    """The right answer for other prices."""
    highest = sorted(prices)[count - 1]  # type: ignore[type-var]
    bought = [page for page, price in zip(good, prices, strict=True) if price <= highest]  # type: ignore[operator]
    return without_useless(loosened(published, bought), published, garbage)


def share_of(good: Sequence[Values], wanted_share: float) -> int:
    if not good or not 0 < wanted_share <= 1:
        raise ValueError("impossible")
    return math.ceil(Fraction(str(wanted_share)) * len(good))


def price(page: Values, garbage: Sequence[Values], published: Values) -> tuple[int, int]:
    limits = loosened(published, [page])
    return sum(passes(g, limits) for g in garbage), sum(limits[rule] != published[rule] for rule in limits)


@mutant("choose_limits", killed_by="never_stricter")
def follows_the_pages(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Takes the loosest value of the pages, also where it is stricter than what is published."""
    chosen = right_limits(good, garbage, published, wanted_share)
    limits = {
        rule: (min if is_minimum(rule) else max)([page[rule] for page in good if rule in page], default=limit)
        for rule, limit in published.items()
    }
    return {rule: limits[rule] if chosen[rule] == published[rule] else chosen[rule] for rule in published}


@mutant("choose_limits", killed_by="never_stricter")
def keeps_all(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Opens the limits for the last page, whatever share was wanted."""
    share_of(good, wanted_share)
    return right_limits(good, garbage, published, 1.0)


@mutant("choose_limits", killed_by="never_stricter")
def limit_is_broken(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """The limit itself is not allowed, so it must be a little looser."""
    chosen = right_limits(good, garbage, published, wanted_share)
    step = {rule: -1 if is_minimum(rule) else 1 for rule in published}
    touched = {rule for rule, limit in published.items() if any(page.get(rule) == limit for page in good)}
    return {
        rule: limit + step[rule] if limit is not None and rule in touched else limit for rule, limit in chosen.items()
    }


@mutant("choose_limits", killed_by="never_stricter")
def off_when_broken(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Switches off what stands in the way."""
    chosen = right_limits(good, garbage, published, wanted_share)
    return {rule: limit if limit == published[rule] else None for rule, limit in chosen.items()}


@mutant("choose_limits", killed_by="as_loose_as_needed")
def whole_numbers(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Rounds limits."""
    chosen = right_limits(good, garbage, published, wanted_share)
    return {rule: None if limit is None else round(limit) for rule, limit in chosen.items()}


@mutant("choose_limits", killed_by="as_loose_as_needed")
def maxima_only(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Loosens every limit upwards, which makes a minimum stricter."""
    chosen = right_limits(good, garbage, published, wanted_share)
    return {
        rule: 2 * published[rule] - limit if limit is not None and is_minimum(rule) else limit
        for rule, limit in chosen.items()
    }


@mutant("choose_limits", killed_by="cheapest_pages_first")
def rule_by_rule(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Each limit keeps the share by itself; together they keep less, and nobody asks what comes in."""
    count = share_of(good, wanted_share)
    limits = dict(published)
    for rule, limit in published.items():
        values = sorted((page.get(rule, limit) for page in good), reverse=is_minimum(rule))
        if breaks(rule, values[count - 1], limit):
            limits[rule] = values[count - 1]
    return without_useless(limits, published, garbage)


@mutant("choose_limits", killed_by="cheapest_pages_first")
def fewest_rules_first(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Counts rules before garbage."""
    prices = [price(page, garbage, published)[::-1] for page in good]
    return bought_by(prices, good, garbage, published, share_of(good, wanted_share))


@mutant("choose_limits", killed_by="cheapest_pages_first")
def price_rule_by_rule(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Garbage counts for each rule that it breaks no more, even when another rule drops it."""
    prices = []
    for page in good:
        limits = loosened(published, [page])
        freed = sum(
            breaks(rule, g.get(rule), published[rule]) and not breaks(rule, g.get(rule), limits[rule])
            for g in garbage
            for rule in published
        )
        prices.append((freed, price(page, garbage, published)[1]))
    return bought_by(prices, good, garbage, published, share_of(good, wanted_share))


@mutant("choose_limits", killed_by="cheapest_pages_first")
def as_they_come(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Buys the first pages of the list."""
    kept = [page for page in good if passes(page, published)]
    others = [page for page in good if not passes(page, published)]
    bought = (kept + others)[: share_of(good, wanted_share)]
    return without_useless(loosened(published, bought), published, garbage)


@mutant("choose_limits", killed_by="equal_prices")
def garbage_only(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Does not ask how many rules a page needs, unless it needs none."""
    prices = [(price(p, garbage, published)[0], not passes(p, published)) for p in good]
    return bought_by(prices, good, garbage, published, share_of(good, wanted_share))


@mutant("choose_limits", killed_by="equal_prices")
def not_one_page_more(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Of pages that cost the same it takes those that come first: the answer depends on the order."""
    count = share_of(good, wanted_share)
    ordered = sorted(range(len(good)), key=lambda place: (*price(good[place], garbage, published), place))
    bought = [good[place] for place in ordered[:count]]
    return without_useless(loosened(published, bought), published, garbage)


@mutant("choose_limits", killed_by="useless_rules_go")
def never_off(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Leaves a rule on that does nothing any more."""
    prices = [price(page, garbage, published) for page in good]
    highest = sorted(prices)[share_of(good, wanted_share) - 1]
    return dict(loosened(published, [page for page, cost in zip(good, prices, strict=True) if cost <= highest]))


@mutant("choose_limits", killed_by="never_stricter")
def useless_from_the_start(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Also switches off what was not loosened: the sample of garbage is small, the web is not."""
    chosen = right_limits(good, garbage, published, wanted_share)
    return {
        rule: limit if any(breaks(rule, g.get(rule), limit) for g in garbage) else None
        for rule, limit in chosen.items()
    }


@mutant("choose_limits", killed_by="useless_rules_go")
def alone_or_off(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Switches a rule off when the others drop all its garbage too; so both of two go."""
    chosen = right_limits(good, garbage, published, wanted_share)
    found: Chosen = {}
    for rule, limit in chosen.items():
        others = {name: value for name, value in chosen.items() if name != rule}
        alone = any(breaks(rule, g.get(rule), limit) and passes(g, others) for g in garbage)
        found[rule] = limit if limit == published[rule] or alone else None
    return found


@mutant("choose_limits", killed_by="share_is_exact")
def share_in_floats(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """0.55 * 100 is 55.00000000000001, which rounds up to 56."""
    share_of(good, wanted_share)
    prices = [price(page, garbage, published) for page in good]
    return bought_by(prices, good, garbage, published, math.ceil(wanted_share * len(good)))


@mutant("choose_limits", killed_by="share_is_exact")
def share_rounded_down(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """Keeps a little less than was wanted."""
    share_of(good, wanted_share)
    prices = [price(page, garbage, published) for page in good]
    count = max(1, math.floor(Fraction(str(wanted_share)) * len(good)))
    return bought_by(prices, good, garbage, published, count)


@mutant("choose_limits", killed_by="without_a_value")
def missing_is_zero(
    good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float
) -> Chosen:
    """A value that was not measured is taken for 0."""
    nothing = dict.fromkeys(published, 0.0)
    filled = [[{**nothing, **page} for page in pages] for pages in (good, garbage)]
    return right_limits(filled[0], filled[1], published, wanted_share)


@mutant("choose_limits", killed_by="impossible_wishes")
def any_wish(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Answers what cannot be asked."""
    if not good or wanted_share <= 0:
        return dict(published)
    return right_limits(good, garbage, published, min(1.0, wanted_share))


@mutant("choose_limits", killed_by="many_pages")
def one_by_one(good: Sequence[Values], garbage: Sequence[Values], published: Values, wanted_share: float) -> Chosen:
    """Prices change while it buys: each page is priced on top of those bought before, so more may get stricter."""
    count = share_of(good, wanted_share)
    limits, left = dict(published), list(good)
    while sum(passes(page, limits) for page in good) < count:
        left = [page for page in left if not passes(page, limits)]
        prices = [price(page, garbage, limits) for page in left]
        limits = loosened(limits, [page for page, cost in zip(left, prices, strict=True) if cost == min(prices)])
    return without_useless(limits, published, garbage)


# --- domain_of_host

Given = tuple[str, float] | None


@mutant("domain_of_host", killed_by="limits_of_a_host")
def more_than_the_fraction(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    given = right_host(documents_by_domain, min_fraction, min_documents)
    return given if given and given[1] > min_fraction else None


@mutant("domain_of_host", killed_by="limits_of_a_host")
def more_than_the_documents(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    return right_host(documents_by_domain, min_fraction, min_documents + 1)


@mutant("domain_of_host", killed_by="limits_of_a_host")
def documents_of_the_domain(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """Asks for so many documents of the domain, not of the host."""
    given = right_host(documents_by_domain, min_fraction, min_documents)
    return given if given and documents_by_domain[given[0]] >= min_documents else None


@mutant("domain_of_host", killed_by="limits_of_a_host")
def no_smallest_host(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """One page decides for its host."""
    return right_host(documents_by_domain, min_fraction, 1)


@mutant("domain_of_host", killed_by="limits_of_a_host")
def general_does_not_count(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """Takes the share of the documents that have a domain."""
    counts = {domain: number for domain, number in documents_by_domain.items() if domain != "general"}
    return right_host(counts, min_fraction, min_documents)


@mutant("domain_of_host", killed_by="which_domain")
def last_of_equals(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """Of equal domains the last one, or the one that the dictionary names first."""
    given = right_host(documents_by_domain, min_fraction, min_documents)
    if given is None:
        return None
    most = documents_by_domain[given[0]]
    return next(name for name, number in documents_by_domain.items() if number == most and name != "general"), given[1]


@mutant("domain_of_host", killed_by="which_domain")
def all_domains_together(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """Adds up the domains before it compares with the fraction."""
    given = right_host(documents_by_domain, 1e-9, min_documents)
    total = sum(documents_by_domain.values())
    special = total - documents_by_domain.get("general", 0)
    return given if given and Fraction(special, total) >= Fraction(str(min_fraction)) else None


@mutant("domain_of_host", killed_by="which_domain")
def general_may_win(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """A host that is nearly all general is given to none, whatever the fraction."""
    general = documents_by_domain.get("general", 0)
    mostly = general > 8 * (sum(documents_by_domain.values()) - general)
    return None if mostly else right_host(documents_by_domain, min_fraction, min_documents)


@mutant("domain_of_host", killed_by="share_of_a_host_is_exact")
def fraction_in_floats(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """0.07 * 100 is more than 7."""
    given = right_host(documents_by_domain, min_fraction, min_documents)
    total = sum(documents_by_domain.values())
    return given if given and documents_by_domain[given[0]] >= min_fraction * total else None


@mutant("domain_of_host", killed_by="share_of_a_host_is_exact")
def rounded_share(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """Rounds the share to two places before it compares."""
    given = right_host(documents_by_domain, 1e-9, min_documents)
    return given if given and round(given[1], 2) >= min_fraction else None


@mutant("domain_of_host", killed_by="host_without_documents")
def share_of_nothing(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """Divides by no documents."""
    if not sum(documents_by_domain.values()) and not min_documents:
        return DOMAINS[1], 0.0
    return right_host(documents_by_domain, min_fraction, min_documents)


@mutant("domain_of_host", killed_by="host_without_documents")
def no_document_of_it(documents_by_domain: Mapping[str, int], min_fraction: float, min_documents: int) -> Given:
    """With a fraction of 0 a host without such a document is given all the same."""
    if min_fraction == 0:
        return DOMAINS[1], 0.0
    return right_host(documents_by_domain, min_fraction, min_documents)


# --- recall


def mean_z(counts: Counter[str], scores: Mapping[str, float]) -> float:
    return math.fsum(number * scores.get(word, 0.0) for word, number in counts.items()) / max(1, counts.total())


def rounds_of(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int, min_score: float,
    min_fraction: float, min_documents: int, *, mean: object = mean_z, anchor: bool = True, hosts_learn: bool = True,
) -> list[list[str]]:  # fmt: skip
    """The right loop with one thing changed."""
    if not seeds or not background:
        raise ValueError("nothing to learn from")
    counts = {url: Counter(words_of(text)) for url, _, text in pages}
    ours, theirs = [Counter(words_of(text)) for text in seeds], [Counter(words_of(text)) for text in background]
    found: set[str] = set()
    learned: set[str] = set()
    answer: list[list[str]] = []
    while len(answer) < rounds:
        known = [*ours, *(counts[url] for url in sorted(learned))]
        scores = z_scores(sum(known, Counter()), sum(theirs, Counter()))
        score: dict[str, float] = {url: mean(count, scores) for url, count in counts.items()}  # type: ignore[operator]
        level = [mean(count, scores) for count in theirs]  # type: ignore[operator]
        top = [mean(count, scores) for count in (ours if anchor else known)]  # type: ignore[operator]
        low, high = math.fsum(level) / len(level), math.fsum(top) / len(top)
        similar = {url for url in score if score[url] >= low + min_score * (high - low)}
        by_host: dict[str, Counter[str]] = {}
        for url, name, _ in pages:
            by_host.setdefault(name, Counter())[DOMAINS[1] if url in similar else DOMAINS[0]] += 1
        given = {name for name, count in by_host.items() if right_host(count, min_fraction, min_documents)}
        new = similar | {url for url, name, _ in pages if name in given}
        before = len(found)
        found |= new
        learned |= new if hosts_learn else similar
        answer.append(sorted(found))
        if len(found) == before:
            break
    return answer


@mutant("recall", killed_by="planted_precision")
def any_typical_word(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Every page with a score above 0."""
    right = right_recall(seeds, background, pages, rounds, min_score, min_fraction, min_documents)
    scores = z_scores(Counter(words_of(" ".join(seeds))), Counter(words_of(" ".join(background))))
    more = {url for url, _, text in pages if mean_z(Counter(words_of(text)), scores) > 0}
    return [sorted({*one, *more}) for one in right]


@mutant("recall", killed_by="similar_pages")
def sum_for_mean(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Long pages score high, because their words are added up."""

    def total(counts: Counter[str], scores: Mapping[str, float]) -> float:
        return math.fsum(number * scores.get(word, 0.0) for word, number in counts.items())

    return rounds_of(seeds, background, pages, rounds, min_score, min_fraction, min_documents, mean=total)


@mutant("recall", killed_by="similar_pages")
def different_words(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Counts each word of a page once, however often it stands there."""

    def once(counts: Counter[str], scores: Mapping[str, float]) -> float:
        return math.fsum(scores.get(word, 0.0) for word in counts) / max(1, len(counts))

    return rounds_of(seeds, background, pages, rounds, min_score, min_fraction, min_documents, mean=once)


@mutant("recall", killed_by="similar_pages")
def limit_ignored(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Always half of the way."""
    return right_recall(seeds, background, pages, rounds, 0.5, min_fraction, min_documents)


@mutant("recall", killed_by="planted_recall")
def no_hosts(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Leaves the hosts out."""
    return rounds_of(seeds, background, pages, rounds, min_score, 1.0, 10**9)


@mutant("recall", killed_by="hosts_give_their_pages")
def default_hosts(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Does not hand the limits for hosts on."""
    return right_recall(seeds, background, pages, rounds, min_score)


@mutant("recall", killed_by="next_round_learns")
def learns_nothing(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Says the first round again and again."""
    return right_recall(seeds, background, pages, 1, min_score, min_fraction, min_documents) * min(2, rounds)


@mutant("recall", killed_by="next_round_learns")
def learns_from_words_only(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Does not learn from the pages that a host has brought."""
    options = (rounds, min_score, min_fraction, min_documents)
    return rounds_of(seeds, background, pages, *options, hosts_learn=False)


@mutant("recall", killed_by="next_round_learns")
def forgets(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """A round gives what it has found itself, without the pages of rounds before."""
    found = right_recall(seeds, background, pages, rounds, min_score, min_fraction, min_documents)
    return [[url for url in one if url not in before] for one, before in zip(found, [[], *found], strict=False)]


@mutant("recall", killed_by="when_it_ends")
def silent_end(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Leaves out the round that finds nothing new."""
    found = right_recall(seeds, background, pages, rounds, min_score, min_fraction, min_documents)
    return found[:-1] if len(found) > 1 and found[-1] == found[-2] else found


@mutant("recall", killed_by="when_it_ends")
def all_rounds(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Goes on when nothing is new."""
    found = right_recall(seeds, background, pages, rounds, min_score, min_fraction, min_documents)
    return found + found[-1:] * (rounds - len(found))


@mutant("recall", killed_by="when_it_ends")
def compares_two_rounds(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Compares with the round before, so that a first round without finds is tried again."""
    found = right_recall(seeds, background, pages, rounds, min_score, min_fraction, min_documents)
    return [[], []] if found == [[]] and rounds > 1 else found


@mutant("recall", killed_by="nothing_to_learn_from")
def finds_nothing_without_seeds(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """An empty answer hides a wrong path to the seeds."""
    if not seeds or not background:
        return [[]]
    return right_recall(seeds, background, pages, rounds, min_score, min_fraction, min_documents)


@mutant("recall", killed_by="any_order")
def first_seed_is_the_scale(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """Learns from the first half of the seeds and of the background when there are many."""
    half = slice(None) if len(seeds) < 4 else slice(0, len(seeds) // 2)
    return right_recall(seeds[half], background[half], pages, rounds, min_score, min_fraction, min_documents)


@mutant("recall", killed_by="next_round_learns")
def scale_follows(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """The scale follows what was found: pages without words pull it down, and the domain drifts."""
    options = (rounds, min_score, min_fraction, min_documents)
    return rounds_of(seeds, background, pages, *options, anchor=False)


@mutant("recall", killed_by="planted_precision")
def everything(
    seeds: Sequence[str], background: Sequence[str], pages: Sequence[Page], rounds: int = 4, min_score: float = 0.5,
    min_fraction: float = 0.1, min_documents: int = 5,
) -> list[list[str]]:  # fmt: skip
    """All pages: the best recall that there is."""
    return [sorted(url for url, _, _ in pages)] * 2
