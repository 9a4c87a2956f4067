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
from drenthe_geo.siting.surroundings import count_people
from drenthe_geo.siting.targets import read_dwellings
from drenthe_geo.siting.verdict import rank_assessed
from drenthe_geo.siting.weights.eyes import Fade
from drenthe_geo.units import BOUNDS

SITING = VELD.siting
LEVELS = {"mbo", "hbo", "university"}
NEAR_MIN = 0.06
"""Ends of a trip are rounded to tenths of a second, each by itself."""


def measures(service: str = "grensdouane") -> pd.DataFrame:
    """All criteria of all sites."""
    return measure_criteria(VELDLAND, VELD.around, VELD.everything(service), SITING)


def station_ids() -> list[str]:
    """Stations on the roads where a train stops."""
    return [
        str(code)
        for code, row in VELDLAND.layer("stations").iterrows()
        if code in VELD.situation.transit.served and row["role"] != "far"
    ]


@pytest.mark.parametrize("site", VELD.offered)
def test_the_walk_to_a_station_is_that_of_networkx(site: str) -> None:
    stations = VELDLAND.layer("stations").loc[station_ids()]
    found = Streets(VELDLAND, "walk").minutes(VELD.chosen([site]), stations)
    nearest = min(found.values())
    assert cell(measures(), site, "station_walk_min") == pytest.approx(nearest, abs=NEAR_MIN)


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


def share_of(minutes: float, one: Criterion) -> float:
    """How much somebody counts who is so far off: in full, fading, not at all."""
    full, none = one.fades.full_min, one.fades.none_min
    return min(1.0, max(0.0, (none - minutes) / (none - full)))


def test_people_in_reach_are_counted_one_by_one() -> None:
    people = VELDLAND.layer("people")
    table = VELDLAND.table("beyond_people").set_index("place")
    asked = SITING.of_kind("people")
    assert {one.mode for one in asked.values()} == {"car", "bicycle"}
    for name, one in asked.items():
        streets = Streets(VELDLAND, one.mode, reverse=True)  # people come to the site
        profile = streets.profile
        area = shapely.Polygon(one.inside_rd) if one.inside_rd else None
        for site in (HEIDESTAD, WOLDE):
            minutes = streets.minutes(VELD.chosen([site]), people)
            beyond = streets.minutes_beyond(VELD.chosen([site])) if one.mode == "car" else {}
            for bound in BOUNDS:
                by_hand, factor = 0.0, profile.factor(bound)
                for at, time in minutes.items():
                    if area is None or area.contains(people.geometry[at]):
                        by_hand += cell(people, at, one.who) * share_of(time * factor, one)
                for at, time in beyond.items():
                    home = shapely.Point(cell(table, at, "x_m"), cell(table, at, "y_m"))
                    if area is None or area.contains(home):
                        by_hand += cell(table, at, one.who) * share_of(time * factor, one)
                found = cell(VELD.around.people[bound], site, name)
                assert found == pytest.approx(by_hand, rel=0.002), (name, site, bound)


def test_one_minute_more_moves_few_people() -> None:
    """With a cliff at half an hour it moved one in seven."""
    one = SITING.criteria["workers_car"]
    people = VELDLAND.layer("people")
    for site in (HEIDESTAD, WOLDE):
        streets = Streets(VELDLAND, "car", reverse=True)
        minutes = streets.minutes(VELD.chosen([site]), people)
        sums = [
            sum(people.loc[at, one.who] * share_of(far + more, one) for at, far in minutes.items())
            for more in (0.0, 1.0)
        ]
        width = one.fades.none_min - one.fades.full_min
        assert 0 <= sums[0] - sums[1] <= people[one.who].sum() / width + 1e-6


@pytest.mark.parametrize("service", VELD.services)
def test_neighbours_with_a_theme_are_counted_one_by_one(service: str) -> None:
    brief, sites = VELD.everything(service), VELDLAND.layer("sites")
    kinds = {"campus", "hub", "government_service", "research", "defence"}
    one = SITING.criteria["theme_neighbours"]
    minutes = VELD.around.minutes["car_sites"]
    for site in VELD.offered:
        count = sum(
            share_of(cell(minutes, site, str(other)), one)
            for other, row in sites.iterrows()
            if row["kind"] in kinds
            and set(listed(row["themes"])) & set(brief.themes)
            and other not in {brief.site, KANTOOR}
        )
        assert cell(measures(service), site, "theme_neighbours") == pytest.approx(count)


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


def test_the_value_of_dwellings_is_a_mean_over_dwellings_the_nearer_the_more() -> None:
    homes, name = read_dwellings(VELDLAND), "dwelling_value_keur"
    for fade in (SITING.criteria[name].fades, Fade(4.0, 12.0)):
        near = replace(SITING.criteria[name], fade=fade)
        siting = replace(SITING, criteria={**SITING.criteria, name: near})
        found = measure_criteria(VELDLAND, VELD.around, VELD.asks(), siting, criteria=[name])
        for site in VELD.offered:
            minutes = VELD.around.minutes[name].loc[site].to_dict()
            shares = [share_of(minutes[wijk], near) for wijk in homes.index]
            assert sum(share > 0 for share in shares) > 0
            expected = np.average(homes["value_keur"], weights=homes["dwellings"] * shares)
            assert cell(found, site, name) == pytest.approx(expected)


@pytest.mark.parametrize("service", VELD.services)
def test_places_of_learning_teach_a_theme_and_the_quicker_way_counts(service: str) -> None:
    brief, schools = VELD.everything(service), VELDLAND.layer("education")
    words = {word for theme in brief.themes for word in SITING.themes[theme]}
    trips, drives = VELD.around.trips["expected"], VELD.around.minutes["car_education"]
    for site in VELD.offered:
        for name, levels in (("learning", LEVELS), ("university", {"university"})):
            times = []
            for school, row in schools.iterrows():
                if row["level"] in levels and words & set(listed(row["themes"])):
                    town = str(row["town"]).lower()
                    ride = cell(trips, site, town) if town in trips else math.nan
                    times += [cell(drives, site, str(school)), ride]
            expected = min((one for one in times if not math.isnan(one)), default=math.nan)
            found = cell(measures(service), site, f"{name}_min")
            assert found == pytest.approx(expected, nan_ok=True), (site, name)


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


@pytest.mark.parametrize("service", VELD.services)
def test_an_unknown_relation_is_refused_whether_or_not_it_weighs(service: str) -> None:
    wrong = VELD.asks(service, relations=("hoofdstad", "nowhere"))
    for criteria in (None, ["relations_min"], ["station_walk_min"]):
        with pytest.raises(ArgumentError, match=f"unknown relation of '{service}' 'nowhere': "):
            measure_criteria(VELDLAND, VELD.around, wrong, SITING, criteria=criteria)


def test_people_further_off_than_the_table_knows_are_refused() -> None:
    """At the quick end of the range 50 minutes are 62.5: some of these would be missing."""
    one = replace(SITING.criteria["workers_car"], fade=Fade(15.0, 50.0))
    far = replace(SITING, criteria={**SITING.criteria, one.name: one})
    sites = VELD.chosen([HEIDESTAD])
    with pytest.raises(ArgumentError) as caught:
        count_people(VELDLAND, sites, VELD.situation, far, {})
    assert str(caught.value) == (
        "minutes 62.5: who lives beyond the roads is known up to 57 minutes by car, so people "
        "would be missing; ask for fewer minutes."
    )
    near = replace(SITING, criteria={**SITING.criteria, one.name: replace(one, fade=Fade(15, 45))})
    found = count_people(VELDLAND, sites, VELD.situation, near, {})
    assert cell(found["low"], HEIDESTAD, one.name) > cell(found["expected"], HEIDESTAD, one.name)


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
    often = VELD.situation.transit.lines["trains_per_hour"] * 8  # waits are capped
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
            most = cell(known.measures, site, name) * profile.factor("high")
            off = way_min * profile.factor("high")
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
