"""Renders the instructor's pages: self-contained HTML in which everything that a trainee wrote is escaped."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined


def rendered(template: str, **values: Any) -> str:
    """The file ``template`` of the folder ``templates`` with ``values`` put in. A value that is missing is an error."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    text = files(__package__).joinpath("templates", template).read_text("utf-8")
    return environment.from_string(text).render(**values)
