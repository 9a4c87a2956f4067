"""The claims of the Regioprofiel: their verdicts, and what turns them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drenthe import DRENTHE
from facts import FACTS

import drenthe_geo as dg
from drenthe_geo.claims.check import CHECKS
from drenthe_geo.claims.ground import ABROAD, Ground
from drenthe_geo.claims.model import VERDICTS, Claim
from drenthe_geo.situation import Situation
from drenthe_geo.transit.connections import still_there
from drenthe_geo.words.message import Message

pytestmark = pytest.mark.facts

CLAIMS = {one.name: one for one in dg.claims.read_claims(DRENTHE)}
JUDGED = [one for one in CLAIMS.values() if one.check]
NOW = dg.situation.read_situation(DRENTHE)
EN, NL = DRENTHE.words("en"), DRENTHE.words("nl")


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(DRENTHE, NOW)


def text(table: pd.DataFrame, claim: str, column: str) -> str:
    cell: Any = table.loc[claim, column]
    return EN.say(cell) if isinstance(cell, Message) else str(cell)


def verdict(claim: str | Claim, situation: Situation = NOW) -> str:
    one = CLAIMS[claim] if isinstance(claim, str) else claim
    return str(dg.claims.check_claims(DRENTHE, situation, claims=[one])["verdict"].item())


def test_all_checks_and_verdicts_occur(claimed: pd.DataFrame) -> None:
    assert len(claimed) == FACTS["counts"]["claims"]
    assert set(claimed["verdict"]) == set(VERDICTS)
    assert not {one.check for one in JUDGED} ^ set(CHECKS)


def test_every_threshold_says_where_it_is_from() -> None:
    for claim in CLAIMS.values():
        assert set(claim.sources) == set(claim.numbers)
        assert all(len(source) > 8 for source in claim.sources.values()), claim.name


def test_what_claims_look_at_exists(ground: Ground) -> None:
    """A slip in a name would be a claim that does not hold."""
    stations, sites = ground.layer("stations").index, ground.layer("sites").index
    names = set(ground.layer("gemeenten")["name"])
    for claim in JUDGED:
        on = claim.on
        for spec in [
            *on.get("targets", ()),
            *(on["from"] if "mode" in on and "from" in on else ()),
        ]:
            assert len(ground.points(spec)), (claim.name, spec)
        if claim.check in {"direct_trains", "train_between", "direct_from_stations"}:
            ends = [on["to"]] if isinstance(on["to"], str) else on["to"]
            assert set(ends) | {on.get("from", ends[0])} <= set(stations), claim.name
        if claim.check == "road_minutes":
            assert all(len(ground.points(spec)) for spec in on["to"]), claim.name
        assert set(on.get("sites", ())) | ({on["site"]} if "site" in on else set()) <= set(sites)
        assert set(on.get("gemeenten", ())) <= names, claim.name
        assert set(on.get("roads", ())) <= set(ground.layer("motorways").index)
        ends = [*on.get("destinations", ()), *([on["destination"]] if "destination" in on else [])]
        assert set(ends) <= set(dg.trips.read_destinations(DRENTHE).index), claim.name
        assert on.get("region", "Noord") in {"Noord", "Zuidoost", "Zuidwest"}
        assert set(on.get("institutions", ())) <= set(ground.layer("education")["institution"])
        around = {
            *ground.layer("neighbours")["name"],
            *ground.layer("neighbours")["province"],
            ABROAD,
        }
        assert on.get("border", ABROAD) in around
        if claim.check == "motorways_out":
            assert set(on["to"]) <= around


def test_the_profile_is_not_copied() -> None:
    dutch = [one.claim.of("nl") for one in CLAIMS.values()]
    assert max(map(len, dutch)) < 160
    assert all(one.claim.of("nl") != one.claim.of("en") for one in CLAIMS.values())


def without_line(situation: Situation, *lines: str) -> Situation:
    transit = situation.transit
    legs = transit.legs[~transit.legs["line"].isin(lines)]
    known = still_there(transit.connections, legs)
    left = transit.lines.drop(list(lines))
    made = dg.transit.make_transit(
        transit.stations, left, legs, transit.rules, known, stops=transit.stops
    )
    return replace(situation, transit=made)


def with_stations(
    situation: Situation, edit: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
) -> Situation:
    transit = situation.transit
    return replace(situation, transit=replace(transit, stations=edit(transit.stations.copy())))


def closed(stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    stations.loc["dln", "status"] = "planned"
    return stations


def no_intercity(stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    stations.loc["mp", "intercity"] = False
    return stations


@pytest.mark.parametrize(
    ("claim", "change", "after"),
    [
        ("nine-stations", lambda now: with_stations(now, closed), "does_not"),
        ("two-intercity-stations", lambda now: with_stations(now, no_intercity), "partly"),
        (
            "two-intercity-stations",
            lambda now: without_line(now, "ic-lw-ut-gvc", "ic-lw-shl"),
            "partly",
        ),
        (
            "meppel-direct-schiphol-den-haag",
            lambda now: without_line(now, "ic-lw-ut-gvc", "ic-lw-shl"),
            "does_not",
        ),
        (
            "meppel-intercity-leeuwarden",
            lambda now: without_line(now, "ic-lw-ut-gvc", "ic-lw-shl"),
            "does_not",
        ),
        ("assen-groningen", lambda now: without_line(now, "spr-gn-zl"), "partly"),
        (
            "station-area-meppel",
            lambda now: replace(now, sites=now.sites.drop(index="stationsgebied-meppel")),
            "does_not",
        ),
        (
            "euroterminal-at-border",
            lambda now: replace(now, sites=now.sites.drop(index="euroterminal-coevorden")),
            "does_not",
        ),
        (
            "astron-sites",
            lambda now: replace(now, sites=now.sites.drop(index="wsrt-westerbork")),
            "partly",
        ),
        (
            "noord-airport",
            lambda now: replace(now, sites=now.sites.drop(index="groningen-airport-eelde")),
            "does_not",
        ),
    ],
)
def test_a_claim_no_longer_holds_when_the_data_change(
    claim: str,
    change: Callable[[Situation], Situation],
    after: str,
    claimed: pd.DataFrame,
) -> None:
    assert text(claimed, claim, "verdict") == "holds"
    assert verdict(claim, change(NOW)) == after


def test_a_planned_line_makes_a_claim_hold() -> None:
    """Passenger trains to Bad Bentheim are a plan: with it there is a direct train."""
    direct = replace(CLAIMS["meppel-direct-schiphol-den-haag"], on={"from": "co", "to": ["bh"]})
    abroad = replace(CLAIMS["direct-to-randstad"], on={"to": ["bh"], "of": "any"})
    assert verdict(direct) == verdict(abroad) == "does_not"
    plan = [dg.scenarios.read_scenario(DRENTHE, "coevorden-bad-bentheim")]
    then = dg.scenarios.apply_scenarios(NOW, plan, DRENTHE.settings)
    assert verdict(direct, then) == verdict(abroad, then) == "holds"


@pytest.mark.parametrize(
    ("claim", "numbers", "after"),
    [
        ("nine-stations", {"count": 8}, "does_not"),
        ("den-haag-by-train", {"limit_min": 300}, "holds"),
        ("schiphol-by-train", {"limit_min": 148}, "partly"),
        ("schiphol-by-train", {"least_share": 0.01}, "holds"),
        ("a28-a32-a37", {"least_km": 20}, "partly"),
        ("n-roads", {"least_count": 100}, "does_not"),
        ("airport-near-drenthe", {"limit_min": 5}, "does_not"),
        ("euroterminal-at-border", {"limit_km": 0.1}, "partly"),
        ("zuidoost-border", {"least_km": 100}, "does_not"),
        ("meppel-near-zwolle", {"limit_min": 20}, "partly"),
        ("meppel-a28-a32", {"limit_min": 1}, "does_not"),
        ("station-area-hoogeveen", {"limit_min": 2}, "partly"),
        ("tens-of-thousands-of-students", {"least_students": 200_000}, "partly"),
        ("nedersaksenlijn-students", {"least_gain_min": 1000}, "does_not"),
        ("meppel-direct-schiphol-den-haag", {"least_per_hour": 2}, "does_not"),
        ("direct-to-germany-by-road", {"border_m": 0.001}, "does_not"),
    ],
)
def test_a_verdict_turns_at_its_threshold(
    claim: str, numbers: dict[str, float], after: str, claimed: pd.DataFrame
) -> None:
    one = CLAIMS[claim]
    assert text(claimed, claim, "verdict") != after
    assert verdict(replace(one, numbers={**one.numbers, **numbers})) == after


def test_people_by_train_as_the_trips_say(claimed: pd.DataFrame) -> None:
    people = dg.area.read_people(DRENTHE)
    trips = dg.station_trips(DRENTHE, people, situation=NOW)
    heads = people["population"].to_numpy()
    for end, claim in (("den-haag", "den-haag-by-train"), ("schiphol", "schiphol-by-train")):
        shares = [
            f"{heads[(minutes[end] <= 120).to_numpy()].sum() / heads.sum():.0%}"
            for minutes in (trips.minutes, trips.high, trips.low)
        ]
        each = np.repeat(trips.minutes[end].to_numpy(), heads)
        half = np.sort(each)[(len(each) - 1) // 2]
        wanted = "{} within 120 min ({} to {}); ".format(*shares)
        least = trips.minutes[end].min()
        rest = (
            f"the shortest trip takes {least:.0f} min, half of the people need {half:.0f} or more"
        )
        assert text(claimed, claim, "figure") == wanted + rest


def test_people_by_car_as_their_minutes_say(claimed: pd.DataFrame) -> None:
    airport = DRENTHE.layer("sites").loc[["groningen-airport-eelde"]]
    people, car = dg.area.read_people(DRENTHE), dg.read_profile(DRENTHE, "car")
    reach = dg.roads.compute_reach(dg.roads.read_network(DRENTHE, "car"), airport)
    minutes = dg.roads.travel_times(reach, people).minutes["groningen-airport-eelde"]
    heads = people["population"]
    low, middle, high = (
        f"{heads[minutes * car.factor(bound) <= 60].sum() / heads.sum():.0%}"
        for bound in ("high", "expected", "low")
    )
    wanted = f"{middle} within 60 min ({low} to {high}); "
    assert text(claimed, "airport-near-drenthe", "figure").startswith(wanted)


def test_gains_as_the_comparison_says(
    claimed: pd.DataFrame, saxon: dg.scenarios.Comparison
) -> None:
    figure = text(claimed, "nedersaksenlijn-rest-of-country", "figure")
    for end, name in (("groningen", "Groningen"), ("leeuwarden", "Leeuwarden")):
        row: Any = saxon.summary.loc[end]
        share = row["people_gaining"] / row["people"]
        low, high = row["gain_low_min"], row["gain_high_min"]
        assert f"{name} {share:.0%}, {row['gain_min']:.1f} min ({low:.1f} to {high:.1f})" in figure


def test_the_misprint_is_found(claimed: pd.DataFrame) -> None:
    assert text(claimed, "noord-members", "verdict") == "partly"
    assert "Noorderveld (Noordenveld?)" in text(claimed, "noord-members", "figure")
    one = CLAIMS["noord-members"]
    spelt = [name.replace("Noorderveld", "Noordenveld") for name in one.on["members"]]
    assert verdict(replace(one, on={**one.on, "members": spelt})) == "holds"


def test_figures_are_written_as_readers_of_a_language_do(claimed: pd.DataFrame) -> None:
    said = claimed["figure"].map(NL.say)
    assert "94.438 studenten" in said["tens-of-thousands-of-students"]
    assert said["euroterminal-at-border"] == "0,3 km (0,0 tot 0,8) tot Duitsland"
    assert text(claimed, "euroterminal-at-border", "figure") == "0.3 km (0.0 to 0.8) to Germany"
