"""What can be wrong with one page; the message says it, on one line."""

from __future__ import annotations


class BodyDamage(Exception):
    """The body cannot be decoded as its headers say."""


class PageFailed(Exception):
    """A page that could not be read."""
