"""What lies around points: what may be taken over, and who comes from beyond the roads."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from offices import CAMPUS, HEIDESTAD, VELD, WOLDE
from streets import Streets
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.beyond import minutes_from_beyond, read_beyond
from drenthe_geo.siting import surroundings
from drenthe_geo.siting.assess import with_rings
from drenthe_geo.siting.surroundings import count_people, trip_destinations
from drenthe_geo.siting.weights.eyes import Fade
from drenthe_geo.units import BOUNDS


@pytest.fixture(scope="module")
def sites() -> gpd.GeoDataFrame:
    """Three sites."""
    return VELD.chosen([HEIDESTAD, CAMPUS, WOLDE])


def test_taking_the_roads_over_gives_what_measuring_them_again_gives(
    sites: gpd.GeoDataFrame,
) -> None:
    now, siting = VELD.situation, VELD.siting
    scenario = dg.scenarios.read_scenario(VELDLAND, "veldlijn")
    then = dg.scenarios.apply_scenarios(now, [scenario], VELDLAND.settings)
    assert then.road_edges is now.road_edges
    before = dg.siting.measure_surroundings(VELDLAND, sites, now, siting)
    anew = dg.siting.measure_surroundings(VELDLAND, sites, then, siting)
    taken = dg.siting.measure_surroundings(VELDLAND, sites, then, siting, same_roads=before)
    for part in ("minutes", "trips", "people"):
        ours, theirs = getattr(taken, part), getattr(anew, part)
        assert ours.keys() == theirs.keys()
        assert len(ours) >= 3
        for name in ours:
            pd.testing.assert_frame_equal(ours[name], theirs[name])
    assert any(
        not taken.trips["expected"][end].equals(before.trips["expected"][end])
        for end in before.trips["expected"]
    )


def test_what_lies_around_some_points_is_that_of_all(sites: gpd.GeoDataFrame) -> None:
    ringed = with_rings(sites, VELD.siting)
    some, alone = VELD.around.of(ringed), VELD.measured(sites, VELD.situation)
    assert list(some.points.index) == list(alone.points.index)
    assert some.gemeente.tolist() == alone.gemeente.tolist()
    for part in ("minutes", "trips", "people"):
        for name, frame in getattr(some, part).items():
            # Ends on one street part it, so rounded minutes may differ by a tenth of a second.
            theirs = getattr(alone, part)[name]
            pd.testing.assert_frame_equal(frame, theirs, rtol=1e-4, check_names=False)


def test_trips_in_parts_are_those_of_all_at_once(
    sites: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = VELD.measured(sites, VELD.situation)
    for many in (1, 2):
        monkeypatch.setattr(surroundings, "POINTS_AT_ONCE", many)
        assert VELD.measured(sites, VELD.situation) == whole


# --- people beyond the roads ---


def test_a_place_beyond_the_roads_counts_if_the_way_by_its_best_gate_is_short_enough(
    sites: gpd.GeoDataFrame,
) -> None:
    nobody = VELDLAND.layer("people").iloc[:0]
    given = dict.fromkeys(("car", "bicycle"), nobody)
    found = count_people(VELDLAND, sites, VELD.situation, VELD.siting, given)
    people = VELDLAND.table("beyond_people").set_index("place")
    car = Streets(VELDLAND, "car", reverse=True)
    profile, counts, most_min = car.profile, set(), read_beyond(VELDLAND).most_min
    for site in sites.index:
        minutes = car.minutes_beyond(sites.loc[[site]])
        for name, one in VELD.siting.of_kind("people").items():
            for bound in BOUNDS:
                fade, counted, factor = one.fades, 0.0, profile.factor(bound)
                area = shapely.Polygon(one.inside_rd) if one.inside_rd else None
                for place, time in minutes.items():
                    row = people.loc[place]
                    inside = area is None or area.contains(shapely.Point(row["x_m"], row["y_m"]))
                    if (
                        one.mode == "car" and inside and time <= most_min
                    ):  # as far as the table reaches
                        counted += row[one.who] * fade.of(np.array([time * factor]))[0]
                ours = found[bound].loc[site, name]
                assert ours == pytest.approx(counted, abs=2, rel=1e-4), (site, name, bound)
                counts.add(round(counted))
    assert len(counts) > 4


def test_people_in_reach_are_more_if_roads_take_less_time(sites: gpd.GeoDataFrame) -> None:
    found = count_people(VELDLAND, sites, VELD.situation, VELD.siting, {})
    assert (found["low"] >= found["expected"]).all(axis=None)
    assert (found["expected"] >= found["high"]).all(axis=None)
    assert (found["low"] > found["high"]).any(axis=None)


def test_another_minute_or_another_group_is_a_criterion_of_its_own(
    sites: gpd.GeoDataFrame,
) -> None:
    asked = VELD.siting.criteria["workers_car"]
    own = {
        "few": replace(asked, name="few", fade=Fade(2.0, 5.0)),
        "every": replace(asked, name="every", who="population"),
    }
    siting = replace(VELD.siting, criteria={"workers_car": asked, **own})
    found = count_people(VELDLAND, sites, VELD.situation, siting, {})["expected"]
    assert list(found) == ["workers_car", "few", "every"]
    assert (found["few"] < found["workers_car"]).all()
    assert (found["workers_car"] < found["every"]).all()
    assert np.isfinite(found.to_numpy()).all()


def test_a_gate_that_is_no_node_lets_nobody_in(sites: gpd.GeoDataFrame) -> None:
    roads, beyond = dg.roads.read_network(VELDLAND, "car"), read_beyond(VELDLAND)
    moved = replace(beyond, gates=beyond.gates.set_geometry(beyond.gates.translate(0.5, 0)))
    [(minutes, people)] = minutes_from_beyond(sites, moved, roads, 50.0)
    assert not np.isfinite(minutes.to_numpy()).any()
    assert minutes.columns.equals(people.index)
    assert len(people) == 6


def test_points_in_many_parts_have_the_same_minutes(sites: gpd.GeoDataFrame) -> None:
    roads, beyond = dg.roads.read_network(VELDLAND, "car"), read_beyond(VELDLAND)
    [(whole, _)] = minutes_from_beyond(sites, beyond, roads, 50.0)
    parts = [part for part, _ in minutes_from_beyond(sites, beyond, roads, 50.0, at_once=1)]
    assert len(parts) == len(sites)
    pd.testing.assert_frame_equal(pd.concat(parts), whole)


def test_officials_travel_to_destinations_and_to_stations_of_relations() -> None:
    ends = trip_destinations(VELDLAND, dg.siting.read_siting(VELDLAND))
    assert list(ends.columns) == ["name", "station", "egress_min"]
    assert ends.index.is_unique
    assert set(dg.trips.read_destinations(VELDLAND).index) <= set(ends.index)
    assert ends.loc["osf", "name"] == "Osterfeld"
