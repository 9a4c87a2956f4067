"""GeoPackages of a user: what is odd in one is refused or said, and views are read."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from own_places import places

from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.io.vector import read_points

if TYPE_CHECKING:
    from pathlib import Path


def refusal(path: Path) -> str:
    with pytest.raises(DrentheGeoError) as caught:
        read_points(path)
    return str(caught.value)


def changed(tmp_path: Path, *statements: str) -> Path:
    """A GeoPackage of two places, changed by SQL."""
    path = tmp_path / "x.gpkg"
    places().to_file(path, layer="p")
    with sqlite3.connect(path) as database:
        for name in ("rtree_p_geom_insert", "rtree_p_geom_update6", "rtree_p_geom_update7"):
            database.execute(f"drop trigger if exists {name}")
        for (trigger,) in database.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            database.execute(f"drop trigger {trigger}")
        for statement in statements:
            database.execute(statement)
    database.close()
    return path


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        (["update p set id = cast(x'6EEB' as text)"], ("x.gpkg: holds text that is not in UTF-8, "
         "which a GeoPackage file must be; save it again from the program that made it, as "
         "UTF-8.")),
        (["update p set geom = x'475000' where fid = 2"], ("x.gpkg: row 2 has a geometry that "
         "cannot be read.")),
        (["update p set geom = substr(geom, 1, 20) where fid = 1"], ("x.gpkg: row 1 has a geometry "
         "that cannot be read.")),
        (["update gpkg_geometry_columns set srs_id = 4242", "pragma foreign_keys = off"],
         "x.gpkg: its coordinate reference system (4242) is not known"),
        ([("update gpkg_spatial_ref_sys set organization_coordsys_id = 999999, definition = 'x' "
          "where srs_id = 28992")], ("x.gpkg: its coordinate reference system (EPSG:999999) is not "
         "known")),
        (["update gpkg_geometry_columns set srs_id = -1"], "has no place on earth"),
        (["update gpkg_geometry_columns set srs_id = 0"], "has no datum"),
        (["update gpkg_contents set data_type = 'attributes'"], ("x.gpkg: has no geometry, so its "
         "rows have no place on the map.")),
        (["drop table gpkg_contents"], ("x.gpkg: is not a readable GeoPackage file, though its "
         "name says so.")),
    ],
)  # fmt: skip
def test_a_geopackage_that_is_odd(tmp_path: Path, statements: list[str], wanted: str) -> None:
    assert wanted in refusal(changed(tmp_path, *statements))


def test_a_view_is_read_and_one_without_end_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = "update gpkg_contents set table_name = 'v'"
    swap_too = "update gpkg_geometry_columns set table_name = 'v'"
    off = "pragma foreign_keys = off"
    few = changed(tmp_path, off, "create view v as select * from p where id = 'a'", swap, swap_too)
    assert read_points(few).index.tolist() == ["a"]
    few.unlink()
    monkeypatch.setattr("drenthe_geo.io.formats.geopackage.MOST_S", 0.2)
    endless = changed(
        tmp_path,
        off,
        "create view v as with recursive r(i) as (select 1 union all select i + 1 from r) "
        "select i as fid, 'a' || i as id, null as geom from r where i < 0",
        swap,
        swap_too,
    )
    assert refusal(endless) == (
        "x.gpkg: its layer is a view that does not end; save it as a table."
    )


def test_a_geopackage_with_a_damaged_page(tmp_path: Path) -> None:
    path = changed(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    assert refusal(path) == "x.gpkg: is not a readable GeoPackage file, though its name says so."


def test_a_geopackage_that_another_program_has_open(tmp_path: Path) -> None:
    path = changed(tmp_path)
    other = sqlite3.connect(path)
    other.execute("pragma journal_mode = wal")
    other.execute("update p set id = 'new' where fid = 1")
    other.commit()
    before = {one.name for one in tmp_path.iterdir()}
    assert read_points(path).index.tolist() == ["new", "b"]
    assert {one.name for one in tmp_path.iterdir()} == before
    other.close()
