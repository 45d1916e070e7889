"""Where a trainee works: a checkout with ``labs/`` and ``tests/``, and the folder ``.lab/`` that remembers them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from labs import catalogue
from labs.catalogue import Lab
from labs.cli.state import StateFile
from pipeline.errors import ConfigError


@dataclass(frozen=True)
class Workspace:
    """A checkout; ``root`` holds ``labs/`` and ``tests/``."""

    root: Path = catalogue.LABS.parent

    @property
    def labs_folder(self) -> Path:
        return self.root / "labs"

    @property
    def memory(self) -> Path:
        """The folder of everything that is remembered about this trainee. Not part of the project."""
        return self.root / ".lab"

    @property
    def state(self) -> StateFile:
        """Points, hints used, solutions given."""
        return StateFile(self.memory / "state.json")

    def labs(self) -> list[Lab]:
        """All labs in order. Raises `ConfigError` when there is none."""
        labs = catalogue.all_labs(self.labs_folder)
        if not labs:
            raise ConfigError(f"there are no labs in {self.labs_folder}: run `lab` in a complete checkout")
        return labs

    def lab(self, wanted: str) -> Lab:
        """The lab called ``04``, ``4`` or ``04_rules``. Raises `ConfigError` that lists those there are."""
        self.labs()
        return catalogue.find_lab(wanted, self.labs_folder)

    def shown(self, path: Path) -> str:
        """``path`` as a person types it: relative to where they stand, when they stand in this checkout."""
        return os.path.relpath(path) if Path.cwd().is_relative_to(self.root) else str(path)
