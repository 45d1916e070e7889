"""Stage 2, extract: from the bytes of any WARC, WET or ARC file, damaged ones included, to one row a record with text
and metadata. Whatever a record holds costs that record at most: bytes are bounded, pages are read by a process that
can be killed, and what cannot be read is counted.
"""
