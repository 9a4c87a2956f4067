"""Which site suits which service: measures by other ways, laws of the score, ranges, limits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import offices
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import SHARP, assessed, chosen, judged
from pandas.testing import assert_frame_equal, assert_series_equal
from towns import oracle

import drenthe_geo as dg
from drenthe_geo import criteria, matches
from drenthe_geo import suggestions as room
from drenthe_geo.assessments import Assessed, assess_sites, judge_sites, rank_assessed, with_rings
from drenthe_geo.criteria import measure_criteria
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError, CrsError, DrentheGeoError, FileError, LayerError
from drenthe_geo.io.siting import read_brief, read_dwellings, read_siting
from drenthe_geo.matches import services_for_site
from drenthe_geo.network import Network
from drenthe_geo.profiles import Profile
from drenthe_geo.ranking import ROUNDING, rank_sites, reasons_before
from drenthe_geo.resources import read_table
from drenthe_geo.scenarios import Scenario, scenario_from_mapping
from drenthe_geo.siting import Brief, Siting, listed
from drenthe_geo.snapping import snap_points
from drenthe_geo.suggestions import read_candidates
from drenthe_geo.surfaces import best_places, opportunity_surface
from drenthe_geo.surroundings import BOUNDS, PEOPLE, Surroundings, _require_inside
from drenthe_geo.verdicts import judge

SITING = offices.siting()
OFFERED = list(SITING.settings["candidates"])
SERVICES = list(dg.read_services().index)
HOOGEVEEN, GETEC = "stationsgebied-hoogeveen", "getec-park-emmen"
MEPPEL, BRAVO = "stationsgebied-meppel", "business-park-bravo-eelde"
CAMPUS, MANDEMAAT = "veiligheidscampus-assen", "rijkskantoor-mandemaat-assen"
HAVELTE, WIJSTER = "johannes-postkazerne-havelte", "energie-transitie-park-wijster"
TRIED = [HOOGEVEEN, BRAVO]
EVERYTHING = dict.fromkeys(SITING.criteria, 1.0)
TRAVEL = [name for name, one in SITING.criteria.items() if one.unit == "min"]
NEAR_MIN = 0.06
"""Ends of a trip are rounded to tenths of a second, each by itself."""
FEW = settings(max_examples=5)


def asks(service: str = "rdi", **changed: Any) -> Brief:
    """What a service asks, with something changed."""
    return replace(read_brief(service), **changed)


def entry(table: pd.DataFrame, row: Any, column: str) -> Any:
    return table.loc[row, column]


def cell(table: pd.DataFrame, row: Any, column: str) -> float:
    return float(entry(table, row, column))


@pytest.fixture(scope="module")
def around() -> Surroundings:
    return offices.measured()


@pytest.fixture(scope="module")
def grid() -> Surroundings:
    return offices.grid()


@pytest.fixture(scope="module", autouse=True)
def _layers_read_once() -> Iterator[None]:
    """Layers are checked anew whenever they are read; once will do here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(criteria, "read_layer", cache(dg.read_layer))
        yield


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measures from what was measured already, and the choices of these tests."""
    for one in (room, matches):
        monkeypatch.setattr(one, "measure_surroundings", offices.measure_kept)
        monkeypatch.setattr(one, "read_siting", offices.siting)


# --- measures, by other ways ---


class Streets:
    """Times on the roads of a mode by networkx, from one point."""

    def __init__(self, mode: str, *, reverse: bool) -> None:
        profile = dg.read_profile(mode)
        self.network: Network = offices.situation().network(profile)
        self.profile: Profile = profile
        self.reverse = reverse
        self.graph: nx.DiGraph = oracle(self.network, reverse=reverse)

    def ends(self, points: gpd.GeoDataFrame) -> Iterator[tuple[str, int, float, float]]:
        """Edge of every point, time along it from the tail, and its leg to the road."""
        snaps = snap_points(self.network, points).dropna(subset="access_min")
        for name, row in snaps.iterrows():
            edge = int(row["edge_position"])
            along = float(row["fraction"]) * float(self.network.time_ds[edge])
            yield str(name), edge, along, float(row["access_min"]) * 600

    def minutes(self, start: gpd.GeoDataFrame, ends: gpd.GeoDataFrame) -> dict[str, float]:
        """Minutes from one point to others; towards it if the roads are reversed."""
        [(_, own, off, leg)] = self.ends(start)
        tail, head, whole = self.at(own)
        self.graph.add_edge("start", tail, time=off)
        self.graph.add_edge("start", head, time=whole - off)
        if self.network.oneway[own]:
            self.graph.remove_edge("start", head if self.reverse else tail)
        times = nx.single_source_dijkstra_path_length(self.graph, "start", weight="time")
        self.graph.remove_node("start")
        found = {}
        for name, edge, along, access in self.ends(ends):
            tail, head, whole = self.at(edge)
            ways = [times.get(tail, math.inf) + along, times.get(head, math.inf) + whole - along]
            if self.network.oneway[edge]:
                ways.pop(0 if self.reverse else 1)
            elif edge == own:
                ways.append(abs(along - off))
            found[name] = (min(ways) + access + leg) / 600
        return found

    def minutes_beyond(self, start: gpd.GeoDataFrame) -> dict[str, float]:
        """Minutes from places beyond the roads to one point, gate by gate."""
        [(_, own, off, leg)] = self.ends(start)
        tail, head, whole = self.at(own)
        first = {tail: off} if self.network.oneway[own] else {tail: off, head: whole - off}
        self.graph.add_edges_from(("start", at, {"time": time}) for at, time in first.items())
        times = nx.single_source_dijkstra_path_length(self.graph, "start", weight="time")
        self.graph.remove_node("start")
        node = {tuple(place): at for at, place in enumerate(self.network.node_xy_m.tolist())}
        gates = read_table("beyond_gates").to_numpy().tolist()
        at_gate = {gate: times.get(node[float(x), float(y)], math.inf) for gate, x, y in gates}
        found: dict[str, float] = {}
        for gate, place, minutes in read_table("beyond_minutes").to_numpy().tolist():
            inside = (at_gate[gate] + leg) / 600
            found[place] = min(inside + minutes, found.get(place, math.inf))
        return found

    def at(self, edge: int) -> tuple[int, int, float]:
        """Tail and head of an edge, and how long it takes."""
        net = self.network
        return int(net.tail[edge]), int(net.head[edge]), float(net.time_ds[edge])


@pytest.fixture(scope="module")
def walk() -> Streets:
    return Streets("walk", reverse=False)


@pytest.fixture(scope="module")
def car() -> Streets:
    return Streets("car", reverse=False)


def station_ids(*, intercity: bool = False) -> list[str]:
    stations = dg.read_layer("stations")
    return [
        str(code)
        for code, row in stations.iterrows()
        if code in offices.situation().rail.served
        and row["role"] != "far"
        and (row["intercity"] or not intercity)
    ]


@pytest.mark.parametrize("site", TRIED)
def test_the_walk_to_a_station_is_that_of_networkx(
    site: str, around: Surroundings, walk: Streets
) -> None:
    found = walk.minutes(chosen([site]), dg.read_layer("stations").loc[station_ids()])
    nearest = min(found.values())
    intercity = min(found[code] for code in station_ids(intercity=True) if code in found)
    measures = measure_criteria(around, asks(), SITING)
    assert cell(measures, site, "station_walk_min") == pytest.approx(nearest, abs=NEAR_MIN)
    assert cell(measures, site, "intercity_walk_min") == pytest.approx(intercity, abs=NEAR_MIN)
    assert intercity >= nearest


@pytest.mark.parametrize("site", TRIED)
def test_minutes_by_car_are_those_of_networkx(
    site: str, around: Surroundings, car: Streets
) -> None:
    exits, sites = dg.read_layer("exits"), dg.read_layer("sites")
    motorway = [
        str(name)
        for name, row in exits.iterrows()
        if str(row["road"]).startswith("A") and row["kind"] == "exit"
    ]
    ports = ["binnenhaven-meppel", "haven-coevorden"]
    start, measures = chosen([site]), measure_criteria(around, asks(weights=EVERYTHING), SITING)
    to_exits, to_sites = car.minutes(start, exits), car.minutes(start, sites)
    border = [to_exits["A37-grens-zwartemeer"]]
    for x, y in ((247_700, 518_200), (270_100, 541_200)):
        point = gpd.GeoDataFrame(index=["border"], geometry=[shapely.Point(x, y)], crs=RD_NEW)
        border += car.minutes(start, point).values()
    for name, expected in (
        ("exit_car_min", min(to_exits[name] for name in motorway)),
        ("border_min", min(border)),
        ("airport_min", to_sites["groningen-airport-eelde"]),
        ("rail_terminal_min", to_sites["euroterminal-coevorden"]),
        ("inland_port_min", min(to_sites[port] for port in ports)),
    ):
        assert cell(measures, site, name) == pytest.approx(expected, abs=NEAR_MIN), name


def test_people_in_reach_are_counted_one_by_one(around: Surroundings) -> None:
    people = dg.read_layer("people")
    table = read_table("beyond_people").set_index("place")
    for mode in ("car", "bicycle"):
        streets = Streets(mode, reverse=True)  # people come to the site
        minutes = streets.minutes(chosen([HOOGEVEEN]), people)
        beyond = streets.minutes_beyond(chosen([HOOGEVEEN])) if mode == "car" else {}
        share = streets.profile.uncertainty_share
        counted = {
            "car": {
                "workers_car_30": (30, "working_age"),
                "workers_car_45": (45, "working_age"),
                "inhabitants_car_30": (30, "population"),
            },
            "bicycle": {"workers_bicycle_30": (30, "working_age")},
        }[mode]
        assert set(counted) == {name for name, how in PEOPLE.items() if how[0] == mode}
        for name, (cutoff, column) in counted.items():
            heads = {str(at): float(count) for at, count in people[column].items()}
            for bound, factor in (("expected", 1.0), ("low", 1 - share), ("high", 1 + share)):
                by_hand = sum(heads[at] for at, time in minutes.items() if time * factor <= cutoff)
                far = [at for at, time in beyond.items() if time * factor <= cutoff + 1e-6]
                by_hand += float(table.loc[far, column].sum())
                found = cell(around.people[bound], HOOGEVEEN, name)  # type: ignore[index]
                assert found == pytest.approx(by_hand, rel=0.004), (name, bound)


@pytest.mark.parametrize("service", ["knmi", "veiligheidscampus", "rechtbank", "nvwa"])
def test_neighbours_with_a_theme_are_counted_one_by_one(service: str, around: Surroundings) -> None:
    brief, sites = asks(service, weights=EVERYTHING), dg.read_layer("sites")
    measures = measure_criteria(around, brief, SITING)
    counts = []
    for site in OFFERED:
        count = 0
        for other, row in sites.iterrows():
            works = row["kind"] in {
                "campus", "hub", "government_service", "research", "defence", "administration",
            }  # fmt: skip
            shares = set(str(row["themes"]).split(";")) & set(brief.themes)
            near = cell(around.minutes["car_sites"], site, str(other)) <= 15
            itself = other in {
                brief.site, "rijkskantoor-mandemaat-assen", "innovatiecentrum-greenwise-emmen",
            }  # fmt: skip
            count += bool(works and shares and near and not itself)
        counts.append(count)
    assert measures.loc[OFFERED, "theme_neighbours"].tolist() == counts
    assert len(set(counts)) > 1


def test_a_service_is_no_neighbour_of_itself(around: Surroundings) -> None:
    there = asks("rechtbank", weights=EVERYTHING)
    nowhere = asks("rechtbank", weights=EVERYTHING, site="")
    counts = [
        cell(measure_criteria(around, brief, SITING), CAMPUS, "theme_neighbours")
        for brief in (there, nowhere)
    ]
    assert counts[1] == counts[0] + 1


def test_regions_are_those_of_the_gemeente_around_the_site(around: Surroundings) -> None:
    gemeenten = dg.read_layer("gemeenten")
    named = dg.read_layer("sites")["gemeente"]
    for service in ("rdi", "nvwa", "knmi"):
        wanted = set(read_brief(service).regions)
        measures = measure_criteria(around, asks(service), SITING)
        for site in OFFERED:
            point = offices.every_site().geometry.loc[site]
            inside = [
                str(row["name"])
                for _, row in gemeenten.iterrows()
                if row.geometry.intersects(point)
            ]
            assert str(named.loc[site]) == str(around.gemeente.loc[site])
            assert inside in ([str(named.loc[site])], [])
            regions = gemeenten.set_index("name").loc[str(named.loc[site]), "regions"]
            expected = float(bool(wanted & set(str(regions).split(";"))))
            assert cell(measures, site, "region_match") == expected


def test_planned_figures_are_those_of_the_profile(around: Surroundings) -> None:
    measures = measure_criteria(around, asks(weights=EVERYTHING), SITING)
    found = measures.loc[[CAMPUS, GETEC, HOOGEVEEN, MEPPEL], ["planned_homes", "planned_jobs"]]
    expected = [[36_000, 28_000], [13_400, np.nan], [13_400, 20_000], [np.nan, 20_000]]
    np.testing.assert_array_equal(found.to_numpy(), expected)


def test_of_two_regions_with_a_figure_the_larger_counts(around: Surroundings) -> None:
    brief = asks(weights={"planned_homes": 1.0})
    for figure, expected in ((20_000.0, 20_000.0), (10_000.0, 13_400.0)):
        regions = {**SITING.regions, "Zuidwest": {"homes": figure}}
        found = measure_criteria(around, brief, replace(SITING, regions=regions))
        assert cell(found, HOOGEVEEN, "planned_homes") == expected
        assert cell(found, MEPPEL, "planned_homes") == figure


def test_room_for_development_is_that_of_the_status(around: Surroundings) -> None:
    found = measure_criteria(around, asks(), SITING)["development"]
    expected = {CAMPUS: 1.0, BRAVO: 0.8, GETEC: 0.6, "euroterminal-coevorden": 0.3}
    assert {site: float(found.loc[site]) for site in expected} == expected
    assert found.loc[offices.grid_points().index].isna().all()


def test_the_value_of_dwellings_is_a_mean_over_dwellings(around: Surroundings) -> None:
    homes = read_dwellings()
    measures = measure_criteria(around, asks("rvo"), SITING)
    for site in OFFERED:
        minutes = around.minutes["car_dwellings"].loc[site].to_dict()
        within = [wijk for wijk in homes.index if minutes[wijk] <= 20]
        count = sum(float(homes["dwellings"].loc[wijk]) for wijk in within)
        worth = sum(
            float(homes["dwellings"].loc[wijk]) * float(homes["value_keur"].loc[wijk])
            for wijk in within
        )
        assert cell(measures, site, "dwelling_value_keur") == pytest.approx(worth / count)


@pytest.mark.parametrize("service", ["rdi", "rce"])
def test_the_nearest_place_of_learning_teaches_a_theme(service: str, around: Surroundings) -> None:
    brief, schools = asks(service, weights=EVERYTHING), dg.read_layer("education")
    measures = measure_criteria(around, brief, SITING)
    words = {word for theme in brief.themes for word in SITING.themes[theme]}
    trips = around.trips["expected"]
    for site in (MEPPEL, GETEC, BRAVO):
        for level in ("mbo", "hbo", "university"):
            times = []
            for school, row in schools.iterrows():
                if row["level"] == level and words & set(str(row["themes"]).split(";")):
                    drive = cell(around.minutes["car_education"], site, str(school))
                    town = str(row["town"]).lower()
                    ride = cell(trips, site, town) if town in trips else math.nan
                    times += [time for time in (drive, ride) if not math.isnan(time)]
            expected = min(times) if times else math.nan
            found = cell(measures, site, f"{level}_min")
            assert found == pytest.approx(expected, nan_ok=True), (site, level)


def test_relations_are_a_mean_of_the_quicker_of_train_and_car(around: Surroundings) -> None:
    trips, cars = around.trips["expected"], around.minutes["car_stations"]
    dvo = measure_criteria(around, asks("dvo"), SITING)["relations_min"]
    for site in (CAMPUS, MEPPEL):
        by_road = [
            cell(around.minutes["car_sites"], site, relation)
            for relation in ("rechtbank-noord-nederland-assen", "dji-esserheim-veenhuizen")
        ]
        groningen = min(cell(trips, site, "groningen"), cell(cars, site, "gn") + 10)
        leeuwarden = cell(trips, site, "leeuwarden")
        assert "lw" not in cars or math.isnan(cell(cars, site, "lw"))
        expected = (sum(by_road) + groningen + leeuwarden) / 4
        assert float(dvo.loc[site]) == pytest.approx(expected)


def test_an_unknown_criterion_or_relation_is_refused(around: Surroundings) -> None:
    with pytest.raises(ArgumentError) as caught:
        measure_criteria(around, asks(), SITING, criteria=["walk_min"])
    assert str(caught.value).startswith("unknown criterion 'walk_min': did you mean ")
    with pytest.raises(ArgumentError) as caught:
        measure_criteria(around, asks(relations=("groninge",)), SITING)
    said = str(caught.value)
    assert said.startswith("unknown relation of 'rdi' 'groninge': did you mean 'groningen'? ")


def test_measures_do_not_depend_on_other_points_nor_on_their_order() -> None:
    """A scenario without edits serves too: it changes nothing."""
    sites = chosen([MEPPEL, GETEC, CAMPUS + SHARP, "ncg-groningen"])
    empty = Scenario("empty", "Empty", "Leeg", "", "assumption", toggles={})
    found = offices.then(empty, gpd.GeoDataFrame(sites.iloc[::-1]))
    brief = asks(weights=EVERYTHING)
    for bound in BOUNDS:
        alone = measure_criteria(found, brief, SITING, bound=bound)
        known = measure_criteria(offices.around_of(sites), brief, SITING, bound=bound)
        assert_frame_equal(alone.sort_index(), known.sort_index(), check_names=False)
    assert list(found.points.index) != list(offices.around_of(sites).points.index)


def test_more_trains_never_lower_a_score_on_travel() -> None:
    sites = chosen(OFFERED)
    often = offices.situation().rail.lines["trains_per_hour"] * 2
    edits = [
        {"do": "set_frequency", "line": line, "trains_per_hour": trains}
        for line, trains in often.to_dict().items()
    ]
    raw = {"name": "twice", "title": "Twice", "source": "assumption", "edits": edits}
    made = offices.then(scenario_from_mapping(raw), sites)
    brief = asks("vws-rivm", weights=dict.fromkeys(TRAVEL, 1.0), limits={})
    before = rank_assessed(assessed(OFFERED, brief), brief).table["score"]
    known = assess_sites(sites, made, brief, SITING)
    after = rank_assessed(known, brief).table["score"]
    gain = after.reindex(before.index) - before
    assert (gain >= -ROUNDING).all()
    assert (gain > 0.001).any()


# --- laws of scores ---


@given(st.permutations(OFFERED), st.sampled_from(SERVICES))
@FEW
def test_the_order_of_sites_changes_nothing(order: list[str], service: str) -> None:
    brief = asks(service, limits={}, site_themes=())
    plain, mixed = judged(OFFERED, brief), judged(order, brief)
    assert_frame_equal(plain.ranking.table, mixed.ranking.table)
    assert_frame_equal(plain.ranking.shares, mixed.ranking.shares)
    assert_frame_equal(plain.verdict.shares, mixed.verdict.shares)
    assert_frame_equal(plain.verdict.unseat, mixed.verdict.unseat)
    assert plain.verdict.word == mixed.verdict.word
    assert_frame_equal(
        plain.assessed.measures, mixed.assessed.measures.loc[OFFERED], check_names=False
    )


@given(st.permutations(list(read_brief("nvwa").weights)))
@FEW
def test_the_order_in_which_weights_are_given_changes_nothing(order: list[str]) -> None:
    plain = read_brief("nvwa")
    own = {name: plain.weights[name] for name in order}
    assert list(read_brief("nvwa", own).weights) == list(plain.weights)
    turned = replace(plain, weights=own)
    found, same = (rank_assessed(assessed(OFFERED, one), one) for one in (turned, plain))
    assert list(found.table.index) == list(same.table.index)
    np.testing.assert_allclose(found.table["score"], same.table["score"], atol=1e-12)


@given(st.floats(0.01, 1000), st.sampled_from(SERVICES))
@FEW
def test_weights_that_are_all_so_much_larger_change_nothing(factor: float, service: str) -> None:
    brief = asks(service, limits={}, site_themes=())
    more = replace(brief, weights={name: w * factor for name, w in brief.weights.items()})
    plain, scaled = judged(OFFERED, brief), judged(OFFERED, more)
    assert_frame_equal(plain.ranking.table, scaled.ranking.table)
    assert_series_equal(plain.ranking.weights, scaled.ranking.weights)
    assert_frame_equal(plain.verdict.shares, scaled.verdict.shares)


@given(
    st.sets(st.sampled_from(OFFERED), min_size=2, max_size=6),
    st.sampled_from([*OFFERED, "lofar-kern-exloo", "gemeentehuis-aa-en-hunze"]),
    st.sampled_from(SERVICES),
)
@FEW
def test_another_site_never_changes_the_scores_or_the_order_of_the_others(
    some: set[str], more: str, service: str
) -> None:
    brief = asks(service, site_themes=(), limits={})
    few = sorted(some - {more})
    plain = judged(few, brief).ranking.table
    larger = judged([more, *few], brief).ranking.table.drop(index=more)
    assert list(larger.index) == list(plain.index)
    columns = ["score", "score_low", "score_high", "missing", "excluded", "near_limit"]
    assert_frame_equal(larger[columns], plain[columns], rtol=0, atol=1e-12)


def test_a_dominated_site_stays_behind_its_dominator_and_moves_nobody() -> None:
    found = 0
    for service in ("nvwa", "kgg", "rechtbank", "dji"):
        brief = asks(service, limits={}, site_themes=())
        known = assessed(OFFERED, brief)
        table = rank_assessed(known, brief).table
        for site, by in table["dominated_by"].items():
            if by:
                found += 1
                assert cell(table, by, "rank") <= cell(table, site, "rank")
                gaps = known.worth.loc[by] - known.worth.loc[str(site)]
                assert (gaps.dropna() >= 0).all()
                rest = [name for name in OFFERED if name != site]
                without = rank_assessed(assessed(rest, brief), brief).table
                assert list(without.index) == [name for name in table.index if name != site]
    assert found


def changed(around: Surroundings, name: str, site: str, minutes: float) -> Surroundings:
    """A site that is so much nearer to something, and its ring too."""
    rows = around.points["of"] == site
    frame = around.minutes[name].copy()
    frame.loc[rows.to_numpy()] = np.maximum(frame.loc[rows.to_numpy()] - minutes, 0.0)
    return replace(around, minutes={**around.minutes, name: frame})


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("walk_station", "station_walk_min"),
        ("walk_intercity", "intercity_walk_min"),
        ("car_exit", "exit_car_min"),
        ("car_border", "border_min"),
    ],
)
def test_a_site_that_is_nearer_scores_no_less_and_its_end_of_the_range_neither(
    name: str, criterion: str
) -> None:
    sites, brief = chosen(OFFERED), asks(weights=EVERYTHING, limits={})
    around = offices.around_of(sites)
    before = judge_sites(sites, around, brief, SITING)
    nearer = 0
    for site in (GETEC, WIJSTER):
        after = judge_sites(sites, changed(around, name, site, 4.0), brief, SITING)
        for column in ("score", "score_low", "score_high"):
            gain = after.ranking.table[column] - before.ranking.table[column]
            assert gain[site] >= -ROUNDING
            assert (gain.drop(index=site).abs() < ROUNDING).all()
        minutes = [cell(one.assessed.measures, site, criterion) for one in (before, after)]
        assert minutes[0] - minutes[1] == pytest.approx(4.0)
        value = [cell(one.assessed.worth, site, criterion) for one in (before, after)]
        nearer += value[1] > value[0]
        score = [cell(one.ranking.table, site, "score") for one in (before, after)]
        weight = float(before.ranking.weights[criterion])
        assert score[1] - score[0] == pytest.approx(weight * (value[1] - value[0]), abs=1e-12)
    assert nearer or criterion == "intercity_walk_min"


@pytest.mark.parametrize("service", SERVICES)
def test_shares_add_up_to_the_score_and_reasons_to_the_difference(service: str) -> None:
    brief = asks(service, site_themes=(), limits={})
    found = rank_assessed(assessed(OFFERED, brief), brief)
    table = found.table
    np.testing.assert_allclose(found.shares.sum(axis=1), table["score"], atol=1e-12)
    assert (found.shares >= 0).all(axis=None)
    assert (found.shares <= found.weights + 1e-12).all(axis=None)
    for other in table.index[1:]:
        reasons = reasons_before(found, str(table.index[0]), str(other))
        gap = cell(table, table.index[0], "score") - cell(table, other, "score")
        assert reasons.sum() == pytest.approx(gap, abs=1e-12)
        assert reasons.is_monotonic_decreasing


def test_the_score_is_the_weighted_mean_by_hand() -> None:
    brief = asks(weights={"exit_car_min": 3, "development": 1}, limits={})
    known = assessed([BRAVO, GETEC], brief)
    table = rank_assessed(known, brief).table
    for site, room_worth in ((BRAVO, 0.8), (GETEC, 0.6)):
        minutes = cell(known.measures, site, "exit_car_min")
        assert 3 < minutes < 25
        expected = 0.75 * (25 - minutes) / 22 + 0.25 * room_worth
        assert cell(table, site, "score") == pytest.approx(expected)


# --- what is missing, limits, ranges ---


def test_what_is_missing_is_named_and_counts_as_the_middle() -> None:
    brief = asks(weights={"planned_jobs": 1, "development": 1}, limits={})
    cells = list(offices.grid_points().index)
    table = judged([CAMPUS, GETEC, *cells], brief).ranking.table
    assert entry(table, CAMPUS, "missing") == ""
    assert entry(table, GETEC, "missing") == "planned_jobs"
    ends = ["score_low", "score", "score_high"]
    assert [cell(table, GETEC, end) for end in ends] == pytest.approx([0.3, 0.55, 0.8])
    campus = 28_000 / 48_000 / 2 + 0.5
    assert [cell(table, CAMPUS, end) for end in ends] == pytest.approx([campus] * 3)
    nothing = asks(weights={"development": 1}, limits={})
    table = judged([CAMPUS, *cells], nothing).ranking.table
    assert (table.loc[cells, ends] == [0.0, 0.5, 1.0]).all(axis=None)
    assert (table.loc[cells, "missing"] == "development").all()


def test_a_missing_measure_of_no_weight_is_not_missing() -> None:
    brief = asks(weights={"development": 1}, limits={})
    assert (judged(OFFERED, brief).ranking.table["missing"] == "").all()


def limited(limit: float, criterion: str = "exit_car_min") -> Brief:
    return asks(weights={"exit_car_min": 1, "workers_car_30": 1}, limits={criterion: limit})


def test_a_limit_excludes_only_if_even_the_best_end_is_beyond_it() -> None:
    known = assessed(OFFERED, limited(1e6))
    best, expected, worst = (
        cell(frame, GETEC, "exit_car_min") for frame in (known.best, known.measures, known.worst)
    )
    assert best < expected < worst
    beyond = judged(OFFERED, limited(best - 0.01)).ranking.table
    assert entry(beyond, GETEC, "excluded") == f"exit_car_min {best:.1f} > {best - 0.01:g}"
    assert pd.isna(entry(beyond, GETEC, "rank"))
    assert entry(beyond, GETEC, "near_limit") == ""
    limit = (best + expected) / 2
    between = judged(OFFERED, limited(limit)).ranking.table
    assert entry(between, GETEC, "excluded") == ""
    assert entry(between, GETEC, "near_limit") == f"exit_car_min {expected:.1f} > {limit:g}"
    assert pd.notna(entry(between, GETEC, "rank"))
    within = judged(OFFERED, limited(expected + 0.01)).ranking.table
    assert entry(within, GETEC, "near_limit") == ""
    assert cell(within, GETEC, "score") == cell(between, GETEC, "score")


def test_where_more_is_better_a_limit_is_a_least() -> None:
    known = assessed(OFFERED, limited(0.0, "workers_car_30"))
    most = cell(known.best, BRAVO, "workers_car_30")
    assert most > cell(known.measures, BRAVO, "workers_car_30")
    table = judged(OFFERED, limited(most + 1, "workers_car_30")).ranking.table
    assert entry(table, BRAVO, "excluded") == f"workers_car_30 {most:.1f} < {most + 1:g}"
    table = judged(OFFERED, limited(most - 1, "workers_car_30")).ranking.table
    assert entry(table, BRAVO, "excluded") == ""
    assert entry(table, BRAVO, "near_limit").startswith("workers_car_30 ")


def test_an_excluded_site_stands_last_without_a_rank_and_counts_in_no_trial() -> None:
    found = judged(OFFERED, read_brief("rechtbank"))
    table = found.ranking.table
    out = table.index[table["excluded"] != ""]
    assert 0 < len(out) < len(OFFERED)
    assert list(table.index[-len(out) :]) == list(out)
    assert table.loc[out, "rank"].isna().all()
    assert not set(found.verdict.shares.index) & set(out)
    for trial in ("first", "first_anyhow", "first_ranges"):
        assert found.verdict.shares[trial].sum() == pytest.approx(1.0)
    for site in out:
        assert cell(found.assessed.best, site, "station_walk_min") > 30


def test_limits_that_exclude_all_are_one_sentence() -> None:
    with pytest.raises(ArgumentError) as caught:
        judged(OFFERED, limited(0.1))
    assert str(caught.value) == (
        "service 'rdi': its limits exclude all 10 sites, most often exit_car_min (limit 0.1); "
        "relax it under [limits] in a file for --weights, or give other sites with --sites."
    )
    with pytest.raises(ArgumentError) as caught:
        judged([GETEC, BRAVO], read_brief("dji"))
    assert str(caught.value) == (
        "service 'dji': no site can be suggested; each does not carry the theme justice."
    )
    with pytest.raises(ArgumentError) as caught:
        judged(["ncg-groningen", "ncg-groningen" + SHARP], asks())
    assert str(caught.value) == "sites: all 2 lie outside Drenthe, so none can be suggested."


def test_a_site_outside_drenthe_is_excluded_and_says_so() -> None:
    table = judged([*OFFERED, "ncg-groningen"], asks()).ranking.table
    assert entry(table, "ncg-groningen", "excluded") == "outside Drenthe"
    assert pd.isna(entry(table, "ncg-groningen", "rank"))
    assert list(table.index)[-1] == "ncg-groningen"


def test_a_theme_that_a_site_must_carry_excludes_the_others() -> None:
    table = judged(OFFERED, asks(site_themes=("defence",), limits={})).ranking.table
    left = set(table.index[table["excluded"] == ""])
    themes = dg.read_layer("sites")["themes"]
    assert left == {site for site in OFFERED if "defence" in listed(themes[site])}
    assert left == {CAMPUS, HAVELTE}
    why = set(table["excluded"]) - {""}
    assert why == {"does not carry the theme defence"}


@pytest.mark.parametrize("service", ["rdi", "douane", "rechtbank", "kgg"])
def test_the_range_holds_what_is_expected(service: str) -> None:
    found = judged(OFFERED, asks(service, limits={}, site_themes=()))
    known, table = found.assessed, found.ranking.table
    for name in known.measures:
        sign = -1 if SITING.criteria[str(name)].less_is_better else 1
        measure, best, worst = (
            frame[name].dropna() * sign for frame in (known.measures, known.best, known.worst)
        )
        assert (worst <= measure + ROUNDING).all()
        assert (measure <= best + ROUNDING).all()
    assert (known.low.fillna(0) <= known.worth.fillna(0.5)).all(axis=None)
    assert (known.worth.fillna(0.5) <= known.high.fillna(1)).all(axis=None)
    assert (table["score_low"] < table["score"]).all()
    assert (table["score"] < table["score_high"]).all()


def test_every_time_may_be_as_far_off_as_its_profile_says() -> None:
    brief = asks("douane", limits={}, weights=EVERYTHING)
    known = assessed([GETEC + SHARP, MEPPEL + SHARP], brief)
    for name, share in (
        ("exit_car_min", 0.1),
        ("border_min", 0.1),
        ("airport_min", 0.1),
        ("station_walk_min", 0.2),
        ("intercity_walk_min", 0.2),
    ):
        for frame, factor in ((known.best, 1 - share), (known.worst, 1 + share)):
            np.testing.assert_allclose(frame[name], known.measures[name] * factor)


def test_a_site_known_to_the_metre_has_no_ring_and_another_has_one() -> None:
    sites = chosen([GETEC, GETEC + SHARP, *offices.grid_points().index])
    ringed = with_rings(sites, SITING)
    count = int(SITING.settings["position_points"])
    assert len(ringed) == len(sites) + count
    ring = ringed[(ringed["of"] == GETEC) & (ringed.index != GETEC)]
    assert len(ring) == count
    off_m = ring.distance(sites.geometry.loc[GETEC])
    np.testing.assert_allclose(off_m, float(sites.loc[GETEC, "accuracy_m"]))
    turned = np.diff(
        np.unwrap(
            np.arctan2(
                *(ring.get_coordinates().to_numpy() - sites.geometry.loc[GETEC].coords[0]).T[::-1]
            )
        )
    )
    np.testing.assert_allclose(turned, 2 * np.pi / count)


@pytest.mark.parametrize("service", ["rdi", "kgg"])
def test_an_unsure_position_widens_every_range_and_moves_no_score(service: str) -> None:
    brief = asks(service, limits={}, site_themes=())
    sharp = [name + SHARP for name in OFFERED]
    unsure, sure = judged(OFFERED, brief), judged(sharp, brief)
    assert list(sure.ranking.table.index) == [name + SHARP for name in unsure.ranking.table.index]
    one, two = (
        found.ranking.table.sort_index()[["score_low", "score", "score_high"]].to_numpy()
        for found in (unsure, sure)
    )
    np.testing.assert_allclose(one[:, 1], two[:, 1], atol=1e-12)
    assert (one[:, 0] <= two[:, 0] + ROUNDING).all()
    assert (one[:, 2] >= two[:, 2] - ROUNDING).all()
    assert (one[:, 2] - one[:, 0] > two[:, 2] - two[:, 0] + 0.002).all()


def test_a_ring_is_no_further_off_in_minutes_than_the_way_to_it_takes() -> None:
    """Footpaths and tunnels are missing, so a point across a railway would seem far off."""
    brief = asks(weights=EVERYTHING, limits={})
    known = assessed(OFFERED, brief)
    for name in ("station_walk_min", "exit_car_min", "den_haag_min"):
        profile = dg.read_profile("walk" if "walk" in name else "car")
        for site in OFFERED:
            way_min = 1.5 * float(offices.every_site()["accuracy_m"][site]) * 60
            way_min /= profile.access_kmh * 1000
            share = profile.uncertainty_share if name != "den_haag_min" else 0.0
            if name == "den_haag_min":
                trips = offices.measured().trips
                low, high = (cell(trips[end], site, "den-haag") for end in ("low", "high"))
            else:
                expected = cell(known.measures, site, name)
                low, high = expected * (1 - share), expected * (1 + share)
            assert cell(known.best, site, name) >= low - way_min - ROUNDING
            assert cell(known.worst, site, name) <= high + way_min + ROUNDING


def test_two_runs_are_the_same_and_another_seed_is_not() -> None:
    sites, brief = chosen(OFFERED), read_brief("nvwa")
    around = offices.around_of(sites)
    one, two = (judge_sites(sites, around, brief, SITING) for _ in range(2))
    assert_frame_equal(one.ranking.table, two.ranking.table, check_exact=True)
    assert_frame_equal(one.verdict.shares, two.verdict.shares, check_exact=True)
    assert_frame_equal(one.verdict.unseat, two.verdict.unseat, check_exact=True)
    other = replace(SITING, settings={**SITING.settings, "seed": 1})
    shares = judge_sites(sites, around, brief, other).verdict.shares
    assert not shares["first"].equals(one.verdict.shares["first"])


# --- the verdict ---


HOW = {
    "draws": 400, "seed": 2025, "concentration": 25.0, "robust_share": 0.75, "leaning_share": 0.5,
    "tie_score": 0.01,
}  # fmt: skip
TENTHS = st.integers(0, 10)


@given(
    st.lists(st.lists(TENTHS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(1, 5), min_size=3, max_size=3),
    st.floats(0, 0.4),
)
@settings(max_examples=40)
def test_the_word_follows_from_the_trials(
    rows: list[list[int]], given_weights: list[int], spread: float
) -> None:
    values = pd.DataFrame(rows, dtype=float, columns=list("abc")) / 10
    values.index = pd.Index([f"s{number}" for number in range(len(rows))])
    weights = pd.Series(given_weights, list("abc"), dtype=float)
    low, high = (values - spread).clip(lower=0), (values + spread).clip(upper=1)
    found = judge(values, low, high, weights, HOW)
    assert found.first == rank_sites(values, weights).table.index[0]
    assert ((found.shares >= 0) & (found.shares <= 1 + ROUNDING)).all(axis=None)
    trials = ("first", "first_ranges")
    least = min(cell(found.shares, found.first, trial) for trial in trials)
    holds = found.topsis_first == found.first and set(found.without) == {found.first}
    expected = "open"
    scores = sorted(values.fillna(0.5).to_numpy() @ (weights / weights.sum()).to_numpy())
    apart = len(scores) > 1 and scores[-1] - scores[-2] >= 0.01
    if apart and least >= 0.75 and holds:
        expected = "robust"
    elif apart and least >= 0.5:
        expected = "leaning"
    assert found.word == expected


def word(values: pd.DataFrame, low: Any = None, high: Any = None, **weights: float) -> str:
    low, high = values if low is None else low, values if high is None else high
    return judge(values, low, high, pd.Series(weights, dtype=float), HOW).word


def test_a_site_that_is_best_everywhere_is_robust_unless_its_range_overlaps() -> None:
    values = pd.DataFrame({"a": [0.6, 0.4], "b": [0.6, 0.4]}, index=["x", "y"])
    assert word(values, a=1, b=1) == "robust"
    near = values * 0.2 + 0.4
    assert word(near, near - 0.4, near + 0.4, a=1, b=1) == "leaning"
    twins = pd.DataFrame({"a": [0.6, 0.6], "b": [0.6, 0.6]}, index=["x", "y"])
    assert word(twins, twins - 0.4, twins + 0.4, a=1, b=1) == "open"
    assert judge(twins, twins, twins, pd.Series({"a": 1.0, "b": 1.0}), HOW).shares[
        "first"
    ].tolist() == [0.5, 0.5]


def test_a_first_place_that_hangs_on_one_criterion_is_not_robust() -> None:
    values = pd.DataFrame({"a": [1.0, 0.0], "b": [0.4, 0.5]}, index=["x", "y"])
    assert word(values, a=3, b=1) == "leaning"


def test_a_first_place_that_the_second_method_denies_is_not_robust() -> None:
    values = pd.DataFrame([[1.0, 1, 1, 1, 0], [0.7] * 5], list("xy"), list("abcde"))
    equal = dict.fromkeys("abcde", 1.0)
    found = judge(values, values, values, pd.Series(equal), HOW)
    assert found.first == "x"
    assert set(found.without) == {"x"}
    assert cell(found.shares, "x", "first") > 0.75
    assert cell(found.shares, "x", "first_ranges") == 1.0
    assert found.topsis_first == "y"
    assert found.word == "leaning"


def test_what_is_missing_makes_a_first_place_unsure() -> None:
    values = pd.DataFrame({"a": [0.7, 0.6], "b": [np.nan, 0.5]}, index=["x", "y"])
    assert word(values, a=1, b=1) != "robust"
    assert word(values.fillna(0.5), a=9, b=1) == "robust"


def test_two_that_nobody_can_tell_apart_are_open_whatever_the_draws_say() -> None:
    values = pd.DataFrame({"a": [0.6, 0.5905], "b": [0.6, 0.5905]}, index=["x", "y"])
    shares = judge(values, values, values, pd.Series({"a": 1.0, "b": 1.0}), HOW).shares
    assert cell(shares, "x", "first") == 1.0
    assert word(values, a=1, b=1) == "open"
    assert word(values.replace(0.5905, 0.5895), a=1, b=1) == "robust"


def test_a_single_site_is_open_for_nothing_was_compared() -> None:
    values = pd.DataFrame({"a": [0.9]}, index=["x"])
    assert word(values, a=1) == "open"


# --- the whole province ---


@pytest.fixture(scope="module")
def surface(grid: Surroundings) -> gpd.GeoDataFrame:
    return opportunity_surface(grid, read_brief("nvwa"), SITING)


def test_the_grid_lies_in_drenthe_near_roads(grid: Surroundings) -> None:
    half = offices.GRID_M / 2
    xy = shapely.get_coordinates(grid.points.geometry.to_numpy())
    assert ((xy - half) % offices.GRID_M == 0).all()
    assert not grid.points.index.has_duplicates
    assert grid.gemeente.notna().all()
    snaps = snap_points(offices.situation().network(dg.read_profile("car")), grid.points)
    assert (snaps["snap_m"] <= float(SITING.settings["grid_road_m"])).all()
    area_km2 = dg.read_layer("gemeenten")["area_km2"].sum()
    assert 0.5 * area_km2 < len(grid.points) * (offices.GRID_M / 1000) ** 2 < area_km2


def test_a_cell_is_a_site_at_its_middle_but_for_the_people(
    grid: Surroundings, surface: gpd.GeoDataFrame
) -> None:
    cells, brief = list(offices.grid_points().index), read_brief("nvwa")
    assert set(cells) <= set(grid.points.index)
    known = assessed(cells, brief)
    for name in known.measures:
        unit = SITING.criteria[str(name)].unit
        found, expected = surface.loc[cells, name], known.measures[name]
        if unit == "people":
            np.testing.assert_allclose(
                found, expected, rtol=0.25 if "bicycle" in str(name) else 0.1
            )
        else:
            assert_series_equal(found, expected, check_exact=True, check_names=False)
    excluded = known.excluded.map(lambda why: str(why).split(" ")[0])
    assert surface.loc[cells, "excluded"].map(lambda why: str(why).split(" ")[0]).equals(excluded)
    scores = rank_sites(known.worth, pd.Series(brief.weights, dtype=float)).table["score"]
    inside = [name for name in cells if not known.excluded[name]]
    assert len(inside) > 3
    np.testing.assert_allclose(surface.loc[inside, "score"], scores.loc[inside], atol=0.01)


def test_without_people_a_cell_scores_exactly_as_a_site(grid: Surroundings) -> None:
    weights = {name: w for name, w in read_brief("rvo").weights.items() if name not in PEOPLE}
    brief = asks("rvo", weights=weights, limits={})
    cells = list(offices.grid_points().index)
    found = opportunity_surface(grid, brief, SITING).loc[cells, "score"]
    table = judged(cells, brief).ranking.table.loc[cells]
    np.testing.assert_allclose(found, table["score"], atol=1e-12)
    names = [str(name) for name in table["missing"]]
    assert all("development" in name for name in names)


def test_excluded_cells_have_no_score_and_are_those_beyond_the_limit(
    surface: gpd.GeoDataFrame,
) -> None:
    out = surface["excluded"] != ""
    assert out.any()
    assert not out.all()
    minutes = surface["exit_car_min"]
    assert ((minutes * 0.9 > 20) == out).all()
    assert surface.loc[out, ["score", "score_low", "score_high"]].isna().all(axis=None)
    left = surface[~out]
    assert left["score"].between(0, 1).all()
    assert (left["score_low"] < left["score"]).all()
    assert (left["score"] < left["score_high"]).all()
    assert (surface.area == offices.GRID_M**2).all()


def test_best_places_are_the_best_free_cells_apart_from_each_other_and_from_candidates(
    surface: gpd.GeoDataFrame,
) -> None:
    taken, apart_m, near_m = chosen(OFFERED), 2.5 * offices.GRID_M, 1.2 * offices.GRID_M
    how = {"spacing_m": apart_m, "candidate_m": near_m}
    apart = replace(SITING, settings={**SITING.settings, **how})
    found = best_places(surface, taken, apart)
    assert len(found) == int(SITING.settings["best_places"])
    assert found["score"].is_monotonic_decreasing
    for at, point in enumerate(found.geometry):
        assert (taken.distance(point) >= near_m).all()
        assert (found.geometry.drop(index=found.index[at]).distance(point) >= apart_m).all()
    # No better cell was passed over, unless it lies near a candidate or a better one.
    middles = surface.geometry.centroid
    for name, score in surface["score"].dropna().items():
        if name in found.index or score <= found["score"].min():
            continue
        better = found.geometry[found["score"] >= score]
        to_taken = min(middles[name].distance(point) for point in taken.geometry)
        to_better = min((middles[name].distance(point) for point in better), default=np.inf)
        assert to_taken < near_m or to_better < apart_m
    places = dg.read_layer("places")
    for _, row in found.iterrows():
        assert row["near"] == places["name"].iloc[int(places.distance(row.geometry).argmin())]


def test_where_everything_is_taken_there_is_no_best_place(surface: gpd.GeoDataFrame) -> None:
    middles = gpd.GeoDataFrame(geometry=surface.geometry.centroid)
    assert best_places(surface, middles, SITING).empty


# --- candidates ---


def test_candidates_are_the_sites_of_the_profile_and_the_present_seat() -> None:
    found = read_candidates(read_brief("dji"), SITING)
    assert list(found.index) == [*OFFERED, "dji-esserheim-veenhuizen"]
    assert found["role"].tolist() == ["candidate"] * len(OFFERED) + ["present seat"]
    assert list(read_candidates(read_brief("rdi"), SITING).index) == OFFERED


def test_a_seat_that_is_a_candidate_already_is_not_added_twice() -> None:
    for service, there in (("rvo", MANDEMAAT), ("defensie-jwf", CAMPUS)):
        found = read_candidates(read_brief(service), SITING)
        assert list(found.index) == OFFERED
        assert found.index[found["role"] == "present seat"].tolist() == [there]


def test_a_seat_outside_drenthe_is_no_candidate() -> None:
    assert read_brief("ncg").site == "ncg-groningen"
    found = read_candidates(read_brief("ncg"), SITING)
    assert list(found.index) == OFFERED
    assert set(found["role"]) == {"candidate"}


def own_points(**columns: Any) -> gpd.GeoDataFrame:
    xy = [(233_500, 556_500), (257_000, 533_000)]
    points = [shapely.Point(at) for at in xy]
    return gpd.GeoDataFrame(columns, index=["brink", "emmen"], geometry=points, crs=RD_NEW)


def test_candidates_of_ones_own_stand_alone_and_are_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("id,x,y,name\nbrink,233500,556500,De Brink\nemmen,257000,533000,\n", "utf-8")
    for given_sites in (file, str(file), own_points(name=["De Brink", None])):
        found = read_candidates(read_brief("dji"), SITING, given_sites)
        assert found.index.name == "site"
        assert list(found.index) == ["brink", "emmen"]
        assert found["name"].tolist() == ["De Brink", "emmen"]
        assert set(found["role"]) == {"own file"}
        assert found.crs == RD_NEW
        assert found.geometry.x.tolist() == [233_500, 257_000]
    bare = read_candidates(read_brief("dji"), SITING, own_points())
    assert bare["name"].tolist() == ["brink", "emmen"]


def test_candidates_in_degrees_are_where_they_are_in_metres(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    degrees = own_points().to_crs("EPSG:4326").get_coordinates()
    rows = [
        f"{name},{x:.9f},{y:.9f}" for name, (x, y) in zip("ab", degrees.to_numpy(), strict=True)
    ]
    file.write_text("\n".join(["id,lon,lat", *rows]), encoding="utf-8")
    found = read_candidates(read_brief("rdi"), SITING, file).get_coordinates()
    np.testing.assert_allclose(found, own_points().get_coordinates(), atol=0.01)


def test_numbers_may_be_ids_and_a_geometry_may_have_another_name() -> None:
    mine = own_points().reset_index(drop=True).rename_geometry("geom")
    found = read_candidates(read_brief("rdi"), SITING, mine)
    assert list(found.index) == ["0", "1"]
    assert found["name"].tolist() == ["0", "1"]
    assert found.geometry.name == "geometry"
    assert mine.geometry.name == "geom"


NO_CRS = (
    "has no coordinate reference system, so its numbers have no place on earth; set it where the "
    'file is made, or with .set_crs("EPSG:28992") for RD New or .set_crs("EPSG:4326") for lon/lat.'
)


def refusal(sites: Any) -> DrentheGeoError:
    with pytest.raises(DrentheGeoError) as caught:
        with_rings(read_candidates(read_brief("rdi"), SITING, sites), SITING)
    return caught.value


@pytest.mark.parametrize(
    ("sites", "kind", "message"),
    [
        (
            own_points().iloc[:0],
            ArgumentError,
            "sites: there are none, so nothing can be ranked.",
        ),
        (
            own_points().to_crs("EPSG:4326"),
            CrsError,
            (
                "sites: in EPSG:4326, but EPSG:28992 (RD New, metres) is needed; convert with "
                '.to_crs("EPSG:28992").'
            ),
        ),
        (own_points().set_crs(None, allow_override=True), CrsError, f"sites: {NO_CRS}"),
        (
            own_points().set_axis(["a", "a"], axis=0),
            ArgumentError,
            "sites: 'a' stands twice in the index.",
        ),
        (
            own_points(accuracy_m=[10, -1]),
            ArgumentError,
            "sites: accuracy_m of 'emmen' is -1; give metres, 0 or more.",
        ),
        (
            own_points(accuracy_m=["near", None]),
            ArgumentError,
            "sites: accuracy_m of 'brink' is near; give metres, 0 or more.",
        ),
    ],
)
def test_bad_points_are_refused_in_one_sentence(
    sites: gpd.GeoDataFrame, kind: type[Exception], message: str
) -> None:
    error = refusal(sites)
    assert isinstance(error, kind)
    assert str(error) == message


@pytest.mark.parametrize(
    ("rows", "kind", "message"),
    [
        (
            "id,x,y\na,556500,233500\n",
            LayerError,
            (
                "layer 'points' from mine.csv: coordinates: 1 of 1 lies outside the Netherlands: "
                "x and y are swapped."
            ),
        ),
        (
            "id,x,y\na,233500,556500\na,257000,533000\n",
            LayerError,
            "layer 'points' from mine.csv: duplicate id: 'a'.",
        ),
        ("id,x,y\n", LayerError, "layer 'points' from mine.csv: it has no rows."),
        (
            "id,name\na,b\n",
            LayerError,
            (
                "mine.csv: no coordinate columns among id, name; give lon and lat (degrees) or x "
                "and y (RD New metres)."
            ),
        ),
        (
            "id,x,y,accuracy_m\na,233500,556500,far\n",
            ArgumentError,
            "sites: accuracy_m of 'a' is far; give metres, 0 or more.",
        ),
    ],
)
def test_a_bad_file_of_points_is_refused_in_one_sentence(
    rows: str, kind: type[Exception], message: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(rows, encoding="utf-8")
    error = refusal(file)
    assert isinstance(error, kind)
    assert str(error) == message


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_missing_file_and_one_without_a_crs_are_refused(tmp_path: Path) -> None:
    missing = refusal(tmp_path / "none.csv")
    assert isinstance(missing, FileError)
    assert str(missing) == f"{tmp_path / 'none.csv'}: no such file."
    file = tmp_path / "mine.gpkg"
    bare = own_points().set_crs(None, allow_override=True)
    bare.rename_axis("id").reset_index().to_file(file)
    error = refusal(file)
    assert isinstance(error, CrsError)
    assert str(error) == f"layer 'points' from mine.gpkg: {NO_CRS}"


def test_a_site_far_from_every_road_is_refused_by_name() -> None:
    far = gpd.GeoDataFrame(
        index=["amsterdam"], geometry=[shapely.Point(121_000, 487_000)], crs=RD_NEW
    )
    sites = gpd.GeoDataFrame(pd.concat([own_points(), far]), crs=RD_NEW)
    network = offices.situation().network(dg.read_profile("car"))
    with pytest.raises(ArgumentError) as caught:
        _require_inside(sites, network)
    assert str(caught.value) == (
        "sites: 1 of 3 lie outside the road network, the first is 'amsterdam'; a site must lie "
        "within 2,000 m of a road in or around Drenthe (is its position in RD New or lon,lat?)."
    )
    _require_inside(own_points(), network)


# --- the question turned round ---


SOME = ["rdi", "nvwa", "dji", "luchtvaart"]


@pytest.fixture
def some_services(monkeypatch: pytest.MonkeyPatch, kept: None) -> None:
    """Fewer services, as each is ranked."""
    assert kept is None
    table = dg.read_services().loc[SOME]
    monkeypatch.setattr(matches, "read_services", lambda: table)


@pytest.mark.usefixtures("some_services")
def test_services_for_a_site_agree_with_the_ranking_of_each() -> None:
    found = services_for_site(BRAVO)
    assert sorted(found.index) == sorted(SOME)
    ranked = 0
    for service in SOME:
        table = judged(OFFERED, read_brief(service)).ranking.table
        left = table[table["excluded"] == ""]
        for column in ("score", "score_low", "score_high"):
            assert cell(found, service, column) == pytest.approx(cell(table, BRAVO, column))
        assert entry(found, service, "excluded") == entry(table, BRAVO, "excluded")
        assert entry(found, service, "of") == len(left)
        assert entry(found, service, "first") == table.index[0]
        if BRAVO not in left.index:
            assert pd.isna(entry(found, service, "rank"))
            assert math.isnan(cell(found, service, "lead"))
            continue
        ranked += 1
        assert entry(found, service, "rank") == entry(table, BRAVO, "rank")
        lead = cell(table, BRAVO, "score") - float(left["score"].drop(index=BRAVO).max())
        assert cell(found, service, "lead") == pytest.approx(lead, nan_ok=True)
    assert 0 < ranked < len(SOME)
    assert found["rank"].dropna().is_monotonic_increasing
    assert found["rank"].isna().tolist() == sorted(found["rank"].isna())


@pytest.mark.usefixtures("some_services")
def test_a_site_that_is_no_candidate_is_ranked_among_them_and_one_outside_is_out() -> None:
    found = services_for_site("lofar-kern-exloo")
    table = judged([*OFFERED, "lofar-kern-exloo"], read_brief("nvwa")).ranking.table
    assert entry(found, "nvwa", "of") == (table["excluded"] == "").sum()
    score = cell(table, "lofar-kern-exloo", "score")
    assert cell(found, "nvwa", "score") == pytest.approx(score)
    outside = services_for_site("ncg-groningen")
    assert (outside["excluded"] == "outside Drenthe").all()
    assert outside["rank"].isna().all()


def test_an_unknown_site_or_the_id_of_a_candidate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError) as caught:
        services_for_site("getec-park")
    choices = ", ".join(dg.read_layer("sites").index)
    assert str(caught.value) == (
        f"unknown site 'getec-park': did you mean 'getec-park-emmen'? Choices: {choices}."
    )
    file = tmp_path / "mine.csv"
    file.write_text(f"id,x,y\n{GETEC},257000,533000\n", encoding="utf-8")
    with pytest.raises(ArgumentError) as caught:
        services_for_site(GETEC, sites=file)
    assert str(caught.value) == (
        f"site '{GETEC}': the id is that of a candidate of the profile; give it another."
    )


def test_the_choices_of_these_tests_differ_only_in_speed() -> None:
    plain: Siting = read_siting()
    assert SITING.criteria == plain.criteria
    assert {name for name, value in plain.settings.items() if SITING.settings[name] != value} == {
        "draws", "grid_m",
    }  # fmt: skip
    known: Assessed = assessed([MEPPEL], read_brief("rdi"))
    assert list(known.worth) == list(read_brief("rdi").weights)


# --- words of one's own file, and folders ---


def test_a_status_or_a_theme_that_no_table_knows_is_refused() -> None:
    brief = read_brief("dji")
    for column, word, choices in (
        ("status", "foo", "developing, planned, present"),
        ("themes", "justitie", ", ".join(SITING.themes)),
    ):
        sites = own_points().assign(**{column: word})
        with pytest.raises(ArgumentError) as caught:
            read_candidates(brief, SITING, sites)
        said = str(caught.value)
        assert said.startswith(f"unknown {column} of site {str(sites.index[0])!r} {word!r}: ")
        assert said.endswith(f"Choices: {choices}.")


@pytest.mark.usefixtures("kept")
def test_what_nobody_knows_of_a_site_excludes_nothing() -> None:
    sites = own_points()
    assert "themes" not in sites
    plain = room.make_suggestion("dji", sites=sites, surface=False)
    assert (plain.ranking.table["excluded"] == "").all()
    assert any("no themes are given, and it needs justice" in said for said in plain.warnings)
    given = sites.assign(themes=["justice", *["water"] * (len(sites) - 1)])
    found = room.make_suggestion("dji", sites=given, surface=False)
    out = found.ranking.table["excluded"]
    assert out.tolist() == ["", *["does not carry the theme justice"] * (len(sites) - 1)]
