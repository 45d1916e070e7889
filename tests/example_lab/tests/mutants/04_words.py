from labs.grading.mutant import mutant


@mutant("word_count", killed_by="counts_words")
def one_too_many(words):
    """Begins to count at 1."""
    return float(len(words) + 1)


@mutant("word_count", killed_by="counts_words")
def counts_characters(words):
    return float(sum(map(len, words)))


@mutant("word_count", killed_by="counts_words")
def always_three(words):
    return 3.0


@mutant("word_count", killed_by="counts_words")
def forgets_the_last(words):
    return float(len(words[:-1]))


@mutant("word_count", killed_by="counts_repeated_words")
def counts_different_words(words):
    """A set instead of a list."""
    return float(len(set(words)))


@mutant("mean_word_length", killed_by="mean_of_lengths")
def median(words):
    return float(sorted(map(len, words))[len(words) // 2]) if words else 0.0


@mutant("mean_word_length", killed_by="mean_of_lengths")
def longest(words):
    return float(max(map(len, words), default=0))


@mutant("mean_word_length", killed_by="mean_of_lengths")
def whole_numbers(words):
    return sum(map(len, words)) // len(words) if words else 0


@mutant("mean_word_length", killed_by="no_words")
def divides_by_zero(words):
    return sum(map(len, words)) / len(words)


@mutant("mean_word_length", killed_by="no_words")
def one_without_words(words):
    return sum(map(len, words)) / len(words) if words else 1.0
