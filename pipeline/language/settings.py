"""The settings of the stage `language`, and the limits it applies."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline.rule import Card, Fraction, RuleSet

# Why 0.9 of passages of 200 letters. Pages lost or found by (letters of a passage, limit):
#                                                        200, 0.5   200, 0.9   100, 0.9
#   seeded webs 1 to 3: of 18 pages in two languages            4         16         18
#                       of 3,274 pages in one language          4          5         31
#   data/samples: of 84 handbook pages outside English          6         23         26   (all half-translated)
#                 of 40 English pages                           0          0          1   (formulas)
# Mixed pages are rare. With 100 letters more good pages go than mixed ones, which short passages misjudge.


class LanguageRules(RuleSet):
    """Limits on how sure the language is and how much of the text is in it."""

    rule_set: ClassVar[str] = "language"
    also_measured: ClassVar[tuple[str, ...]] = ("letters",)

    min_score: Annotated[
        Fraction,
        Card(
            measure="score",
            formula="probability of the most probable language of the whole text, by fastText lid.176",
            source="FineWeb (Penedo et al. 2024), section 3.3: English with a score of at least 0.65",
            unit="probability",
            why="What no language fits well is markup, codes, lists of names or mixed text.",
            trap="The probability is no calibrated one, and closely related languages share it: a limit that is right "
            "for English is too high for Croatian or Norwegian.",
        ),
    ] = 0.65
    min_main_language_fraction: Annotated[
        Fraction,
        Card(
            measure="main_language_fraction",
            formula="letters in passages whose most probable language is the document's / letters in all passages",
            source="this pipeline; the idea is OSCAR's (Abadji et al. 2022, section 3.2), which identifies by line",
            numerator="letters of the passages of about 200 letters that are in the document's language",
            denominator="letters of all passages",
            unit="fraction of letters",
            why="Half-translated pages, and pages whose comments are in another language than the article.",
            trap="Short passages are often misjudged; lines are joined until a passage has enough letters.",
        ),
    ] = 0.9


class LanguageSettings(BaseModel):
    """Settings of the stage `language`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: LanguageRules = LanguageRules()
    languages: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default={}, description="min_score for single languages, e.g. {zh: 0.5}; they replace the common limit."
    )
    allowed: tuple[str, ...] | None = Field(
        default=None, description="Languages that are kept (`und` is one of them if named); none: all are."
    )
    min_letters: int = Field(
        default=20, ge=1, description="Texts with fewer letters are of undetermined language, `und`, without a score."
    )
    model: str | None = Field(default=None, description="File of a fastText model; none: the shipped lid.176.ftz.")
