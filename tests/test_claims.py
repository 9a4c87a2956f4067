"""The profile, checked: verdicts follow the data and the thresholds; figures by other ways."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import drenthe_geo as dg
from drenthe_geo import Claim, Situation
from drenthe_geo.claim_ground import (
    UNSURE,
    VERDICTS,
    Finding,
    Ground,
    judge_at_least,
    judge_at_most,
    median_minutes,
    share_within,
)
from drenthe_geo.claims import CHECKS, COLUMNS, claims_from_mapping, verdict_words
from drenthe_geo.cli import main
from drenthe_geo.resources import read_settings_file, resource

CLAIMS = {one.name: one for one in dg.read_claims()}
JUDGED = [one for one in CLAIMS.values() if one.check]
FINITE = st.floats(-1e6, 1e6)


@pytest.fixture(scope="module")
def situation() -> Situation:
    return dg.read_situation()


@pytest.fixture(scope="module")
def table(situation: Situation) -> pd.DataFrame:
    return dg.check_claims(situation).set_index("claim")


@pytest.fixture(scope="module")
def ground(situation: Situation) -> Ground:
    return Ground(situation)


def text(table: pd.DataFrame, claim: str, column: str) -> str:
    return str(table.loc[claim, column])


def verdict(claim: str | Claim, situation: Situation | None = None) -> str:
    one = CLAIMS[claim] if isinstance(claim, str) else claim
    return str(dg.check_claims(situation, claims=[one])["verdict"].item())


def test_every_claim_has_a_verdict_and_a_figure_or_says_what_is_missing(
    table: pd.DataFrame,
) -> None:
    assert list(table.reset_index()) == list(COLUMNS)
    assert list(table.index) == list(CLAIMS)
    assert set(table["verdict"]) == set(VERDICTS)
    cannot = table["verdict"] == "cannot_be_judged"
    assert table.loc[cannot, "note"].str.startswith("Missing: ").all()
    for name, row in table[~cannot].iterrows():
        assert "nan" not in row["figure"], name
        assert "{" not in row["figure"] + row["computed"], name
        assert any(sign.isalnum() for sign in row["figure"]), name
        for layer in row["data"].split(", "):
            said, _, date = layer.partition(" (")
            assert resource(said)["date"] == date.removesuffix(")"), name
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
        assert set(ends) <= set(dg.read_destinations().index), claim.name
        assert on.get("region", "Noord") in {"Noord", "Zuidoost", "Zuidwest"}
        assert set(on.get("institutions", ())) <= set(ground.layer("education")["institution"])
        around = {
            *ground.layer("neighbours")["name"],
            *ground.layer("neighbours")["province"],
            "DE",
        }
        assert on.get("border", "DE") in around
        if claim.check == "motorways_out":
            assert set(on["to"]) <= around


def test_the_profile_is_not_copied(table: pd.DataFrame) -> None:
    assert table["claim_nl"].str.len().max() < 160
    assert (table["claim_nl"] != table["claim_en"]).all()


# Verdicts follow the data.


def without_line(situation: Situation, *lines: str) -> Situation:
    rail = situation.rail
    legs = rail.legs[~rail.legs["line"].isin(lines)]
    return replace(
        situation, rail=dg.make_rail(rail.stations, rail.lines.drop(list(lines)), legs, rail.rules)
    )


def with_stations(
    situation: Situation, edit: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
) -> Situation:
    rail = situation.rail
    return replace(situation, rail=replace(rail, stations=edit(rail.stations.copy())))


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
            lambda now: without_line(now, "ic-lw-gvc", "ic-lw-ut"),
            "partly",
        ),
        ("meppel-direct-schiphol-den-haag", lambda now: without_line(now, "ic-lw-gvc"), "does_not"),
        (
            "meppel-intercity-leeuwarden",
            lambda now: without_line(now, "ic-lw-gvc", "ic-lw-ut"),
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
    situation: Situation,
    table: pd.DataFrame,
) -> None:
    assert text(table, claim, "verdict") == "holds"
    assert verdict(claim, change(situation)) == after


def test_a_planned_line_makes_a_claim_hold(situation: Situation) -> None:
    """Passenger trains to Bad Bentheim are a plan: with it there is a direct train."""
    assert verdict("bentheim-line-today", situation) == "does_not"
    plan = [dg.read_scenario("coevorden-bad-bentheim")]
    then = dg.apply_scenarios(situation, plan, dg.read_settings())
    assert verdict("bentheim-line-today", then) == "holds"
    assert verdict("direct-to-germany-by-train", then) == "partly"


# Verdicts follow the thresholds.


@pytest.mark.parametrize(
    ("claim", "numbers", "after"),
    [
        ("nine-stations", {"count": 8}, "does_not"),
        ("den-haag-by-train", {"limit_min": 300}, "holds"),
        ("schiphol-by-train", {"limit_min": 155}, "partly"),
        ("schiphol-by-train", {"least_share": 0.01}, "holds"),
        ("a28-a32-a37", {"least_km": 20}, "partly"),
        ("n-roads", {"least_count": 100}, "does_not"),
        ("airport-near-drenthe", {"limit_min": 120}, "holds"),
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
    claim: str, numbers: dict[str, float], after: str, table: pd.DataFrame
) -> None:
    one = CLAIMS[claim]
    assert text(table, claim, "verdict") != after
    assert verdict(replace(one, numbers={**one.numbers, **numbers})) == after


@given(low=FINITE, width=st.floats(0, 1e6), limit=FINITE)
def test_a_limit_is_judged_as_every_figure_of_the_range_is(
    low: float, width: float, limit: float
) -> None:
    high = low + width
    within = {low <= limit, high <= limit}
    said = {frozenset({True}): "holds", frozenset({False}): "does_not"}
    assert judge_at_most(low, high, limit) == said.get(frozenset(within), UNSURE)
    enough = {low >= limit, high >= limit}
    assert judge_at_least(low, high, limit) == said.get(frozenset(enough), UNSURE)


def test_no_figure_is_within_no_limit() -> None:
    assert judge_at_most(np.nan, np.nan, 10) == "does_not"


@given(parts=st.lists(st.sampled_from(["holds", "does_not", UNSURE])))
def test_a_claim_of_parts(parts: list[str]) -> None:
    found = Finding(tuple(parts), {})
    assert (found.verdict == "holds") == (bool(parts) and set(parts) == {"holds"})
    assert (found.verdict == "does_not") == (not set(parts) - {"does_not"})
    assert found.unsure == (UNSURE in parts)


@given(
    rows=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 5)), min_size=1, max_size=9),
    limit=st.integers(0, 90),
)
def test_shares_and_medians_are_those_of_single_people(
    rows: list[tuple[int, int]], limit: int
) -> None:
    minutes, people = (pd.Series(column) for column in zip(*rows, strict=True))
    each = np.repeat(minutes.to_numpy(), people.to_numpy())
    assert share_within(minutes, people, limit) == pytest.approx((each <= limit).mean())
    half = median_minutes(minutes.astype(float), people)
    assert half == np.sort(each)[(len(each) - 1) // 2]


# Figures by another way.


def test_people_by_train_as_the_trips_say(table: pd.DataFrame, situation: Situation) -> None:
    people = dg.read_people()
    trips = dg.station_trips(people, situation=situation)
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
        assert text(table, claim, "figure") == wanted + rest


def test_people_by_car_as_the_count_in_reach_says(table: pd.DataFrame) -> None:
    airport = dg.read_layer("sites").loc[["groningen-airport-eelde"]]
    found = dg.people_in_reach(airport, [30 / 1.1, 30, 30 / 0.9], dg.read_network("car"))
    shares = found["inhabitants"] / dg.read_people()["population"].sum()
    low, middle, high = (f"{share:.0%}" for share in shares)
    wanted = f"{middle} within 30 min ({low} to {high}); "
    assert text(table, "airport-near-drenthe", "figure").startswith(wanted)


def test_gains_as_the_comparison_says(table: pd.DataFrame) -> None:
    found = dg.make_comparison([dg.read_scenario("nedersaksenlijn")])
    figure = text(table, "nedersaksenlijn-rest-of-country", "figure")
    for end, name in (("groningen", "Groningen"), ("leeuwarden", "Leeuwarden")):
        row: Any = found.summary.loc[end]
        share = row["people_gaining"] / row["people"]
        low, high = row["gain_low_min"], row["gain_high_min"]
        assert f"{name} {share:.0%}, {row['gain_min']:.1f} min ({low:.1f} to {high:.1f})" in figure


def test_all_of_the_targets_or_the_nearest(ground: Ground) -> None:
    """Near to all is at most near to each; near to any is at least near to each."""
    one = CLAIMS["rug-hanze-by-car"]
    check = CHECKS["people_by_road"].function
    shares = {}
    for name, on in {
        "all": one.on,
        "any": {**one.on, "of": "nearest"},
        "first": {**one.on, "targets": one.on["targets"][:1]},
        "second": {**one.on, "targets": one.on["targets"][1:]},
    }.items():
        shares[name] = check(ground, replace(one, on=on)).found["share"]
    single = (shares["first"], shares["second"])
    assert shares["all"] <= min(single)
    assert max(single) <= shares["any"]


def test_people_of_a_region_live_in_its_gemeenten(ground: Ground) -> None:
    gemeenten = dg.read_layer("gemeenten")
    every = ground.people
    assert len(every) == len(dg.read_people())
    for region in ("Noord", "Zuidoost", "Zuidwest"):
        people, who = ground.who({"region": region})
        names = gemeenten[gemeenten["regions"].str.contains(region)]["name"]
        assert set(people["gemeente"]) == set(names)
        assert who == f"{region}-Drenthe"
    assert ground.who({})[0] is every


def test_direct_trains_are_counted_by_line(ground: Ground, situation: Situation) -> None:
    rail = situation.rail
    for start, end in (("mp", "lw"), ("asn", "gn"), ("emn", "gn"), ("mp", "zl")):
        brute = 0.0
        for line, often in rail.lines["trains_per_hour"].items():
            legs = rail.legs[rail.legs["line"] == line]
            stops = [*legs["from_station"], *legs["to_station"]]
            brute += often if start in stops and end in stops else 0.0
        assert ground.direct_per_hour(start, end) == brute


def test_the_misprint_is_found(table: pd.DataFrame) -> None:
    row = table.loc["noord-members"]
    assert row["verdict"] == "partly"
    assert "Noorderveld (Noordenveld?)" in row["figure"]
    one = CLAIMS["noord-members"]
    spelt = [name.replace("Noorderveld", "Noordenveld") for name in one.on["members"]]
    assert verdict(replace(one, on={**one.on, "members": spelt})) == "holds"


# Bad data.


def changed(**change: Any) -> dict[str, Any]:
    raw = copy.deepcopy(read_settings_file("claims"))
    entry = next(one for one in raw["claims"] if one["id"] == "nine-stations")
    entry |= change
    raw["claims"] = [{key: value for key, value in entry.items() if value is not None}]
    return raw


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"check": "station_cuont"},
            (
                "claim 'nine-stations': unknown check 'station_cuont': "
                f"did you mean 'station_count'? Choices: {', '.join(CHECKS)}."
            ),
        ),
        (
            {"check": None},
            "claim 'nine-stations' must have a check, or missing_en and missing_nl, and not both.",
        ),
        (
            {"missing_en": "figures", "missing_nl": "cijfers"},
            "claim 'nine-stations' must have a check, or missing_en and missing_nl, and not both.",
        ),
        (
            {"count": None},
            "claim 'nine-stations': count missing or not known for the check 'station_count'.",
        ),
        (
            {"on": {"roads": ["A28"]}},
            "claim 'nine-stations': roads missing or not known for the check 'station_count'.",
        ),
        ({"count": {"value": 9}}, "count of claim 'nine-stations' has no source."),
        ({"place": ""}, "claim 'nine-stations' has no place."),
    ],
)
def test_bad_data_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(dg.DataError) as caught:
        claims_from_mapping(changed(**change))
    assert str(caught.value) == said


def test_a_claim_that_stands_twice_is_refused() -> None:
    raw = changed()
    with pytest.raises(dg.DataError) as caught:
        claims_from_mapping({"claims": raw["claims"] * 2})
    assert str(caught.value) == "claims: nine-stations stands twice."


def test_an_unknown_check_is_refused_when_it_runs() -> None:
    one = replace(CLAIMS["nine-stations"], check="moon")
    with pytest.raises(dg.DataError, match="claim 'nine-stations': unknown check 'moon'"):
        dg.check_claims(claims=[one])


# What is written and shown.


def test_the_command_shows_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: pd.DataFrame
) -> None:
    assert main(["claims", "--out", str(tmp_path / "claims.csv")]) == 0
    said = capsys.readouterr().out
    counts = table["verdict"].value_counts()
    for name, words in verdict_words().items():
        assert f"{words}: {counts[name]}" in said
    assert f"{len(table)} claims" in said
    assert {path.name for path in tmp_path.iterdir()} == {"claims.csv", "claims.about.json"}
    written = pd.read_csv(tmp_path / "claims.csv", keep_default_na=False).set_index("claim")
    pd.testing.assert_frame_equal(written, table, check_dtype=False)
    about = json.loads((tmp_path / "claims.about.json").read_text(encoding="utf-8"))
    assert about["counts"] == {name: int(counts[name]) for name in VERDICTS}
    limit = about["thresholds"]["den-haag-by-train"]["limit_min"]
    assert limit["value"] == 120
    assert limit["source"].startswith("assumption: ")
    assert {"claims", "rail_lines", "gemeenten"} <= {entry["name"] for entry in about["data"]}


def test_dutch(tmp_path: Path, capsys: pytest.CaptureFixture[str], table: pd.DataFrame) -> None:
    out = tmp_path / "beweringen.csv"
    assert main(["claims", "--lang", "nl", "--out", str(out)]) == 0
    assert "klopt niet: " in capsys.readouterr().out
    dutch = pd.read_csv(out, keep_default_na=False).set_index("claim")
    assert (dutch["verdict"] == table["verdict"]).all()
    judged = dutch["verdict"] != "cannot_be_judged"
    assert (dutch["computed"] != table["computed"])[judged].all()
    assert "94.438 studenten" in text(dutch, "tens-of-thousands-of-students", "figure")
    assert "0,3 km" in text(dutch, "euroterminal-at-border", "figure")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lang", "de"], "unknown language 'de': Choices: en, nl."),
        (["--lang", "NL"], "unknown language 'NL': did you mean 'nl'? Choices: en, nl."),
        (["--out", "claims.xlsx"], "--out claims.xlsx: must end in .csv."),
        (["--lang", "de", "--out", "claims.csv"], "unknown language 'de': Choices: en, nl."),
    ],
)
def test_bad_words_are_refused(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["claims", *words]) == 1
    assert capsys.readouterr().err == f"drenthe-geo: {said}\n"
    assert not list(tmp_path.iterdir())
