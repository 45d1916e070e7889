"""Stop words of a language: the most frequent words of running text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

ENGLISH: Final = ("the", "be", "to", "of", "and", "that", "have", "with")
"""The eight of the Gopher paper."""

# Function words of languages that are cut by a model, written as that model cuts them.
_SEGMENTED: Final = {
    "zh": (
        "的",
        "是",
        "在",
        "了",
        "和",
        "有",
        "不",
        "与",
        "为",
        "这",
        "个",
        "也",
        "以",
        "就",
        "都",
        "而",
        "或",
        "我们",
    ),
    "zh-hant": (
        "的",
        "是",
        "在",
        "了",
        "和",
        "有",
        "不",
        "與",
        "為",
        "這",
        "個",
        "也",
        "以",
        "就",
        "都",
        "而",
        "或",
        "我們",
    ),
    "yue": ("的", "嘅", "係", "喺", "咗", "同", "有", "唔", "呢", "個", "佢", "都", "就", "我哋"),
    "ja": (
        "の",
        "は",
        "が",
        "を",
        "に",
        "で",
        "と",
        "も",
        "た",
        "て",
        "から",
        "する",
        "ます。",
        "です。",
        "こと",
        "この",
    ),
    "th": ("ที่", "และ", "ใน", "ของ", "เป็น", "การ", "ได้", "มี", "ให้", "ไม่", "จะ", "ไป", "นี้", "กับ", "จาก", "ว่า"),
}
# ISO 639 code -> name of justext's list (jusText by Jan Pomikálek, BSD-2; made from Wikipedia, most frequent first).
_JUSTEXT: Final = {
    "af": "Afrikaans",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "eo": "Esperanto",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ka": "Georgian",
    "kk": "Kazakh",
    "kn": "Kannada",
    "ko": "Korean",
    "la": "Latin",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mr": "Marathi",
    "ms": "Malay",
    "nl": "Dutch",
    "nn": "Norwegian_Nynorsk",
    "no": "Norwegian_Bokmal",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
}
MOST_FREQUENT: Final = 25
"""How many words of a list are used: its top is function words, its tail is anything."""


@cache
def stop_words_of(language: str | None) -> tuple[str, ...]:
    """The stop words of a language in lower case; empty when there is no list for it. No language means English."""
    if language is None or language == "en":
        return ENGLISH
    if language in _SEGMENTED:
        return _SEGMENTED[language]
    if language not in _JUSTEXT:
        return ()
    text = (files("justext") / "stoplists" / f"{_JUSTEXT[language]}.txt").read_text(encoding="utf-8")
    distinct = dict.fromkeys(word.strip().lower() for word in text.splitlines() if word.strip())
    return tuple(distinct)[:MOST_FREQUENT]
