"""The published rule sets, one module each: measured values as small functions, limits with their cards, and the
stage that edits lines and then judges what is left, with limits that depend on language and domain."""
