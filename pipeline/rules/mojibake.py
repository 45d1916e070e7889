"""Mojibake: UTF-8 that somebody read as Latin-1 or windows-1252, "cafÃ©" for "café". A rule of our own.

No published rule set looks for it, and in languages of the Latin script such a page passes all of them: its words
have the right lengths, its lines end in full stops, and most of its stop words have no accents.
"""

from __future__ import annotations

import re
from typing import Final

MAX_MISREAD_CHARACTER_FRACTION: Final = 0.01
"""Above, the page as a whole was misread; a page that only shows an example of it lies far below."""

_WINDOWS_1252: Final = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0))
# What stands where UTF-8 has a continuation byte (80 to BF). A blank that does not break (A0) may do so only where
# more than one is asked for: French has it between a letter with an accent and a colon.
_CONTINUATION: Final = rf"[\x80-\x9f\xa1-\xbf{_WINDOWS_1252}]"
_ANY_CONTINUATION: Final = rf"[\x80-\xbf{_WINDOWS_1252}]"
# First bytes of two (C2 to DF, without ß, after which German closes its quotation marks), three and four.
_MISREAD: Final = re.compile(
    rf"[\xc2-\xde]{_CONTINUATION}|[\xe0-\xef]{_ANY_CONTINUATION}{{2}}|[\xf0-\xf4]{_ANY_CONTINUATION}{{3}}"
)


def misread_character_fraction(text: str) -> float:
    """Characters in sequences that are one character of UTF-8, misread / characters of the text; 0 for no text.

    Sequences of which a part was lost (C1 control characters do not survive an HTML parser) are not counted: enough
    others are left.
    """
    return sum(len(match) for match in _MISREAD.findall(text)) / len(text) if text else 0.0


def is_mojibake(text: str) -> bool:
    """Whether more than `MAX_MISREAD_CHARACTER_FRACTION` of the characters were misread."""
    return misread_character_fraction(text) > MAX_MISREAD_CHARACTER_FRACTION
