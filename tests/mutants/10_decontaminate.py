"""Wrong solutions of lab 10, each with one mistake that somebody has made."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict

from labs.grading.mutant import mutant
from pipeline.decontaminate.excise import excise as right_excise
from pipeline.decontaminate.ngrams import ngram_length, word_spans
from pipeline.decontaminate.ngrams import words as right_words
from pipeline.decontaminate.search import find_overlaps as right_overlaps
from pipeline.decontaminate.search import index_items as right_index
from pipeline.decontaminate.search import merged
from pipeline.dedup.shingles import WORD, fold
from pipeline.dedup.shingles import words as words_with_folded_numbers

# --- words


@mutant("words", killed_by="dress")
def capitals_differ(text):
    """Forgets the lower case."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKD", text))


@mutant("words", killed_by="dress")
def accents_stay(text):
    """NFKC composes: an accent is part of its letter."""
    return WORD.findall(unicodedata.normalize("NFKC", text.lower()))


@mutant("words", killed_by="dress")
def lower_case_only_before(text):
    """Decomposing the sign ™ brings new capitals."""
    text = unicodedata.normalize("NFKD", text.lower())
    return WORD.findall("".join(c for c in text if not unicodedata.category(c).startswith("M")))


@mutant("words", killed_by="dress")
def canonical_only(text):
    """NFD takes accents off, and leaves wide letters and ligatures as they are."""
    text = unicodedata.normalize("NFD", text.lower())
    return WORD.findall("".join(c for c in text if not unicodedata.category(c).startswith("M")).lower())


@mutant("words", killed_by="dress")
def combining_marks_only(text):
    """unicodedata.combining is 0 for the vowel signs of Hindi, which then cut words into pieces."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return WORD.findall(text.lower())


@mutant("words", killed_by="numbers_stay")
def numbers_are_folded(text):
    """Takes the words of the deduplication, where all numbers are one."""
    return words_with_folded_numbers(text)


@mutant("words", killed_by="numbers_stay")
def letters_only(text):
    """Leaves numbers out."""
    return [word for word in right_words(text) if not word.isdigit()]


@mutant("words", killed_by="numbers_stay")
def single_characters_are_noise(text):
    """Leaves out words of one letter or digit: x = 4 * y is nothing."""
    return [word for word in right_words(text) if len(word) > 1 or WORD.findall(f"a{word}") != [f"a{word}"]]


@mutant("words", killed_by="separators")
def blanks_only(text):
    """str.split: a full stop makes another word."""
    return fold(text).split()


@mutant("words", killed_by="separators")
def underscore_is_a_letter(text):
    r"""\w holds the underscore: has_close_elements is one word in code and three in a page about it."""
    return re.findall(WORD.pattern.replace(r"\W_", r"\W"), fold(text))


@mutant("words", killed_by="separators")
def apostrophes_vanish(text):
    """Removes punctuation instead of taking it for a separator: don't and well-known are one word."""
    return WORD.findall(re.sub(r"['\-]", "", fold(text)))


@mutant("words", killed_by="characters_as_words")
def chinese_is_one_word(text):
    """A run of letters, whatever script."""
    return re.findall(r"[^\W_]+", fold(text))


@mutant("words", killed_by="characters_as_words")
def han_only(text):
    """Knows Han and forgets kana and Thai."""
    return re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", fold(text))


@mutant("words", killed_by="characters_as_words")
def letters_of_all_languages(text):
    """Takes every character that is not ASCII for a word: a Russian question has hundreds."""
    return re.findall(r"[a-z0-9]+|[^\W_]", fold(text))


@mutant("words", killed_by="dress")
def ascii_only(text):
    """[a-z0-9]+ for all the languages there are."""
    return re.findall(r"[a-z0-9]+", fold(text))


# --- word_spans


def spans_in(folded):
    return [found.span() for found in WORD.finditer(folded)]


@mutant("word_spans", killed_by="plain_text")
def last_character_is_the_end(text):
    """text[begin:end] lacks the last letter."""
    return [(begin, end - 1) for begin, end in word_spans(text)]


@mutant("word_spans", killed_by="plain_text")
def begin_and_length(text):
    return [(begin, end - begin) for begin, end in word_spans(text)]


@mutant("word_spans", killed_by="plain_text")
def looks_for_each_word(text):
    """str.find from the start: the second "a" is where the first one is."""
    return [(text.find(text[begin:end]), text.find(text[begin:end]) + end - begin) for begin, end in word_spans(text)]


@mutant("word_spans", killed_by="plain_text")
def split_on_blanks(text):
    """Spans of what stands between blanks: as many as words only where nothing else separates."""
    return [found.span() for found in re.finditer(r"\S+", text)]


@mutant("word_spans", killed_by="folding_changes_lengths")
def spans_of_the_folded_text(text):
    """Every accent before it moves a word one place to the left."""
    return spans_in(fold(text))


@mutant("word_spans", killed_by="folding_changes_lengths")
def lower_case_only(text):
    """Searches the text without decomposing it: the words are others than those of words()."""
    return spans_in(text.lower())


@mutant("word_spans", killed_by="folding_changes_lengths")
def a_mark_is_no_letter(text):
    """The accent at the end of a word is left outside of it."""
    spans = []
    for begin, end in word_spans(text):
        while end - 1 > begin and unicodedata.category(text[end - 1]).startswith("M"):
            end -= 1
        spans.append((begin, end))
    return spans


@mutant("word_spans", killed_by="folding_changes_lengths")
def each_span_once(text):
    """Drops the second span of ½: from there on the spans are those of other words."""
    return list(dict.fromkeys(word_spans(text)))


@mutant("word_spans", killed_by="spans_of_characters")
def runs_of_characters(text):
    """Two Chinese characters side by side have one span."""
    return merged(word_spans(text))


@mutant("word_spans", killed_by="spans_of_characters")
def marks_of_latin_letters(text):
    """Knows the marks from U+0300 to U+036F only: that of a decomposed kana is left outside of its span."""
    spans = []
    for begin, end in word_spans(text):
        while end - 1 > begin and text[end - 1] in "\u3099\u309a":
            end -= 1
        spans.append((begin, end))
    return spans


@mutant("word_spans", killed_by="drawn_texts")
def one_mark_for_a_letter(text):
    """A letter has at most one mark: those of Vietnamese have two."""

    def is_mark(position):
        return unicodedata.category(text[position]).startswith("M")

    return [
        (begin, end - 1 if end - begin > 2 and is_mark(end - 1) and is_mark(end - 2) else end)
        for begin, end in word_spans(text)
    ]


@mutant("word_spans", killed_by="spans_in_time")
def folds_again_for_each_character(text):
    """Asks for each position how long the folded text before it is: the square of the length."""
    lengths = [len(fold(text[:position])) for position in range(len(text))]
    return word_spans(text) if lengths == sorted(lengths) else []


# --- index_items


def index_of(items, n, short_n, *, own=None, length=ngram_length, fewest=5, words_of=right_words):
    """The right index, with places where it can go wrong."""
    ngram_length(0, n, short_n)
    own = own or (lambda sequence, words: {tuple(sequence[i : i + words]) for i in range(len(sequence) - words + 1)})
    owners, sizes = defaultdict(dict), {}
    for name in sorted(items):
        sequence = words_of(items[name])
        if len(sequence) < fewest:
            continue
        words = length(len(sequence), n, short_n)
        ngrams = own(sequence, words)
        sizes[name] = len(ngrams)
        for ngram in ngrams:
            owners[words].setdefault(" ".join(ngram), []).append(name)
    return dict(owners), sizes


@mutant("index_items", killed_by="ngrams_of_items")
def one_ngram_too_few(items, n=13, short_n=8):
    """range(len(words) - n): the last n-gram is missing."""

    def own(sequence, words):
        return {tuple(sequence[i : i + words]) for i in range(max(1, len(sequence) - words))}

    return index_of(items, n, short_n, own=own)


@mutant("index_items", killed_by="ngrams_of_items")
def side_by_side(items, n=13, short_n=8):
    """Steps of n words: a page that begins one word later has none of them."""

    def own(sequence, words):
        return {tuple(sequence[i : i + words]) for i in range(0, len(sequence) - words + 1, words)}

    return index_of(items, n, short_n, own=own)


@mutant("index_items", killed_by="ngrams_of_items")
def joined_without_blanks(items, n=13, short_n=8):
    """ "".join: "a bc" and "ab c" are one n-gram."""
    owners, sizes = right_index(items, n, short_n)
    return {
        length: {ngram.replace(" ", ""): names for ngram, names in table.items()} for length, table in owners.items()
    }, sizes


@mutant("index_items", killed_by="ngrams_of_items")
def words_as_they_stand(items, n=13, short_n=8):
    """Splits items on blanks, while the page goes through words()."""
    return index_of(items, n, short_n, words_of=str.split)


@mutant("index_items", killed_by="distinct_ngrams")
def every_occurrence(items, n=13, short_n=8):
    """A list where a set is meant: an item that repeats itself can never be there as a whole."""

    def own(sequence, words):
        return [tuple(sequence[i : i + words]) for i in range(len(sequence) - words + 1)]

    return index_of(items, n, short_n, own=own)


@mutant("index_items", killed_by="short_items")
def one_length_for_all(items, n=13, short_n=8):
    """n-grams of n words for short items too."""
    return index_of(items, n, short_n, length=lambda count, n, _: min(n, count))


@mutant("index_items", killed_by="short_items")
def short_is_below_n(items, n=13, short_n=8):
    """Takes an item for short when it has fewer than n words, not fewer than 2 * n."""
    return index_of(items, n, short_n, length=lambda count, n, short_n: n if count >= n else min(short_n, count))


@mutant("index_items", killed_by="short_items")
def shorter_ones_are_left_out(items, n=13, short_n=8):
    """Items of fewer than short_n words have no n-gram and are never found."""
    return index_of(items, n, short_n, fewest=max(5, short_n))


@mutant("index_items", killed_by="ngrams_of_items")
def lengths_are_fixed(items, n=13, short_n=8):
    """Takes 13 and 8, whatever it is given."""
    ngram_length(0, n, short_n)
    return right_index(items)


@mutant("index_items", killed_by="too_short_items")
def every_short_item(items, n=13, short_n=8):
    """One word is enough to accuse a page."""
    return index_of(items, n, short_n, fewest=1)


@mutant("index_items", killed_by="too_short_items")
def five_is_too_short(items, n=13, short_n=8):
    """<= 5 where < 5 is meant."""
    return index_of(items, n, short_n, fewest=6)


@mutant("index_items", killed_by="too_short_items")
def sizes_of_all(items, n=13, short_n=8):
    """Leaves short items out of one dictionary only."""
    owners, sizes = right_index(items, n, short_n)
    return owners, {name: sizes.get(name, 0) for name in items}


@mutant("index_items", killed_by="shared_ngrams")
def an_ngram_has_one_owner(items, n=13, short_n=8):
    """The last item with an n-gram takes it from the others."""
    owners, sizes = right_index(items, n, short_n)
    return {length: {ngram: names[-1:] for ngram, names in table.items()} for length, table in owners.items()}, sizes


@mutant("index_items", killed_by="impossible_lengths")
def lengths_are_not_checked_without_items(items, n=13, short_n=8):
    """Looks at its lengths only when there is an item."""
    return right_index(items, n, short_n) if items else ({}, {})


# --- find_overlaps


def overlaps_of(
    text, index, min_share, *, enough=lambda share, least: share >= least, distinct=True, words=right_words, join=merged
):
    """The right search, with places where it can go wrong."""
    if not 0 < min_share <= 1:
        raise ValueError("min_share")
    owners, sizes = index
    sequence, runs, hits = words(text), defaultdict(list), defaultdict(list)
    for length, table in owners.items():
        for start in range(len(sequence) - length + 1):
            ngram = " ".join(sequence[start : start + length])
            for item in table.get(ngram, ()):
                runs[item].append((start, start + length))
                hits[item].append(ngram)
    shares = {item: len(set(found) if distinct else found) / sizes[item] for item, found in hits.items()}
    places = word_spans(text)
    return [
        (item, shares[item], [(places[first][0], places[last - 1][1]) for first, last in join(runs[item])])
        for item in sorted(shares)
        if enough(shares[item], min_share) and len(places) == len(sequence)
    ]


@mutant("find_overlaps", killed_by="share_of_an_item")
def more_than_the_share(text, index, min_share=0.5):
    """> where >= is meant."""
    return overlaps_of(text, index, min_share, enough=lambda share, least: share > least)


@mutant("find_overlaps", killed_by="share_of_an_item")
def any_ngram(text, index, min_share=0.5):
    """One n-gram in common is enough."""
    return overlaps_of(text, index, min_share, enough=lambda share, least: True)


@mutant("find_overlaps", killed_by="share_of_an_item")
def all_occurrences(text, index, min_share=0.5):
    """A page that says one n-gram three times has three of them."""
    return overlaps_of(text, index, min_share, distinct=False)


@mutant("find_overlaps", killed_by="share_of_an_item")
def longest_ngrams_only(text, index, min_share=0.5):
    """Looks the windows of one length up and forgets the short items."""
    owners, sizes = index
    return right_overlaps(text, ({n: owners[n] for n in [*sorted(owners)][-1:]}, sizes), min_share)


@mutant("find_overlaps", killed_by="share_of_an_item")
def share_of_the_page(text, index, min_share=0.5):
    """Divides by the n-grams of the page where it has fewer: a short quotation is all of it."""
    owners, sizes = index
    count = max(1, len(right_words(text)) - max(owners, default=0) + 1)
    return overlaps_of(text, (owners, {name: min(size, count) for name, size in sizes.items()}), min_share)


@mutant("find_overlaps", killed_by="where_it_stands")
def places_of_words(text, index, min_share=0.5):
    """Returns numbers of words where characters are meant."""
    begins = [begin for begin, _ in word_spans(text)]
    return [
        (item, share, [(bisect_right(begins, begin) - 1, bisect_right(begins, end - 1)) for begin, end in spans])
        for item, share, spans in right_overlaps(text, index, min_share)
    ]


@mutant("find_overlaps", killed_by="where_it_stands")
def from_first_to_last(text, index, min_share=0.5):
    """One span from the first n-gram to the last: what stands between two places goes too."""
    return [
        (item, share, [(spans[0][0], spans[-1][1])]) for item, share, spans in right_overlaps(text, index, min_share)
    ]


@mutant("find_overlaps", killed_by="where_it_stands")
def the_first_place(text, index, min_share=0.5):
    """An item that stands in a page twice is cut out once."""
    return [(item, share, spans[:1]) for item, share, spans in right_overlaps(text, index, min_share)]


@mutant("find_overlaps", killed_by="where_it_stands")
def runs_that_touch_stay_apart(text, index, min_share=0.5):
    """Joins n-grams that overlap, and not those that follow each other."""

    def overlapping(runs):
        joined = []
        for first, last in sorted(runs):
            if joined and first < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return joined

    return overlaps_of(text, index, min_share, join=overlapping)


@mutant("find_overlaps", killed_by="where_it_stands")
def spans_of_the_folded_text_again(text, index, min_share=0.5):
    """Searches the folded text and returns places in it."""
    return right_overlaps(fold(text), index, min_share)


@mutant("find_overlaps", killed_by="other_clothes")
def line_by_line(text, index, min_share=0.5):
    """Looks at each line by itself: an item that was wrapped is not found."""
    found, begin = {}, 0
    for line in text.split("\n"):
        for item, share, spans in right_overlaps(line, index, min_share):
            found[item] = (item, share, [(begin + first, begin + last) for first, last in spans])
        begin += len(line) + 1
    return sorted(found.values())


@mutant("find_overlaps", killed_by="other_clothes")
def numbers_make_no_difference(text, index, min_share=0.5):
    """Folds the numbers of page and items."""
    owners, sizes = index
    folded = {n: {re.sub(r"\d+", "0", ngram): names for ngram, names in table.items()} for n, table in owners.items()}
    return overlaps_of(
        text, (folded, sizes), min_share, words=lambda page: [re.sub(r"\d+", "0", w) for w in right_words(page)]
    )


@mutant("find_overlaps", killed_by="common_phrases")
def owners_share_their_hits(text, index, min_share=0.5):
    """What is found of one item counts for all that share an n-gram with it."""
    owners, _ = index
    found = {item: (item, share, spans) for item, share, spans in right_overlaps(text, index, min_share)}
    for table in owners.values():
        for names in table.values():
            if any(name in found for name in names):
                found |= {name: (name, 1.0, found[next(iter(found))][2]) for name in names if name not in found}
    return [found[name] for name in sorted(found)]


@mutant("find_overlaps", killed_by="share_of_an_item")
def largest_item_wins(text, index, min_share=0.5):
    """Where several items are found it names the largest: the solution beside its problem is not told."""
    _, sizes = index
    found = right_overlaps(text, index, min_share)
    return sorted(found, key=lambda overlap: -sizes[overlap.item])[:1]


@mutant("find_overlaps", killed_by="solution_alone")
def code_is_no_text(text, index, min_share=0.5):
    """Leaves indented lines out, as C4 leaves out what has a brace in it."""
    prose = "\n".join(line for line in text.split("\n") if not line.startswith("    "))
    return right_overlaps(prose, index, min_share)


@mutant("find_overlaps", killed_by="impossible_shares")
def limits_are_not_checked(text, index, min_share=0.5):
    return right_overlaps(text, index, min(1.0, min_share)) if min_share > 0 else []


@mutant("find_overlaps", killed_by="planted_precision")
def long_pages_are_suspect(text, index, min_share=0.5):
    """Asks for less on long pages, where more could hide: what only talks about a problem is accused."""
    return right_overlaps(text, index, min_share / 10 if len(text) > 500 else min_share)


@mutant("find_overlaps", killed_by="planted_recall")
def beginning_of_the_page(text, index, min_share=0.5):
    """Looks at the first thousand characters of a page."""
    return right_overlaps(text[:1000], index, min_share)


@mutant("find_overlaps", killed_by="planted_recall")
def long_pages_are_innocent(text, index, min_share=0.5):
    """Asks for more on long pages, which hold more by accident: an item that is cut short gets through."""
    return right_overlaps(text, index, max(0.95, min_share) if len(text) > 1_000 else min_share)


# --- excise


def pieces_of(
    text, spans, margin, shortest, *, left=None, right=None, strip=True, enough=None, join=merged, places=None
):
    """The right cut, with places where it can go wrong."""
    if margin < 0 or shortest < 0:
        raise ValueError("negative")
    if any(not 0 <= begin < end <= len(text) for begin, end in spans):
        raise ValueError("span")
    if not spans:
        return [text]
    places = word_spans(text) if places is None else places

    def word_at(position):
        before = bisect_right(places, (position,)) - 1
        return places[before] if before >= 0 and position < places[before][1] else (position, position)

    left, right = margin if left is None else left, margin if right is None else right
    enough = enough or (lambda size: size >= shortest)
    cuts = [(word_at(max(0, begin - left))[0], word_at(min(len(text), end + right))[1]) for begin, end in spans]
    pieces, position = [], 0
    for begin, end in [*join(cuts), (len(text), len(text))]:
        piece = text[position:begin]
        size = len(piece.strip())
        piece = piece.strip() if strip else piece
        if size and enough(size if strip else len(piece)):
            pieces.append(piece)
        position = end
    return pieces


@mutant("excise", killed_by="cut_and_keep")
def keeps_the_blanks(text, spans, margin_characters=200, min_piece_characters=200):
    """Does not strip the pieces."""
    return pieces_of(text, spans, margin_characters, min_piece_characters, strip=False)


@mutant("excise", killed_by="cut_and_keep")
def forgets_the_last_piece(text, spans, margin_characters=200, min_piece_characters=200):
    """What stands behind the last cut is lost."""

    def to_the_end(cuts):
        *others, (begin, _) = merged(cuts)
        return [*others, (begin, len(text))]

    return pieces_of(text, spans, margin_characters, min_piece_characters, join=to_the_end)


@mutant("excise", killed_by="cut_and_keep")
def short_texts_go(text, spans, margin_characters=200, min_piece_characters=200):
    """Judges a text without any match by the length of a piece: all short pages are lost."""
    if not spans and margin_characters >= 0 and min_piece_characters >= 0:
        return [text] if len(text) >= min_piece_characters else []
    return pieces_of(text, spans, margin_characters, min_piece_characters)


@mutant("excise", killed_by="cut_and_keep")
def one_text(text, spans, margin_characters=200, min_piece_characters=200):
    """Joins what is left, so that nobody can count the pieces."""
    return ["\n\n".join(pieces_of(text, spans, margin_characters, min_piece_characters))]


@mutant("excise", killed_by="margins")
def margin_after_only(text, spans, margin_characters=200, min_piece_characters=200):
    """Takes the margin behind the item, where the answer stands, and leaves the question's head."""
    return pieces_of(text, spans, margin_characters, min_piece_characters, left=0)


@mutant("excise", killed_by="margins")
def words_are_cut_in_two(text, spans, margin_characters=200, min_piece_characters=200):
    """Cuts to the character, and teaches half words."""
    return pieces_of(text, spans, margin_characters, min_piece_characters, places=[])


@mutant("excise", killed_by="margins")
def to_the_next_blank(text, spans, margin_characters=200, min_piece_characters=200):
    """Takes what stands between blanks for a word: of well-known both halves go."""
    places = [found.span() for found in re.finditer(r"\S+", text)]
    return pieces_of(text, spans, margin_characters, min_piece_characters, places=places)


@mutant("excise", killed_by="cut_and_keep")
def a_word_more(text, spans, margin_characters=200, min_piece_characters=200):
    """Takes the next word too where the margin ends between two."""
    places = [(begin - 1, end + 1) for begin, end in word_spans(text)]
    return pieces_of(text, spans, margin_characters, min_piece_characters, places=places)


@mutant("excise", killed_by="short_pieces")
def shorter_or_equal(text, spans, margin_characters=200, min_piece_characters=200):
    """<= where < is meant: a piece of just the length goes."""
    enough = (lambda size: size > min_piece_characters) if min_piece_characters else None
    return pieces_of(text, spans, margin_characters, min_piece_characters, enough=enough)


@mutant("excise", killed_by="short_pieces")
def counts_the_blanks(text, spans, margin_characters=200, min_piece_characters=200):
    """Measures a piece before it strips it."""
    pieces = pieces_of(text, spans, margin_characters, min_piece_characters, strip=False)
    return [piece.strip() for piece in pieces] if spans else pieces


@mutant("excise", killed_by="short_pieces")
def no_piece_is_short(text, spans, margin_characters=200, min_piece_characters=200):
    """Keeps every crumb."""
    return pieces_of(text, spans, margin_characters, min_piece_characters, enough=lambda size: True)


@mutant("excise", killed_by="cut_characters")
def runs_of_letters(text, spans, margin_characters=200, min_piece_characters=200):
    """A run of letters is a word: one character of a Chinese item takes the whole sentence."""
    places = [found.span() for found in re.finditer(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*", text)]
    return pieces_of(text, spans, margin_characters, min_piece_characters, places=places)


@mutant("excise", killed_by="spans_in_any_order")
def sorted_and_not_merged(text, spans, margin_characters=200, min_piece_characters=200):
    """A short span inside a long one ends before it: what lies between is kept."""
    return pieces_of(text, spans, margin_characters, min_piece_characters, join=sorted)


@mutant("excise", killed_by="spans_in_any_order")
def in_the_order_given(text, spans, margin_characters=200, min_piece_characters=200):
    """Walks over the spans as they come."""
    return pieces_of(text, spans, margin_characters, min_piece_characters, join=list)


@mutant("excise", killed_by="impossible_cuts")
def python_slices_anything(text, spans, margin_characters=200, min_piece_characters=200):
    """A span behind the end of the text is empty and raises nothing: the wrong text was cut, and nobody knows."""
    inside = [(begin, end) for begin, end in spans if 0 <= begin < end <= len(text)]
    return pieces_of(text, inside, max(0, margin_characters), max(0, min_piece_characters))


@mutant("excise", killed_by="planted_cuts")
def whole_lines(text, spans, margin_characters=200, min_piece_characters=200):
    """Cuts from the begin of the line, where there are lines."""
    if "\n" in text:
        spans = [(text.rfind("\n", 0, max(0, begin - margin_characters)) + 1, end) for begin, end in spans]
        return pieces_of(text, spans, margin_characters, min_piece_characters, left=0)
    return right_excise(text, spans, margin_characters, min_piece_characters)
