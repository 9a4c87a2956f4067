"""The summary of a study: its rows, the row of all stations, and what a reader is told."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import PLAIN, random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.reach import notices
from drenthe_geo.reach.tables import people_within, summary_total, times_table, with_total
from drenthe_geo.roads.network import Network
from drenthe_geo.words.message import Message

MINUTES = (5.0, 10.0, 20.0)

MAYBE_MIN = st.one_of(st.floats(0, 60), st.just(np.nan))


@pytest.fixture(scope="module")
def study() -> Any:
    return dg.reach.make_study(VELDLAND, minutes=MINUTES)


@given(random_towns(), spots_in_town(most=3), spots_in_town(most=6), st.data())
@settings(max_examples=15)
def test_people_within_by_brute_force(
    network: Network, stations: gpd.GeoDataFrame, places: gpd.GeoDataFrame, data: st.DataObject
) -> None:
    heads = data.draw(st.lists(st.integers(0, 900), min_size=len(places), max_size=len(places)))
    cutoffs = data.draw(st.lists(st.floats(0.1, 9), min_size=1, max_size=3, unique=True))
    places = places.assign(population=heads)
    times = dg.roads.travel_times(dg.roads.compute_reach(network, stations), places)
    found = people_within(times, places, cutoffs)
    assert list(found) == sorted(cutoffs)
    for station in stations.index:
        for cutoff in cutoffs:
            near = [key for key in places.index if times.minutes.loc[key, station] <= cutoff]
            assert found.loc[station, cutoff] == places.loc[near, "population"].sum()


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.one_of(st.floats(0, 60), st.just(np.nan))), min_size=1
    ),
    st.lists(st.floats(1, 60), min_size=1, max_size=4),
)
def test_all_stations_together_are_each_person_once(
    rows: list[tuple[int, float]], cutoffs: list[float]
) -> None:
    people = gpd.GeoDataFrame(
        {"population": [heads for heads, _ in rows]}, geometry=[shapely.Point(0, 0)] * len(rows)
    )
    nearest = pd.DataFrame({"nearest_min": [minutes for _, minutes in rows]})
    summary = pd.DataFrame(
        {"places_nearest": [2, 3], "people_nearest": [70, 7], "people_contested": [1, 0],
         "nearest_km2": [0.5, 1.0]}
    )  # fmt: skip
    total = summary_total(summary, people, nearest, profile=PLAIN, minutes=cutoffs)
    assert (total.places, total.people, total.contested, total.nearest_km2) == (5, 77, 1, 1.5)
    assert list(total.within) == sorted(set(cutoffs))
    everyone = sum(heads for heads, minutes in rows if not np.isnan(minutes))
    for cutoff, one in total.within.items():
        assert one.people == sum(heads for heads, minutes in rows if minutes <= cutoff)
        assert 0 <= one.certain <= one.people <= one.possible <= everyone
    assert total.people_nearer_elsewhere is None


def test_the_last_row_of_the_table_holds_for_any_station(study: Any) -> None:
    table = with_total(study.summary, study.total).set_index("station")
    assert list(table.index) == [*study.summary.index, "any"]
    last, rows = table.loc["any"], table.drop(index="any")
    assert last["name"] == "any station"
    for column in ("places_nearest", "people_nearest", "people_contested"):
        assert last[column] == rows[column].sum()
    for cutoff in MINUTES:
        column = f"people_{cutoff:g}_min"
        assert rows[column].max() <= last[column] <= rows[column].sum()
        assert last[f"{column}_certain"] <= last[column] <= last[f"{column}_possible"]
    alone = ["people_without_way", "people_without_road"]
    assert rows[alone].isna().all(axis=None)
    told = rows.drop(columns=alone)
    assert told.to_numpy().tolist() == study.summary[told.columns].to_numpy().tolist()
    assert table["people_5_min"].dtype.kind == "i"


def test_who_is_nearer_to_another_station_is_counted(study: Any) -> None:
    total = study.total
    assert total.nearer_elsewhere
    assert total.people_nearer_elsewhere == sum(total.nearer_elsewhere.values()) > 0
    said = {lang: VELDLAND.words(lang).say(total.name) for lang in ("nl", "en")}
    assert said == {"nl": "een van de stations", "en": "any station"}
    everything = dg.reach.make_study(VELDLAND, which="all", minutes=[5])
    assert everything.total.people_nearer_elsewhere is None


def test_the_table_of_times_has_every_pair_once(study: Any) -> None:
    table = times_table(study.times)
    assert len(table) == study.times.minutes.size > 0
    assert not table.duplicated(["place", "station"]).any()
    for row in table.sample(20, random_state=1).itertuples():
        assert row.minutes == study.times.minutes.loc[row.place, row.station]


# ---- what a reader is told ------------------------------------------------------------------

ENGLISH, DUTCH = VELDLAND.words("en"), VELDLAND.words("nl")


def snaps(**rows: tuple[float, float | None, bool]) -> pd.DataFrame:
    """Metres to the road, minutes of that leg (None: outside), and whether it is far."""
    return pd.DataFrame(
        list(rows.values()), index=list(rows), columns=["snap_m", "access_min", "is_far"]
    ).astype({"access_min": float})


def empty_areas(count: int) -> gpd.GeoDataFrame:
    data = {"facility": [f"f{number}" for number in range(count)], "minutes": [7.5] * count}
    return gpd.GeoDataFrame(data, geometry=[shapely.Polygon()] * count, crs=RD_NEW)


STATIONS = pd.DataFrame({"name": ["Moor"]}, index=["bog"])
PLACES = pd.DataFrame({"population": [1200, 34]})
SUMMARY = pd.DataFrame({"name": ["Heide", "Zand"], "whole_to_min": [8.0, 30.0]})
FAR = snaps(a=(600, 2.4, True), b=(50, 0.2, False), c=(2500.4, None, True), d=(700, 2.8, True))
MANY = snaps(**{f"p{number}": (600, 2.0, True) for number in range(1025)})

SAID: list[tuple[list[Message], list[str]]] = [
    (notices.ignored_warning(PLACES, own=False), []),
    (notices.ignored_warning(PLACES.head(0), own=True), []),
    (
        notices.ignored_warning(PLACES, own=True),
        ["2 of the places, with 1,234 people, lie outside Veldland and are not counted"],
    ),
    (notices.edge_warning(SUMMARY, [8]), []),
    (
        notices.edge_warning(SUMMARY, [10, 20]),
        [
            (
                "the roads end outside Veldland, so these areas may be larger than said: Heide "
                "(whole to 8 min); only their km2 are affected, not the people of Veldland"
            )
        ],
    ),
    (
        notices.outside_warnings(snaps(bog=(12345.6, None, True)), STATIONS),
        [
            (
                "station bog (Moor): 12,346 m from the nearest road; it lies outside the road "
                "network and is left out"
            )
        ],
    ),
    (
        notices.point_warnings(FAR, 2000.0),
        [
            "outside the network (over 2,000 m from a road), so without times: c",
            "far from every road: a, d",
        ],
    ),
    (notices.point_warnings(FAR.loc[["b"]], 2000.0), []),
    (
        notices.point_warnings(MANY, 2000.0),
        ["far from every road: " + ", ".join(f"p{n}" for n in range(20)) + " and 1,005 more"],
    ),
    (notices.empty_warning(empty_areas(0)), []),
    (
        notices.empty_warning(empty_areas(2)),
        [
            (
                "nothing is reached, for parking and the leg to the road take longer or there "
                "is no road: "
                "f0 (7.5 min), f1 (7.5 min)"
            )
        ],
    ),
]


@pytest.mark.parametrize(("found", "said"), SAID)
def test_notices_in_whole_sentences(found: list[Message], said: list[str]) -> None:
    assert [ENGLISH.say(one) for one in found] == said
    assert all(DUTCH.say(one) != ENGLISH.say(one) for one in found)


def test_far_and_lost_points_are_named_the_farthest_first() -> None:
    places = gpd.GeoDataFrame(
        {"name": ["far", "near", "lost"]}, index=["f", "n", "l"], geometry=[None] * 3
    )
    stations = gpd.GeoDataFrame({"name": ["Moor"]}, index=["bog"], geometry=[None])

    class Times:
        origin_snaps = snaps(f=(600, 2.44, True), n=(10, 0.1, False), l=(20, 0.2, False))
        facility_snaps = snaps(bog=(3000, None, True))
        unreached = ("l",)

    found = notices.snap_warnings(Times, places, stations)  # type: ignore[arg-type]
    assert [ENGLISH.say(one) for one in found] == [
        "place f (far): 600 m from the nearest road; that leg costs 2.4 minutes",
        (
            "station bog (Moor): 3,000 m from the nearest road; it lies outside the road "
            "network and has no times"
        ),
        "place l (lost): no route to any station",
    ]
    assert DUTCH.say(found[0]) == (
        "plaats f (far): 600 m van de dichtstbijzijnde weg; dat stuk kost 2,4 minuten"
    )


def test_of_very_many_the_first_are_named_and_the_others_counted() -> None:
    names = gpd.GeoDataFrame({"name": MANY.index}, index=MANY.index, geometry=[None] * len(MANY))

    class Times:
        origin_snaps = MANY.assign(is_far=MANY.index < "p2")
        facility_snaps = MANY.head(0)
        unreached = tuple(MANY.index)

    far = int(Times.origin_snaps["is_far"].sum())
    found = [ENGLISH.say(one) for one in notices.snap_warnings(Times, names, names)]  # type: ignore[arg-type]
    assert len(found) == 42
    assert found[20] == f"and {far - 20:,} more places far from every road"
    assert found[41] == "and 1,005 more places without a route"
