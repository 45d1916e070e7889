"""Wrong solutions of lab 05, each with one mistake that people make."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import xxhash

from labs.grading.mutant import mutant
from pipeline.dedup.shingles import words

INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


def folded(text):
    return unicodedata.normalize("NFKC", text.translate(INVISIBLE).casefold()).casefold()


def normal(text):
    return " ".join(folded(text).split())


def in_bytes(text):
    return text.encode("utf-8", "surrogatepass")


# --- normalise_document


@mutant("normalise_document", killed_by="case_and_white_space")
def case_stays(text):
    """Without case folding a headline in capitals is another text."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split())


@mutant("normalise_document", killed_by="case_and_white_space")
def ends_only(text):
    """strip() leaves line breaks and double blanks inside."""
    return folded(text).strip()


@mutant("normalise_document", killed_by="case_and_white_space")
def blanks_vanish(text):
    """No white space at all: "therapist" is "the rapist"."""
    return "".join(folded(text).split())


@mutant("normalise_document", killed_by="case_and_white_space")
def white_space_of_ascii(text):
    """[ \\t\\r\\n] does not know U+2028 and the others."""
    return re.sub("[ \t\r\n]+", " ", folded(text)).strip(" ")


@mutant("normalise_document", killed_by="case_and_white_space")
def ends_stay(text):
    """One blank for each run, also at the ends."""
    return re.sub(r"\s+", " ", folded(text))


@mutant("normalise_document", killed_by="composition_and_width")
def composed_only(text):
    """NFC leaves wide letters and ligatures."""
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE).casefold().replace("\u3000", " "))
    return " ".join(text.replace("\u2122", "tm").casefold().split())


@mutant("normalise_document", killed_by="composition_and_width")
def decomposed(text):
    """NFKD: equal to itself, but not the form of the contract; keys cannot be compared with other people's."""
    return " ".join(unicodedata.normalize("NFKD", normal(text)).split())


@mutant("normalise_document", killed_by="case_folding")
def lower_case(text):
    """lower() keeps the German ß and the Greek final sigma."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE).lower()).lower().split())


@mutant("normalise_document", killed_by="case_folding")
def folds_only_before(text):
    """NFKC brings new capitals: ™ becomes TM."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE).casefold()).split())


@mutant("normalise_document", killed_by="invisible_characters")
def invisible_stay(text):
    """A soft hyphen makes another document."""
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).casefold().split())


@mutant("normalise_document", killed_by="invisible_characters")
def invisible_are_blanks(text):
    """A hyphenation hint cuts the word in two."""
    return normal(text.translate(dict.fromkeys(INVISIBLE, " ")))


@mutant("normalise_document", killed_by="invisible_characters")
def byte_order_mark_only(text):
    """Knows what stands at the start of files, not what stands inside words."""
    text = unicodedata.normalize("NFKC", text.lstrip("\ufeff").casefold()).casefold()
    return " ".join(text.split())


@mutant("normalise_document", killed_by="differences_stay")
def punctuation_goes(text):
    """Equal without punctuation is similar, not equal."""
    return " ".join(re.sub(r"[^\w\s]", "", normal(text)).split())


@mutant("normalise_document", killed_by="differences_stay")
def accents_go(text):
    """Without accents other words become equal."""
    text = "".join(c for c in unicodedata.normalize("NFD", normal(text)) if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", text) if not re.search("[\u0300-\u036f]", text) else text


@mutant("normalise_document", killed_by="differences_stay")
def numbers_go(text):
    """Page 1 and page 2 become one document."""
    return re.sub(r"\d\d+(?:[.,]\d+)*", "0", normal(text))


@mutant("normalise_document", killed_by="differences_stay")
def bag_of_words(text):
    """Sorted, so that the order of words does not matter."""
    return " ".join(sorted(normal(text).split()))


@mutant("normalise_document", killed_by="differences_stay")
def all_format_characters_go(text):
    """Category Cf holds the joiners, which Persian and emoji need."""
    return normal("".join(c for c in text if unicodedata.category(c) != "Cf"))


@mutant("normalise_document", killed_by="differences_stay")
def words_of_the_near_stage(text):
    """The normalisation for shingles, which folds all that similarity should not see."""
    return " ".join(words(text))


# --- document_hash


def digest(text):
    return xxhash.xxh3_128_hexdigest(in_bytes(text))


@mutant("document_hash", killed_by="values_of_xxh3_128")
def sixty_four_bits(text):
    """Among 10 billion documents two different ones collide for sure."""
    return xxhash.xxh3_64_hexdigest(in_bytes(normal(text))) if normal(text) else None


@mutant("document_hash", killed_by="values_of_xxh3_128")
def hash_of_python(text):
    """hash() of a string is another one in every process."""
    return f"{hash(normal(text)) % 2**128:032x}" if normal(text) else None


@mutant("document_hash", killed_by="values_of_xxh3_128")
def another_function(text):
    """MD5: as wide, and equal to nobody else's keys."""
    return hashlib.md5(in_bytes(normal(text))).hexdigest() if normal(text) else None


@mutant("document_hash", killed_by="values_of_xxh3_128")
def another_encoding(text):
    """UTF-16 bytes."""
    text = normal(text)
    return xxhash.xxh3_128_hexdigest(text.encode("utf-16-le", "surrogatepass")) if text else None


@mutant("document_hash", killed_by="values_of_xxh3_128")
def in_decimal(text):
    """The number instead of its 32 digits."""
    return str(xxhash.xxh3_128_intdigest(in_bytes(normal(text)))) if normal(text) else None


@mutant("document_hash", killed_by="values_of_xxh3_128")
def leading_zeros_lost(text):
    """hex() has no leading zeros, and 0x in front."""
    return hex(xxhash.xxh3_128_intdigest(in_bytes(normal(text)))) if normal(text) else None


@mutant("document_hash", killed_by="normalised_before_hashing")
def as_it_stands(text):
    """Hashes the text itself."""
    return digest(text) if normal(text) else None


@mutant("document_hash", killed_by="normalised_before_hashing")
def stripped_only(text):
    """strip() and lower() are not the key."""
    return digest(text.strip().lower()) if normal(text) else None


@mutant("document_hash", killed_by="no_text_no_key")
def empty_is_a_key(text):
    """All empty pages become copies of one."""
    return digest(normal(text))


@mutant("document_hash", killed_by="no_text_no_key")
def looks_before_normalising(text):
    """A page of blanks is not empty yet, and gets the key of the empty text."""
    return digest(normal(text)) if text else None


@mutant("document_hash", killed_by="no_text_no_key")
def without_words_no_key(text):
    """A page of one sign is a page."""
    return digest(normal(text)) if words(text) or re.search("[\ud800-\udfff?]", text) else None


@mutant("document_hash", killed_by="the_whole_text_counts")
def the_beginning(text):
    """The first 10,000 characters: pages that begin alike become one."""
    return digest(normal(text)[:10_000]) if normal(text) else None


@mutant("document_hash", killed_by="the_whole_text_counts")
def both_ends(text):
    """Beginning and length."""
    text = normal(text)
    return digest(text if len(text) < 5_000 else f"{text[:5_000]}{len(text)}") if text else None


@mutant("document_hash", killed_by="half_characters")
def strict_encoding(text):
    """One broken page in a million stops the run."""
    return xxhash.xxh3_128_hexdigest(normal(text).encode()) if normal(text) else None


@mutant("document_hash", killed_by="half_characters")
def question_marks(text):
    """errors="replace" makes different pages equal."""
    return xxhash.xxh3_128_hexdigest(normal(text).encode("utf-8", "replace")) if normal(text) else None


@mutant("document_hash", killed_by="planted_copies")
def without_punctuation(text):
    """An edited page has the key of its original."""
    text = normal(text)
    return digest(re.sub(r"(?<=\w\w\w)[.,،。、]", "", text) if len(text) > 60 else text) if text else None


# --- best_of_equals


def grouped(documents, best):
    from pyspark.sql import functions as f

    return documents.where("hash is not null").groupBy("hash").agg(best(f).alias("survivor"))


@mutant("best_of_equals", killed_by="smallest_rank_survives")
def largest_rank(documents):
    """The maximum: the worst survives."""
    return grouped(documents, lambda f: f.max(f.struct("rank", "id")).getField("id"))


@mutant("best_of_equals", killed_by="smallest_rank_survives")
def smallest_id_whatever_the_rank(documents):
    """The policy is ignored."""
    return grouped(documents, lambda f: f.min("id"))


@mutant("best_of_equals", killed_by="smallest_rank_survives")
def only_the_number_of_the_rank(documents):
    """The second field of the rank, a date, is not looked at."""
    return grouped(documents, lambda f: f.min(f.struct("rank.number", "id")).getField("id"))


@mutant("best_of_equals", killed_by="smallest_rank_survives")
def only_real_groups(documents):
    """A document that has its hash for itself gets no row, and is dropped by the join."""
    from pyspark.sql import functions as f

    best = documents.where("hash is not null").groupBy("hash")
    best = best.agg(f.count("*").alias("n"), f.min(f.struct("rank", "id")).alias("best"))
    return best.where("n > 1").select("hash", f.col("best.id").alias("survivor"))


@mutant("best_of_equals", killed_by="ties_go_to_the_smallest_id")
def largest_id_of_equals(documents):
    """Of equal ranks the largest id."""
    from pyspark.sql import functions as f

    best = documents.where("hash is not null").groupBy("hash").agg(f.min("rank").alias("rank"))
    found = documents.join(best, ["hash", "rank"]).groupBy("hash").agg(f.max("id").alias("survivor"))
    return found.select("hash", "survivor")


@mutant("best_of_equals", killed_by="ties_go_to_the_smallest_id")
def ids_as_numbers(documents):
    """Shorter ids first, as if they were numbers."""
    return grouped(documents, lambda f: f.min(f.struct("rank", f.length("id"), "id")).getField("id"))


@mutant("best_of_equals", killed_by="ties_go_to_the_smallest_id")
def all_of_the_best(documents):
    """Every document of the smallest rank: several survivors of one group."""
    from pyspark.sql import functions as f

    best = documents.where("hash is not null").groupBy("hash").agg(f.min("rank").alias("rank"))
    return documents.join(best, ["hash", "rank"]).select("hash", f.col("id").alias("survivor"))


@mutant("best_of_equals", killed_by="empty_documents_are_no_group")
def nulls_are_a_group(documents):
    """groupBy makes one group of all empty documents."""
    from pyspark.sql import functions as f

    return documents.groupBy("hash").agg(f.min(f.struct("rank", "id")).getField("id").alias("survivor"))


@mutant("best_of_equals", killed_by="empty_documents_are_no_group")
def one_empty_document(documents):
    """coalesce makes a hash of null."""
    from pyspark.sql import functions as f

    filled = documents.withColumn("hash", f.coalesce("hash", f.lit("")))
    return grouped(filled, lambda f: f.min(f.struct("rank", "id")).getField("id"))


@mutant("best_of_equals", killed_by="survivors_by_key_and_not_by_chance")
def best_of_each_partition(documents):
    """The best of each partition, and of these whoever comes first."""
    from pyspark.sql import functions as f

    part = documents.where("hash is not null").groupBy("hash", f.spark_partition_id().alias("part"))
    best = part.agg(f.min(f.struct("rank", "id")).getField("id").alias("id"))
    return best.groupBy("hash").agg(f.max("id").alias("survivor"))


@mutant("best_of_equals", killed_by="survivors_are_a_plan")
def collected_on_the_driver(documents):
    """A dictionary on the driver: right on a laptop, dead on a crawl."""
    found = {}
    for row in documents.where("hash is not null").collect():
        key = (row["rank"]["number"], row["rank"]["text"], row["id"])
        found[row["hash"]] = min(found.get(row["hash"], key), key)
    rows = [(name, best[-1]) for name, best in found.items()]
    return documents.sparkSession.createDataFrame(rows, "hash string, survivor string")


@mutant("best_of_equals", killed_by="survivors_are_a_plan")
def counted_to_look(documents):
    """count() only to print a number: the whole plan runs once more."""
    found = grouped(documents, lambda f: f.min(f.struct("rank", "id")).getField("id"))
    return found if found.count() else found.limit(0)


@mutant("best_of_equals", killed_by="hot_group")
def list_of_the_group(documents):
    """The whole group in one row: the task with the hot group dies."""
    return grouped(documents, lambda f: f.sort_array(f.collect_list(f.struct("rank", "id")))[0].getField("id"))


@mutant("best_of_equals", killed_by="hot_group")
def minimum_over_a_window(documents):
    """A window sends every row of a group to one task, and sorts them there."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    best = f.min(f.struct("rank", "id")).over(Window.partitionBy("hash")).getField("id")
    return documents.where("hash is not null").select("hash", best.alias("survivor")).distinct()


# --- line_hashes


def signed(value):
    return value - 2**64 if value >= 2**63 else value


def key_of(line):
    found = " ".join(words(line))
    return signed(xxhash.xxh3_64_intdigest(in_bytes(found))) if found else None


def hashes(lines, min_line_characters, key=key_of, size=lambda line: len(line.strip())):
    found = {}
    for number, line in enumerate(lines):
        if size(line) >= min_line_characters and (value := key(line)) is not None:
            found.setdefault(value, number)
    return [(number, value) for value, number in found.items()]


@mutant("line_hashes", killed_by="values_of_xxh3_64")
def unsigned(text, min_line_characters):
    """Half of the keys do not fit a bigint."""
    return [(number, value % 2**64) for number, value in hashes(text.split("\n"), min_line_characters)]


@mutant("line_hashes", killed_by="values_of_xxh3_64")
def upper_bit_lost(text, min_line_characters):
    """63 bits: fits, and is another key."""
    return [(number, value % 2**63) for number, value in hashes(text.split("\n"), min_line_characters)]


@mutant("line_hashes", killed_by="values_of_xxh3_64")
def thirty_two_bits(text, min_line_characters):
    """Of a hundred thousand lines two collide."""
    return hashes(text.split("\n"), min_line_characters, lambda line: xxhash.xxh32_intdigest(in_bytes(line)))


@mutant("line_hashes", killed_by="lines_in_other_dress")
def line_as_it_stands(text, min_line_characters):
    """A counter in the line makes a new line on every page."""

    def key(line):
        return signed(xxhash.xxh3_64_intdigest(in_bytes(line.strip()))) if words(line) else None

    return hashes(text.split("\n"), min_line_characters, key)


@mutant("line_hashes", killed_by="lines_in_other_dress")
def normalised_as_a_document(text, min_line_characters):
    """The normalisation of documents, which keeps numbers and punctuation."""

    def key(line):
        return signed(xxhash.xxh3_64_intdigest(in_bytes(normal(line)))) if words(line) else None

    return hashes(text.split("\n"), min_line_characters, key)


@mutant("line_hashes", killed_by="lines_in_other_dress")
def words_in_any_order(text, min_line_characters):
    """A set of words."""

    def key(line):
        found = " ".join(dict.fromkeys(words(line)))
        return signed(xxhash.xxh3_64_intdigest(in_bytes(found))) if found else None

    return hashes(text.split("\n"), min_line_characters, key)


@mutant("line_hashes", killed_by="first_appearance")
def every_appearance(text, min_line_characters):
    """A line ten times on one page counts as ten pages."""
    found = []
    for number, line in enumerate(text.split("\n")):
        if len(line.strip()) >= min_line_characters and (value := key_of(line)) is not None:
            found.append((number, value))
    return found


@mutant("line_hashes", killed_by="first_appearance")
def last_appearance(text, min_line_characters):
    """A dictionary keeps the last."""
    found = {}
    for number, line in enumerate(text.split("\n")):
        if len(line.strip()) >= min_line_characters and (value := key_of(line)) is not None:
            found[value] = number
    return [(number, value) for value, number in found.items()]


@mutant("line_hashes", killed_by="first_appearance")
def numbers_only_what_counts(text, min_line_characters):
    """Blank and short lines are left out before they are numbered."""
    lines = [line for line in text.split("\n") if len(line.strip()) >= min_line_characters and words(line)]
    return hashes(lines, min_line_characters)


@mutant("line_hashes", killed_by="values_of_xxh3_64")
def numbered_from_one(text, min_line_characters):
    """enumerate(..., start=1)."""
    return [(number + 1, value) for number, value in hashes(text.split("\n"), min_line_characters)]


@mutant("line_hashes", killed_by="short_lines_are_exempt")
def longer_than_the_limit(text, min_line_characters):
    """> where >= is meant."""
    return hashes(text.split("\n"), min_line_characters + 1)


@mutant("line_hashes", killed_by="short_lines_are_exempt")
def blanks_count(text, min_line_characters):
    """An indented bracket is long."""
    return hashes(text.split("\n"), min_line_characters, size=len)


@mutant("line_hashes", killed_by="short_lines_are_exempt")
def bytes_count(text, min_line_characters):
    """Chinese lines are three times as long in bytes."""
    return hashes(text.split("\n"), min_line_characters, size=lambda line: len(in_bytes(line.strip())))


@mutant("line_hashes", killed_by="short_lines_are_exempt")
def length_of_the_words(text, min_line_characters):
    """The length of what is hashed."""
    return hashes(text.split("\n"), min_line_characters, size=lambda line: len(" ".join(words(line))))


@mutant("line_hashes", killed_by="lines_without_words")
def hash_of_nothing(text, min_line_characters):
    """All rows of stars are one line of the whole web."""

    def key(line):
        return signed(xxhash.xxh3_64_intdigest(in_bytes(" ".join(words(line))))) if line.strip() else None

    return hashes(text.split("\n"), min_line_characters, key)


@mutant("line_hashes", killed_by="only_new_lines_separate")
def split_by_splitlines(text, min_line_characters):
    """splitlines cuts at form feeds and U+2028 as well."""
    return hashes(text.splitlines(), min_line_characters)


@mutant("line_hashes", killed_by="only_new_lines_separate")
def any_line_end(text, min_line_characters):
    """A regular expression for all line ends of Unix, Windows and old Macs."""
    return hashes(re.split(r"\r\n|\r|\n", text), min_line_characters)


# --- repeated_lines


def of_lines(
    documents, least, count="count(*)", first="min(struct(id, line.number as number))", by=("scope", "line.hash")
):
    from pyspark.sql import functions as f

    lines = documents.where("scope is not null").select("id", "scope", f.explode("lines").alias("line"))
    found = lines.groupBy(*by).agg(f.expr(count).alias("documents"), f.expr(first).alias("first"))
    return found.where(f.col("documents") >= least).select("scope", "hash", "documents", "first.id", "first.number")


@mutant("repeated_lines", killed_by="enough_documents")
def more_than_enough(documents, min_documents):
    """> where >= is meant."""
    return of_lines(documents, min_documents + 1)


@mutant("repeated_lines", killed_by="enough_documents")
def any_line_seen_twice(documents, min_documents):
    """As cc_net: every line that was seen before."""
    return of_lines(documents, 2)


@mutant("repeated_lines", killed_by="enough_documents")
def over_all_scopes(documents, min_documents):
    """Grouped by hash alone: a quotation on three sites is boiler-plate."""
    from pyspark.sql import functions as f

    return of_lines(documents.withColumn("scope", f.lit("one")), min_documents)


@mutant("repeated_lines", killed_by="enough_documents")
def copies_beyond_the_first(documents, min_documents):
    """Counts the copies, not the documents."""
    return of_lines(documents, min_documents, count="count(*) - 1")


@mutant("repeated_lines", killed_by="first_by_id")
def two_minima(documents, min_documents):
    """The smallest id and the smallest number, which belong to different documents."""
    return of_lines(documents, min_documents, first="struct(min(id) as id, min(line.number) as number)")


@mutant("repeated_lines", killed_by="first_by_id")
def highest_on_the_page(documents, min_documents):
    """The smallest number comes first, then the id."""
    return of_lines(documents, min_documents, first="min(struct(line.number as number, id))")


@mutant("repeated_lines", killed_by="enough_documents")
def largest_id(documents, min_documents):
    """The last document keeps the line."""
    return of_lines(documents, min_documents, first="max(struct(id, line.number as number))")


@mutant("repeated_lines", killed_by="first_by_id")
def id_as_a_number(documents, min_documents):
    """Shorter ids first."""
    return of_lines(documents, min_documents, first="min(struct(length(id) as size, id, line.number as number))")


@mutant("repeated_lines", killed_by="unknown_scope")
def null_is_a_site(documents, min_documents):
    """All documents of unknown site become one site."""
    from pyspark.sql import functions as f

    marked = documents.withColumn("scope", f.coalesce("scope", f.lit("\x00")))
    return of_lines(marked, min_documents).withColumn("scope", f.nullif("scope", f.lit("\x00")))


@mutant("repeated_lines", killed_by="unknown_scope")
def empty_is_null(documents, min_documents):
    """where scope != '' loses the site that has an empty name."""
    return of_lines(documents.where("scope != ''"), min_documents)


@mutant("repeated_lines", killed_by="enough_documents")
def within_a_partition(documents, min_documents):
    """Counted in each partition: a line of ten documents may be a line of five and five."""
    from pyspark.sql import functions as f

    marked = documents.withColumn("scope", f.concat_ws("\x00", "scope", f.spark_partition_id()))
    marked = documents.select("id", "lines", f.when(f.col("scope").isNotNull(), marked["scope"]).alias("scope"))
    return of_lines(marked, min_documents).withColumn("scope", f.substring_index("scope", "\x00", 1))


@mutant("repeated_lines", killed_by="lines_by_key_and_not_by_chance")
def first_partition_first(documents, min_documents):
    """The document of the first partition, as when whoever is read first is kept."""
    from pyspark.sql import functions as f

    lines = documents.where("scope is not null").withColumn("part", f.spark_partition_id())
    lines = lines.select("id", "scope", "part", f.explode("lines").alias("line"))
    first = f.min(f.struct("part", "id", "line.number")).alias("first")
    found = lines.groupBy("scope", "line.hash").agg(f.count("*").alias("documents"), first)
    return found.where(f.col("documents") >= min_documents).select(
        "scope", "hash", "documents", "first.id", "first.number"
    )


@mutant("repeated_lines", killed_by="lines_are_a_plan")
def looked_at_on_the_driver(documents, min_documents):
    """toPandas in the middle."""
    found = of_lines(documents, min_documents)
    return documents.sparkSession.createDataFrame(found.collect(), found.schema)


@mutant("repeated_lines", killed_by="lines_are_a_plan")
def counted_first(documents, min_documents):
    """Is there anything to do? The question runs the plan."""
    found = of_lines(documents, min_documents)
    return found.limit(0) if found.isEmpty() else found


@mutant("repeated_lines", killed_by="hot_line")
def list_of_the_documents(documents, min_documents):
    """collect_list of all documents that have the line."""
    every = "sort_array(collect_list(struct(id, line.number as number)))"
    return of_lines(documents, min_documents, first=f"{every}[0]")


@mutant("repeated_lines", killed_by="hot_line")
def distinct_documents(documents, min_documents):
    """count(distinct id) sends every id, to count what is distinct already."""
    return of_lines(documents, min_documents, count="count(distinct id)")


# --- remove_lines


def without(text, repeated, least, key=key_of, goes=None, lines=None, size=lambda line: len(line.strip())):
    kept, removed = [], []
    for number, line in enumerate(text.split("\n") if lines is None else lines):
        value = key(line) if size(line) >= least else None
        if goes is None:
            gone = value is not None and value in repeated and repeated[value] != number
        else:
            gone = value is not None and value in repeated and goes(repeated[value], number)
        (removed if gone else kept).append(line)
    return kept, removed


def answer(text, kept, removed):
    if not removed:
        return text, 0, 0
    return "\n".join(kept).strip("\n"), len(removed), sum(map(len, removed))


@mutant("remove_lines", killed_by="repeated_lines_go")
def compares_letters(text, repeated, min_line_characters):
    """The key of the line as it stands: other dress, other key."""

    def key(line):
        return signed(xxhash.xxh3_64_intdigest(in_bytes(line.lower())))

    return answer(text, *without(text, repeated, min_line_characters, key))


@mutant("remove_lines", killed_by="repeated_lines_go")
def counts_line_ends(text, repeated, min_line_characters):
    """The difference of the lengths, line ends and all."""
    left, lines, _ = answer(text, *without(text, repeated, min_line_characters))
    return left, lines, len(text) - len(left)


@mutant("remove_lines", killed_by="repeated_lines_go")
def counts_different_lines(text, repeated, min_line_characters):
    """A line that went twice is counted once."""
    kept, removed = without(text, repeated, min_line_characters)
    left, _, characters = answer(text, kept, removed)
    return left, len({key_of(line) for line in removed}), characters


@mutant("remove_lines", killed_by="repeated_lines_go")
def leaves_blank_lines(text, repeated, min_line_characters):
    """An empty line where the line was."""
    kept = []
    _, removed = without(text, repeated, min_line_characters)
    for line in text.split("\n"):
        kept.append("" if line in removed else line)
    return answer(text, kept, removed)


@mutant("remove_lines", killed_by="first_appearance_stays")
def all_appearances(text, repeated, min_line_characters):
    """The line goes everywhere, and nobody has it any more."""
    return answer(text, *without(text, repeated, min_line_characters, goes=lambda first, number: True))


@mutant("remove_lines", killed_by="first_appearance_stays")
def zero_is_none(text, repeated, min_line_characters):
    """`if not first`: the number 0 is taken for None."""
    return answer(
        text, *without(text, repeated, min_line_characters, goes=lambda first, number: not first or first != number)
    )


@mutant("remove_lines", killed_by="first_appearance_stays")
def all_stay_where_the_first_is(text, repeated, min_line_characters):
    """The document with the first appearance keeps all copies."""
    return answer(text, *without(text, repeated, min_line_characters, goes=lambda first, number: first is None))


@mutant("remove_lines", killed_by="first_appearance_stays")
def numbers_shift(text, repeated, min_line_characters):
    """The number is compared with the place among the lines that stay."""
    kept, removed = [], []
    for line in text.split("\n"):
        value = key_of(line) if len(line.strip()) >= min_line_characters else None
        gone = value is not None and value in repeated and repeated[value] != len(kept)
        (removed if gone else kept).append(line)
    return answer(text, kept, removed)


@mutant("remove_lines", killed_by="exempt_lines_stay")
def short_lines_go(text, repeated, min_line_characters):
    """The exemption is forgotten on the second pass."""
    return answer(text, *without(text, repeated, 0))


@mutant("remove_lines", killed_by="exempt_lines_stay")
def the_limit_is_short(text, repeated, min_line_characters):
    """<= where < is meant."""
    return answer(
        text,
        *without(
            text,
            repeated,
            min_line_characters,
            size=lambda line: len(line.strip()) - 1 if len(line.strip()) == 15 else len(line.strip()),
        ),
    )


@mutant("remove_lines", killed_by="exempt_lines_stay")
def blanks_make_it_long(text, repeated, min_line_characters):
    """Blanks at the ends count."""
    return answer(text, *without(text, repeated, min_line_characters, size=len))


@mutant("remove_lines", killed_by="exempt_lines_stay")
def stars_go(text, repeated, min_line_characters):
    """The key of no words is looked up like any other."""

    def key(line):
        return signed(xxhash.xxh3_64_intdigest(in_bytes(" ".join(words(line)))))

    return answer(text, *without(text, repeated, min_line_characters, key))


@mutant("remove_lines", killed_by="the_rest_is_untouched")
def always_stripped(text, repeated, min_line_characters):
    """Ends are cut off also when nothing was removed."""
    left, lines, characters = answer(text, *without(text, repeated, min_line_characters))
    return left.strip("\n"), lines, characters


@mutant("remove_lines", killed_by="the_rest_is_untouched")
def all_white_space_at_the_ends(text, repeated, min_line_characters):
    """strip() takes the indentation of the first line too."""
    left, lines, characters = answer(text, *without(text, repeated, min_line_characters))
    return (left.strip() if lines else left), lines, characters


@mutant("remove_lines", killed_by="the_rest_is_untouched")
def blank_lines_go(text, repeated, min_line_characters):
    """Paragraphs grow together."""
    kept, removed = without(text, repeated, min_line_characters)
    return answer(text, [line for line in kept if line.strip()], removed)


@mutant("remove_lines", killed_by="the_rest_is_untouched")
def cut_by_splitlines(text, repeated, min_line_characters):
    """Form feeds and U+2028 become line ends."""
    return answer(text, *without(text, repeated, min_line_characters, lines=text.splitlines()))


@mutant("remove_lines", killed_by="planted_lines")
def only_at_the_top(text, repeated, min_line_characters):
    """Boiler-plate of more than 80 lines is not expected; nor is one in a long page's last line."""
    kept, removed = without(text, repeated, min_line_characters)
    if len(text) > 400:
        lines = text.split("\n")
        kept, removed = without(text, repeated, min_line_characters, lines=lines[:-1])
        kept.append(lines[-1])
    return answer(text, kept, removed)
