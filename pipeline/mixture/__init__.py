"""Decides how much of each language, domain or quality bucket a model reads, and which documents more than once.

Shares, amounts and draws are plain functions; `stage` runs them over the documents.
"""
