"""Writes ``labs/08_domain/rule_values.json``: values that a release cannot measure, because its rules are not there.

Lab 08 chooses limits from the values of rules on pages of the public seed. Values are no secret, only the code is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

from labs.catalogue import LABS, LOCAL_SEED, find_lab
from labs.cli.functions import Functions
from labs.cli.look import hook
from labs.grading.worker import load
from labs.stand_in import STORED_VALUES, key_of
from pipeline.rules import survey
from pipeline.rules.settings import RulesSettings

DECIMALS = 6


def values_of_lab_08() -> dict[str, dict[str, float]]:
    """Key of each text that `lab look 08` and its notebook ask `rule_values` for -> its values."""
    found: dict[str, dict[str, float]] = {}
    measure = survey.rule_values

    def noted(text: str, language: str, settings: RulesSettings) -> dict[str, float]:
        values = measure(text, language, settings)
        found[key_of(text, language)] = {rule: round(value, DECIMALS) for rule, value in values.items()}
        return values

    lab = find_lab("08")
    notebook = json.loads((LABS.parent / "notebooks" / f"{lab.name}.ipynb").read_text(encoding="utf-8"))
    first = next("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    with mock.patch.object(survey, "rule_values", noted):
        list(load(hook(lab), "look_08").look(Functions(lab, None, []), LOCAL_SEED))
        names: dict[str, Any] = {}
        exec(compile(first, "notebook 08", "exec"), names)
    return found


def as_json(found: dict[str, dict[str, float]]) -> str:
    """The table: names of the rules once, then a row of values for each text."""
    rules = sorted({rule for values in found.values() for rule in values})
    rows = [f"{json.dumps(key)}: {json.dumps([found[key].get(rule) for rule in rules])}" for key in sorted(found)]
    return f'{{"rules": {json.dumps(rules)}, "values": {{\n' + ",\n".join(rows) + "\n}}\n"


def main(path: Path = STORED_VALUES) -> None:
    """Write the table."""
    path.write_text(as_json(values_of_lab_08()), encoding="utf-8")


if __name__ == "__main__":
    main()
