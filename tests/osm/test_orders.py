"""Files whose elements stand in another order than most, or stand there no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from osm_files import square

from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

TOWN = square().at(90, 1, -1).road(401, 90, 2).turn(1, "no_straight_on", 401, "n2", 202)
LINES = TOWN.xml.splitlines()
KINDS = {kind: [line for line in LINES if line.startswith(f"<{kind}")]
         for kind in ("node", "way", "relation")}  # fmt: skip


@pytest.mark.parametrize(
    "order", [("way", "node", "relation"), ("relation", "way", "node"), ("way", "relation", "node")]
)
def test_nodes_may_stand_behind_the_ways_over_them(order: tuple[str, ...], tmp_path: Path) -> None:
    """So Overpass writes what is asked for by ``out body; >; out skel;``."""
    expected = TOWN.write(tmp_path / "a.osm")
    text = [*LINES[:2], *(line for kind in order for line in KINDS[kind]), "</osm>"]
    (tmp_path / "b.osm").write_text("\n".join(text), encoding="utf-8")
    first, other = (read_osm(path, read_rules()) for path in (expected, tmp_path / "b.osm"))
    assert other.edges.equals(first.edges)
    assert other.bans.equals(first.bans)
    assert len(other.bans) == 1


def test_what_was_deleted_is_not_read(tmp_path: Path) -> None:
    whole = square().xml
    gone = whole.replace('<way id="101" version="1">', '<way id="101" version="2" visible="false">')
    assert gone != whole
    (tmp_path / "a.osm").write_text(gone, encoding="utf-8")
    assert 101 not in set(read_osm(tmp_path / "a.osm", read_rules()).edges["way"])
