"""Tables of trains and buses out of timetables: what an area made from GTFS has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from feeds import HEAD, STOPS, clock, hourly, times_of, trips_of, write_feed
from hypothesis import given, settings
from hypothesis import strategies as st
from paths import PUBLIC_DATA, ROOT
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.check import table_problems
from drenthe_geo.area.schema import fields_of
from drenthe_geo.build.halts import merged_stops, read_feed_choices
from drenthe_geo.build.timetable import FeedTables, tables_of_feed

if TYPE_CHECKING:
    from pathlib import Path

SAY = VELDLAND.words("en").say
STATIONS = VELDLAND.layer("stations")
OUTLINE = VELDLAND.layer("gemeenten").geometry.union_all()
TRIPS = hourly("hvo", [0, 10, 25])


def made(*feeds: Path, stations: gpd.GeoDataFrame | None = STATIONS, **how: Any) -> FeedTables:
    how = {"crs": 28992, "rim_m": 5000.0, **how}
    return tables_of_feed(list(feeds), stations, OUTLINE, **how)


def transit_of(tables: FeedTables) -> dg.transit.Transit:
    """Put the tables together as an area does, which refuses what does not fit."""

    def layer(table: pd.DataFrame) -> gpd.GeoDataFrame:
        points = gpd.points_from_xy(table["x_m"], table["y_m"])
        return gpd.GeoDataFrame(table, geometry=points, crs=28992).set_index("code")

    stations = gpd.GeoDataFrame(pd.concat([STATIONS, layer(tables.stations)]))
    lines = tables.transit_lines.set_index("line")
    rules = dg.transit.read_transit(VELDLAND).rules
    return dg.transit.make_transit(
        stations, lines, tables.transit_legs, rules, stops=layer(tables.stops)
    )


def with_buses(path: Path, **more: str | None) -> Path:
    """Trains, and an hourly bus from a station by two sides of a street, 60 m apart."""
    bus: list[str] = []
    for hour in range(7, 19):
        for trip, stops in (("bo", ("h", "p1", "q")), ("bb", ("q", "p2", "h"))):
            for number, stop in enumerate(stops):
                at = clock(hour * 60 + 7 * number)
                bus.append(f"{trip}{hour},{at},{at},{stop},{number}")
    names = [f"{trip}{hour}" for hour in range(7, 19) for trip in ("bo", "bb")]
    tables: dict[str, Any] = {
        "stops": STOPS
        + "p1,Laan noord,52.1618,5.524\np2,Laan zuid,52.16126,5.524\nq,Eind,52.15,5.53\n"
        + "far,Ver,48.1,11.5\n",
        "routes": "route_id,route_short_name,route_long_name,route_type\nr,S,Stoptrein,2\nb,1,,3\n",
        "trips": trips_of(*TRIPS) + "".join(f"b,wk,{name}\n" for name in names),
        "stop_times": times_of(TRIPS) + "\n".join(bus) + "\n",
    }
    return write_feed(path, **{**tables, **more})


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> FeedTables:
    return made(with_buses(tmp_path_factory.mktemp("feeds") / "feed.zip"))


def test_they_have_the_columns_of_the_embedded_ones_and_fit_together(tables: FeedTables) -> None:
    raw = json.loads((ROOT / "data" / "drenthe" / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {one["name"]: one for one in raw["resources"]}
    for name in ("stops", "transit_lines", "transit_legs", "stations"):
        rows = getattr(tables, name)
        wanted = [one["name"] for one in schemas[name]["schema"]["fields"]]
        assert set(wanted) <= set(rows) | {"note"}
        key = schemas[name]["schema"]["primaryKey"]
        key = [key] if isinstance(key, str) else key
        assert table_problems(rows, fields_of(schemas[name]), key) == []
    assert transit_of(tables).served.tolist() == ["b-p1", "b-q", "hds", "otv", "vnd"]


def test_two_sides_of_a_street_are_one_halt_and_there_and_back_one_line(tables: FeedTables) -> None:
    lines = tables.transit_lines
    assert lines[["vehicle", "trains_per_hour", "one_way"]].to_numpy().tolist() == [
        ["bus", 1.0, False],
        ["train", 1.0, False],
    ]
    assert tables.stops["name"].tolist() == ["Laan noord", "Eind"]
    assert tables.stations.empty


def test_sources_and_what_is_far_are_told(tables: FeedTables) -> None:
    assert set(tables.transit_legs["source"]) == {"feed.zip, 2026-01-05"}
    assert set(tables.transit_lines["certainty"]) == {"A"}
    assert SAY(tables.notices[1]) == (
        "In feed.zip 1 of 8 stops are further away than the rim of the area; what calls there is "
        "taken as passing, but for trains at stations that are given."
    )


def test_without_stations_those_of_the_feed_are_made(tmp_path: Path) -> None:
    found = made(with_buses(tmp_path / "feed.zip"), stations=None)
    assert found.stations["code"].tolist() == ["s-h", "s-o", "s-v"]
    assert found.stations["role"].tolist() == ["own"] * 3
    assert {"s-h", "b-q"} <= set(found.transit_legs["from_station"])


def test_trains_and_buses_of_two_feeds_meet_at_a_station(tmp_path: Path) -> None:
    whole = made(with_buses(tmp_path / "feed.zip"))
    trains = write_feed(tmp_path / "trains.zip")
    buses = with_buses(tmp_path / "buses.zip")
    both = made(trains, buses)
    assert both.transit_lines["trains_per_hour"].tolist() == [1.0, 1.0]
    assert set(both.transit_legs["from_station"]) >= {"hds", "b-2-p1"}
    # Trains that stand in both count once.
    assert len(both.transit_legs) == len(whole.transit_legs)


def test_a_line_of_one_way_does_not_run_back(tmp_path: Path) -> None:
    out = {name: told for name, told in TRIPS.items() if name.startswith("back")}
    found = made(write_feed(tmp_path / "feed.zip", trips=trips_of(*out), stop_times=times_of(out)))
    assert found.transit_lines["one_way"].tolist() == [True]
    assert found.transit_legs["from_station"].tolist() == ["otv", "vnd"]
    minutes = transit_of(found).times().minutes
    assert minutes.loc["otv", "hds"] == 35  # ten of waiting
    assert minutes[["otv"]].loc[["hds"]].isna().all(axis=None)


def test_metros_are_trains_and_trams_are_buses(tmp_path: Path) -> None:
    routes = "route_id,route_short_name,route_type\nr,S,1\nb,T,0\n"
    found = made(with_buses(tmp_path / "feed.zip", routes=routes))
    assert found.transit_lines["vehicle"].tolist() == ["bus", "train"]
    assert SAY(found.notices[2]) == (
        "In feed.zip 48 trips of that day are by metro, tram, ferry or the like; metros count as "
        "trains, all others as buses."
    )
    taxi = routes.replace("b,T,0", "b,T,1501")
    assert made(with_buses(tmp_path / "feed.zip", routes=taxi)).stops.empty


def test_nothing_near_the_area_is_said(tmp_path: Path) -> None:
    feed = write_feed(
        tmp_path / "feed.zip",
        stops="stop_id,stop_name,stop_lat,stop_lon\nh,A,48,11\nv,B,48.1,11\no,C,48.2,11\n",
    )
    with pytest.raises(dg.ArgumentError) as caught:
        made(feed)
    assert str(caught.value) == (
        "feed.zip: no train or bus calls at two known stations or stops on 5 January 2026 "
        "between 7 and 19 h."
    )


@given(
    st.lists(
        st.tuples(
            st.integers(0, 900), st.integers(0, 900), st.sampled_from("ab"), st.integers(1, 9)
        ),
        min_size=1,
        max_size=25,
    )
)
@settings(max_examples=30)
def test_a_halt_is_no_wider_than_its_choice_and_its_chief_is_busiest(
    told: list[tuple[int, int, str, int]],
) -> None:
    index = [f"s{number:02d}" for number in range(len(told))]
    stops = gpd.GeoDataFrame(
        {"stop_name": [name for _, _, name, _ in told], "parent_station": ""},
        geometry=gpd.points_from_xy(*zip(*((x, y) for x, y, _, _ in told), strict=True)),
        index=index,
    )
    often = dict(zip(index, (calls for *_, calls in told), strict=True))
    how = read_feed_choices()
    chiefs: list[str] = merged_stops(stops, pd.Series(often), how)[index].tolist()
    chief = dict(zip(index, chiefs, strict=True))
    for one, first in chief.items():
        same = stops["stop_name"][one] == stops["stop_name"][first]
        off_m = stops.geometry[one].distance(stops.geometry[first])
        assert off_m <= (how.same_name_m if same else how.merge_m)
        assert often[first] >= often[one]
        assert chief[first] == first
    for one in set(chiefs):  # no two halts that could be one
        others = stops.loc[[two for two in set(chiefs) if two != one]]
        assert (others.distance(stops.geometry[one]) > how.merge_m).all()


@pytest.mark.parametrize(
    ("files", "crs", "counts"),
    [
        (("sao-paulo.zip",), 31983, (168, 299)),
        (("porto-alegre-bus.zip", "porto-alegre-rail.zip"), 31982, (23, 1514)),
    ],
)
def test_real_feeds_make_an_area(files: tuple[str, ...], crs: int, counts: tuple[int, int]) -> None:
    paths = [PUBLIC_DATA / "gtfs" / name for name in files]
    if not all(path.exists() for path in paths):
        pytest.skip("the public feeds are not at hand")
    world = shapely.box(0, 6_000_000, 1_000_000, 8_000_000)
    found = tables_of_feed(paths, None, world, crs=crs, rim_m=0)
    assert (len(found.stations), len(found.stops)) == counts
    assert found.transit_legs["minutes"].median() > 0


def test_a_trip_by_headway_is_as_many_trains_an_hour(tmp_path: Path) -> None:
    times = f"{HEAD}\nt,00:00:00,00:00:00,h,1\nt,00:10:00,00:10:00,v,2\n"
    rows = "trip_id,start_time,end_time,headway_secs,exact_times\n"
    for exact in ("0", "1"):
        feed = write_feed(
            tmp_path / "feed.zip",
            trips=trips_of("t"),
            stop_times=times,
            frequencies=f"{rows}t,06:30:00,10:00:00,900,{exact}\nt,10:00:00,25:00:00,1800,{exact}\n",
        )
        found = made(feed)
        # 12 from seven till ten, 18 from ten till seven.
        assert found.transit_lines["trains_per_hour"].tolist() == [30 / 12]
        assert SAY(found.notices[-2]) == (
            "In feed.zip 1 trip runs by headway (frequencies.txt); it was spelled out into 30 "
            "departures from the beginning of each span."
        )
        night = made(feed, hours=(0.0, 2.0), date="2026-01-06")
        assert night.transit_lines["trains_per_hour"].tolist() == [
            1.0
        ]  # till one, of the day before
