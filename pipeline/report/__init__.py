"""Where people look at a finished run: the page, the score against planted truth, one document's story, two runs
side by side. It reads what the run has left on storage and changes nothing there but the page itself.
"""
