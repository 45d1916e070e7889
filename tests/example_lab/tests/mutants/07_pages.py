from labs.grading.mutant import mutant


@mutant("word_count", killed_by="counts_words")
def one_too_many(words):
    return float(len(words) + 1)


@mutant("word_count", killed_by="counts_words")
def counts_different_words(words):
    return float(len(set(words)))


@mutant("word_count", killed_by="counts_words")
def forgets_the_last(words):
    return float(len(words[:-1]))


@mutant("word_count", killed_by="counts_words")
def only_whether(words):
    return float(bool(words))


@mutant("word_count", killed_by="counts_words")
def always_five(words):
    return 5.0
