"""Finds items of benchmarks in the corpus and takes them out, so that a model is not tested on what it has read.

The n-grams and the search are plain functions; `stage` runs them over the documents.
"""
