"""Finds out what a document is about (mathematics, code, law, medicine or general) by how it is written.

The rules need to know: limits made for English prose destroy mathematics and code.
"""
