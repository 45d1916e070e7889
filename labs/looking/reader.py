"""Documents to read in a notebook: what was kept, what was dropped, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import xxhash

from labs.cli.look import Looked

CHARACTERS = 300


@dataclass(frozen=True)
class Shelf:
    """Documents as a table in a notebook, as lines elsewhere. Text of the web is shown, never run as HTML."""

    documents: tuple[tuple[str, Looked], ...]
    """Each with what is said in front of it, such as ✓ kept."""
    summary: str
    characters: int = CHARACTERS

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr style="text-align:left;vertical-align:top"><td style="white-space:nowrap">{escape(mark)}</td>'
            f'<td style="text-align:left"><b>{escape(one.name)}</b><br>{_lines(one.reasons)}</td>'
            f'<td dir="auto" style="text-align:start">{escape(_start(one.text, self.characters))}</td></tr>'
            for mark, one in self.documents
        )
        head = "".join(f'<th style="text-align:left">{name}</th>' for name in ("", "document and reasons", "text"))
        return f"<p>{escape(self.summary)}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def __repr__(self) -> str:
        parts = [self.summary]
        for mark, one in self.documents:
            parts += [f"{mark} {one.name}", *(f"    {reason}" for reason in one.reasons)]
            parts.append(f"    {_start(one.text, self.characters)}")
        return "\n".join(parts)


def read(documents: Sequence[Looked], *, dropped: int = 3, kept: int = 2, characters: int = CHARACTERS) -> Shelf:
    """Some dropped and some kept documents, chosen by the hash of their names: nobody's favourites."""
    by_chance = sorted(documents, key=lambda one: xxhash.xxh3_64_intdigest(one.name.encode()))
    chosen = [one for one in by_chance if not one.kept][:dropped] + [one for one in by_chance if one.kept][:kept]
    count = sum(one.kept for one in documents)
    shown = tuple(("✓ kept" if one.kept else "✗ dropped", one) for one in chosen)
    return Shelf(shown, f"{count:,} kept, {len(documents) - count:,} dropped", characters)


def nearest(
    values: Iterable[tuple[float, str, str]], limit: float, count: int = 4, characters: int = CHARACTERS
) -> Shelf:
    """The documents whose value is nearest to a limit, in the order of their values.

    ``values``: (value, name, text). These are the ones that another limit would treat differently first.
    """
    close = sorted(sorted(values, key=lambda row: (abs(row[0] - limit), row[1]))[:count])
    shown = tuple(
        (
            "at it" if value == limit else "▼ below" if value < limit else "▲ above",
            Looked(f"{value:.4g} · {name}", text),
        )
        for value, name, text in close
    )
    return Shelf(shown, f"nearest to the limit {limit:.4g}", characters)


def _lines(reasons: Sequence[str]) -> str:
    return "<br>".join(map(escape, reasons))


def _start(text: str, characters: int) -> str:
    text = " ".join(text.split())
    left = len(text) - characters
    return text if left <= 0 else f"{text[:characters]} … {left:,} more characters"
