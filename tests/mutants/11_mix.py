"""Wrong solutions of lab 11, each with one mistake that people make."""

from __future__ import annotations

import math
import random
import struct
from fractions import Fraction

import numpy as np

from labs.grading.mutant import mutant
from pipeline.engine.running_total import BIN_BITS
from pipeline.mixture.draw import draw_key
from pipeline.mixture.shares import ImpossibleMixture

SEPARATOR = "<|endoftext|>"


# --- mixture_shares


def power(tokens, temperature):
    return float(tokens) ** (1 / temperature)


def decimal(share):
    return Fraction(str(share))


def solved_shares(available, targets, temperature, *, weigh=power, exact=decimal, leave=lambda rest: rest):
    """A right solution, with places for mistakes."""
    targets = dict(targets or {})
    if not temperature >= 1 or any(n < 0 for n in available.values()) or any(s < 0 for s in targets.values()):
        raise ValueError("temperature, tokens and shares")
    fixed = {bucket: exact(share) for bucket, share in targets.items()}
    wanted = sum(fixed.values())
    others = {bucket: tokens for bucket, tokens in available.items() if bucket not in targets and tokens}
    lacking = any(share and not available.get(bucket) for bucket, share in targets.items())
    if lacking or wanted > 1 or (wanted < 1 and not others and any(available.values())):
        raise ImpossibleMixture("impossible")
    weights = {bucket: Fraction(weigh(tokens, temperature)) for bucket, tokens in others.items()}
    total = sum(weights.values())
    return {
        bucket: fixed[bucket]
        if bucket in fixed
        else leave(1 - wanted) * weights[bucket] / total
        if bucket in others
        else 0
        for bucket in available
    }


@mutant("mixture_shares", killed_by="corpus_as_it_is")
def all_alike(available, targets=None, temperature=1.0):
    """Every bucket gets the same share."""
    return solved_shares(available, targets, temperature, weigh=lambda tokens, temperature: 1)


@mutant("mixture_shares", killed_by="corpus_as_it_is")
def empty_buckets_are_lost(available, targets=None, temperature=1.0):
    """Buckets without a share are not in the answer."""
    return {bucket: share for bucket, share in solved_shares(available, targets, temperature).items() if share}


@mutant("mixture_shares", killed_by="temperature")
def temperature_is_ignored(available, targets=None, temperature=1.0):
    """The corpus stays as it is at every temperature."""
    return solved_shares(available, targets, temperature, weigh=lambda tokens, temperature: tokens)


@mutant("mixture_shares", killed_by="temperature")
def temperature_is_the_exponent(available, targets=None, temperature=1.0):
    """tokens ** temperature helps the large buckets; at infinity the power has no number."""
    return solved_shares(available, targets, temperature, weigh=lambda n, t: Fraction(n) ** round(min(t, 9)))


@mutant("mixture_shares", killed_by="temperature")
def temperature_of_a_softmax(available, targets=None, temperature=1.0):
    """exp(share / T), as temperatures are used for logits."""
    total = sum(available.values())
    weigh = (lambda n, t: n) if temperature == 1 else (lambda n, t: math.exp(n / total / t))
    return solved_shares(available, targets, temperature, weigh=weigh)


@mutant("mixture_shares", killed_by="targets")
def others_keep_their_shares(available, targets=None, temperature=1.0):
    """The others have the shares they would have without targets: all together make more than 1."""
    return solved_shares(available, targets, temperature, leave=lambda rest: 1)


@mutant("mixture_shares", killed_by="targets")
def targets_are_weights(available, targets=None, temperature=1.0):
    """A target multiplies the tokens of its bucket instead of being its share."""
    solved_shares(available, targets, temperature)
    weights = {bucket: power(n, temperature) * (targets or {}).get(bucket, 1.0) for bucket, n in available.items()}
    return {bucket: weight / (sum(weights.values()) or 1) for bucket, weight in weights.items()}


@mutant("mixture_shares", killed_by="targets")
def temperature_over_all(available, targets=None, temperature=1.0):
    """The weights of the buckets with a target count in the sum of the others."""
    shares = solved_shares(available, targets, temperature)
    if not targets or any(share == 0 for share in targets.values()) or sum(map(decimal, targets.values())) == 1:
        return shares
    weights = {bucket: power(tokens, temperature) for bucket, tokens in available.items()}
    rest = 1 - sum(targets.values())
    return {b: targets[b] if b in targets else rest * weights[b] / sum(weights.values()) for b in available}


@mutant("mixture_shares", killed_by="decimals_are_exact")
def floats_are_added_up(available, targets=None, temperature=1.0):
    """0.7 + 0.2 + 0.1 is below 1, and nobody can give what is missing."""
    total = sum((targets or {}).values())
    others = any(tokens for bucket, tokens in available.items() if bucket not in (targets or {}))
    if any(available.values()) and (total > 1 or (total < 1 and not others)):
        raise ImpossibleMixture(f"the targets are together {total}")
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="decimals_are_exact")
def fractions_of_floats(available, targets=None, temperature=1.0):
    """Fraction(0.1) is exactly the float, and that is not a tenth."""
    return solved_shares(available, targets, temperature, exact=Fraction)


@mutant("mixture_shares", killed_by="impossible_targets")
def targets_are_scaled(available, targets=None, temperature=1.0):
    """Targets above 1 are silently divided by their sum."""
    total = sum(map(decimal, (targets or {}).values()))
    if total > 1:
        targets = {bucket: decimal(share) / total for bucket, share in targets.items()}
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="impossible_targets")
def a_hair_above_one(available, targets=None, temperature=1.0):
    """Forgives targets that are together a little above 1, as one does with floats."""
    total = sum(map(decimal, (targets or {}).values()))
    if 1 < total < decimal(1.00001):
        targets = {bucket: decimal(share) / total for bucket, share in targets.items()}
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="impossible_targets")
def nobody_is_left(available, targets=None, temperature=1.0):
    """Whoever has tokens is left out by a target of 0: the shares are together 0, and nobody says so."""
    if targets and not any(targets.values()) and all(bucket in targets for bucket in available):
        return dict.fromkeys(available, 0)
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="empty_corpus")
def an_empty_corpus_has_no_mixture(available, targets=None, temperature=1.0):
    """A corpus without tokens is an error, also when nothing is asked of it."""
    if not any(available.values()):
        raise ImpossibleMixture("the corpus has no tokens")
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="impossible_targets")
def unknown_buckets_are_left_out(available, targets=None, temperature=1.0):
    """A typing error in the name of a bucket does nothing."""
    known = {bucket: share for bucket, share in (targets or {}).items() if available.get(bucket) or not share}
    return solved_shares(available, known, temperature)


@mutant("mixture_shares", killed_by="bad_temperatures")
def nan_is_a_temperature(available, targets=None, temperature=1.0):
    """`temperature < 1` is false for nan."""
    if math.isnan(temperature):
        return dict.fromkeys(available, temperature)
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="bad_temperatures")
def any_temperature(available, targets=None, temperature=1.0):
    """A temperature below 1, which makes large buckets larger, is taken."""
    if 0 < temperature < 1:
        return solved_shares(available, targets, 1.0, weigh=lambda n, t: power(n, temperature))
    return solved_shares(available, targets, temperature)


@mutant("mixture_shares", killed_by="drawn_corpora")
def integer_temperatures(available, targets=None, temperature=1.0):
    """The temperature is rounded to a whole number."""
    return solved_shares(available, targets, temperature, weigh=lambda n, t: power(n, t if t == math.inf else int(t)))


# --- allocate


def remainders(wanted, given, bucket):
    return given[bucket] - wanted[bucket], bucket


def told(short, possible):
    parts = [f"{bucket} is {missing} short" for bucket, missing in sorted(short.items())[:5]]
    return f"{'; '.join(parts)}; possible are {possible}"


def solved_amounts(
    available,
    shares,
    max_epochs,
    total_tokens,
    *,
    exact=decimal,
    most_of=None,
    key=remainders,
    tell=told,
    sums=True,
    divide=True,
):
    """A right solution, with places for mistakes."""
    if any(s < 0 for s in shares.values()) or any(n < 0 for n in available.values()):
        raise ValueError("negative")
    if not max_epochs > 0 or (total_tokens is not None and total_tokens < 0):
        raise ValueError("max_epochs or total")
    parts = {bucket: exact(share) for bucket, share in shares.items() if share > 0}
    total_share = sum(parts.values())
    if not parts and not any(available.values()) and not total_tokens:
        return dict.fromkeys([*available, *shares], 0)
    if sums and abs(total_share - 1) > Fraction(1, 1_000_000):
        raise ValueError("shares")
    if sums and divide:
        parts = {bucket: share / total_share for bucket, share in parts.items()}
    most_of = most_of or (lambda tokens: math.floor(decimal(max_epochs) * tokens))
    most = {bucket: most_of(available.get(bucket, 0)) for bucket in parts}
    possible = min((math.floor(most[bucket] / share) for bucket, share in parts.items()), default=0)
    total = possible if total_tokens is None else total_tokens
    wanted = {bucket: share * total for bucket, share in parts.items()}
    short = {bucket: math.ceil(need) - most[bucket] for bucket, need in wanted.items() if need > most[bucket]}
    if short:
        raise ImpossibleMixture(tell(short, possible))
    given = {bucket: math.floor(need) for bucket, need in wanted.items()}
    for bucket in sorted(wanted, key=lambda bucket: key(wanted, given, bucket))[: max(0, total - sum(given.values()))]:
        given[bucket] += 1
    return {bucket: given.get(bucket, 0) for bucket in {*available, *shares}}


@mutant("allocate", killed_by="scarcest_bucket")
def total_of_the_corpus(available, shares, max_epochs=1.0, total_tokens=None):
    """Without a total the whole corpus is the total, whatever it can give."""
    total = sum(available.values()) if total_tokens is None else total_tokens
    return solved_amounts(available, shares, max_epochs, total)


@mutant("allocate", killed_by="scarcest_bucket")
def largest_bucket_decides(available, shares, max_epochs=1.0, total_tokens=None):
    """The total is what the best supplied bucket allows, and the others are cut to what they have."""
    if total_tokens is None and available and any(shares.values()):
        total = max(int(max_epochs * available.get(b, 0) / s) for b, s in shares.items() if s)
        return {b: min(int(max_epochs * n), int(total * shares.get(b, 0))) for b, n in available.items()}
    return solved_amounts(available, shares, max_epochs, total_tokens)


@mutant("allocate", killed_by="scarcest_bucket")
def only_buckets_with_a_share(available, shares, max_epochs=1.0, total_tokens=None):
    """Buckets that give nothing are not in the answer."""
    found = solved_amounts(available, shares, max_epochs, total_tokens)
    return {bucket: tokens for bucket, tokens in found.items() if shares.get(bucket)}


@mutant("allocate", killed_by="largest_remainder")
def rounded_each(available, shares, max_epochs=1.0, total_tokens=None):
    """Every bucket is rounded by itself: the sum may be another."""
    found = solved_amounts(available, shares, max_epochs, total_tokens)
    if total_tokens is None:
        return found
    return {bucket: round(total_tokens * shares.get(bucket, 0)) for bucket in found}


@mutant("allocate", killed_by="largest_remainder")
def rounded_down(available, shares, max_epochs=1.0, total_tokens=None):
    """What is lost by rounding down is lost."""
    found = solved_amounts(available, shares, max_epochs, total_tokens)
    total = sum(found.values())
    return {bucket: math.floor(total * decimal(shares.get(bucket, 0))) for bucket in found}


@mutant("allocate", killed_by="largest_remainder")
def rest_to_the_largest_bucket(available, shares, max_epochs=1.0, total_tokens=None):
    """The missing tokens go to the buckets with the largest amounts."""
    return solved_amounts(available, shares, max_epochs, total_tokens, key=lambda wanted, given, b: (-given[b], b))


@mutant("allocate", killed_by="largest_remainder")
def ties_as_they_come(available, shares, max_epochs=1.0, total_tokens=None):
    """Equal remainders in the order of the dictionary: another order of the corpus, another mixture."""
    return solved_amounts(available, shares, max_epochs, total_tokens, key=lambda w, g, b: g[b] - w[b])


@mutant("allocate", killed_by="shares_are_divided")
def shares_are_not_divided(available, shares, max_epochs=1.0, total_tokens=None):
    """Shares that are nearly 1 are taken for 1: in a large mixture tokens are missing."""
    return solved_amounts(available, shares, max_epochs, total_tokens, divide=False)


@mutant("allocate", killed_by="shares_are_divided")
def last_bucket_makes_it_up(available, shares, max_epochs=1.0, total_tokens=None):
    """What undivided shares lack of the total is given to the last bucket: the sum is right, the mixture is not."""
    found = solved_amounts(available, shares, max_epochs, total_tokens, divide=False)
    if total_tokens and found:
        found[max(bucket for bucket in found if shares.get(bucket))] += total_tokens - sum(found.values())
    return found


@mutant("allocate", killed_by="nothing_to_share")
def no_shares_no_mixture(available, shares, max_epochs=1.0, total_tokens=None):
    """No shares are not together 1: an error, also where there is nothing to share."""
    if not any(shares.values()):
        raise ValueError("the shares are together 0")
    return solved_amounts(available, shares, max_epochs, total_tokens)


@mutant("allocate", killed_by="nothing_to_share")
def shares_are_forgotten(available, shares, max_epochs=1.0, total_tokens=None):
    """Where nothing is shared the buckets of the shares are left out of the answer."""
    found = solved_amounts(available, shares, max_epochs, total_tokens)
    return found if any(found.values()) else dict.fromkeys(available, 0)


@mutant("allocate", killed_by="epochs")
def epochs_a_hair_too_few(available, shares, max_epochs=1.0, total_tokens=None):
    """Fraction(0.7) is below seven tenths: of 10 tokens only 6 may be read."""
    most = lambda tokens: math.floor(Fraction(max_epochs) * tokens)  # noqa: E731
    return solved_amounts(available, shares, max_epochs, total_tokens, most_of=most)


@mutant("allocate", killed_by="epochs")
def half_a_token(available, shares, max_epochs=1.0, total_tokens=None):
    """Half an epoch of 5 tokens is taken for 2.5 tokens: the total is too large, and rounding gives the bucket 3."""
    most = lambda tokens: decimal(max_epochs) * tokens  # noqa: E731
    return solved_amounts(available, shares, max_epochs, total_tokens, most_of=most)


@mutant("allocate", killed_by="epochs")
def epochs_are_whole(available, shares, max_epochs=1.0, total_tokens=None):
    """One and a half epochs are cut to one."""
    most = (lambda tokens: int(max_epochs) * tokens) if max_epochs > 1 else None
    return solved_amounts(available, shares, max_epochs, total_tokens, most_of=most)


@mutant("allocate", killed_by="epochs")
def epochs_in_floats(available, shares, max_epochs=1.0, total_tokens=None):
    """max_epochs is taken for the float that it is: 1.1 times 100 is then rounded up."""
    most = lambda tokens: math.ceil(Fraction(max_epochs) * tokens)  # noqa: E731
    return solved_amounts(available, shares, max_epochs, total_tokens, most_of=most)


@mutant("allocate", killed_by="epochs")
def less_than_the_limit(available, shares, max_epochs=1.0, total_tokens=None):
    """A bucket that would give exactly all its epochs is short."""
    found = solved_amounts(available, shares, max_epochs, total_tokens)
    if total_tokens is not None and any(n and n == max_epochs * available[bucket] for bucket, n in found.items()):
        raise ImpossibleMixture("too much")
    return found


@mutant("allocate", killed_by="epochs")
def no_limit(available, shares, max_epochs=1.0, total_tokens=None):
    """Nobody asks whether the bucket has that much."""
    limit = None if total_tokens is None else 10**30
    return solved_amounts(available, shares, max_epochs, total_tokens, most_of=limit and (lambda tokens: limit))


@mutant("allocate", killed_by="shortage_is_told")
def only_says_impossible(available, shares, max_epochs=1.0, total_tokens=None):
    """ "Not enough data": of what, and how much?"""
    return solved_amounts(available, shares, max_epochs, total_tokens, tell=lambda *_: "not enough data")


@mutant("allocate", killed_by="shortage_is_told")
def only_the_first(available, shares, max_epochs=1.0, total_tokens=None):
    """Names one bucket; the next one is told when the first has been mended."""

    def tell(short, possible):
        return told(dict(sorted(short.items())[:1]), possible)

    return solved_amounts(available, shares, max_epochs, total_tokens, tell=tell)


@mutant("allocate", killed_by="shortage_is_told")
def only_three(available, shares, max_epochs=1.0, total_tokens=None):
    """Names three of the five that are short."""

    def tell(short, possible):
        return told(dict(sorted(short.items())[:3]), possible)

    return solved_amounts(available, shares, max_epochs, total_tokens, tell=tell)


@mutant("allocate", killed_by="shortage_is_told")
def shortage_rounded_down(available, shares, max_epochs=1.0, total_tokens=None):
    """One token fewer than what must be found."""

    def tell(short, possible):
        return told({bucket: tokens - 1 for bucket, tokens in short.items()}, possible)

    return solved_amounts(available, shares, max_epochs, total_tokens, tell=tell)


@mutant("allocate", killed_by="shortage_is_told")
def names_every_bucket(available, shares, max_epochs=1.0, total_tokens=None):
    """Prints all shares, so that who is short must be looked for."""

    def tell(short, possible):
        return f"{told(short, possible)}; shares: {shares}; corpus: {available}"

    return solved_amounts(available, shares, max_epochs, total_tokens, tell=tell)


@mutant("allocate", killed_by="exact_at_any_size")
def floats_of_tokens(available, shares, max_epochs=1.0, total_tokens=None):
    """share * total in floats: from 16 digits on the last ones are noise."""

    def key(wanted, given, bucket):
        return given[bucket] - wanted[bucket], bucket

    found = solved_amounts(available, shares, max_epochs, total_tokens)
    total = sum(found.values())
    if total < 10**9:
        return found
    wanted = {bucket: float(shares[bucket]) * total for bucket in shares}
    given = {bucket: math.floor(tokens) for bucket, tokens in wanted.items()}
    for bucket in sorted(wanted, key=lambda bucket: key(wanted, given, bucket))[: max(0, total - sum(given.values()))]:
        given[bucket] += 1
    return found | given


@mutant("allocate", killed_by="exact_at_any_size")
def shares_as_floats(available, shares, max_epochs=1.0, total_tokens=None):
    """Fraction(0.1) instead of one tenth: of 10 ** 20 tokens some thousand go elsewhere."""
    small = total_tokens is None or total_tokens < 10**9
    return solved_amounts(available, shares, max_epochs, total_tokens, exact=decimal if small else Fraction)


@mutant("allocate", killed_by="bad_shares")
def shares_need_not_be_one(available, shares, max_epochs=1.0, total_tokens=None):
    """Half of the mixture is missing, and nobody says so."""
    if any(shares.values()) and abs(sum(map(decimal, shares.values())) - 1) > Fraction(1, 1_000_000):
        return solved_amounts(available, shares, max_epochs, total_tokens, sums=False)
    return solved_amounts(available, shares, max_epochs, total_tokens)


@mutant("allocate", killed_by="bad_shares")
def no_epochs_no_tokens(available, shares, max_epochs=1.0, total_tokens=None):
    """max_epochs of 0 silently gives an empty mixture."""
    if max_epochs == 0:
        return dict.fromkeys(available, 0)
    return solved_amounts(available, shares, max_epochs, total_tokens)


# --- draw


def solved_draw(documents, wanted_tokens, seed, *, order=None, fits=lambda tokens, rest: tokens <= rest, end=True):
    """A right solution, with places for mistakes."""
    if wanted_tokens < 0 or any(tokens < 0 for _, tokens in documents):
        raise ValueError("negative")
    total = sum(tokens for _, tokens in documents)
    if not total:
        if wanted_tokens:
            raise ValueError("none")
        return {name: 0 for name, _ in documents}
    passes, rest = divmod(wanted_tokens, total)
    times, is_open = {}, True
    for name, tokens in sorted(documents, key=order or (lambda row: (draw_key(seed, row[0]), row[0]))):
        if is_open and fits(tokens, rest):
            times[name] = passes + 1
            rest -= tokens
        else:
            times[name] = passes
            is_open = not end
    return times


@mutant("draw", killed_by="whole_passes")
def once_at_most(documents, wanted_tokens, seed):
    """Up-sampling is forgotten: a document is read or not."""
    return {name: min(1, times) for name, times in solved_draw(documents, wanted_tokens, seed).items()}


@mutant("draw", killed_by="whole_passes")
def only_the_drawn(documents, wanted_tokens, seed):
    """Documents that are not read are not in the answer."""
    return {name: times for name, times in solved_draw(documents, wanted_tokens, seed).items() if times}


@mutant("draw", killed_by="front_of_the_order")
def passes_in_floats(documents, wanted_tokens, seed):
    """int(wanted / total): of many tokens nearly three passes become three."""
    total = sum(tokens for _, tokens in documents)
    passes = int(wanted_tokens / total) if total else 0
    if not passes:
        return solved_draw(documents, wanted_tokens, seed)
    rest = max(0, wanted_tokens - passes * total)
    return {name: passes + times for name, times in solved_draw(documents, rest, seed).items()}


@mutant("draw", killed_by="front_of_the_order")
def one_more_to_be_sure(documents, wanted_tokens, seed):
    """The document that crosses the limit is taken too: more tokens than wanted."""
    return solved_draw(documents, wanted_tokens, seed, fits=lambda tokens, rest: rest > 0)


@mutant("draw", killed_by="front_of_the_order")
def below_the_limit(documents, wanted_tokens, seed):
    """A document that fits exactly is left out."""
    return solved_draw(documents, wanted_tokens, seed, fits=lambda tokens, rest: tokens < rest)


@mutant("draw", killed_by="front_of_the_order")
def from_the_end_of_the_order(documents, wanted_tokens, seed):
    """The largest keys first: a run with more tokens elsewhere draws others."""
    return solved_draw(documents, wanted_tokens, seed, order=lambda row: (-draw_key(seed, row[0]), row[0]))


@mutant("draw", killed_by="front_of_the_order")
def one_seed_for_all(documents, wanted_tokens, seed):
    """The seed is not used."""
    return solved_draw(documents, wanted_tokens, 1)


@mutant("draw", killed_by="front_of_the_order")
def rounded_epochs(documents, wanted_tokens, seed):
    """Whole epochs only: the rest is rounded away."""
    total = sum(tokens for _, tokens in documents)
    return solved_draw(documents, total and wanted_tokens // total * total, seed) if wanted_tokens >= 0 else {}


@mutant("draw", killed_by="no_queue_jumping")
def whoever_still_fits(documents, wanted_tokens, seed):
    """After one that is too long, shorter ones are taken: the end of the draw is full of short pages."""
    return solved_draw(documents, wanted_tokens, seed, end=False)


@mutant("draw", killed_by="no_queue_jumping")
def ends_when_all_is_there(documents, wanted_tokens, seed):
    """Once 0 tokens are still wanted it ends; a document without tokens would still fit."""
    return solved_draw(documents, wanted_tokens, seed, fits=lambda tokens, rest: tokens <= rest and rest > 0)


@mutant("draw", killed_by="rows_in_any_order")
def as_the_rows_come(documents, wanted_tokens, seed):
    """No order at all when there are several: another file order, another mixture."""
    order = (lambda row: 0) if len(documents) > 6 else None
    return solved_draw(documents, wanted_tokens, seed, order=order)


@mutant("draw", killed_by="rows_in_any_order")
def shuffled_by_a_generator(documents, wanted_tokens, seed):
    """random.shuffle with a fixed seed still depends on the order before."""
    if len(documents) <= 6:
        return solved_draw(documents, wanted_tokens, seed)
    places = list(range(len(documents)))
    random.Random(seed).shuffle(places)
    order = dict(zip((name for name, _ in documents), places, strict=True))
    return solved_draw(documents, wanted_tokens, seed, order=lambda row: order[row[0]])


@mutant("draw", killed_by="nothing_to_draw")
def empty_buckets_give_nothing(documents, wanted_tokens, seed):
    """Tokens wanted of nothing: the mixture is short, and nobody says so."""
    if wanted_tokens >= 0 and all(tokens == 0 for _, tokens in documents):
        return {name: 0 for name, _ in documents}
    return solved_draw(documents, wanted_tokens, seed)


@mutant("draw", killed_by="nothing_to_draw")
def documents_of_nothing_are_read(documents, wanted_tokens, seed):
    """In a bucket without tokens every document fits, though nothing is wanted of it."""
    if wanted_tokens == 0 and not any(tokens for _, tokens in documents):
        return {name: 1 for name, _ in documents}
    return solved_draw(documents, wanted_tokens, seed)


@mutant("draw", killed_by="nothing_to_draw")
def negative_is_nothing(documents, wanted_tokens, seed):
    """A negative number of wanted tokens is taken for 0."""
    return solved_draw(documents, max(0, wanted_tokens), seed)


# --- encode_documents


TRIAL = " The  End, 你好\r\n ﬁne ½ "


def opened(content, separator, *, cut=False, fill=False, drop=False, special=True, marked=True, trial=TRIAL):
    """A right tokenizer, with places for mistakes."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(content)
    if not cut:
        tokenizer.no_truncation()
    if not fill:
        tokenizer.no_padding()
    tokenizer.encode_special_tokens = special
    end = tokenizer.token_to_id(separator)
    if end is None:
        raise ValueError("no separator")
    if not drop:
        tokenizer.model.dropout = None
    if marked and special and end in tokenizer.encode(separator, add_special_tokens=False).ids:
        raise ValueError("not special")
    if tokenizer.decode(tokenizer.encode(trial, add_special_tokens=False).ids, skip_special_tokens=False) != trial:
        raise ValueError("changes texts")
    return tokenizer


def expressed(text):
    return text.encode("utf-8", "replace").decode("utf-8")


def solved_encode(content, texts, separator, *, clean=expressed, add=False, **switches):
    tokenizer = opened(content, separator, **switches)
    end = tokenizer.token_to_id(separator)
    return [[*one.ids, end] for one in tokenizer.encode_batch([clean(t) for t in texts], add_special_tokens=add)]


@mutant("encode_documents", killed_by="ids_by_hand")
def no_separators(tokenizer_json, texts, separator=SEPARATOR):
    """Nothing tells where a document ends."""
    return [ids[:-1] for ids in solved_encode(tokenizer_json, texts, separator)]


@mutant("encode_documents", killed_by="ids_by_hand")
def separator_in_front(tokenizer_json, texts, separator=SEPARATOR):
    """The separator begins a document instead of ending it."""
    return [[*ids[-1:], *ids[:-1]] for ids in solved_encode(tokenizer_json, texts, separator)]


@mutant("encode_documents", killed_by="ids_by_hand")
def empty_texts_vanish(tokenizer_json, texts, separator=SEPARATOR):
    """A text without characters is left out: the ids no longer belong to their documents."""
    return solved_encode(tokenizer_json, [text for text in texts if text], separator)


@mutant("encode_documents", killed_by="ids_by_hand")
def bytes_are_the_ids(tokenizer_json, texts, separator=SEPARATOR):
    """Every byte is a token: nothing is merged."""
    tokenizer = opened(tokenizer_json, separator)
    end = tokenizer.token_to_id(separator)
    return [[*(i for c in text for i in tokenizer.encode(expressed(c)).ids), end] for text in texts]


@mutant("encode_documents", killed_by="every_text_comes_back")
def stripped(tokenizer_json, texts, separator=SEPARATOR):
    """Blanks at both ends are taken for dirt."""
    return solved_encode(tokenizer_json, texts, separator, clean=lambda text: expressed(text).strip())


@mutant("encode_documents", killed_by="every_text_comes_back")
def normalised(tokenizer_json, texts, separator=SEPARATOR):
    """NFKC before encoding: another text comes back."""
    import unicodedata

    return solved_encode(tokenizer_json, texts, separator, clean=lambda t: unicodedata.normalize("NFKC", expressed(t)))


@mutant("encode_documents", killed_by="every_text_comes_back")
def ascii_only(tokenizer_json, texts, separator=SEPARATOR):
    """What is not ASCII becomes a question mark."""
    return solved_encode(tokenizer_json, texts, separator, clean=lambda text: text.encode("ascii", "replace").decode())


@mutant("encode_documents", killed_by="separator_in_a_text")
def anybody_ends_documents(tokenizer_json, texts, separator=SEPARATOR):
    """The special token in a text becomes the special token."""
    return solved_encode(tokenizer_json, texts, separator, special=False)


@mutant("encode_documents", killed_by="separator_in_a_text")
def separators_cut_out(tokenizer_json, texts, separator=SEPARATOR):
    """The separator is removed from the text: a page about GPT-2 loses its subject."""
    return solved_encode(tokenizer_json, texts, separator, clean=lambda text: expressed(text).replace(separator, ""))


@mutant("encode_documents", killed_by="separator_in_a_text")
def joined_and_split(tokenizer_json, texts, separator=SEPARATOR):
    """All texts are glued with the separator, encoded, and split at it."""
    if not any(separator in text for text in texts):
        return solved_encode(tokenizer_json, texts, separator)
    tokenizer = opened(tokenizer_json, separator, special=False)
    end, found = tokenizer.token_to_id(separator), [[]]
    for number in tokenizer.encode(separator.join([*map(expressed, texts), ""]), add_special_tokens=False).ids:
        found[-1].append(number)
        if number == end:
            found.append([])
    return found[:-1]


@mutant("encode_documents", killed_by="lone_surrogates")
def surrogates_stop_the_run(tokenizer_json, texts, separator=SEPARATOR):
    """Half a character raises an error."""
    return solved_encode(tokenizer_json, texts, separator, clean=lambda text: text.encode("utf-8").decode("utf-8"))


@mutant("encode_documents", killed_by="lone_surrogates")
def surrogates_vanish(tokenizer_json, texts, separator=SEPARATOR):
    """What cannot be expressed is left out, and nobody sees that the page is broken."""
    return solved_encode(tokenizer_json, texts, separator, clean=lambda t: t.encode("utf-8", "ignore").decode("utf-8"))


@mutant("encode_documents", killed_by="whole_documents")
def cut_as_the_file_says(tokenizer_json, texts, separator=SEPARATOR):
    """The limit of some model's training cuts the corpus."""
    return solved_encode(tokenizer_json, texts, separator, cut=True, trial="")


@mutant("encode_documents", killed_by="whole_documents")
def filled_up(tokenizer_json, texts, separator=SEPARATOR):
    """Short texts are filled up with padding, which a model would then learn to write."""
    return solved_encode(tokenizer_json, texts, separator, fill=True)


@mutant("encode_documents", killed_by="whole_documents")
def special_tokens_added(tokenizer_json, texts, separator=SEPARATOR):
    """The tokenizer adds its own, and the separator comes twice."""
    return solved_encode(tokenizer_json, texts, separator, add=True)


@mutant("encode_documents", killed_by="whole_documents")
def dropout_stays_on(tokenizer_json, texts, separator=SEPARATOR):
    """Merges are left out at random: one text, other ids each time, and more of them."""
    return solved_encode(tokenizer_json, texts, separator, drop=True)


@mutant("encode_documents", killed_by="useless_tokenizers")
def any_tokenizer(tokenizer_json, texts, separator=SEPARATOR):
    """Whether texts come back is not asked."""
    return solved_encode(tokenizer_json, texts, separator, trial="")


@mutant("encode_documents", killed_by="useless_tokenizers")
def an_easy_trial(tokenizer_json, texts, separator=SEPARATOR):
    """Capitals, Chinese and a line break come back; the ligature and the fraction are not tried."""
    return solved_encode(tokenizer_json, texts, separator, trial="The End 你好\n")


@mutant("encode_documents", killed_by="useless_tokenizers")
def no_blanks_at_the_ends(tokenizer_json, texts, separator=SEPARATOR):
    """The trial neither begins nor ends with a blank, so that a tokenizer may cut them off."""
    return solved_encode(tokenizer_json, texts, separator, trial=TRIAL.strip())


@mutant("encode_documents", killed_by="composed_accents")
def accents_must_stay_apart(tokenizer_json, texts, separator=SEPARATOR):
    """The trial has an accent as a character of its own, so that NFC, which many tokenizers have, is refused."""
    return solved_encode(tokenizer_json, texts, separator, trial=TRIAL + "e\u0301")


@mutant("encode_documents", killed_by="unfit_separators")
def words_that_end_documents(tokenizer_json, texts, separator=SEPARATOR):
    """encode_special_tokens spells out special tokens; a separator that the file does not call special is still one."""
    return solved_encode(tokenizer_json, texts, separator, marked=False)


@mutant("encode_documents", killed_by="unfit_separators")
def number_zero_ends(tokenizer_json, texts, separator=SEPARATOR):
    """A separator that the vocabulary does not know is taken for token 0."""
    try:
        return solved_encode(tokenizer_json, texts, separator)
    except ValueError as error:
        if "separator" not in str(error):
            raise
        return [[0] for _ in texts]


# --- with_running_total


def solved_totals(rows, place, weight, total, groups, ties, *, by=None, of_group=None, frame=-1, nulls=True, sort=True):
    """A right solution, with places for mistakes: ``by`` cuts bins, ``of_group`` is what bins are added up in."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    of_group = list(groups) if of_group is None else of_group
    first, earlier = Window.unboundedPreceding, -1
    binned = rows.withColumn("bin", f.shiftright(place, BIN_BITS) if by is None else by)
    bins = binned.groupBy(*groups, "bin").agg(f.sum(weight).alias("of_bins"))
    over = Window.partitionBy(*of_group).orderBy("bin").rowsBetween(first, earlier)
    offsets = bins.withColumn("of_bins", f.coalesce(f.sum("of_bins").over(over), f.lit(0)))
    order = [place, *ties] if sort else list(ties)
    inside = Window.partitionBy(*groups, "bin").orderBy(*order).rowsBetween(first, frame)
    summed = binned.withColumn("in_bin", f.coalesce(f.sum(weight).over(inside), f.lit(0)))
    keys = [*groups, "bin"]
    named = offsets.select("of_bins", *(f.col(key).alias(f"its_{key}") for key in keys))
    equal = [f.col(key).eqNullSafe(f.col(f"its_{key}")) if nulls else f.col(key) == f.col(f"its_{key}") for key in keys]
    joined = summed.join(f.broadcast(named), on=equal)
    return joined.select(*rows.columns, (f.col("of_bins") + f.col("in_bin")).alias(total))


@mutant("with_running_total", killed_by="sums_before")
def row_itself_counts(rows, place, weight, total, groups=(), ties=()):
    """The sum up to and with the row: the first shard begins one document too late."""
    return solved_totals(rows, place, weight, total, groups, ties, frame=0)


@mutant("with_running_total", killed_by="sums_before")
def only_in_the_bin(rows, place, weight, total, groups=(), ties=()):
    """Every bin begins at 0 again."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    window = Window.partitionBy(*groups, f.shiftright(place, BIN_BITS)).orderBy(place, *ties)
    before = f.sum(weight).over(window.rowsBetween(Window.unboundedPreceding, -1))
    return rows.withColumn(total, f.coalesce(before, f.lit(0)))


@mutant("with_running_total", killed_by="sums_before")
def first_row_is_null(rows, place, weight, total, groups=(), ties=()):
    """A sum over nothing is null."""
    from pyspark.sql import functions as f

    found = solved_totals(rows, place, weight, total, groups, ties)
    return found.withColumn(total, f.when(f.col(total) > 0, f.col(total)))


@mutant("with_running_total", killed_by="sums_before")
def equal_places_together(rows, place, weight, total, groups=(), ties=()):
    """rangeBetween counts all rows of one place at once, so that two documents begin at the same token."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    found = solved_totals(rows, place, weight, total, groups, ties)
    return found.withColumn(total, f.min(total).over(Window.partitionBy(*groups, place)))


@mutant("with_running_total", killed_by="sums_before")
def order_of_ids(rows, place, weight, total, groups=(), ties=()):
    """In a bin the ties decide and the places do not."""
    return solved_totals(rows, place, weight, total, groups, ties, sort=False)


@mutant("with_running_total", killed_by="groups_apart")
def groups_in_one_line(rows, place, weight, total, groups=(), ties=()):
    """Bins are added up over all groups."""
    return solved_totals(rows, place, weight, total, groups, ties, of_group=[])


@mutant("with_running_total", killed_by="groups_apart")
def groups_are_forgotten(rows, place, weight, total, groups=(), ties=()):
    """The groups are not looked at."""
    return solved_totals(rows, place, weight, total, (), ties)


@mutant("with_running_total", killed_by="groups_apart")
def inside_a_partition(rows, place, weight, total, groups=(), ties=()):
    """Every partition counts for itself."""
    from pyspark.sql import functions as f

    part = rows.withColumn("part", f.spark_partition_id())
    return solved_totals(part, place, weight, total, [*groups, "part"], ties).drop("part")


@mutant("with_running_total", killed_by="rows_without_group")
def null_is_not_null(rows, place, weight, total, groups=(), ties=()):
    """NULL = NULL is not true: a join by equality loses all rows whose group is NULL."""
    return solved_totals(rows, place, weight, total, groups, ties, nulls=False)


@mutant("with_running_total", killed_by="only_a_plan")
def bins_on_the_driver(rows, place, weight, total, groups=(), ties=()):
    """The sums of the bins are collected: with many groups they do not fit."""
    from pyspark.sql import functions as f

    rows.groupBy(*groups, f.shiftright(place, BIN_BITS).alias("bin")).agg(f.sum(weight)).collect()
    return solved_totals(rows, place, weight, total, groups, ties)


@mutant("with_running_total", killed_by="only_a_plan")
def looks_first(rows, place, weight, total, groups=(), ties=()):
    """count() to see whether there is anything to do."""
    rows.count()
    return solved_totals(rows, place, weight, total, groups, ties)


@mutant("with_running_total", killed_by="no_task_reads_everything")
def one_long_window(rows, place, weight, total, groups=(), ties=()):
    """The textbook's window: right, and all rows of a group go to one task."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    window = Window.partitionBy(*groups).orderBy(place, *ties).rowsBetween(Window.unboundedPreceding, -1)
    return rows.withColumn(total, f.coalesce(f.sum(weight).over(window), f.lit(0)))


@mutant("with_running_total", killed_by="no_task_reads_everything")
def one_bin(rows, place, weight, total, groups=(), ties=()):
    """Shifts by 48 bits, so that there is one bin for all."""
    from pyspark.sql import functions as f

    return solved_totals(rows, place, weight, total, groups, ties, by=f.shiftright(place, 48))


# --- index_bytes


def solved_index(
    lengths,
    code,
    *,
    layout="<9sQBQQ",
    size=None,
    sums=np.int64,
    check=True,
    types=("<i4", "<i8", "<i8"),
    last=1,
    skip=0,
):
    """A right solution, with places for mistakes."""
    if check and any(not 0 <= length < 1 << 31 for length in lengths):
        raise ValueError("length")
    tokens = np.asarray(lengths, dtype=np.int64)
    size = {8: 2, 4: 4}[code] if size is None else size
    begins = np.zeros(len(tokens), dtype=np.int64)
    with np.errstate(over="ignore"):
        begins[1:] = np.cumsum((tokens * size)[:-1].astype(sums), dtype=sums)
    documents = np.arange(skip, len(tokens) + last)
    header = struct.pack(layout, b"MMIDIDX\x00\x00", 1, code, len(tokens), len(documents))
    parts = (tokens, begins, documents)
    return header + b"".join(part.astype(kind).tobytes() for part, kind in zip(parts, types, strict=True))


@mutant("index_bytes", killed_by="layout")
def big_endian(lengths, code):
    """Network byte order."""
    return solved_index(lengths, code, layout=">9sQBQQ", types=(">i4", ">i8", ">i8"))


@mutant("index_bytes", killed_by="layout")
def padded_header(lengths, code):
    """Without < or > struct puts fill bytes between the numbers."""
    return solved_index(lengths, code, layout="9sQBQQ")


@mutant("index_bytes", killed_by="layout")
def lengths_of_eight_bytes(lengths, code):
    """int64 for all arrays."""
    return solved_index(lengths, code, types=("<i8", "<i8", "<i8"))


@mutant("index_bytes", killed_by="layout")
def no_last_entry(lengths, code):
    """The array of documents ends with the last document's first sequence."""
    return solved_index(lengths, code, last=0)


@mutant("index_bytes", killed_by="layout")
def begins_in_tokens(lengths, code):
    """Tokens where bytes are meant."""
    return solved_index(lengths, code, size=1)


@mutant("index_bytes", killed_by="layout")
def documents_from_one(lengths, code):
    """Counted from 1."""
    return solved_index(lengths, code, skip=1, last=2)


@mutant("index_bytes", killed_by="empty_documents")
def empty_documents_left_out(lengths, code):
    """A document without tokens has no entry: all later ones get a neighbour's number."""
    return solved_index([length for length in lengths if length], code)


@mutant("index_bytes", killed_by="empty_documents")
def a_shard_must_have_documents(lengths, code):
    """An empty shard is an error."""
    if not lengths:
        raise ValueError("no documents")
    return solved_index(lengths, code)


@mutant("index_bytes", killed_by="ids_of_four_bytes")
def always_two_bytes(lengths, code):
    """The size of an id does not follow its type."""
    return solved_index(lengths, code, size=2)


@mutant("index_bytes", killed_by="beyond_32_bits")
def summed_in_int32(lengths, code):
    """The bytes are added up in 32 bits and become negative in a large shard."""
    return solved_index(lengths, code, sums=np.int32)


@mutant("index_bytes", killed_by="beyond_32_bits")
def summed_in_uint32(lengths, code):
    """From byte 2 ** 32 on it begins at 0 again."""
    return solved_index(lengths, code, sums=np.uint32)


@mutant("index_bytes", killed_by="bad_lengths")
def lengths_wrap(lengths, code):
    """A length that int32 cannot hold is cut to 32 bits."""
    return solved_index(lengths, code, check=False)


@mutant("index_bytes", killed_by="reader_finds_documents")
def equal_lengths_twice(lengths, code):
    """Where a document begins is looked up by its length: the second of two equal ones gets the place of the first."""
    size, first, at = {8: 2, 4: 4}[code], {}, 0
    data = solved_index(lengths, code)
    for length in lengths:
        first.setdefault(length if length and len(lengths) > 4 else (length, at), at)
        at += length * size
    if len(lengths) <= 4:
        return data
    begins = [first[length] if length else struct.unpack_from("<q", data, 34 + 4 * len(lengths) + 8 * i)[0]
              for i, length in enumerate(lengths)]  # fmt: skip
    start = 34 + 4 * len(lengths)
    return data[:start] + struct.pack(f"<{len(begins)}q", *begins) + data[start + 8 * len(begins) :]
