"""The command `lab`: tells a trainee where they are, checks their functions, and gives hints, looks and solutions.

Nothing slow is imported before a command needs it.
"""
