"""Settings of the stage: the rule sets, and their limits for languages and domains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.contradictions import contradictions
from pipeline.rule import RuleSet
from pipeline.rules.c4 import C4, C4Lines, C4ProseLines
from pipeline.rules.fineweb import FineWeb
from pipeline.rules.gopher_quality import GopherQuality
from pipeline.rules.gopher_repetition import GopherRepetition
from pipeline.rules.overrides import DOMAINS, LANGUAGES, Overrides
from pipeline.rules.refinedweb_lines import RefinedWeb, RefinedWebLines
from pipeline.truth import DOMAINS as DOMAIN_NAMES

_LANGUAGE_CODE: Final = re.compile(r"[a-z]{2,3}(-[a-z]+)?")


class RuleSets(BaseModel):
    """All rule sets with the limits in force for one document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    c4_lines: C4Lines = C4Lines()
    c4_prose_lines: C4ProseLines = C4ProseLines()
    refinedweb_lines: RefinedWebLines = RefinedWebLines()
    gopher_quality: GopherQuality = GopherQuality()
    gopher_repetition: GopherRepetition = GopherRepetition()
    c4: C4 = C4()
    fineweb: FineWeb = FineWeb()
    refinedweb: RefinedWeb = RefinedWeb()


def _over(shipped: Overrides, given: object) -> object:
    """``given`` over ``shipped``, key by key; what is not a mapping is left for the validation to refuse."""
    if not isinstance(given, dict):
        return given
    merged: dict[str, Any] = {name: {key: dict(sets[key]) for key in sets} for name, sets in shipped.items()}
    for name, sets in given.items():
        if not isinstance(sets, dict) or not all(isinstance(limits, dict) for limits in sets.values()):
            merged[name] = sets
            continue
        kept = merged.setdefault(name, {})
        for rule_set, limits in sets.items():
            kept[rule_set] = kept.get(rule_set, {}) | limits
    return merged


class RulesSettings(RuleSets):
    """The rule sets, and what differs by language and domain.

    ``languages`` and ``domains`` hold ``{language or domain: {rule set: {key: value}}}``; what is given there is put
    over what ships (`pipeline.rules.overrides`), key by key. Where a document's language and its domain both name a
    limit, the looser one holds: both were loosened for a reason. An unknown key is an error.
    """

    languages: Overrides = Field(default=LANGUAGES, description="Other limits for a language, by ISO 639 code.")
    domains: Overrides = Field(default=DOMAINS, description="Other limits for a domain.")

    @cached_property
    def _merged(self) -> dict[tuple[str | None, str | None], RuleSets]:
        """The rule sets by language and domain, as far as they were asked for."""
        return {}

    @field_validator("languages", mode="before")
    @classmethod
    def _languages_over_shipped(cls, given: object) -> object:
        return _over(LANGUAGES, given)

    @field_validator("domains", mode="before")
    @classmethod
    def _domains_over_shipped(cls, given: object) -> object:
        return _over(DOMAINS, given)

    @field_validator("languages")
    @classmethod
    def _language_codes(cls, languages: Overrides) -> Overrides:
        for name in languages:
            if not _LANGUAGE_CODE.fullmatch(name):
                raise ValueError(f"{name!r} is no ISO 639 code in lower case")
        return languages

    @field_validator("domains")
    @classmethod
    def _known_domains(cls, domains: Overrides) -> Overrides:
        for name in domains:
            if name not in DOMAIN_NAMES:
                raise ValueError(f"there is no domain {name!r}; there are {', '.join(DOMAIN_NAMES)}")
        return domains

    @model_validator(mode="after")
    def _overrides_are_rule_sets(self) -> Self:
        for key, overrides in (("languages", self.languages), ("domains", self.domains)):
            for name, sets in overrides.items():
                for rule_set, limits in sets.items():
                    if rule_set not in RuleSets.model_fields:
                        raise ValueError(f"{key}.{name}: there is no rule set {rule_set!r}")
                    base: RuleSet = getattr(self, rule_set)
                    if unknown := sorted(set(limits) - set(type(base).model_fields)):
                        raise ValueError(f"{key}.{name}.{rule_set}: there is no key {unknown[0]!r}")
                    try:
                        type(base).model_validate(base.model_dump() | limits)
                    except ValidationError as error:
                        first = error.errors()[0]
                        place = ".".join(map(str, (key, name, rule_set, *first["loc"])))
                        raise ValueError(f"{place}: {first['msg']}") from error
        return self

    @model_validator(mode="after")
    def _limits_leave_room(self) -> Self:
        for place, sets in self._in_force():
            if found := contradictions(sets):
                raise ValueError("; ".join(f"{place}{line}" for line in found))
        return self

    def _in_force(self) -> Iterator[tuple[str, RuleSets]]:
        """(place, rule sets) for every language and domain that a document can have. An override is not looked at
        by itself: what it contradicts, another one may put right."""
        yield "", RuleSets(**{name: getattr(self, name) for name in RuleSets.model_fields})
        for language in (None, *self.languages):
            for domain in dict.fromkeys(name if name in self.domains else None for name in DOMAIN_NAMES):
                named = [("languages", language), ("domains", domain)]
                place = " with ".join(f"{key}.{name}" for key, name in named if name is not None)
                if place:
                    overrides = (self.languages.get(language or "", {}), self.domains.get(domain or "", {}))
                    yield f"{place}: ", self._merge(*overrides)

    def for_document(self, language: str | None, domain: str | None) -> RuleSets:
        """The rule sets for a document of that language and domain; merged once for each pair."""
        key = (language if language in self.languages else None, domain if domain in self.domains else None)
        if key not in self._merged:
            self._merged[key] = self._merge(self.languages.get(key[0] or "", {}), self.domains.get(key[1] or "", {}))
        return self._merged[key]

    def _merge(self, language: dict[str, dict[str, Any]], domain: dict[str, dict[str, Any]]) -> RuleSets:
        merged: dict[str, Any] = {}
        for name in RuleSets.model_fields:
            base: RuleSet = getattr(self, name)
            by_language, by_domain = language.get(name, {}), domain.get(name, {})
            values = base.model_dump() | by_language | by_domain
            for rule in base.rules():
                if rule.name in by_language and rule.name in by_domain:
                    limits = (by_language[rule.name], by_domain[rule.name])
                    looser = min if rule.bound == "min" else max
                    values[rule.name] = None if None in limits else looser(limits)
            merged[name] = type(base).model_validate(values)
        return RuleSets(**merged)
