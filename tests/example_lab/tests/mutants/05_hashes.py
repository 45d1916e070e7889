from labs.grading.mutant import mutant


@mutant("hash_word_ratio", killed_by="hashes_by_words")
def by_characters(text, words):
    return text.count("#") / len(text)


@mutant("hash_word_ratio", killed_by="hashes_by_words")
def only_whether(text, words):
    return float("#" in text)


@mutant("hash_word_ratio", killed_by="hashes_by_words")
def upside_down(text, words):
    return len(words) / text.count("#")


@mutant("hash_word_ratio", killed_by="hashes_by_words")
def not_divided(text, words):
    return float(len(text))


@mutant("hash_word_ratio", killed_by="hashes_by_words")
def of_words(text, words):
    return sum("#" in word for word in words) / len(words)
