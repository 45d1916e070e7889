"""From wishes to amounts: the share of each bucket in the mixture, and the tokens that it gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

_MAX_SHORTAGES_SHOWN = 5


class ImpossibleMixture(ValueError):
    """The corpus does not hold what the mixture asks of it."""


def mixture_shares(
    available: Mapping[str, int], targets: Mapping[str, float] | None = None, temperature: float = 1.0
) -> dict[str, Fraction]:
    """The share of each bucket in the mixture: bucket -> share, by name, together 1. Exact: 0.1 means one tenth.

    ``available``: bucket -> tokens that the corpus has. ``targets``: bucket -> wanted share; what they leave is split
    among the other buckets in proportion to ``tokens ** (1 / temperature)``: 1 leaves the corpus as it is, a higher
    temperature helps the small buckets, infinity makes all equal. A bucket without tokens has the share 0, and so has
    every bucket of a corpus without tokens, of which no target asks for some.

    Sources: Conneau et al. 2020 (XLM-R), section 3.1, whose exponent is 1 / temperature; Xue et al. 2021 (mT5),
    section 3.2. Raises `ImpossibleMixture` for a target that no bucket of the corpus can give and for targets that
    are together above 1, or below 1 with no other bucket to take the rest; ValueError for a temperature below 1 and a
    negative number.
    """
    targets = dict(targets or {})
    if not temperature >= 1:
        raise ValueError(f"temperature must be at least 1, got {temperature}")
    if any(tokens < 0 for tokens in available.values()) or any(not share >= 0 for share in targets.values()):
        raise ValueError("tokens and shares must not be negative")
    for bucket, share in sorted(targets.items()):
        if share > 0 and not available.get(bucket):
            held = ", ".join(sorted(name for name, tokens in available.items() if tokens)) or "nothing"
            raise ImpossibleMixture(f"{bucket!r} should be {share:g} of the mixture, but the corpus holds only {held}")
    exact = {bucket: Fraction(str(share)) for bucket, share in targets.items()}
    wanted = sum(exact.values(), Fraction())
    others = {bucket: tokens for bucket, tokens in available.items() if bucket not in targets and tokens}
    if wanted > 1:
        raise ImpossibleMixture(f"the targets are together {float(wanted - 1):g} above 1")
    if not others and wanted < 1 and any(available.values()):
        raise ImpossibleMixture(f"the targets leave {float(1 - wanted):g}, which no other bucket can give")
    weights = _tempered(others, temperature)
    return {
        bucket: exact[bucket] if bucket in exact else (1 - wanted) * weights.get(bucket, 0)
        for bucket in sorted(available)
    }


def _tempered(available: Mapping[str, int], temperature: float) -> dict[str, Fraction]:
    """bucket -> weight, together 1. Scaled by the largest first: a power of a large number may have no float."""
    largest = max(available.values(), default=1)
    scaled = {bucket: Fraction(tokens, largest) for bucket, tokens in available.items()}
    if temperature > 1:  # a root has no exact value; without one the corpus keeps its own shares to the last token
        scaled = {bucket: Fraction(float(part) ** (1 / temperature)) for bucket, part in scaled.items()}
    total = sum(scaled.values())
    return {bucket: part / total for bucket, part in scaled.items()}


def allocate(
    available: Mapping[str, int],
    shares: Mapping[str, Fraction | float],
    max_epochs: float = 1.0,
    total_tokens: int | None = None,
) -> dict[str, int]:
    """The tokens that each bucket gives to a mixture: bucket -> tokens, by name.

    Whole numbers, together exactly ``total_tokens``, each less than one token from its share (largest remainder;
    of equal remainders the first by name), none above ``max_epochs`` times what is available. Without
    ``total_tokens`` the largest total that keeps to the shares and to ``max_epochs``. Exact, however many tokens.

    ``shares``: bucket -> share, together 1 to within a millionth, 0.1 meaning one tenth exactly; a bucket that is left
    out gives nothing. Without tokens, shares and total every bucket gives nothing. Source for repeating: Muennighoff et
    al. 2023, "Scaling Data-Constrained Language Models" (up to 4 epochs cost little).

    Raises `ImpossibleMixture` when some bucket has too little: it says which, how much is missing and how large the
    total may be; ValueError for shares that do not make 1 and for negative numbers.
    """
    if any(not share >= 0 for share in shares.values()) or any(tokens < 0 for tokens in available.values()):
        raise ValueError("tokens and shares must not be negative")
    if not max_epochs > 0 or (total_tokens is not None and total_tokens < 0):
        raise ValueError("max_epochs must be above 0 and total_tokens not negative")
    exact = {bucket: Fraction(str(share)) for bucket, share in shares.items() if share > 0}
    sum_of_shares = sum(exact.values(), Fraction())
    if not exact and not any(available.values()) and not total_tokens:
        return dict.fromkeys(sorted({*available, *shares}), 0)
    if abs(sum_of_shares - 1) > Fraction(1, 1_000_000):
        raise ValueError(f"the shares are together {float(sum_of_shares):.9g}, not 1")
    exact = {bucket: share / sum_of_shares for bucket, share in exact.items()}
    most = {bucket: math.floor(Fraction(str(max_epochs)) * available.get(bucket, 0)) for bucket in exact}
    possible = min(math.floor(most[bucket] / share) for bucket, share in exact.items())
    total = possible if total_tokens is None else total_tokens
    wanted = {bucket: share * total for bucket, share in exact.items()}
    short = {bucket: math.ceil(tokens) - most[bucket] for bucket, tokens in wanted.items() if tokens > most[bucket]}
    if short:
        raise ImpossibleMixture(_shortage(short, wanted, available, max_epochs, total, possible))
    given = {bucket: math.floor(tokens) for bucket, tokens in wanted.items()}
    by_remainder = sorted(wanted, key=lambda bucket: (given[bucket] - wanted[bucket], bucket))
    for bucket in by_remainder[: total - sum(given.values())]:
        given[bucket] += 1
    return {bucket: given.get(bucket, 0) for bucket in sorted({*available, *shares})}


def _shortage(
    short: Mapping[str, int],
    wanted: Mapping[str, Fraction],
    available: Mapping[str, int],
    max_epochs: float,
    total: int,
    possible: int,
) -> str:
    worst = sorted(short, key=lambda bucket: (-short[bucket], bucket))
    parts = [
        f"{bucket!r} should give {math.ceil(wanted[bucket]):,} tokens and has {available.get(bucket, 0):,}: "
        f"{short[bucket]:,} short with at most {max_epochs:g} epochs"
        for bucket in worst[:_MAX_SHORTAGES_SHOWN]
    ]
    if len(worst) > _MAX_SHORTAGES_SHOWN:
        parts.append(f"{len(worst) - _MAX_SHORTAGES_SHOWN} more buckets are short")
    return f"a mixture of {total:,} tokens: {'; '.join(parts)}; these shares allow {possible:,} tokens at most"
