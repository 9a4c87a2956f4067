"""A part of Drenthe's tables is what its own build makes; all of them: ``python -m tools.anew``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.anew import made_otherwise

if TYPE_CHECKING:
    from pathlib import Path


def test_stations_sites_and_exits_come_out_as_they_are_committed(public_data: Path) -> None:
    """The part that is made in two seconds, and that the choice of roads rests on."""
    files = ("exits.csv", "sites.csv", "stations.csv")
    assert made_otherwise("drenthe", public_data, "points") == dict.fromkeys(files, False)
