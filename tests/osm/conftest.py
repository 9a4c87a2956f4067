"""Files of OpenStreetMap read once for several tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from paths import PUBLIC_DATA

from drenthe_geo.osm.read import OsmRoads, read_osm
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from osm_files import Town


@pytest.fixture(scope="session")
def public_osm() -> Path:
    """The folder of real extracts, where it is at hand."""
    folder = PUBLIC_DATA / "osm"
    if not folder.is_dir():
        pytest.skip("the public data are not here")
    return folder


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., OsmRoads]:
    """Read a made-up town by the rules of everywhere."""

    def of(town: Town, country: str = "", **options: object) -> OsmRoads:
        path = town.write(tmp_path / "town.osm")
        return read_osm(path, read_rules(country), **options)  # type: ignore[arg-type]

    return of
