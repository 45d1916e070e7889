from __future__ import annotations

import pytest

from labs.world.build import World, world
from labs.world.page import Page


@pytest.fixture(scope="session")
def small_world() -> World:
    return world(seed=11, pages=400)


@pytest.fixture(scope="session")
def small_pages(small_world: World) -> list[Page]:
    return list(small_world.pages())
