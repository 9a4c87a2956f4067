"""Roads of a file of OpenStreetMap are kept for the next run, by the content of the file."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from osm_files import Town, square
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.catchments import ask_catchments
from drenthe_geo.errors import FileError
from drenthe_geo.io import osm
from drenthe_geo.io.held import SavedNetwork
from drenthe_geo.io.osm import KEPT, network_of_file
from drenthe_geo.roads.network import Network
from drenthe_geo.work.cache import VARIABLE, user_cache

if TYPE_CHECKING:
    from pathlib import Path

CAR = dg.read_profile(VELDLAND, "car")


def town() -> Town:
    """A town with a road for everything that a network may have: turns, one way, a name."""
    drawn = square(name="Straße", ref="N1").at(90, 1, -1).road(401, 90, 2, oneway="yes")
    drawn.road(402, 9, 90, oneway="yes").at(91, 9, 9).road(403, 1, 91, oneway="yes")
    return drawn.turn(1, "no_straight_on", 401, "n2", 202)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The town as a file, and a cache of its own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return town().write(tmp_path / "town.osm")


def entries() -> int:
    return sum(one.kind == KEPT for one in user_cache().entries())


def check_same(one: Network, two: Network) -> None:
    """All fields are the same, and of the same kind."""
    for field in fields(Network):
        left, right = getattr(one, field.name), getattr(two, field.name)
        if isinstance(left, pd.DataFrame):
            pd.testing.assert_frame_equal(left, right)
        elif isinstance(left, np.ndarray):
            assert left.dtype == right.dtype
            assert np.array_equal(left, right)
        elif field.name == "turns":
            assert left.bans == right.bans == 1
            assert all(
                np.array_equal(a, b) for a, b in zip(left.rests_on, right.rests_on, strict=True)
            )
        else:
            assert left == right
    assert one.identity == two.identity == replace(two).identity


def test_a_second_run_does_not_read_the_file_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = network_of_file(path, CAR)
    assert (type(first), entries()) == (Network, 1)
    assert len(first.notices) == 2
    monkeypatch.setattr(osm, "_read_file", None)
    second = network_of_file(path, CAR)
    assert isinstance(second, SavedNetwork)
    check_same(first, second)
    os.utime(path, (0, 0))  # the same bytes, of another moment
    check_same(first, network_of_file(path, CAR))


def test_other_roads_rules_or_numbers_are_read_anew(path: Path) -> None:
    first = network_of_file(path, CAR)
    faster = replace(CAR, junction_s=CAR.junction_s + 1)
    assert network_of_file(path, faster).identity != first.identity
    assert network_of_file(path, CAR, "nl").identity != first.identity
    assert network_of_file(path, dg.read_profile(VELDLAND, "walk")).n_edges != first.n_edges
    path.write_text(town().road(500, 1, 5).xml, encoding="utf-8")
    assert network_of_file(path, CAR).n_edges > first.n_edges
    assert entries() == 5


@pytest.mark.parametrize("spoiled", ["bytes", "about"])
def test_what_is_kept_and_spoiled_is_made_again(path: Path, spoiled: str) -> None:
    first = network_of_file(path, CAR)
    (kept,) = user_cache().entries()
    if spoiled == "bytes":
        content = bytearray(kept.path.read_bytes())
        content[len(content) // 2] ^= 1
        kept.path.write_bytes(content)
    else:
        key = kept.path.name.split(".")[1]
        user_cache().keep(KEPT, key, {osm.ABOUT: np.frombuffer(b"{}", dtype=np.uint8)})
    again = network_of_file(path, CAR)
    assert type(again) is Network
    check_same(first, again)


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*asked: object) -> Network:
        found = real(*asked)  # type: ignore[arg-type]
        path.write_text(square().xml, encoding="utf-8")
        return found

    real = osm._read_file
    monkeypatch.setattr(osm, "_read_file", read)
    assert network_of_file(path, CAR).n_edges > 0
    assert entries() == 0


def test_nothing_is_kept_where_that_is_off_and_what_is_not_there_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileError) as refused:
        network_of_file(path.with_name("none.osm"), CAR)
    assert str(refused.value) == f"{path.with_name('none.osm')}: no such file."
    monkeypatch.setenv(VARIABLE, "off")
    assert type(network_of_file(path, CAR)) is Network
    monkeypatch.setenv(VARIABLE, str(path.parent / "cache"))
    assert entries() == 0


def test_an_answer_is_the_same_to_the_byte_with_what_is_kept_and_without(path: Path) -> None:
    drawn = square(4, 4).turn(1, "no_u_turn", 101, "n4", 101)
    for node, (lon, lat) in drawn.nodes.items():
        drawn.nodes[node] = (lon + 5.6, lat - 2.2)  # where the made-up area lies
    drawn.write(path)
    points, written = path.with_name("points.csv"), []
    points.write_text("id,name,lon,lat\na,A,6.6011,52.8003\nb,B,6.603,52.802\n")
    for number in range(2):
        out = path.with_name(f"out{number}")
        found = ask_catchments(VELDLAND.fresh(), points, [1, 3], network=path)
        found.write(out, "en", formats="csv,gpkg", map_formats="svg")
        files = sorted(out.rglob("*"))
        written.append({one.name: one.read_bytes() for one in files if one.is_file()})
    assert entries() == 1
    assert written[0] == written[1]
    assert {"about.json", "catchments.gpkg"} <= set(written[0])
