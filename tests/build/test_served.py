"""From the servers of its sources to every command: fetched, built, and asked, as a user does."""

from __future__ import annotations

import html
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from serving_veldland import PROVINCE, SOURCES, serve_veldland
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.cli.main import main
from drenthe_geo.fetch.manifest import read_manifest
from tests.areas.veldland_fetched import SERVICE, choices, table
from tools.serving import Server, serving

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area

pytest.importorskip("osmium")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user may have it: with blanks, an accent and a comma in its name."""
    folder = tmp_path_factory.mktemp("OneDrive – Provincië, werk")
    choices(folder / "choices")
    return folder


@pytest.fixture(name="server", scope="module")
def _server(folder: Path) -> Any:
    with serving() as server:
        sources = serve_veldland(server, folder)
        words = ["fetch", *SOURCES, "--area", PROVINCE, "--to", str(folder / "in"), "--quiet"]
        assert main([*words, "--sources", str(sources)]) == 0
        yield server


@pytest.fixture(name="area", scope="module")
def _area(server: Server, folder: Path) -> Area:
    words = ["build", str(folder / "in"), "--area", str(folder / "choices"), "--quiet"]
    assert main([*words, "--out", str(folder / "out")]) == 0
    assert server.paths()
    return dg.open_area(folder / "out")


def test_every_source_comes_as_it_is_served(server: Server, folder: Path) -> None:
    fetched = read_manifest(folder / "in", by_hash=True).fetched
    assert {one.source for one in fetched} == set(SOURCES)
    assert sum("cursor=" in one for one in server.paths()) >= 1
    assert sum("resultOffset=2" in one for one in server.paths()) == 2
    assert sum(one.endswith(".md5") for one in server.paths()) == 10
    rows = {one.source: one.rows for one in fetched if one.rows is not None}
    assert rows["squares_100m"] == len(table("people"))  # of the year that was asked for
    assert rows["jobs"] == 5  # of one year and all branches, over two pages
    assert rows["schools"] == len(table("education").query("x_m > 150_000")) + 1


def test_everybody_is_counted_and_lives_where_they_do(area: Area) -> None:
    people, known = area.layer("people"), VELDLAND.layer("people")
    home = people[~people.index.str.startswith("de-")]
    assert home["population"].sum() == known["population"].sum()
    assert known["population"].sum() == table("people")["population"].sum()
    points, minutes = VELDLAND.layer("places")[["geometry"]], [4.0, 5.0, 6.0, 9.0, 10.0, 11.0]
    theirs = dg.people_in_reach(
        points, minutes, people=home, area=VELDLAND, network=dg.roads.read_network(VELDLAND, "car")
    )
    ours = dg.people_in_reach(points, [5.0, 10.0], area=area)
    # From near the rim a trip may begin where nobody is known: there all are unknown.
    known_rows = ours[ours["inhabitants"].notna()]
    assert 0 < len(known_rows) < len(ours)
    assert ours["inhabitants_own"].notna().all()
    for at in known_rows.index.unique():
        told = theirs.loc[at].set_index("minutes")["population"]
        rows = known_rows.loc[[at], ["minutes", "inhabitants"]].to_numpy(dtype=float)
        for minute, count in rows.tolist():
            # The roads bend otherwise, so doors lie up to a minute elsewhere along them.
            assert told[minute - 1] <= count <= told[minute + 1]


def test_gemeenten_have_the_jobs_that_were_served(area: Area) -> None:
    layer = area.layer("gemeenten")
    assert layer["jobs"].fillna(-1).tolist() == [9100, 4900, -1]
    assert set(layer["jobs_year"]) == {2024}


@pytest.mark.parametrize("mode", ["car", "bicycle", "walk"])
def test_minutes_are_those_of_the_roads_that_were_served(mode: Any, area: Area) -> None:
    points = VELDLAND.layer("places")[["geometry"]]
    ours, theirs = (
        dg.travel_time_matrix(points, points, mode=mode, area=one).to_numpy()
        for one in (area, VELDLAND)
    )
    assert np.isfinite(theirs).all()
    assert np.abs(ours - theirs).max() < 0.05


OWN = "id,name,x,y\na,A,164470,465020\nb,B,174030,462550\n"
COMMANDS = [
    ["run"],
    ["times", "--points", "POINTS"],
    ["catchments", "--points", "POINTS", "--minutes", "5,10", "--mode", "bicycle"],
    ["people", "--points", "POINTS", "--minutes", "10"],
    ["trips"],
    ["explain", "--from", "Wolde", "--to", "hds"],
    ["place", "--goal", "mean", "--count", "1", "--points", "POINTS"],
    ["suggest", "SERVICE", "--sites", "POINTS", "--no-surface"],
    ["sites"],
    ["layers"],
]


@pytest.mark.parametrize("asked", COMMANDS, ids=lambda asked: asked[0])
def test_every_command_answers_on_it(
    asked: list[str], area: Area, folder: Path, tmp_path: Path
) -> None:
    (folder / "my points.csv").write_text(OWN, encoding="utf-8")
    (folder / "ours.toml").write_text(SERVICE, encoding="utf-8")
    named = {"POINTS": str(folder / "my points.csv"), "SERVICE": str(folder / "ours.toml")}
    words = [named.get(one, one) for one in asked]
    out = [] if asked[0] in {"sites", "layers"} else ["--out", str(tmp_path / "out")]
    assert main([*words, *out, "--area", str(area.folder), "--quiet", "--lang", "en"]) == 0
    if out:
        said = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
        known = {one.file: one for one in read_manifest(folder / "in").fetched}
        used = [one for entry in said["data"] for one in entry.get("fetched", ())]
        assert used
        for one in used:
            file = known[one["file"]]
            assert (one["sha256"], one["path"], one["licence"], one["fetched"]) == (
                file.sha256, file.address, file.licence, file.fetched,
            )  # fmt: skip
        for path in (tmp_path / "out").glob("*.gpkg"):
            with closing(sqlite3.connect(path)) as layers:
                [(text,)] = layers.execute("SELECT metadata FROM gpkg_metadata").fetchall()
            assert {**said, **json.loads(text)} == said
            assert {"attribution", "data"} <= set(json.loads(text))
        for path in (tmp_path / "out").glob("report.html"):
            page = html.unescape(path.read_text(encoding="utf-8"))
            assert all(f"from {one['path']}" in page for one in used)
        for path in (tmp_path / "out").glob("dossier*.html"):
            page = path.read_text(encoding="utf-8")
            assert "Where each file was fetched, when, and its hash stand in about.json." in page
