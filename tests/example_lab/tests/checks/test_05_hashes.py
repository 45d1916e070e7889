from labs.grading.check import check, expect


@check("hash_word_ratio", points=100)
def test_hashes_by_words(submission):
    """Hashes are divided by words."""
    expect(submission.hash_word_ratio("# a #", ["a"]), 2.0, given=("# a #", ["a"]))
