"""Writes the corpus as a trainer reads it: token shards with Megatron's index beside them, and a data card.

The formats are plain functions of bytes; `shards` writes them in parallel on Spark.
"""
