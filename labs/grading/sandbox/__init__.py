"""Where the code of strangers runs: tiers that keep it from the machine, from the checks and from other submissions.

Each tier starts the same worker; what it sees, how long it lives and how much it may use is decided from outside.
"""
