"""What the default configuration is for: real text of many languages and domains stays, rubbish goes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from pipeline.resources import sample
from pipeline.rules.settings import RulesSettings
from pipeline.rules.stage import judge

DEFAULT = RulesSettings()
MIN_CHARACTERS = {"zh": 150, "ja": 150}

THAI = """\
กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย เป็นศูนย์กลางการปกครอง การศึกษา และการคมนาคมขนส่ง
เมืองตั้งอยู่บนสามเหลี่ยมปากแม่น้ำเจ้าพระยา มีแม่น้ำไหลผ่านและแบ่งเมืองออกเป็นสองฝั่ง คือฝั่งพระนครและฝั่งธนบุรี
ในอดีตชาวเมืองเดินทางด้วยเรือเป็นหลัก เพราะมีคลองอยู่ทั่วไป แต่ปัจจุบันคลองหลายสายถูกถมเพื่อสร้างถนนแล้ว
ทุกวันนี้ผู้คนใช้รถไฟฟ้าและรถประจำทางเพื่อไปทำงาน และยังมีตลาดน้ำให้นักท่องเที่ยวได้เห็นชีวิตแบบเดิม
"""
SPAM = {
    "keywords": "buy cheap watches online best cheap watches buy watches cheap online best price " * 30,
    "menu": "\n".join(["Home", "Shop", "About us", "Contact", "Sign in", "Cart", "Blog", "Help"] * 10),
    "hash tags": " ".join(f"#tag{n}" for n in range(80)),
    "teasers": "\n".join(f"Number {n} of the things that you will not believe when you see them..." for n in range(20)),
    "placeholder": "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " + "Sed do eiusmod tempor. " * 3,
    "one phrase": "Click the link to win a prize. " * 40,
    "numbers": "\n".join(f"{n} {n * 7} {n * 13} {n * 29}" for n in range(60)),
    "not found": "404 - The page that you were looking for could not be found.",
    "encoded": "\n".join(f"{n:064x}" for n in range(60)),
    "empty": "",
}


def passages(source: str, language: str) -> Iterator[tuple[str, str]]:
    for row in sample(f"prose/{source}/{language}.jsonl").read_text(encoding="utf-8").splitlines():
        passage = json.loads(row)
        text = "\n".join(passage["paragraphs"])
        if len(text) >= MIN_CHARACTERS.get(language, 500):
            yield text, passage["domain"]


def kept(texts: list[tuple[str, str]], language: str) -> float:
    """Fraction of (text, domain) that break no rule."""
    return sum(not judge(text, language, domain, DEFAULT)[2] for text, domain in texts) / len(texts)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "ru", "ar", "fa", "zh", "ja"])
def test_good_prose_survives_in_every_language(language: str) -> None:
    texts = list(passages("debian-handbook", language))
    assert len(texts) >= 10
    assert kept(texts, language) >= 0.85


def test_thai_survives() -> None:
    text, measured, broken = judge(THAI, "th", "general", DEFAULT)
    assert broken == []
    assert text == THAI
    words = measured["gopher_quality"]["words"]
    assert words is not None
    assert words > 4 * len(THAI.split())


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_without_segmentation_the_same_pages_would_be_lost(language: str) -> None:
    texts = list(passages("debian-handbook", language))
    assert kept(texts, "en") == 0


@pytest.mark.parametrize(
    ("source", "domain"), [("sympy", "mathematics"), ("mpmath", "mathematics"), ("python", "code"), ("law", "law")]
)
def test_limits_of_their_own_repair_what_general_rules_destroy(source: str, domain: str) -> None:
    texts = list(passages(source, "en"))
    assert {found for _, found in texts} == {domain}
    assert kept(texts, "en") >= 0.75
    assert kept([(text, "general") for text, _ in texts], "en") <= kept(texts, "en") - 0.2


def test_medicine_survives() -> None:
    assert kept(list(passages("medicine", "en")), "en") >= 0.9


@pytest.mark.parametrize("name", SPAM)
@pytest.mark.parametrize("domain", ["general", "mathematics", "code", "law", "medicine"])
def test_rubbish_goes_whatever_its_domain_is_taken_for(name: str, domain: str) -> None:
    assert judge(SPAM[name], "en", domain, DEFAULT)[2]


@pytest.mark.parametrize(
    "unit", ["a ", "a\n", "1 ", "中", "中\n", "...", "12,", "# ", "\x00", "a b c d e f g h ", "🙂"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_text_takes_linear_time(unit: str, language: str) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        judge(unit * (size // len(unit)), language, None, DEFAULT)
        return time.process_time() - started

    small, large = seconds(20_000), seconds(200_000)
    assert large < 30 * small + 1
