"""The reference pipeline: what a pre-training data team runs, from WARC files to a clean, scored, deduplicated corpus.

Every stage is a folder or module of this package; the package knows nothing of the labs that teach it.
"""
