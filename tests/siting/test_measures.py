"""Measures of criteria, by other ways: networkx, one by one, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from offices import CAMPUS, HEIDESTAD, KANTOOR, SHARP, TERMINAL, VELD, WOLDE, ZANDKERK, cell
from pandas.testing import assert_frame_equal
from streets import Streets
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError
from drenthe_geo.scenarios.model import scenario_from_mapping
from drenthe_geo.siting.assess import assess_sites, with_rings
from drenthe_geo.siting.measures import measure_criteria
from drenthe_geo.siting.model import Criterion, Target, listed
from drenthe_geo.siting.rank import ROUNDING, Scale
from drenthe_geo.siting.targets import read_dwellings
from drenthe_geo.siting.verdict import rank_assessed
from drenthe_geo.units import BOUNDS

SITING = VELD.siting
NEAR_MIN = 0.06
"""Ends of a trip are rounded to tenths of a second, each by itself."""


def measures(service: str = "grensdouane") -> pd.DataFrame:
    """All criteria of all sites."""
    return measure_criteria(VELDLAND, VELD.around, VELD.everything(service), SITING)


def station_ids(*, intercity: bool = False) -> list[str]:
    """Stations on the roads where a train stops."""
    return [
        str(code)
        for code, row in VELDLAND.layer("stations").iterrows()
        if code in VELD.situation.rail.served
        and row["role"] != "far"
        and (row["intercity"] or not intercity)
    ]


@pytest.mark.parametrize("site", VELD.offered)
def test_the_walk_to_a_station_is_that_of_networkx(site: str) -> None:
    stations = VELDLAND.layer("stations").loc[station_ids()]
    found = Streets(VELDLAND, "walk").minutes(VELD.chosen([site]), stations)
    nearest = min(found.values())
    intercity = min(found[code] for code in station_ids(intercity=True) if code in found)
    ours = measures()
    assert cell(ours, site, "station_walk_min") == pytest.approx(nearest, abs=NEAR_MIN)
    assert cell(ours, site, "intercity_walk_min") == pytest.approx(intercity, abs=NEAR_MIN)
    assert intercity >= nearest


@pytest.mark.parametrize("site", VELD.offered)
def test_minutes_by_car_are_those_of_networkx(site: str) -> None:
    car, start, ours = Streets(VELDLAND, "car"), VELD.chosen([site]), measures()
    exits = car.minutes(start, VELDLAND.layer("exits"))
    sites = car.minutes(start, VELDLAND.layer("sites"))
    point = gpd.GeoDataFrame(geometry=[shapely.Point(176_500, 457_000)], crs=RD_NEW)
    for name, expected in (
        ("exit_car_min", min(exits[one] for one in ("A99-1", "A99-2", "A99-3"))),
        ("border_min", min(exits["A99-grens"], *car.minutes(start, point).values())),
        ("airport_min", sites[ZANDKERK]),
        ("rail_terminal_min", sites[TERMINAL]),
        ("inland_port_min", sites[TERMINAL]),
    ):
        assert cell(ours, site, name) == pytest.approx(expected, abs=NEAR_MIN), name


def test_people_in_reach_are_counted_one_by_one() -> None:
    people = VELDLAND.layer("people")
    table = VELDLAND.table("beyond_people").set_index("place")
    asked = SITING.of_kind("people")
    assert {one.mode for one in asked.values()} == {"car", "bicycle"}
    for name, one in asked.items():
        streets = Streets(VELDLAND, one.mode, reverse=True)  # people come to the site
        share = streets.profile.uncertainty_share
        for site in (HEIDESTAD, WOLDE):
            minutes = streets.minutes(VELD.chosen([site]), people)
            beyond = streets.minutes_beyond(VELD.chosen([site])) if one.mode == "car" else {}
            for bound, factor in (("expected", 1.0), ("low", 1 - share), ("high", 1 + share)):
                most = one.within_min / factor
                near = [at for at, time in minutes.items() if time <= most]
                far = [at for at, time in beyond.items() if time <= most + 1e-6]
                by_hand = float(people.loc[near, one.who].sum() + table.loc[far, one.who].sum())
                found = cell(VELD.around.people[bound], site, name)  # type: ignore[index]
                assert found == pytest.approx(by_hand, rel=0.004), (name, site, bound)


@pytest.mark.parametrize("service", VELD.services)
def test_neighbours_with_a_theme_are_counted_one_by_one(service: str) -> None:
    brief, sites = VELD.everything(service), VELDLAND.layer("sites")
    kinds = {"campus", "hub", "government_service", "research", "defence", "administration"}
    minutes = VELD.around.minutes["car_sites"]
    for site in VELD.offered:
        count = sum(
            row["kind"] in kinds
            and bool(set(listed(row["themes"])) & set(brief.themes))
            and cell(minutes, site, str(other)) <= 15
            and other not in {brief.site, KANTOOR}
            for other, row in sites.iterrows()
        )
        assert cell(measures(service), site, "theme_neighbours") == count


def test_a_service_is_no_neighbour_of_itself() -> None:
    brief = VELD.everything("veldwacht")
    counts = [
        cell(
            measure_criteria(VELDLAND, VELD.around, replace(brief, site=site), SITING),
            CAMPUS,
            "theme_neighbours",
        )
        for site in (CAMPUS, "")
    ]
    assert counts == [0, 1]


def test_regions_are_those_of_the_gemeente_around_the_site() -> None:
    gemeenten = VELDLAND.layer("gemeenten")
    for service in VELD.services:
        wanted = set(dg.siting.read_brief(VELDLAND, service).regions)
        for site in VELD.offered:
            point = VELD.sites.geometry.loc[site]
            [inside] = [row for _, row in gemeenten.iterrows() if row.geometry.intersects(point)]
            assert inside["name"] == VELD.around.gemeente.loc[site]
            expected = float(bool(wanted & set(listed(inside["regions"]))))
            assert cell(measures(service), site, "region_match") == expected


def test_planned_figures_are_those_of_the_region_and_missing_where_there_is_none() -> None:
    found = measures().loc[[HEIDESTAD, CAMPUS, WOLDE], ["planned_homes", "planned_jobs"]]
    expected = [[4000, 2500], [4000, 2500], [1500, np.nan]]
    np.testing.assert_array_equal(found.to_numpy(), expected)


def test_of_two_regions_with_a_figure_the_larger_counts() -> None:
    brief = VELD.asks(weights={"planned_homes": 1.0})
    for figure, expected in ((20_000.0, 20_000.0), (1_000.0, 4_000.0)):
        regions = {**SITING.regions, "Zuid": {"homes": figure}}
        changed = replace(SITING, regions=regions)
        found = measure_criteria(VELDLAND, VELD.around, brief, changed)
        assert cell(found, CAMPUS, "planned_homes") == expected
        assert cell(found, WOLDE, "planned_homes") == figure


def test_room_for_development_is_that_of_the_status() -> None:
    found = measures()["development"]
    expected = {CAMPUS: 1.0, HEIDESTAD: 0.8, WOLDE: 0.6, TERMINAL: 0.3}
    assert {site: float(found.loc[site]) for site in expected} == expected
    assert found.loc[VELD.cells.index].isna().all()


def test_the_value_of_dwellings_is_a_mean_over_dwellings() -> None:
    homes, name = read_dwellings(VELDLAND), "dwelling_value_keur"
    for most_min in (20.0, 8.0):
        near = replace(SITING.criteria[name], minutes=most_min)
        siting = replace(SITING, criteria={**SITING.criteria, name: near})
        found = measure_criteria(VELDLAND, VELD.around, VELD.asks(), siting, criteria=[name])
        for site in VELD.offered:
            minutes = VELD.around.minutes[name].loc[site].to_dict()
            within = homes.loc[[wijk for wijk in homes.index if minutes[wijk] <= most_min]]
            assert len(within) > 0
            assert len(within) < len(homes) or most_min == 20.0
            expected = np.average(within["value_keur"], weights=within["dwellings"])
            assert cell(found, site, name) == pytest.approx(expected)


@pytest.mark.parametrize("service", VELD.services)
def test_places_of_learning_teach_a_theme_and_the_quicker_way_counts(service: str) -> None:
    brief, schools = VELD.everything(service), VELDLAND.layer("education")
    words = {word for theme in brief.themes for word in SITING.themes[theme]}
    trips, drives = VELD.around.trips["expected"], VELD.around.minutes["car_education"]
    for site in VELD.offered:
        for level in ("mbo", "hbo", "university"):
            times = []
            for school, row in schools.iterrows():
                if row["level"] == level and words & set(listed(row["themes"])):
                    town = str(row["town"]).lower()
                    ride = cell(trips, site, town) if town in trips else math.nan
                    times += [cell(drives, site, str(school)), ride]
            expected = min((one for one in times if not math.isnan(one)), default=math.nan)
            found = cell(measures(service), site, f"{level}_min")
            assert found == pytest.approx(expected, nan_ok=True), (site, level)


def test_relations_are_a_mean_of_the_quicker_of_train_and_car() -> None:
    trips = VELD.around.trips["expected"]
    by_road, drives = VELD.around.minutes["car_stations"], VELD.around.minutes["car_sites"]
    assert VELD.everything().relations == ("osf", TERMINAL)
    ours = measures()["relations_min"]
    for site in VELD.offered:
        over_the_border = np.fmin(cell(trips, site, "osf"), cell(by_road, site, "osf") + 10)
        expected = (over_the_border + cell(drives, site, TERMINAL)) / 2
        assert float(ours.loc[site]) == pytest.approx(expected)


def test_an_unknown_criterion_or_relation_is_refused() -> None:
    with pytest.raises(ArgumentError) as caught:
        measure_criteria(VELDLAND, VELD.around, VELD.asks(), SITING, criteria=["walk_min"])
    assert str(caught.value).startswith("unknown criterion 'walk_min': did you mean ")
    with pytest.raises(ArgumentError) as caught:
        measure_criteria(VELDLAND, VELD.around, VELD.asks(relations=("rietsta",)), SITING)
    said = str(caught.value)
    assert said.startswith("unknown relation of 'grensdouane' 'rietsta': did you mean 'rietstad'? ")


def test_measures_do_not_depend_on_other_points_nor_on_their_order() -> None:
    sites = VELD.chosen([WOLDE, CAMPUS, HEIDESTAD + SHARP, "rietstad"])
    found = VELD.measured(gpd.GeoDataFrame(sites.iloc[::-1]), VELD.situation)
    for bound in BOUNDS:
        alone, known = (
            measure_criteria(VELDLAND, one, VELD.everything(), SITING, bound=bound)
            for one in (found, VELD.around_of(sites))
        )
        assert_frame_equal(alone.sort_index(), known.sort_index(), check_names=False)
    assert list(found.points.index) != list(VELD.around_of(sites).points.index)


def test_more_trains_never_lower_a_score_on_travel() -> None:
    often = VELD.situation.rail.lines["trains_per_hour"] * 8  # waits are capped
    edits = [
        {"do": "set_frequency", "line": line, "trains_per_hour": trains}
        for line, trains in often.to_dict().items()
    ]
    raw = {"name": "often", "title": "Often", "source": "assumption", "edits": edits}
    sites = VELD.chosen(VELD.offered)
    made = VELD.then(scenario_from_mapping(raw), sites)
    travel = [name for name, one in SITING.criteria.items() if one.unit == "min"]
    brief = VELD.asks("veldregister", weights=dict.fromkeys(travel, 1.0), limits={})
    before = rank_assessed(VELD.assessed(VELD.offered, brief), brief).table["score"]
    known = assess_sites(VELDLAND, sites, made, brief, SITING)
    gain = rank_assessed(known, brief).table["score"].reindex(before.index) - before
    assert (gain >= -ROUNDING).all()
    assert (gain > 0.001).any()


# --- a criterion of one's own, of a known kind ---


def criterion(name: str, **how: Any) -> Criterion:
    """A criterion that the area does not have."""
    texts = {"title": {"en": name}, "source": {"en": "assumption: a test"}, "pillar": "access"}
    return Criterion(name=name, unit="min", scale=Scale(60, 5), **{**texts, **how})


def test_a_criterion_by_another_mode_is_measured_by_that_mode_and_so_is_its_ring() -> None:
    how: dict[str, Any] = {"kind": "nearest", "to": Target(layer="exits", where={"road": "A*"})}
    own = {
        f"exit_{mode}_min": criterion(f"exit_{mode}_min", mode=mode, **how)
        for mode in ("bicycle", "car")
    }
    siting = replace(SITING, criteria={**SITING.criteria, **own})
    brief = VELD.asks(weights=dict.fromkeys(own, 1.0), limits={})
    sites = VELD.chosen(VELD.offered)
    around = dg.siting.measure_surroundings(
        VELDLAND, with_rings(sites, siting), VELD.situation, siting
    )
    known = assess_sites(VELDLAND, sites, around, brief, siting)
    exits = VELDLAND.layer("exits")
    bicycle = Streets(VELDLAND, "bicycle")
    for site in VELD.offered:
        times = bicycle.minutes(VELD.chosen([site]), exits)
        expected = min(times[one] for one in exits.index[exits["road"] == "A99"] if one in times)
        assert cell(known.measures, site, "exit_bicycle_min") == pytest.approx(
            expected, abs=NEAR_MIN
        )
        for name, one in own.items():
            profile = dg.read_profile(VELDLAND, one.mode)
            way_min = 1.5 * float(sites["accuracy_m"][site]) * 60 / (profile.access_kmh * 1000)
            most = cell(known.measures, site, name) * (1 + profile.uncertainty_share)
            off = way_min * (1 + profile.uncertainty_share)
            assert cell(known.worst, site, name) <= most + off + ROUNDING


def test_a_trip_to_another_destination_needs_an_id_alone() -> None:
    own = criterion("rietstad_min", kind="trip", to=Target(destination="rietstad"))
    nowhere = criterion("nowhere_min", kind="trip", to=Target(destination="nowhere"))
    both = {one.name: one for one in (own, nowhere)}
    siting = replace(SITING, criteria={**SITING.criteria, **both})
    found = measure_criteria(VELDLAND, VELD.around, VELD.asks(), siting, criteria=both)
    rides = VELD.around.trips["expected"]["rietstad"]
    np.testing.assert_array_equal(found["rietstad_min"], rides)
    assert found["nowhere_min"].isna().all()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            Target(layer="exits", ids=("A99-4",)),
            (
                "unknown id in layer 'exits' 'A99-4': did you mean 'A99-3'? Choices: "
                "A99-1, A99-2, A99-veld, A99-3, A99-grens, N901-n902."
            ),
        ),
        (
            Target(layer="exits", where={"rood": "A*"}),
            (
                "unknown column of layer 'exits' 'rood': did you mean 'road'? Choices: "
                "road, number, name, kind, connects, name_certainty, source, geometry."
            ),
        ),
    ],
)
def test_a_target_that_is_not_there_is_refused(target: Target, message: str) -> None:
    own = criterion("way_min", kind="nearest", mode="car", to=target)
    siting = replace(SITING, criteria={"way_min": own})
    with pytest.raises(ArgumentError) as caught:
        dg.siting.measure_surroundings(VELDLAND, VELD.cells, VELD.situation, siting)
    assert str(caught.value) == message
