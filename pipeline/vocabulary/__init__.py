"""The vocabulary a model reads with: trained on the clean corpus or taken from a tokenizer.json.

Training and encoding are plain functions; `stage` runs them over the documents.
"""
