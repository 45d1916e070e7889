"""The crawler: from seed addresses to WARC files, politely and resumably.

Pure functions decide (what a URL is, whether it may be fetched, when, and how often); `crawler` puts them together.
"""
