"""Stages 6 and 7: exact duplicates (documents, then lines) and near duplicates (MinHash, LSH, verified Jaccard).

LSH only proposes; a Jaccard similarity computed from the shingle sets decides; a named policy says who survives.
"""
