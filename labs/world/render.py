"""Dresses a main text as a web page: navigation, banner, advertisements, related links and comments in four layouts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from labs.world.draws import Draw
from labs.world.phrases import LABEL_NAMES, LABELS, SMALL_TALK
from labs.world.writing import Paragraph, joined


@dataclass(frozen=True)
class Link:
    """An anchor: address, words, and whether it says nofollow."""

    address: str
    words: str
    nofollow: bool = False


@dataclass(frozen=True)
class Dress:
    """Everything of a page that is not its main text. ``layout`` is 0 to 3; ``appeal`` and ``links`` stand
    inside the main part.
    """

    host: str
    language: str
    layout: int
    title: str
    date: str = ""
    author: str = ""
    charset: str = "utf-8"
    claimed_language: str = ""
    canonical: str = ""
    robots: str = ""
    appeal: str = ""
    related: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    comments: tuple[str, ...] = ()
    formulas_as_images: bool = False


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = PackageLoader("labs.world")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("page.html")


def _shape(paragraph: Paragraph, formulas_as_images: bool) -> dict[str, object]:
    """What the template asks of a paragraph: its text, whether it is code, its parts around ``$`` when drawn."""
    text = joined(paragraph)
    dollars = text.count("$")
    drawn = formulas_as_images and dollars >= 2 and dollars % 2 == 0 and "\n" not in text
    return {"text": text, "code": "\n" in text, "formulas": text.split("$") if drawn else []}


def page(dress: Dress, paragraphs: tuple[Paragraph, ...], draw: Draw) -> str:
    """The whole HTML document; half of the longer texts are broken by an advertisement after the second paragraph."""
    return _template().render(
        page=dress,
        label=dict(zip(LABEL_NAMES, LABELS[dress.language], strict=True)),
        paragraphs=[_shape(paragraph, dress.formulas_as_images) for paragraph in paragraphs],
        advertiser=draw.below(99),
        advertisement_after=2 if len(paragraphs) > 3 and draw.chance(0.5) else 0,
    )


def small_talk(draw: Draw, language: str) -> tuple[str, ...]:
    """Comments below an article."""
    return tuple(draw.sample(SMALL_TALK[language], draw.between(1, 4)))
