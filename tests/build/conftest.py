"""What was fetched of Veldland, for what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import drenthe_geo as dg
from tests.areas.veldland_fetched import choices, fill

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as fetch fills it, and beside it what is chosen of the area."""
    folder = tmp_path_factory.mktemp("fetched") / "in"
    folder.mkdir()
    fill(folder)
    choices(folder.parent / "choices")
    return folder


@pytest.fixture(scope="module")
def built(fetched: Path) -> Area:
    """The area that is made of it."""
    made: list[str] = []
    area = dg.build_area(
        fetched, fetched.parent / "choices", fetched.parent / "built", on_made=made.append
    )
    assert "gemeenten.csv: 3 rows, 1 kB" in made
    return area
