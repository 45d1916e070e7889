"""Runs a submission's functions in a process of their own and turns checks into points.

Values cross into that process and back, code does not: the verdict is always spoken on this side.
"""
