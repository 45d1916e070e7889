"""Wrong solutions of lab 06, each with one mistake that people make."""

from __future__ import annotations

import random
import re
import unicodedata

import numpy as np
from datasketch import MinHash, MinHashLSH

from labs.grading.mutant import mutant
from pipeline.dedup.minhash import shingle_hash32

NO_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{NO_BLANKS}]|[^\W_{NO_BLANKS}]+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def without_marks(text):
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.category(c).startswith("M")).lower()


def clean_words(text):
    return WORD.findall(NUMBER.sub("0", without_marks(text)))


def windows(words, n):
    if n < 1:
        raise ValueError("n")
    if not words:
        return []
    return list(dict.fromkeys(" ".join(words[i : i + n]) for i in range(max(len(words) - n, 0) + 1)))


# --- shingles


@mutant("shingles", killed_by="windows")
def forgets_the_last_window(text, n=5):
    """range(len - n) instead of range(len - n + 1)."""
    words = clean_words(text)
    return windows(words[:-1] if len(words) > n else words, n)


@mutant("shingles", killed_by="windows")
def windows_side_by_side(text, n=5):
    """Steps of n words instead of one: a word put in at the start changes every shingle."""
    if n < 1:
        raise ValueError("n")
    words = clean_words(text)
    return list(dict.fromkeys(" ".join(words[i : i + n]) for i in range(0, len(words), n)))


@mutant("shingles", killed_by="windows")
def characters_instead_of_words(text, n=5):
    """Shingles of n characters."""
    clean = " ".join(clean_words(text))
    return windows(list(clean), n)


@mutant("shingles", killed_by="windows")
def default_of_three(text, n=3):
    """The caller's default is another."""
    return windows(clean_words(text), n)


@mutant("shingles", killed_by="short_documents")
def short_texts_have_none(text, n=5):
    """Texts of fewer than n words have no shingles, so that short copies are never found."""
    words = clean_words(text)
    if n < 1:
        raise ValueError("n")
    return windows(words, n) if len(words) >= n else []


@mutant("shingles", killed_by="short_documents")
def empty_text_is_a_shingle(text, n=5):
    """ " ".join of nothing: all empty pages become copies of each other."""
    words = clean_words(text)
    return windows(words, n) if words or n < 1 else [""]


@mutant("shingles", killed_by="short_documents")
def tails_are_shingles(text, n=5):
    """Windows run out over the end and get shorter."""
    words = clean_words(text)
    if n < 1:
        raise ValueError("n")
    return list(dict.fromkeys(" ".join(words[i : i + n]) for i in range(len(words))))


@mutant("shingles", killed_by="normalised")
def as_they_stand(text, n=5):
    """Unnormalised: case and accents make other shingles."""
    return windows(WORD.findall(NUMBER.sub("0", text)), n)


@mutant("shingles", killed_by="normalised")
def keeps_accents(text, n=5):
    """NFKC: compatible, but composed."""
    return windows(WORD.findall(NUMBER.sub("0", unicodedata.normalize("NFKC", text).lower())), n)


@mutant("shingles", killed_by="normalised")
def lower_case_only_before(text, n=5):
    """Decomposing the sign ™ brings new capitals."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.category(c).startswith("M"))
    return windows(WORD.findall(NUMBER.sub("0", text)), n)


@mutant("shingles", killed_by="normalised")
def combining_marks_only(text, n=5):
    """unicodedata.combining is 0 for the vowel signs of Hindi, which then cut words into pieces."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)).lower()
    return windows(WORD.findall(NUMBER.sub("0", text)), n)


@mutant("shingles", killed_by="normalised")
def underscore_is_a_letter(text, n=5):
    r"""\\w has the underscore in it."""
    words = re.findall(rf"[{NO_BLANKS}]|[^\W{NO_BLANKS}]+", NUMBER.sub("0", without_marks(text)))
    return windows(words, n)


@mutant("shingles", killed_by="numbers_fold")
def numbers_stay(text, n=5):
    """Every date makes a new page."""
    return windows(WORD.findall(without_marks(text)), n)


@mutant("shingles", killed_by="numbers_fold")
def every_digit_a_zero(text, n=5):
    """1998 becomes 0000, and 7 becomes 0."""
    return windows(WORD.findall(re.sub(r"\d", "0", without_marks(text))), n)


@mutant("shingles", killed_by="numbers_fold")
def points_cut_numbers(text, n=5):
    """1,234.50 becomes three numbers."""
    return windows(WORD.findall(re.sub(r"\d+", "0", without_marks(text))), n)


@mutant("shingles", killed_by="distinct_in_order")
def list_with_repetitions(text, n=5):
    """A list where a set is meant."""
    words = clean_words(text)
    if n < 1:
        raise ValueError("n")
    return [" ".join(words[i : i + n]) for i in range(max(len(words) - n, 0) + 1)] if words else []


@mutant("shingles", killed_by="distinct_in_order")
def in_order_of_the_alphabet(text, n=5):
    """A set, sorted."""
    return sorted(windows(clean_words(text), n))


@mutant("shingles", killed_by="no_blanks")
def words_between_blanks(text, n=5):
    r"""\\w+ makes one word of a Chinese sentence."""
    return windows(re.findall(r"[^\W_]+", NUMBER.sub("0", without_marks(text))), n)


@mutant("shingles", killed_by="no_blanks")
def only_common_han(text, n=5):
    """One block of Han: no kana, no Thai, no rare characters."""
    words = re.findall("[\u4e00-\u9fff]|[^\\W_\u4e00-\u9fff]+", NUMBER.sub("0", without_marks(text)))
    return windows(words, n)


@mutant("shingles", killed_by="impossible_n")
def silent_about_n(text, n=5):
    """n = 0 gives an empty list."""
    return windows(clean_words(text), n) if n > 0 else []


@mutant("shingles", killed_by="impossible_n")
def looks_at_the_text_first(text, n=5):
    """An empty text hides the wrong n."""
    words = clean_words(text)
    return windows(words, n) if words else []


@mutant("shingles", killed_by="planted_similarity")
def only_the_beginning(text, n=5):
    """The first 40 words stand for the whole page."""
    return windows(clean_words(text)[:40], n)


# --- signature


def sketch(shingles, num_perm, seed, hashfunc=shingle_hash32, scheme="affine32"):
    made = MinHash(num_perm=num_perm, seed=seed, hashfunc=hashfunc, scheme=scheme)
    for shingle in shingles:
        made.update(shingle.encode("utf-8", "surrogatepass"))
    return [int(value) for value in made.hashvalues]


@mutant("signature", killed_by="values_of_datasketch")
def default_hash_function(shingles, num_perm, seed):
    """SHA-1, as datasketch has it when nothing is said: right, slow, and comparable with nobody's."""
    return sketch(shingles, num_perm, seed, None)


@mutant("signature", killed_by="values_of_datasketch")
def old_scheme(shingles, num_perm, seed):
    """The scheme of datasketch 1.x, which overestimates the similarity of large sets."""
    return sketch(shingles, num_perm, seed, scheme="legacy")


@mutant("signature", killed_by="values_of_datasketch")
def hash_of_python(shingles, num_perm, seed):
    """hash() of a string is another one in every process."""
    return sketch(shingles, num_perm, seed, lambda data: hash(data) & 0xFFFFFFFF)


@mutant("signature", killed_by="values_of_datasketch")
def largest_instead_of_smallest(shingles, num_perm, seed):
    """The maximum: a good sketch, but not this one."""
    if not shingles:
        return sketch([], num_perm, seed)
    return np.max([sketch([shingle], num_perm, seed) for shingle in shingles], axis=0).tolist()


@mutant("signature", killed_by="same_again")
def unseeded(shingles, num_perm, seed):
    """New permutations in every call."""
    return sketch(shingles, num_perm, random.randrange(2**32))


@mutant("signature", killed_by="seed_counts")
def always_seed_one(shingles, num_perm, seed):
    """The seed is not passed on."""
    return sketch(shingles, num_perm, 1)


@mutant("signature", killed_by="same_again")
def default_number_of_permutations(shingles, num_perm, seed):
    """128 permutations, whatever was asked for."""
    return sketch(shingles, 128, seed)


@mutant("signature", killed_by="order_and_copies")
def counts_repetitions(shingles, num_perm, seed):
    """A bag instead of a set: the second time a shingle comes it is another one."""
    seen, bag = {}, []
    for shingle in shingles:
        seen[shingle] = seen.get(shingle, 0) + 1
        bag.append(shingle if seen[shingle] == 1 else f"{shingle} #{seen[shingle]}")
    return sketch(bag, num_perm, seed)


@mutant("signature", killed_by="empty_signature")
def zeros_for_nothing(shingles, num_perm, seed):
    """Zeros are the smallest possible values."""
    return sketch(shingles, num_perm, seed) if shingles else [0] * num_perm


@mutant("signature", killed_by="empty_signature")
def nothing_for_nothing(shingles, num_perm, seed):
    """An empty list has no bands."""
    return sketch(shingles, num_perm, seed) if shingles else []


@mutant("signature", killed_by="lone_surrogate")
def strict_encoding(shingles, num_perm, seed):
    """One broken page in a million stops the run."""
    made = MinHash(num_perm=num_perm, seed=seed, hashfunc=shingle_hash32, scheme="affine32")
    made.update_batch([shingle.encode() for shingle in shingles])
    return made.hashvalues.tolist()


@mutant("signature", killed_by="lone_surrogate")
def leaves_broken_characters_out(shingles, num_perm, seed):
    """errors="ignore" makes other shingles equal."""
    return sketch([shingle.encode("utf-8", "ignore").decode() for shingle in shingles], num_perm, seed)


@mutant("signature", killed_by="same_again")
def one_permutation(shingles, num_perm, seed):
    """The same permutation num_perm times."""
    return sketch(shingles, 1, seed) * num_perm


@mutant("signature", killed_by="estimates_jaccard")
def sorted_values(shingles, num_perm, seed):
    """Sorted, values of different permutations are compared with each other."""
    return sorted(sketch(shingles, num_perm, seed))


# --- choose_bands


def recall_of(j, bands, rows):
    return 1 - (1 - j**rows) ** bands


def false_positives(threshold, bands, rows):
    middles = (np.arange(400) + 0.5) * threshold / 400
    return float(np.mean(recall_of(middles, bands, rows))) * threshold


def allowed(threshold, target, num_perm, curve=recall_of, extra=0):
    if not (0 < threshold <= 1 and 0 < target <= 1 and num_perm >= 1):
        raise ValueError("impossible")
    found = [
        (bands, rows)
        for rows in range(1, num_perm + 1)
        for bands in range(1, num_perm // rows + 1 + extra)
        if curve(threshold, bands, rows) >= target
    ]
    if not found:
        raise ValueError("out of reach")
    return found


def cheapest(threshold, choices):
    return min(choices, key=lambda choice: (false_positives(threshold, *choice), choice[0] * choice[1]))


@mutant("choose_bands", killed_by="reaches_recall")
def default_of_datasketch(threshold, target_recall, num_perm):
    """A threshold is not a recall: 9 bands of 13 rows find 40 % at 0.8."""
    index = MinHashLSH(threshold=threshold, num_perm=num_perm)
    return index.b, index.r


@mutant("choose_bands", killed_by="reaches_recall")
def rows_and_bands_swapped(threshold, target_recall, num_perm):
    """(rows, bands)."""
    return cheapest(threshold, allowed(threshold, target_recall, num_perm))[::-1]


@mutant("choose_bands", killed_by="reaches_recall")
def without_rows(threshold, target_recall, num_perm):
    """1 - (1 - j)**bands: as if one equal value made a candidate."""
    return cheapest(threshold, allowed(threshold, target_recall, num_perm, lambda j, b, r: 1 - (1 - j) ** b))


@mutant("choose_bands", killed_by="reaches_recall")
def exponents_swapped(threshold, target_recall, num_perm):
    """1 - (1 - j**bands)**rows."""
    return cheapest(threshold, allowed(threshold, target_recall, num_perm, lambda j, b, r: recall_of(j, r, b)))


@mutant("choose_bands", killed_by="reaches_recall")
def steepest_at_the_threshold(threshold, target_recall, num_perm):
    """The rule of thumb (1 / bands)**(1 / rows) = threshold: recall 0.63 there."""
    choices = [(b, r) for r in range(1, num_perm + 1) for b in range(1, num_perm // r + 1)]
    return min(choices, key=lambda choice: abs((1 / choice[0]) ** (1 / choice[1]) - threshold))


@mutant("choose_bands", killed_by="fits_num_perm")
def one_band_too_many(threshold, target_recall, num_perm):
    """range(1, num_perm // rows + 2)."""
    return cheapest(threshold, allowed(threshold, target_recall, num_perm, extra=1))


@mutant("choose_bands", killed_by="fewest_false_positives")
def most_recall(threshold, target_recall, num_perm):
    """One row: finds everything, proposes everything."""
    return max(allowed(threshold, target_recall, num_perm), key=lambda choice: recall_of(threshold, *choice))


@mutant("choose_bands", killed_by="fewest_false_positives")
def first_that_will_do(threshold, target_recall, num_perm):
    """The first hit of two loops."""
    return allowed(threshold, target_recall, num_perm)[0]


@mutant("choose_bands", killed_by="fewest_false_positives")
def all_permutations(threshold, target_recall, num_perm):
    """The most rows that will do, and then as many bands as fit: more than the recall needs."""
    rows = max(rows for _, rows in allowed(threshold, target_recall, num_perm))
    return num_perm // rows, rows


@mutant("choose_bands", killed_by="recall_itself_counts")
def more_than_the_recall(threshold, target_recall, num_perm):
    """> where >= is meant."""
    return cheapest(threshold, allowed(threshold, target_recall, num_perm, lambda j, b, r: recall_of(j, b, r) - 1e-12))


@mutant("choose_bands", killed_by="impossible_arguments")
def closest_when_out_of_reach(threshold, target_recall, num_perm):
    """Silently less recall than was asked for."""
    try:
        return cheapest(threshold, allowed(threshold, target_recall, num_perm))
    except ValueError:
        return max(num_perm, 1), 1


@mutant("choose_bands", killed_by="impossible_arguments")
def anything_goes(threshold, target_recall, num_perm):
    """A threshold of 1.1 or a recall of 0 is answered."""
    found = [
        (bands, rows)
        for rows in range(1, num_perm + 1)
        for bands in range(1, num_perm // rows + 1)
        if recall_of(threshold, bands, rows) >= target_recall
    ]
    if not found:
        raise ValueError("out of reach")
    return cheapest(threshold, found)


# --- candidate_pairs


def in_buckets(members):
    from pyspark.sql import functions as f

    return members.select(f.struct("rank", "id", "size").alias("member"), f.explode("bands").alias("band"))


def counted(shared, centre=None):
    from pyspark.sql import functions as f

    centre = f.min("member") if centre is None else centre
    return shared.groupBy("band").agg(f.count("*").alias("count"), centre.alias("centre"))


def joined(shared, buckets, limit):
    """Pairs of members: all in buckets up to the limit, stars above."""
    from pyspark.sql import functions as f

    of_bucket = shared.join(buckets, "band")
    cold = of_bucket.where(f.col("count") <= limit).select("band", "member")
    pairs = cold.withColumnRenamed("member", "a").join(cold.withColumnRenamed("member", "b"), "band").select("a", "b")
    hot = of_bucket.where(f.col("count") > limit).select(f.col("member").alias("a"), f.col("centre").alias("b"))
    return pairs.union(hot)


def ordered(pairs, min_size_ratio):
    from pyspark.sql import functions as f

    ratio = f.least("a.size", "b.size") / f.greatest("a.size", "b.size")
    return pairs.where((f.col("a.id") != f.col("b.id")) & (ratio >= min_size_ratio)).select(
        f.least("a.id", "b.id").alias("a"), f.greatest("a.id", "b.id").alias("b")
    )


@mutant("candidate_pairs", killed_by="all_pairs_of_a_small_bucket")
def pairs_come_twice(members, max_pairs_bucket, min_size_ratio):
    """No distinct: a pair comes once for every key in common, and in both directions."""
    shared = in_buckets(members)
    return ordered(joined(shared, counted(shared), max_pairs_bucket), min_size_ratio)


@mutant("candidate_pairs", killed_by="all_pairs_of_a_small_bucket")
def star_at_the_limit(members, max_pairs_bucket, min_size_ratio):
    """A bucket of exactly the limit is already a star."""
    shared = in_buckets(members)
    return ordered(joined(shared, counted(shared), max_pairs_bucket - 1), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="all_pairs_of_a_small_bucket")
def always_a_star(members, max_pairs_bucket, min_size_ratio):
    """Two that differ from the best but not from each other are lost in small buckets too."""
    shared = in_buckets(members)
    return ordered(joined(shared, counted(shared), 1), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="size_ratio")
def every_size(members, max_pairs_bucket, min_size_ratio):
    """The sizes are not looked at."""
    shared = in_buckets(members)
    return ordered(joined(shared, counted(shared), max_pairs_bucket), 0.0).distinct()


@mutant("candidate_pairs", killed_by="size_ratio")
def more_than_the_ratio(members, max_pairs_bucket, min_size_ratio):
    """> where >= is meant: 8 of 10 may be 0.8."""
    shared = in_buckets(members)
    return ordered(joined(shared, counted(shared), max_pairs_bucket), min_size_ratio + 1e-9).distinct()


@mutant("candidate_pairs", killed_by="hot_bucket_is_a_star")
def all_pairs_of_hot_buckets(members, max_pairs_bucket, min_size_ratio):
    """n * (n - 1) / 2 pairs: with a million pages of one template the run never ends."""
    shared = in_buckets(members)
    return ordered(joined(shared, counted(shared), 10**9), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="hot_bucket_is_a_star")
def hot_buckets_left_out(members, max_pairs_bucket, min_size_ratio):
    """What is most copied is never found."""
    shared = in_buckets(members)
    buckets = counted(shared).where(f"count <= {max_pairs_bucket}")
    return ordered(joined(shared, buckets, max_pairs_bucket), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="hot_bucket_is_a_star")
def smallest_id_in_the_middle(members, max_pairs_bucket, min_size_ratio):
    """The star is drawn around the smallest id and not around the one that will survive."""
    from pyspark.sql import functions as f

    shared = in_buckets(members)
    buckets = counted(shared, f.min_by("member", "member.id"))
    return ordered(joined(shared, buckets, max_pairs_bucket), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="hot_bucket_is_a_star")
def half_of_the_rank(members, max_pairs_bucket, min_size_ratio):
    """Only the number of the rank is looked at, so that policies by date have no order."""
    from pyspark.sql import functions as f

    shared = in_buckets(members)
    buckets = counted(shared, f.min_by("member", f.struct("member.rank.number", "member.id")))
    return ordered(joined(shared, buckets, max_pairs_bucket), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="partitions_do_not_matter")
def whoever_comes_first(members, max_pairs_bucket, min_size_ratio):
    """Ties of rank are broken by the order in which rows arrive."""
    from pyspark.sql import functions as f

    shared = in_buckets(members)
    buckets = counted(shared, f.min_by("member", "member.rank"))
    return ordered(joined(shared, buckets, max_pairs_bucket), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="partitions_do_not_matter")
def only_inside_a_partition(members, max_pairs_bucket, min_size_ratio):
    """Two documents meet only when they stand in the same partition."""
    from pyspark.sql import functions as f

    shared = in_buckets(members).withColumn("band", f.struct(f.spark_partition_id(), "band"))
    return ordered(joined(shared, counted(shared), max_pairs_bucket), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="nothing_on_the_driver")
def hot_keys_to_the_driver(members, max_pairs_bucket, min_size_ratio):
    """Collects the keys of hot buckets: a list that grows with the corpus."""
    from pyspark.sql import functions as f

    shared = in_buckets(members)
    buckets = counted(shared)
    hot = [row["band"] for row in buckets.where(f.col("count") > max_pairs_bucket).collect()]
    limited = buckets.withColumn("count", f.when(f.col("band").isin(hot), 2).otherwise(1).cast("long"))
    return ordered(joined(shared, limited, 1), min_size_ratio).distinct()


@mutant("candidate_pairs", killed_by="nothing_on_the_driver")
def everything_on_the_driver(members, max_pairs_bucket, min_size_ratio):
    """Buckets in a Python dictionary on the driver."""
    rows = members.collect()
    buckets = {}
    for row in rows:
        for band in row["bands"]:
            buckets.setdefault(band, []).append(row)
    pairs = set()
    for bucket in buckets.values():
        best = min(bucket, key=lambda row: (*row["rank"], row["id"]))
        partners = bucket if len(bucket) <= max_pairs_bucket else [best]
        for a in bucket:
            for b in partners:
                if a["id"] != b["id"] and min(a["size"], b["size"]) >= min_size_ratio * max(a["size"], b["size"]):
                    pairs.add(tuple(sorted((a["id"], b["id"]))))
    return members.sparkSession.createDataFrame(sorted(pairs), "a string, b string")


# --- union_find


@mutant("union_find", killed_by="small_graphs")
def neighbours_only(edges):
    """The smallest neighbour, not the smallest of all."""
    found = {}
    for a, b in edges:
        for node in (a, b):
            found[node] = min(found.get(node, node), a, b)
    return found


@mutant("union_find", killed_by="small_graphs")
def first_seen_names_it(edges):
    """The component is called after whoever came first."""
    parent = {}

    def root(node):
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b in edges:
        parent[root(b)] = root(a)
    return {node: root(node) for node in parent}


@mutant("union_find", killed_by="small_graphs")
def node_instead_of_root(edges):
    """Joins the nodes and not their roots, so that an older connection is lost."""
    parent = {}
    for a, b in edges:
        first, second = sorted((a, b))
        parent.setdefault(first, first)
        parent[second] = first

    def root(node):
        while parent[node] != node:
            node = parent[node]
        return node

    return {node: root(node) for node in parent}


@mutant("union_find", killed_by="small_graphs")
def leaves_out_the_root(edges):
    """The smallest itself is not in the answer."""
    return {node: name for node, name in halved(edges).items() if node != name}


@mutant("union_find", killed_by="order_of_edges")
def two_passes(edges):
    """Label propagation that stops after a few rounds."""
    found = {node: node for edge in edges for node in edge}
    for _ in range(2):
        for a, b in (*edges, *reversed(edges)):
            found[a] = found[b] = min(found[a], found[b])
    return found


def halved(edges):
    parent = {}

    def root(node):
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in edges:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    return {node: root(node) for node in parent}


@mutant("union_find", killed_by="long_chain")
def calls_itself(edges):
    """Recursion: a chain of 6,000 documents is deeper than Python's stack."""
    parent = {}

    def root(node):
        parent.setdefault(node, node)
        if parent[node] == node:
            return node
        return root(parent[node])

    for a, b in edges:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    return {node: root(node) for node in parent}


@mutant("union_find", killed_by="long_chain")
def depth_first_by_recursion(edges):
    """A walk through the graph that calls itself."""
    neighbours, found = {}, {}
    for a, b in edges:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)

    def visit(node, name):
        if node not in found:
            found[node] = name
            for other in neighbours[node]:
                visit(other, name)

    for node in sorted(neighbours):
        visit(node, node)
    return found


# --- choose_survivors


def neighbours_of(members, edges, min_jaccard):
    similar = {member: {} for member in members}
    for a, b, value in edges:
        if value >= min_jaccard:
            similar[a][b] = similar[b][a] = value
    return similar


@mutant("choose_survivors", killed_by="chain_keeps_both_ends")
def merges_the_chain(members, edges, min_jaccard):
    """The best of the component takes everybody: 859,092 documents became 2."""
    similar = neighbours_of(members, edges, min_jaccard)
    best = members[0]
    return {m: (best, 1.0 if m == best else similar[best].get(m, 0.0)) if similar[m] else (m, 1.0) for m in members}


@mutant("choose_survivors", killed_by="chain_keeps_both_ends")
def dropped_documents_drop_others(members, edges, min_jaccard):
    """B, which A has taken, takes C."""
    similar = neighbours_of(members, edges, min_jaccard)
    chosen = {}
    for member in members:
        chosen.setdefault(member, (member, 1.0))
        for other, value in similar[member].items():
            chosen.setdefault(other, (chosen[member][0], value))
    return chosen


@mutant("choose_survivors", killed_by="chain_keeps_both_ends")
def survivors_left_out(members, edges, min_jaccard):
    """Only what is dropped is in the answer."""
    return {m: s for m, s in greedy(members, edges, min_jaccard).items() if m != s[0]}


def greedy(members, edges, min_jaccard):
    similar = neighbours_of(members, edges, min_jaccard)
    chosen = {}
    for member in members:
        if member not in chosen:
            chosen[member] = (member, 1.0)
            for other, value in similar[member].items():
                chosen.setdefault(other, (member, value))
    return chosen


@mutant("choose_survivors", killed_by="limit_itself_is_similar")
def more_than_the_limit(members, edges, min_jaccard):
    """> where >= is meant."""
    return greedy(members, [edge for edge in edges if edge[2] > min_jaccard], min_jaccard)


@mutant("choose_survivors", killed_by="limit_itself_is_similar")
def all_edges_are_similar(members, edges, min_jaccard):
    """LSH has proposed it, so it must be a copy."""
    return greedy(members, edges, 0.0)


@mutant("choose_survivors", killed_by="best_survives")
def smallest_id_survives(members, edges, min_jaccard):
    """The policy is forgotten."""
    return greedy(sorted(members), edges, min_jaccard)


@mutant("choose_survivors", killed_by="best_survives")
def edges_one_way(members, edges, min_jaccard):
    """An edge is looked up only from its first document."""
    similar = {member: {} for member in members}
    for a, b, value in edges:
        if value >= min_jaccard:
            similar[a][b] = value
    chosen = {}
    for member in members:
        if member not in chosen:
            chosen[member] = (member, 1.0)
            for other, value in similar[member].items():
                chosen.setdefault(other, (member, value))
    return chosen


@mutant("choose_survivors", killed_by="first_survivor_takes")
def most_similar_survivor(members, edges, min_jaccard):
    """The survivor that is most similar, not the first."""
    similar = neighbours_of(members, edges, min_jaccard)
    kept = [m for m, (survivor, _) in greedy(members, edges, min_jaccard).items() if m == survivor]
    return {
        m: (m, 1.0) if m in kept else max(((s, similar[m][s]) for s in kept if s in similar[m]), key=lambda one: one[1])
        for m in members
    }


@mutant("choose_survivors", killed_by="first_survivor_takes")
def later_survivor_overwrites(members, edges, min_jaccard):
    """What is decided is decided again."""
    similar = neighbours_of(members, edges, min_jaccard)
    chosen = {}
    for member in members:
        if member not in chosen:
            chosen[member] = (member, 1.0)
            chosen.update({other: (member, value) for other, value in similar[member].items()})
    return chosen


@mutant("choose_survivors", killed_by="whole_path_recall")
def everybody_survives(members, edges, min_jaccard):
    """Nothing is dropped, and nothing wrongly."""
    return {member: (member, 1.0) for member in members}


@mutant("choose_survivors", killed_by="whole_path_precision")
def one_for_all(members, edges, min_jaccard):
    """The best takes the whole component and everything it was compared with, similar or not."""
    return dict.fromkeys(members, (members[0], 1.0))
