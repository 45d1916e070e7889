"""The seeded webs that `lab run` and `lab capstone` work on: each is written once and kept with its planted truth."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from labs.world.build import World, world


def kept(home: Path, name: str, seed: int, pages: int, write: Callable[[World, Path], object]) -> list[str]:
    """The folder ``name`` below ``home`` with the archives that ``write`` makes of the web, unless it lies there.

    The truth of the web is put beside it. A folder that was not finished is begun anew.
    """
    folder = home / name
    if not folder.is_dir():
        aside = home / f"{name}.unfinished"
        shutil.rmtree(aside, ignore_errors=True)
        web = world(seed, pages)
        web.write_truth(home / "truth")
        write(web, aside)
        aside.rename(folder)
    return [str(folder)]
