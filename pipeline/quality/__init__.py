"""Learns from reference text what good pages look like, scores every document, and keeps the best part.

The classifier is a bigram fastText (as in DCLM); its threshold is a percentile, because its scores are ranks.
"""
