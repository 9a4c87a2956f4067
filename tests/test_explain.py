# mypy: disable-error-code="arg-type"
"""Routes and explanations: every minute accounted for, names forgiven, errors said."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import (
    CORNER,
    PLAIN,
    grid_town,
    oracle,
    points,
    random_towns,
    spots_in_town,
    tables,
)

import drenthe_geo as dg
from drenthe_geo import (
    ArgumentError,
    Network,
    build_network,
    compute_reach,
    trace_route,
    travel_times,
)
from drenthe_geo.cli import main
from drenthe_geo.gazetteer import plain_name

CURE = "Give a town, a postcode of four digits, a site, a station, or lon,lat."


@given(random_towns(), spots_in_town(), spots_in_town(most=2), st.sampled_from(["to", "from"]))
@settings(max_examples=60)
def test_a_route_takes_the_time_that_is_told(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, direction: str
) -> None:
    reach = compute_reach(network, facilities, direction=direction)
    minutes = travel_times(reach, origins).minutes
    for place in origins.index:
        for facility in facilities.index:
            told = minutes.loc[place, facility]
            point = origins.geometry[place]
            if np.isnan(told):
                with pytest.raises(ArgumentError, match="no road leads from one to the other"):
                    trace_route(reach, point, facility)
                continue
            route = trace_route(reach, point, facility)
            assert route.minutes == told
            ends = route.point_snap["access_min"] + route.facility_snap["access_min"]
            assert route.legs["minutes"].sum() + ends == pytest.approx(told, abs=1e-9)
            assert route.legs["km"].sum() * 1000 == pytest.approx(route.line.length, abs=0.01)
            at = [route.point_snap[["x_m", "y_m"]], route.facility_snap[["x_m", "y_m"]]]
            start, end = at if direction == "to" else at[::-1]
            if not route.line.is_empty:
                first, last = route.line.coords[0], route.line.coords[-1]
                # A point less than half a tenth of a second from a junction stands on it.
                assert np.hypot(*(np.array(first) - start.to_numpy(float))) < 4000 / 2
                assert np.hypot(*(np.array(last) - end.to_numpy(float))) < 4000 / 2


def test_legs_follow_each_other_and_oneways_are_kept(
    network: Network, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    stations = dg.select_stations(layers["stations"])
    oneway = set(network.edges["edge"][network.oneway])
    drawn = dict(zip(network.edges["edge"], network.lines, strict=True))
    used = 0
    for direction in ("to", "from"):
        reach = compute_reach(network, stations, direction=direction)
        for code, station in (("9301", "asn"), ("7831", "mp"), ("7971", "co")):
            legs = trace_route(reach, layers["places"].geometry[code], station).legs
            ends = [shapely.get_point(legs.geometry, at).to_numpy() for at in (-1, 0)]
            assert (shapely.distance(ends[0][:-1], ends[1][1:]) < 1e-6).all()
            for edge, line in zip(legs["edge"], legs.geometry, strict=True):
                if edge in oneway:
                    used += 1
                    whole = drawn[edge]
                    start, end = (whole.project(shapely.Point(line.coords[at])) for at in (0, -1))
                    assert start < end
    assert used > 10


def test_the_way_is_as_short_as_networkx_finds() -> None:
    town = grid_town()
    reach = compute_reach(town, points((4, 3)))
    route = trace_route(reach, shapely.Point(CORNER), "p0")
    assert route.minutes == 7
    assert len(route.legs) == 7
    graph = oracle(reach.network, reverse=True)
    assert nx.shortest_path_length(graph, 0, reach.network.n_nodes - 1, weight="time") > 0


def test_a_route_within_one_edge() -> None:
    reach = compute_reach(grid_town(), points((0.75, 0)))
    route = trace_route(reach, shapely.Point(CORNER + [250, 100]), "p0")
    assert route.minutes == pytest.approx(0.5 + 0.1)
    assert route.line.equals(shapely.LineString([CORNER + [250, 0], CORNER + [750, 0]]))
    back = compute_reach(grid_town(), points((0.75, 0)), direction="from")
    line = trace_route(back, shapely.Point(CORNER + [250, 100]), "p0").line
    assert list(line.coords) == [tuple(CORNER + [750, 0]), tuple(CORNER + [250, 0])]
    at_the_door = trace_route(reach, shapely.Point(CORNER + [750, 0]), "p0")
    assert at_the_door.minutes == 0
    assert at_the_door.line.is_empty


@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("oneway", [False, True])
def test_a_way_over_a_loop(direction: str, oneway: bool) -> None:  # noqa: FBT001 - a parameter
    xy = [CORNER, CORNER + [1000, 0]]
    nodes, edges = tables(xy, [(0, 1), (1, 1)], oneway=[False, oneway])
    edges["length_m"], edges["free_flow_s"] = [1000.0, 4000.0], [60.0, 240.0]
    ring = [CORNER + [1000, 0], CORNER + [2000, 0], CORNER + [2000, 1000], CORNER + [1000, 1000]]
    lines = [shapely.LineString(xy), shapely.LineString([*ring, ring[0]])]
    town = build_network(nodes, edges, PLAIN, lines=np.array(lines, dtype=object))
    reach = compute_reach(town, points((0, 0)), direction=direction)
    for spot, over in (((1.5, 0.0), 0.5), ((1.0, 0.5), 3.5)):
        point = shapely.Point(CORNER + 1000 * np.array(spot))
        route = trace_route(reach, point, "p0")
        ahead = oneway and direction == "from"  # round the loop as it runs
        back = oneway and direction == "to"
        round_min = over if ahead else 4 - over if back else min(over, 4 - over)
        assert route.minutes == pytest.approx(1 + round_min)
        assert route.legs["minutes"].sum() == pytest.approx(route.minutes)
        assert route.line.length == pytest.approx(1000 * (1 + round_min))
        start, end = route.line.coords[0], route.line.coords[-1]
        ends = [(point.x, point.y), tuple(CORNER)]
        assert [start, end] == (ends if direction == "to" else ends[::-1])


def test_junction_minutes_are_part_of_the_minutes() -> None:
    found = dg.explain("Roden", "Assen")
    car = dg.read_profile("car")
    assert (found.parts["junction_min"] <= found.parts["minutes"]).all()
    free = found.parts["part"].isin(car.junction_free_classes)
    assert (found.parts["junction_min"][free] == 0).all()
    # What is left beside the junctions is the free-flow time by the factor.
    edges = dg.read_network("car").edges
    legs = found.route.legs.merge(edges[["edge", "length_m"]], on="edge")
    assert (legs["km"] * 1000 <= legs["length_m"] + 1e-6).all()
    assert found.parts["minutes"].sum() == pytest.approx(found.route.minutes)
    assert found.route.legs["junction_min"].sum() > 1


def test_verdicts() -> None:
    within = dg.explain("Beilen", "assen", cutoff_min=30)
    assert within.verdict == (
        f"Beilen is inside the 30-minute area of station Assen: {within.route.minutes:.1f} "
        f"minutes, {30 - within.route.minutes:.1f} minutes to spare; certainly, for even a time "
        "10% longer is within."
    )
    unsure = dg.explain("Beilen", "assen", cutoff_min=round(within.route.minutes) + 1)
    assert unsure.verdict.endswith("but not for certain, for times are uncertain by 10%.")
    far = dg.explain("Coevorden", "assen")
    assert " is outside the 20-minute area of station Assen: " in far.verdict
    assert far.verdict.endswith("certainly, for even a time 10% shorter is not within.")


def test_the_nearest_elsewhere_is_named() -> None:
    found = dg.explain("Roden", "Assen")
    assert found.comparison.startswith("Assen is the nearest of the 9 stations of Drenthe; ")
    first = found.ranking.iloc[0]
    assert not first["in_drenthe"]
    assert f"; outside Drenthe {first['name']} is nearer still with " in found.comparison
    assert found.ranking["minutes"].dropna().is_monotonic_increasing
    second = dg.explain("Emmen", "Coevorden")
    assert re.match(r"Coevorden is number \d of the 9 stations of Drenthe; the nearest is Emmen ",
                    second.comparison)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("assen", "town", "Assen"),
        ("NIEUW-AMSTERDAM", "postcode area", "Nieuw-Amsterdam (7833)"),
        ("emmen-zuid", "station", "Emmen Zuid"),
        ("marienberg", "postcode area", "Mariënberg (7692)"),
        (" 9342 ", "postcode area", "9342 Een"),
        ("9342 ab", "postcode area", "9342 Een"),
        ("astron", "site", "ASTRON"),
    ],
)
def test_places_by_name(
    layers: dict[str, gpd.GeoDataFrame], text: str, kind: str, name: str
) -> None:
    found = dg.find_place(text, layers)
    assert (found.kind, plain_name(found.name)) == (kind, plain_name(name))


def test_places_by_coordinates(layers: dict[str, gpd.GeoDataFrame]) -> None:
    by_degrees = dg.find_place("6.5708, 52.9917", layers).point
    by_metres = dg.find_place("234500,556700", layers).point
    assert by_degrees.distance(by_metres) < 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Koevorden", f"unknown place 'Koevorden': did you mean 'Coevorden'? {CURE}"),
        ("", f"unknown place '': {CURE}"),
        ("52.99,6.57", "point '52.99,6.57': lon and lat are swapped; give 6.57,52.99."),
        (
            "556700,234500",
            ("point '556700,234500': x and y are swapped; give 234500,556700."),
        ),
        (
            "13.4,52.5",
            (
                "point '13.4,52.5': it lies outside the Netherlands; "
                "give lon,lat in degrees or x,y in RD New."
            ),
        ),
    ],
)
def test_unknown_places(layers: dict[str, gpd.GeoDataFrame], text: str, said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        dg.find_place(text, layers)
    assert str(caught.value) == said


def test_unknown_stations(layers: dict[str, gpd.GeoDataFrame]) -> None:
    with pytest.raises(ArgumentError) as caught:
        dg.find_station("Hogeveen", dg.select_stations(layers["stations"]))
    assert str(caught.value) == (
        "unknown station 'Hogeveen': did you mean 'Hoogeveen'? Choices: Assen, Beilen, Coevorden, "
        "Dalen, Emmen, Emmen Zuid, Hoogeveen, Meppel, Nieuw Amsterdam."
    )


def test_the_command_explains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["explain", "--from", "borger", "--to", "EMMEN", "--mode", "walk", "--out", "r.gpkg"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "From Borger (town) to station Emmen, walk" in out
    assert "warning: Cycleways and paths are missing in the embedded road network" in out
    assert [path.name for path in tmp_path.iterdir()] == ["r.gpkg"]
    route = gpd.read_file("r.gpkg", layer="route")
    legs = gpd.read_file("r.gpkg", layer="legs")
    assert route["minutes"].iloc[0] > legs["minutes"].sum() - 0.001
    assert route.geometry.iloc[0].length == pytest.approx(legs.length.sum())
    found = dg.explain("borger", "EMMEN", mode="walk")
    for sentence in (found.verdict, found.comparison):
        assert sentence in out


def test_the_command_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words, said in (
        (["--from", "6.0,52.0", "--to", "Assen"], "outside the network (at most 2,000 m)"),
        (["--from", "Borger", "--to", "Ems"], "unknown station 'Ems'"),
        (
            ["--from", "Borger", "--to", "Assen", "--out", "r.csv"],
            "--out r.csv: must end in .gpkg.",
        ),
        (["--from", "Borger", "--to", "Assen", "--mode", "bus"], "unknown mode 'bus'"),
        (["--from", "Borger", "--to", "Assen", "--minutes", "-3"], "cut-off -3 is not a number"),
    ):
        assert main(["explain", *words]) == 1
        error = capsys.readouterr().err
        assert error.startswith("drenthe-geo: ")
        assert said in error
        assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
