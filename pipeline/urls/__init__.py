"""Stage 3, urls: what can be decided from an address alone, before anybody reads the text: unwanted sites and words
(the URL filter of RefinedWeb), and captures of one page under several addresses.
"""
