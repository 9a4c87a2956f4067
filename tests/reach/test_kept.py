"""Land that is kept between runs: the same as drawn anew, and of nothing but the same question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import PLAIN, SETTINGS, grid_town, points, random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.reach.areas import areas_and_bands
from drenthe_geo.reach.kept import ON_REQUEST, kept_of_reach, parts_of_reach
from drenthe_geo.reach.parts import reached_roads
from drenthe_geo.roads.minutes import Reach, compute_reach
from drenthe_geo.roads.network import Network
from drenthe_geo.work.cache import VARIABLE, user_cache, without_cache

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("kept")))
        yield


KINDS = {
    "areas",
    "certainty",
    "reached-roads",
    "partition",
    "drawn",
    "nearer",
    "map-areas",
    "pictures",
}


def never() -> Mapping[str, gpd.GeoDataFrame]:
    raise AssertionError


def never_counted() -> pd.Series:
    raise AssertionError


def require_same(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> None:
    """Fail unless two layers are the same to the last bit."""
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.drop(columns="geometry")),
        pd.DataFrame(two.drop(columns="geometry")),
        check_exact=True,
    )
    assert one.crs == two.crs
    assert one.geometry.to_wkb().tolist() == two.geometry.to_wkb().tolist()


@given(random_towns(), spots_in_town(most=3), st.floats(0.5, 9))
@settings(max_examples=20)
def test_what_was_kept_is_what_was_drawn(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float
) -> None:
    reach = compute_reach(network, facilities)

    def draw() -> dict[str, gpd.GeoDataFrame]:
        areas, bands = areas_and_bands(reach, [minutes], SETTINGS)
        return {"areas": areas, "bands": bands, "roads": reached_roads(reach, [minutes])}

    of_reach = parts_of_reach(reach)
    assert of_reach is not None
    made = kept_of_reach("areas", of_reach, (minutes,), draw)
    found = kept_of_reach("areas", of_reach, (minutes,), never)
    assert list(made) == list(found)
    for name, layer in made.items():
        require_same(layer, found[name])


def test_ids_that_are_missing_come_back_missing() -> None:
    one = gpd.GeoDataFrame(
        {"facility": ["a", "b"], "second": ["c", None], "contested": [True, False]},
        geometry=[shapely.Point(0, 0), shapely.MultiPoint([(1, 2), (3, 4)])],
        crs="EPSG:28992",
    )
    kept_of_reach("areas", "town", ("missing",), lambda: {"one": one})
    require_same(one, kept_of_reach("areas", "town", ("missing",), never)["one"])


def test_ids_that_cannot_be_told_are_not_kept() -> None:
    odd = gpd.GeoDataFrame({"facility": [{"a"}]}, geometry=[shapely.Point(0, 0)], crs="EPSG:28992")
    assert kept_of_reach("areas", "town", ("odd",), lambda: {"one": odd})["one"] is odd
    with pytest.raises(AssertionError):
        kept_of_reach("areas", "town", ("odd",), never)


def test_counts_come_back_with_their_names() -> None:
    index = pd.Index(["Heidestad", "Veld"], name="station")
    some = pd.Series([30, 4], index, name="people")
    for heads in (some, some[:0]):
        made = kept_of_reach("nearer", "town", (len(heads),), heads.copy)
        pd.testing.assert_series_equal(made, heads)
        found = kept_of_reach("nearer", "town", (len(heads),), never_counted)
        pd.testing.assert_series_equal(found, heads)


def changed() -> dict[str, Reach]:
    """Reaches that differ from the first in one thing each."""
    town, spots = grid_town(), points((0.5, 1), (2, 2.25))
    bent = town.lines.copy()
    bent[3] = shapely.segmentize(bent[3], 400.0)
    long = town.edges.assign(length_m=np.r_[town.edges["length_m"][:-1], 1234.0])
    classes = town.edges.assign(road_class=["primary", *town.edges["road_class"][1:]])
    reach = compute_reach(town, spots)
    towns = {
        "course": replace(town, lines=bent),
        "length": replace(town, edges=long),
        "class": replace(town, edges=classes),
        "time": replace(town, time_ds=town.time_ds + 1, back_ds=town.back_ds + 1),
        "crs": replace(town, crs="EPSG:32631"),
        "profile": replace(town, profile=replace(PLAIN, low_share=PLAIN.low_share / 2)),
    }
    return {
        "first": reach,
        **{name: replace(reach, network=one) for name, one in towns.items()},
        "way": compute_reach(town, spots, direction="from"),
        "limit": compute_reach(town, spots, limit_min=30.0),
        "places": compute_reach(town, points((0.5, 1), (2, 2.5))),
        "fewer": compute_reach(town, spots.iloc[:1]),
        "ids": compute_reach(town, spots.set_axis(["x", "y"])),
    }


def test_any_change_of_a_reach_is_another_question() -> None:
    told = {name: parts_of_reach(reach) for name, reach in changed().items()}
    assert None not in told.values()
    assert len(set(told.values())) == len(told)
    assert parts_of_reach(compute_reach(grid_town(), points((0.5, 1), (2, 2.25)))) == told["first"]


def test_land_beside_roads_that_are_left_out_counts() -> None:
    stations = dg.area.select_stations(VELDLAND.layer("stations"), "own")
    network = dg.roads.read_network(VELDLAND, "car")
    assert network.side_roads is not None
    reach = compute_reach(network, stations)
    without = replace(reach, network=replace(network, side_roads=None))
    assert parts_of_reach(reach) != parts_of_reach(without)


def test_the_main_job_is_the_same_with_it_and_without(tmp_path: Path) -> None:
    def written(name: str) -> dict[str, bytes]:
        dg.ask_stations(VELDLAND, minutes=[5, 15], also=ON_REQUEST).write(tmp_path / name)
        return {one.name: one.read_bytes() for one in (tmp_path / name).iterdir()}

    with without_cache():
        before = written("without")
    first = written("first")
    entries = {one.path.name for one in user_cache().entries()}
    assert {one.kind for one in user_cache().entries()} >= KINDS
    second = written("second")
    assert {one.path.name for one in user_cache().entries()} == entries
    assert before == first == second


def test_other_times_and_settings_are_other_questions() -> None:
    def kept() -> int:
        return len(user_cache().entries())

    def ask(**how: Any) -> int:
        before = kept()
        dg.ask_catchments(VELDLAND, "stations", **how)
        return kept() - before

    assert ask(minutes=[4, 8]) == 1
    assert ask(minutes=[4, 8]) == 0
    assert ask(minutes=[4, 9]) == 1
    assert ask(minutes=[4, 8], direction="from") == 1
    assert ask(minutes=[4, 8], fill_holes_m2=1e4) == 1
    assert ask(minutes=[4, 8], exact=True) == 1
    assert ask(minutes=[4, 8], mode="bike") == 1
    assert ask(minutes=[4, 8], also="certainty") == 1
    assert ask(minutes=[4, 8], also=ON_REQUEST) == 1
