"""The instructor's side: takes submissions in, grades a class unattended, and explains every point afterwards.

Nothing here runs a trainee's code: that is what `labs.grading` and its sandbox do, in processes of their own.
"""
