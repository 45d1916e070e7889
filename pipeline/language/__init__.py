"""Stage 4, language: which language a document is in, how sure that is, and how much of the document is in it."""
