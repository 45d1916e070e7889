from labs.grading.check import check, expect, expect_each


@check("word_count", points=30)
def test_counts_words(submission):
    """Every word counts."""
    expect_each([(["a", "bb", "c"], 3), (["a", "bb"], 2), ([], 0)], submission.word_count, think="How many are there?")


@check("word_count", points=10, needs=("counts_words",))
def test_counts_repeated_words(submission):
    """A word that stands twice counts twice."""
    expect(submission.word_count(["a", "a"]), 2, given=["a", "a"])


@check("mean_word_length", points=40)
def test_mean_of_lengths(submission):
    """The mean is characters by words."""
    expect_each([(["a", "bbb"], 2.0), (["ab"], 2.0), (["a", "bb"], 1.5)], submission.mean_word_length)


@check("mean_word_length", points=20)
def test_no_words(submission):
    """Without words the mean is 0."""
    expect(submission.mean_word_length([]), 0.0, given=[])
