"""Decides in which order a model reads the documents: shuffled by hash, or from one end of a scale to the other.

A document's place is a number that it finds alone; nothing is held in memory to shuffle it. `stage` runs the functions.
"""
