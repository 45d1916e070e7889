from labs.grading.check import check, expect


@check("labels", points=10)
def test_labels_follow_documents(labels):
    """Your labels depend on the documents."""
    labels.expect_follow_documents()


@check("labels", points=20, needs=("labels_follow_documents",))
def test_labels_cover(labels):
    """Every document has a label."""
    labels.credit_coverage()


@check("labels", points=10, needs=("labels_follow_documents",))
def test_labels_consistent(labels):
    """Documents that come twice have the same label twice."""
    labels.credit_consistency()


@check("labels", points=40, needs=("labels_follow_documents",))
def test_labels_agree(labels):
    """Agreement with the truth beyond chance."""
    labels.credit_agreement(zero=0.4, full=0.8)


@check("word_count", points=20)
def test_counts_words(submission):
    """Every word counts."""
    for count in (0, 1, 2, 5):
        expect(submission.word_count(["a"] * count), count, given=["a"] * count)
