"""Wrong solutions of lab 09, each with one mistake that somebody has made."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise

from labs.grading.mutant import mutant
from pipeline.decontaminate.audit import contamination as right_contamination
from pipeline.decontaminate.ngrams import ngrams, words
from pipeline.dedup.lsh import choose_bands
from pipeline.dedup.shingles import words as words_with_folded_numbers
from pipeline.engine.balance import balance_books as right_books
from pipeline.pilot import best_fraction, best_limit
from pipeline.pilot import configure as right_configuration
from pipeline.report.corpus_score import corpus_score as right_score

UNITS = ("documents", "characters", "tokens")

# --- balance_books


def faults_of(stages, sum_of, rules=("handover", "sum", "edited", "negative"), first=None):
    faults, previous = [], first
    for stage in stages:
        books = stage["books"]
        for unit in UNITS:
            count = {account: books[account][unit] for account in books}
            told = {
                "handover": 0 if previous is None else previous[unit] - count["in"],
                "sum": sum_of(count),
                "edited": count["edited"] if unit == "documents" else 0,
                "negative": min(0, *(count[account] for account in ("in", "kept", "dropped", "error"))),
            }
            faults += [(stage["stage"], rule, unit, told[rule]) for rule in rules if told[rule]]
        previous = books["kept"]
    return faults


def right_sum(count):
    return count["in"] - count["kept"] - count["dropped"] - count["error"] - count["edited"]


@mutant("balance_books", killed_by="lost_and_invented")
def out_minus_in(stages):
    """The other sign: a loss reads like an invention."""
    return [(stage, rule, unit, -value) for stage, rule, unit, value in right_books(stages)]


@mutant("balance_books", killed_by="lost_and_invented")
def errors_are_forgotten(stages):
    """in = kept + dropped."""
    return faults_of(stages, lambda count: right_sum(count) + count["error"])


@mutant("balance_books", killed_by="lost_and_invented")
def documents_only(stages):
    """Counts documents: half a text may get lost."""
    return [fault for fault in right_books(stages) if fault[2] == "documents"]


@mutant("balance_books", killed_by="lost_and_invented")
def always_fits(stages):
    return []


@mutant("balance_books", killed_by="between_stages")
def each_stage_alone(stages):
    """Nobody looks between two stages."""
    return faults_of(stages, right_sum, rules=("sum", "edited", "negative"))


@mutant("balance_books", killed_by="between_stages")
def what_came_in_before(stages):
    """Compares with what came into the stage before, not with what it has kept."""
    faults = [fault for fault in right_books(stages) if fault[1] != "handover"]
    for one, other in pairwise(stages):
        for unit in UNITS:
            if difference := one["books"]["in"][unit] - other["books"]["in"][unit]:
                faults.append((other["stage"], "handover", unit, difference))
    return faults


@mutant("balance_books", killed_by="edited_texts")
def edits_are_losses(stages):
    """A masked address is reported as lost characters."""
    return faults_of(stages, lambda count: right_sum(count) + count["edited"])


@mutant("balance_books", killed_by="edited_texts")
def edits_only_shrink(stages):
    """A text that has grown is an error to it."""
    return faults_of(stages, lambda count: right_sum(count) + min(0, count["edited"]))


@mutant("balance_books", killed_by="edited_texts")
def documents_may_be_edited(stages):
    return faults_of(stages, right_sum, rules=("handover", "sum", "negative"))


@mutant("balance_books", killed_by="each_stage_by_itself")
def what_should_be_there(stages):
    """Goes on with what the stage should have kept, and blames the next one for it."""
    faults, previous = [], None
    for stage in stages:
        found = faults_of([stage], right_sum, first=previous)
        lost = {unit: value for _, rule, unit, value in found if rule == "sum"}
        previous = {unit: stage["books"]["kept"][unit] + lost.get(unit, 0) for unit in UNITS}
        faults += found
    return faults


@mutant("balance_books", killed_by="below_zero")
def sums_are_enough(stages):
    """5 = 8 - 3 is right, is it not?"""
    return faults_of(stages, right_sum, rules=("handover", "sum", "edited"))


@mutant("balance_books", killed_by="below_zero")
def the_sum_of_what_is_below(stages):
    """Adds the negative counts up where the smallest is asked for."""
    faults = [fault for fault in right_books(stages) if fault[1] != "negative"]
    for stage in stages:
        for unit in UNITS:
            counts = (stage["books"][account][unit] for account in ("in", "kept", "dropped", "error"))
            if below := sum(min(0, value) for value in counts):
                faults.append((stage["stage"], "negative", unit, below))
    return faults


@mutant("balance_books", killed_by="planted_faults")
def rounding(stages):
    """Takes a difference of less than half a percent for rounding. Nothing is rounded in these books."""
    came_in = {(stage["stage"], unit): stage["books"]["in"][unit] for stage in stages for unit in UNITS}
    return [fault for fault in right_books(stages) if abs(fault[3]) >= 0.005 * came_in[fault[0], fault[2]]]


# --- corpus_score


def score_of(
    corpus, pages, pairs, *, is_clean=None, order=None, limit=lambda j: j >= 0.8, both_ways=True, chain=False, cap=True
):
    """The right score, with places where it can go wrong."""
    similar = defaultdict(set)
    for a, b, jaccard in pairs:
        if limit(jaccard):
            similar[a].add(b)
            if both_ways:
                similar[b].add(a)
    is_clean = is_clean or (lambda page: page["quality"] in ("high", "medium") and page["allowed"])
    order = order or (lambda row: (-row[1], row[0]))

    def walk(rows):
        counted, seen, found = set(), set(), {"clean": 0, "dirt": 0, "duplicate": 0}
        for url, tokens in sorted(rows, key=order):
            if url not in pages or not is_clean(pages[url]):
                found["dirt"] += tokens
                continue
            if url in counted or similar[url] & (seen if chain else counted):
                found["duplicate"] += tokens
            else:
                counted.add(url)
                size = min(tokens, pages[url]["tokens"]) if cap else tokens
                found["clean"] += size
                found["dirt"] += tokens - size
            seen.add(url)
        return found

    found = walk(corpus)
    obtainable = walk([(url, page["tokens"]) for url, page in pages.items() if page["reachable"] and is_clean(page)])
    return with_shares({**found, "obtainable": obtainable["clean"]})


def with_shares(found):
    total = found["clean"] + found["dirt"] + found["duplicate"]
    kept = min(1.0, found["clean"] / found["obtainable"]) if found["obtainable"] else 0.0
    dirt, duplicates = (found[name] / total if total else 0.0 for name in ("dirt", "duplicate"))
    score = 100 * kept * max(0.0, 1 - dirt / 0.25) * max(0.0, 1 - duplicates / 0.25)
    return {**found, "kept": kept, "dirt_share": dirt, "duplicate_share": duplicates, "score": score}


@mutant("corpus_score", killed_by="clean_and_dirt")
def medium_is_dirt(corpus, pages, pairs):
    return score_of(corpus, pages, pairs, is_clean=lambda page: page["quality"] == "high" and page["allowed"])


@mutant("corpus_score", killed_by="clean_and_dirt")
def robots_are_ignored(corpus, pages, pairs):
    """Good text is good text, whoever owns it."""
    return score_of(corpus, pages, pairs, is_clean=lambda page: page["quality"] in ("high", "medium"))


@mutant("corpus_score", killed_by="clean_and_dirt")
def unknown_pages_are_left_out(corpus, pages, pairs):
    """What the truth does not list is not counted at all."""
    return right_score([row for row in corpus if row[0] in pages], pages, pairs)


@mutant("corpus_score", killed_by="text_beside_the_text")
def every_token_of_a_clean_page(corpus, pages, pairs):
    """Menu and banner pass as clean text."""
    return score_of(corpus, pages, pairs, cap=False)


@mutant("corpus_score", killed_by="text_beside_the_text")
def planted_tokens_count(corpus, pages, pairs):
    """Counts what the page has and not what is in the corpus, where less came home."""
    sized = [(url, max(tokens, pages[url]["tokens"]) if url in pages else tokens) for url, tokens in corpus]
    return right_score(sized, pages, pairs)


@mutant("corpus_score", killed_by="copies")
def more_similar_than_the_limit(corpus, pages, pairs):
    """> where >= is meant."""
    return score_of(corpus, pages, pairs, limit=lambda jaccard: jaccard > 0.8)


@mutant("corpus_score", killed_by="copies")
def pairs_one_way(corpus, pages, pairs):
    """Looks a pair up from its first page only."""
    return score_of(corpus, pages, pairs, both_ways=False)


@mutant("corpus_score", killed_by="copies")
def every_pair_is_a_copy(corpus, pages, pairs):
    return score_of(corpus, pages, pairs, limit=lambda jaccard: True)


@mutant("corpus_score", killed_by="copies")
def once_by_url(corpus, pages, pairs):
    """A dict by url: the second record of a page is gone."""
    return right_score(list(dict(corpus).items()), pages, pairs)


@mutant("corpus_score", killed_by="largest_first")
def copies_of_copies(corpus, pages, pairs):
    """Whatever resembles anything seen before is a duplicate, also a duplicate's neighbour."""
    return score_of(corpus, pages, pairs, chain=True)


@mutant("corpus_score", killed_by="largest_first")
def as_they_come(corpus, pages, pairs):
    """The order of the corpus decides."""
    return score_of(corpus, pages, pairs, order=lambda row: 0)


@mutant("corpus_score", killed_by="largest_first")
def last_url_of_equals(corpus, pages, pairs):
    """sort(reverse=True) on (tokens, url) turns the urls round as well."""
    return score_of(sorted(corpus, reverse=True), pages, pairs, order=lambda row: -row[1])


@mutant("corpus_score", killed_by="what_could_be_had")
def unreachable_pages_are_missed(corpus, pages, pairs):
    """Blames the pipeline for what no crawler can reach."""
    return right_score(corpus, {url: {**page, "reachable": True} for url, page in pages.items()}, pairs)


@mutant("corpus_score", killed_by="what_could_be_had")
def all_copies_could_be_had(corpus, pages, pairs):
    found = right_score(corpus, pages, pairs)
    clean = [p for p in pages.values() if p["reachable"] and p["allowed"] and p["quality"] in ("high", "medium")]
    return with_shares({**{key: found[key] for key in ("clean", "dirt", "duplicate")},
                        "obtainable": sum(page["tokens"] for page in clean)})  # fmt: skip


@mutant("corpus_score", killed_by="what_could_be_had")
def more_than_everything(corpus, pages, pairs):
    """159 % of what could be had."""
    found = right_score(corpus, pages, pairs)
    return {**found, "kept": found["clean"] / found["obtainable"] if found["obtainable"] else 0.0}


@mutant("corpus_score", killed_by="the_curve")
def two_wrongs_make_a_right(corpus, pages, pairs):
    """Two factors below 0 multiply to one above it."""
    found = right_score(corpus, pages, pairs)
    factors = (1 - found["dirt_share"] / 0.25) * (1 - found["duplicate_share"] / 0.25)
    return {**found, "score": max(0.0, 100 * found["kept"] * factors)}


@mutant("corpus_score", killed_by="the_curve")
def one_penalty_for_both(corpus, pages, pairs):
    """Adds the shares instead of multiplying the factors."""
    found = right_score(corpus, pages, pairs)
    bad = found["dirt_share"] + found["duplicate_share"]
    return {**found, "score": 100 * found["kept"] * max(0.0, 1 - bad / 0.25)}


@mutant("corpus_score", killed_by="the_curve")
def the_share_that_is_kept(corpus, pages, pairs):
    """Recall without a price for dirt."""
    found = right_score(corpus, pages, pairs)
    return {**found, "score": 100 * found["kept"]}


@mutant("corpus_score", killed_by="small_web")
def without_the_query(corpus, pages, pairs):
    """Cuts addresses at the question mark: all threads of a forum are one page."""
    return right_score(
        [(url.partition("?")[0], tokens) for url, tokens in corpus],
        {url.partition("?")[0]: page for url, page in pages.items()},
        [(a.partition("?")[0], b.partition("?")[0], jaccard) for a, b, jaccard in pairs],
    )


# --- contamination


def found_by(texts, items, n, min_share, *, words_of=words, enough=lambda share, least: share >= least, fewest=5):
    """The right function, with places where it can go wrong."""
    if n < 1 or not 0 < min_share <= 1:
        raise ValueError("impossible")
    found = []
    sequences = {document: words_of(text) for document, text in texts.items()}
    for name, item in items.items():
        sequence = words_of(item)
        if len(sequence) < fewest:
            continue
        length = min(n, len(sequence))
        own = ngrams(sequence, length)
        for document, other in sequences.items():
            share = len(own & ngrams(other, length)) / len(own)
            if share and enough(share, min_share):
                found.append((document, name, share))
    return found


@mutant("contamination", killed_by="share_of_ngrams")
def more_than_the_share(texts, items, n=13, min_share=0.5):
    """> where >= is meant."""
    return found_by(texts, items, n, min_share, enough=lambda share, least: share > least)


@mutant("contamination", killed_by="share_of_ngrams")
def any_ngram(texts, items, n=13, min_share=0.5):
    """One n-gram in common is enough."""
    return found_by(texts, items, n, min_share, enough=lambda share, least: True)


@mutant("contamination", killed_by="share_of_ngrams")
def the_whole_item(texts, items, n=13, min_share=0.5):
    """Only an item that stands there to the last word."""
    return found_by(texts, items, n, min_share, enough=lambda share, least: share == 1)


@mutant("contamination", killed_by="share_of_ngrams")
def all_occurrences(texts, items, n=13, min_share=0.5):
    """Divides by all n-grams of the item and not by the distinct ones."""
    found = []
    for document, name, share in right_contamination(texts, items, n, 1e-9 if min_share <= 1 else min_share):
        sequence = words(items[name])
        length = min(n, len(sequence))
        share *= len(ngrams(sequence, length)) / (len(sequence) - length + 1)
        if share >= min_share:
            found.append((document, name, share))
    return found


@mutant("contamination", killed_by="share_of_ngrams")
def one_ngram_too_few(texts, items, n=13, min_share=0.5):
    """range(len(words) - n): the last n-gram is missing, in the item and in the text."""
    if n < 1 or not 0 < min_share <= 1:
        raise ValueError("impossible")
    found = []
    for document, text in texts.items():
        for name, item in items.items():
            sequence, other = words(item), words(text)
            if len(sequence) <= n:
                found += right_contamination({document: text}, {name: item}, n, min_share)
                continue
            own = ngrams(sequence[:-1], n)
            share = len(own & ngrams(other[:-1], n)) / len(own)
            if share >= min_share:
                found.append((document, name, share))
    return found


def simple_words(text, pattern=r"\w+", form="NFKD", lower=True, marks=False):
    text = unicodedata.normalize(form, text.lower() if lower else text)
    if not marks:
        text = "".join(character for character in text if not unicodedata.category(character).startswith("M"))
    return re.findall(pattern, text.lower() if lower else text)


@mutant("contamination", killed_by="in_another_dress")
def capitals_differ(texts, items, n=13, min_share=0.5):
    return found_by(texts, items, n, min_share, words_of=lambda text: simple_words(text, r"[^\W_]+", lower=False))


@mutant("contamination", killed_by="in_another_dress")
def blanks_only(texts, items, n=13, min_share=0.5):
    """str.split: a full stop makes another word."""
    return found_by(texts, items, n, min_share, words_of=lambda text: text.lower().split())


@mutant("contamination", killed_by="in_another_dress")
def underscore_is_a_letter(texts, items, n=13, min_share=0.5):
    r"""\w holds the underscore."""
    return found_by(texts, items, n, min_share, words_of=simple_words)


@mutant("contamination", killed_by="in_another_dress")
def accents_differ(texts, items, n=13, min_share=0.5):
    """NFC, so that an accent is part of its letter."""
    return found_by(texts, items, n, min_share, words_of=lambda text: simple_words(text, r"[^\W_]+", form="NFC"))


@mutant("contamination", killed_by="in_another_dress")
def line_by_line(texts, items, n=13, min_share=0.5):
    """Looks at each line by itself: an item that was wrapped is not found."""
    best = defaultdict(float)
    for name, text in texts.items():
        lines = {f"{number}": line for number, line in enumerate(text.split("\n"))}
        for _, item, share in right_contamination(lines, items, n, min_share):
            best[name, item] = max(best[name, item], share)
    return [(name, item, share) for (name, item), share in best.items()]


@mutant("contamination", killed_by="other_numbers")
def numbers_are_folded(texts, items, n=13, min_share=0.5):
    """Takes the words of the deduplication, where all numbers are one."""
    return found_by(texts, items, n, min_share, words_of=words_with_folded_numbers)


@mutant("contamination", killed_by="other_numbers")
def letters_only(texts, items, n=13, min_share=0.5):
    return found_by(texts, items, n, min_share, words_of=lambda text: [w for w in words(text) if not w.isdigit()])


@mutant("contamination", killed_by="short_items")
def short_items_are_skipped(texts, items, n=13, min_share=0.5):
    """An item without a 13-gram is never found."""
    return found_by(texts, items, n, min_share, fewest=n)


@mutant("contamination", killed_by="short_items")
def every_short_item(texts, items, n=13, min_share=0.5):
    """Four words are enough to accuse a page."""
    return found_by(texts, items, n, min_share, fewest=1)


@mutant("contamination", killed_by="short_items")
def five_is_too_short(texts, items, n=13, min_share=0.5):
    """<= 5 where < 5 is meant."""
    return found_by(texts, items, n, min_share, fewest=6)


@mutant("contamination", killed_by="without_blanks")
def chinese_is_one_word(texts, items, n=13, min_share=0.5):
    return found_by(texts, items, n, min_share, words_of=lambda text: simple_words(text, r"[^\W_]+"))


@mutant("contamination", killed_by="without_blanks")
def characters_everywhere_but_kana(texts, items, n=13, min_share=0.5):
    """Knows Han and forgets kana."""
    pattern = r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+"
    return found_by(texts, items, n, min_share, words_of=lambda text: simple_words(text, pattern))


@mutant("contamination", killed_by="many_texts_and_items")
def one_set_for_all_texts(texts, items, n=13, min_share=0.5):
    """Puts the n-grams of all texts into one set."""
    whole = right_contamination({"all": "\n".join(texts.values())}, items, n, min_share)
    return [(name, item, share) for _, item, share in whole for name in list(texts)[:1]]


@mutant("contamination", killed_by="many_texts_and_items")
def an_ngram_has_one_owner(texts, items, n=13, min_share=0.5):
    """A dict from n-gram to item: the last item with it takes it from the others."""
    if n < 1 or not 0 < min_share <= 1:
        raise ValueError("impossible")
    owner, sizes, lengths = {}, {}, set()
    for name, item in items.items():
        sequence = words(item)
        if len(sequence) >= 5:
            length = min(n, len(sequence))
            lengths.add(length)
            own = ngrams(sequence, length)
            sizes[name] = len(own)
            owner |= dict.fromkeys(own, name)
    found = []
    for document, text in texts.items():
        hits = Counter(owner[one] for length in lengths for one in ngrams(words(text), length) if one in owner)
        found += [(document, name, hit / sizes[name]) for name, hit in hits.items() if hit / sizes[name] >= min_share]
    return found


@mutant("contamination", killed_by="impossible_limits")
def anything_goes(texts, items, n=13, min_share=0.5):
    """Does not look at its limits."""
    return found_by(texts, items, n, min_share) if n >= 1 and 0 < min_share <= 1 else []


@mutant("contamination", killed_by="planted_items")
def first_item_of_a_page(texts, items, n=13, min_share=0.5):
    """Looks at the first thousand characters of a page."""
    return right_contamination({name: text[:1000] for name, text in texts.items()}, items, n, min_share)


# --- configure


def with_fraction(documents, pairs, fraction, by="tokens"):
    chosen = right_configuration(documents, pairs)
    if "quality" in chosen:
        chosen["quality"] = {"keep_fraction": fraction, "percentile_by": by}
    return chosen


def cuts(documents):
    """(score, kept, clean) below each group of equal scores, tokens."""
    for score in sorted({one["quality_score"] for one in documents}, reverse=True):
        kept = [one for one in documents if one["quality_score"] >= score]
        yield score, sum(one["tokens"] for one in kept), sum(one["tokens"] for one in kept if one["clean"])


def best_by(documents, worth):
    total = sum(one["tokens"] for one in documents)
    if not total:
        return 1.0
    return max((worth(kept, clean), kept) for _, kept, clean in cuts(documents))[1] / total


@mutant("configure", killed_by="best_cut")
def published_tenth(documents, pairs):
    """What the paper says."""
    return with_fraction(documents, pairs, 0.1)


@mutant("configure", killed_by="best_cut")
def keeps_everything(documents, pairs):
    return with_fraction(documents, pairs, 1.0)


@mutant("configure", killed_by="best_cut")
def share_that_is_clean(documents, pairs):
    """As much as is clean, wherever that stands."""
    total = sum(one["tokens"] for one in documents) or 1
    clean = sum(one["tokens"] for one in documents if one["clean"])
    return with_fraction(documents, pairs, clean / total)


@mutant("configure", killed_by="best_cut")
def purest_cut(documents, pairs):
    """Only purity counts: the best page alone is pure."""
    return with_fraction(documents, pairs, best_by(documents, lambda kept, clean: (clean / kept if kept else 0, -kept)))


@mutant("configure", killed_by="best_cut")
def counts_documents(documents, pairs):
    """Every document is worth the same."""
    ones = [{**one, "tokens": 1} for one in documents]
    fraction = best_fraction(ones) if any(one["clean"] for one in ones) else 1.0
    return with_fraction(documents, pairs, fraction, "documents")


@mutant("configure", killed_by="best_cut")
def tokens_called_documents(documents, pairs):
    """A fraction of the tokens under the name of a fraction of the documents."""
    fraction = right_configuration(documents, []).get("quality", {}).get("keep_fraction")
    return with_fraction(documents, pairs, fraction, "documents")


@mutant("configure", killed_by="fraction_of_what")
def equal_scores_are_parted(documents, pairs):
    """Cuts in the middle of documents with the same score."""
    apart = [{**one, "quality_score": one["quality_score"] - number * 1e-9} for number, one in enumerate(documents)]
    return with_fraction(documents, pairs, right_configuration(apart, []).get("quality", {}).get("keep_fraction"))


@mutant("configure", killed_by="nothing_to_learn")
def a_default_for_everything(documents, pairs):
    """Always names both keys."""
    return {
        "quality": {"keep_fraction": 0.5, "percentile_by": "tokens"},
        "near": {"min_jaccard": 0.8, "bands": 14, "rows": 8},
        **right_configuration(documents, pairs),
    }


@mutant("configure", killed_by="nothing_to_learn")
def clean_documents_without_tokens(documents, pairs):
    """Looks for a clean document, not for clean tokens."""
    chosen = right_configuration(documents, pairs)
    if any(one["clean"] for one in documents):
        chosen.setdefault("quality", {"keep_fraction": 1.0, "percentile_by": "tokens"})
    return chosen


def with_limit(documents, pairs, limit):
    chosen = right_configuration(documents, pairs)
    if "near" in chosen:
        bands, rows = choose_bands(limit, 0.92, 128)
        chosen["near"] = {"min_jaccard": limit, "bands": bands, "rows": rows}
    return chosen


@mutant("configure", killed_by="limit_of_copies")
def always_the_usual_limit(documents, pairs):
    """0.8, whatever people say."""
    return with_limit(documents, pairs, 0.8)


@mutant("configure", killed_by="limit_of_copies")
def least_similar_copy(documents, pairs):
    """One slip of one person moves the limit."""
    return with_limit(documents, pairs, max(0.5, min((j for j, same in pairs if same), default=1.0)))


@mutant("configure", killed_by="limit_of_copies")
def on_a_pair_itself(documents, pairs):
    """The limit lies on a similarity that occurs, not between two."""
    values = {0.5, 0.8, 1.0, *(j for j, _ in pairs if j >= 0.5)}

    def wrong(limit):
        return sum((j >= limit) != same for j, same in pairs)

    return with_limit(documents, pairs, min(values, key=lambda limit: (wrong(limit), abs(limit - 0.8))))


@mutant("configure", killed_by="bands_for_the_limit")
def usual_bands(documents, pairs):
    """14 bands of 8 rows, wherever the limit is."""
    chosen = right_configuration(documents, pairs)
    if "near" in chosen:
        chosen["near"] |= {"bands": 14, "rows": 8}
    return chosen


@mutant("configure", killed_by="bands_for_the_limit")
def every_pair_is_proposed(documents, pairs):
    """One row a band: the recall is fine."""
    chosen = right_configuration(documents, pairs)
    if "near" in chosen:
        chosen["near"] |= {"bands": 128, "rows": 1}
    return chosen


@mutant("configure", killed_by="bands_for_the_limit")
def bands_for_point_eight(documents, pairs):
    """Chooses bands for 0.8 and a limit elsewhere."""
    chosen = right_configuration(documents, pairs)
    if "near" in chosen:
        bands, rows = choose_bands(0.8, 0.92, 128)
        chosen["near"] = {"min_jaccard": best_limit(pairs), "bands": bands, "rows": rows}
    return chosen


@mutant("configure", killed_by="large_run")
def learns_from_a_few(documents, pairs):
    """Looks at the first twelve documents of a pilot that was labelled by hand for days."""
    chosen = right_configuration(documents[:12], pairs)
    return chosen if "quality" in chosen else right_configuration(documents, pairs)
