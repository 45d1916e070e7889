"""How fast signatures are computed, beside datasketch on one core: ``python tests/benchmarks/minhash_signatures.py``.

Prints nanoseconds of processor time a shingle (the best of five runs) for the same documents, permutations and hash
function; both sides begin with the text and normalise it with the same function. The values are compared first.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from datasketch import MinHash

from pipeline.dedup.minhash import SCHEME, shingle_hash32, signatures
from pipeline.dedup.shingles import shingle_hashes, shingles

NUM_PERM, SEED = 112, 1


def documents(count: int = 400) -> list[str]:
    """Texts of 200 to 1,500 made-up words, with the capitals and commas that normalisation has to work on."""
    rng = random.Random(1)
    letters = "etaoinshrdlu"
    vocabulary = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(20_000)]
    lengths = rng.choices([200, 400, 600, 1500], k=count)
    return [", ".join(" ".join(rng.choices(vocabulary, k=8)).capitalize() for _ in range(n // 8)) for n in lengths]


def measured(function: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time of the fastest of five runs, and the result."""
    times, result = [], None
    for _ in range(5):
        began = time.process_time()
        result = function()
        times.append(time.process_time() - began)
    return min(times), result


def main() -> None:
    texts = documents()

    def encoded() -> list[list[bytes]]:
        return [[shingle.encode() for shingle in shingles(text)] for text in texts]

    def bulk(sets: list[list[bytes]]) -> list[MinHash]:
        return MinHash.bulk(sets, num_perm=NUM_PERM, seed=SEED, hashfunc=shingle_hash32, scheme=SCHEME)

    sets, hashes = encoded(), [shingle_hashes(text) for text in texts]
    count = sum(map(len, hashes))
    from_text, ours = measured(lambda: signatures([shingle_hashes(text) for text in texts], NUM_PERM, SEED))
    from_hashes, _ = measured(lambda: signatures(hashes, NUM_PERM, SEED))
    reference_from_text, theirs = measured(lambda: bulk(encoded()))
    reference_from_bytes, _ = measured(lambda: bulk(sets))
    assert np.array_equal(ours, np.array([sketch.hashvalues for sketch in theirs]))
    for name, seconds in {
        "ours, text to signature": from_text,
        "datasketch bulk, text to signature": reference_from_text,
        "ours, shingle hashes to signature": from_hashes,
        "datasketch bulk, shingle bytes to signature": reference_from_bytes,
    }.items():
        print(f"{name:<45}{seconds / count * 1e9:8.0f} ns a shingle")
    print(f"text to signature: {reference_from_text / from_text:.1f} times as fast as datasketch")


if __name__ == "__main__":
    main()
