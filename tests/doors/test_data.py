"""Doors to public data and to maps: the commands, with tables in place of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from osm_files import square

import drenthe_geo as dg
from drenthe_geo.errors import DrentheGeoError
from tools.serving import PBF, entry, serving, write_sources

if TYPE_CHECKING:
    from pathlib import Path


def test_a_table_tells_what_came_and_what_was_there(tmp_path: Path) -> None:
    with serving() as server:
        for name in "ab":
            server.file(f"/{name}", PBF)
        path = write_sources(
            tmp_path,
            *(entry(one, f"{server.address}/{one}", f"{one}.pbf", begins="pbf") for one in "ab"),
        )
        moved: list[tuple[str, int, int | None]] = []
        dg.fetch_sources(None, tmp_path / "to", ["a"], sources=path)
        found = dg.fetch_sources(
            None, str(tmp_path / "to"), sources=str(path), on_bytes=lambda *one: moved.append(one)
        )
        plan = dg.fetch_sources(None, tmp_path / "to", sources=path, dry_run=True)
        asked = len(server.asked)
    assert found["state"].tolist() == ["fresh", "fetched"]
    assert found["file"].tolist() == ["a.pbf", "b.pbf"]
    assert found["mb"].tolist() == [len(PBF) / 1e6] * 2
    assert moved[-1] == ("b.pbf", len(PBF), len(PBF))
    same = ["source", "file", "mb", "fetched", "licence", "address", "sha256"]
    assert plan[same].equals(found[same])
    assert plan["state"].tolist() == ["fresh", "fresh"]
    assert asked == 2


def test_a_plan_says_what_is_left_out(tmp_path: Path) -> None:
    plan = dg.fetch_sources("utrecht", tmp_path / "to", dry_run=True)
    assert not (tmp_path / "to").exists()
    assert plan.attrs["warnings"] == [
        (
            "Not asked for, as it is of a land that neither utrecht nor its rim has a part of: "
            "grid_1km_germany."
        )
    ]
    with pytest.raises(DrentheGeoError, match="unknown area 'utrech'"):
        dg.fetch_sources("utrech", tmp_path / "to", dry_run=True)
    with pytest.raises(DrentheGeoError, match="fetch_sources: only must be"):
        dg.fetch_sources("utrecht", tmp_path / "to", 3, dry_run=True)  # type: ignore[arg-type]


def test_a_map_is_read_once_and_is_the_network_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "town.osm"
    file.write_text(square().xml, encoding="utf-8")
    read = dg.read_osm(file, "bike")
    points = [(1.0, 55.0), (1.002, 55.002)]
    one, other = (
        dg.travel_time_matrix(points, points, mode="bike", network=each) for each in (read, file)
    )
    assert one.equals(other)
    with pytest.raises(DrentheGeoError, match="unknown country 'xx'"):
        dg.read_osm(file, country="xx")
    (tmp_path / "a.gpkg").write_bytes(b"x")
    with pytest.raises(DrentheGeoError, match=r"is no file of OpenStreetMap by its name"):
        dg.read_osm(tmp_path / "a.gpkg")
