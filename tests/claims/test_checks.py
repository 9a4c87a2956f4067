"""Claims held against Veldland: verdicts follow the data and the thresholds."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import shapely
from veldland import NO_TIMETABLE, VELDLAND

import drenthe_geo as dg
from drenthe_geo.claims.check import CHECKS, COLUMNS, claims_from_mapping
from drenthe_geo.claims.ground import Ground
from drenthe_geo.claims.model import VERDICTS, Claim
from drenthe_geo.situation import Situation
from drenthe_geo.words.message import Message, Texts

CLAIMS = {one.name: one for one in dg.claims.read_claims(VELDLAND)}
NOW = dg.situation.read_situation(VELDLAND)
EN, NL = VELDLAND.words("en"), VELDLAND.words("nl")


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """All claims of Veldland, judged."""
    return dg.claims.check_claims(VELDLAND, NOW).set_index("claim")


def a_claim(check: str, numbers: dict[str, float] | None = None, **on: Any) -> Claim:
    """A claim that a check judges."""
    plain = {"name": "mine", "place": "nowhere", "claim": Texts(en="so", nl="zo")}
    return Claim(check=check, numbers=numbers or {}, on=on, **plain)  # type: ignore[arg-type]


def judged(claim: str | Claim, now: Situation = NOW) -> tuple[str, str]:
    """Verdict and figure of a claim."""
    one = CLAIMS[claim] if isinstance(claim, str) else claim
    row = dg.claims.check_claims(VELDLAND, now, claims=[one]).iloc[0]
    return str(row["verdict"]), EN.say(row["figure"])


def test_a_second_carriageway_makes_no_road_longer() -> None:
    roads = VELDLAND.layer("motorways").copy()
    line = roads.geometry["A99"]
    beside = shapely.union_all([line, shapely.affinity.translate(line, 0, 30)])
    roads.loc[["A99"], "geometry"] = [beside]
    claim = a_claim("roads_in_province", {"least_km": 1}, roads=["A99"])
    said = {}
    for name, km in (("one line", None), ("told", line.length / 1000), ("lines", 48.0)):
        if km is not None:
            roads["length_km"] = roads["length_km"].where(roads.index != "A99", km)
        area = VELDLAND if km is None else replace(VELDLAND, own={"motorways": roads}, _kept={})
        found = dg.claims.check_claims(area, NOW, claims=[claim])
        said[name] = EN.say(found["figure"].iloc[0])
    assert said["one line"] == said["told"] != said["lines"]


def test_every_claim_has_a_verdict_and_a_figure_or_says_what_is_missing(
    table: pd.DataFrame,
) -> None:
    assert list(table.reset_index()) == list(COLUMNS)
    assert list(table.index) == list(CLAIMS)
    assert set(table["verdict"]) <= set(VERDICTS)
    cannot = table["verdict"] == "cannot_be_judged"
    assert cannot.sum() == 1
    assert table.loc[cannot, "note"].map(EN.say).str.startswith("Missing: ").all()
    assert table.loc[cannot, "note"].map(NL.say).str.startswith("Ontbreekt: ").all()
    for name, row in table[~cannot].iterrows():
        for words in (EN, NL):
            figure, computed = words.say(row["figure"]), words.say(row["computed"])
            assert "nan" not in figure, name
            assert "{" not in figure + computed, name
            assert any(sign.isalnum() for sign in figure), name
        for layer in row["data"].split(", "):
            said, _, date = layer.partition(" (")
            assert VELDLAND.resource(said)["date"] == date.removesuffix(")"), name


def without_line(*lines: str) -> Situation:
    """Trains without some lines."""
    transit = NOW.transit
    legs = transit.legs[~transit.legs["line"].isin(lines)]
    kept = transit.lines.drop(list(lines))
    return replace(
        NOW,
        transit=dg.transit.make_transit(
            transit.stations, kept, legs, transit.rules, stops=transit.stops
        ),
    )


def with_station(code: str, **change: Any) -> Situation:
    """A station that is otherwise."""
    stations = NOW.transit.stations.copy()
    for column, value in change.items():
        stations.loc[code, column] = value
    return replace(NOW, transit=replace(NOW.transit, stations=stations))


@pytest.mark.parametrize(
    ("claim", "now", "then", "there"),
    [
        ("four-stations", "holds", "does_not", with_station("zdk", status="planned")),
        ("two-intercity-stations", "partly", "does_not", with_station("hds", intercity=False)),
        (
            a_claim("direct_trains", {"least_per_hour": 1}, **{"from": "vnd", "to": ["osf"]}),
            "holds",
            "does_not",
            without_line("reg-vnd-osf"),
        ),
        (
            a_claim("direct_from_stations", to=["hfd"]),
            "partly",
            "does_not",
            without_line("ic-hfd-rst"),
        ),
        (
            a_claim(
                "train_between",
                {"limit_min": 30, "least_per_hour": 2},
                **{"from": "hds", "to": "otv"},
            ),
            "holds",
            "does_not",
            without_line("reg-hds-otv"),
        ),
        (
            a_claim("sites_in", sites=["grensterminal-oosterveen"], gemeenten=["Veenhoek"]),
            "holds",
            "does_not",
            replace(NOW, sites=NOW.sites.drop(index="grensterminal-oosterveen")),
        ),
    ],
)
def test_a_verdict_follows_the_data(
    claim: str | Claim, now: str, then: str, there: Situation
) -> None:
    assert (judged(claim)[0], judged(claim, there)[0]) == (now, then)


def test_a_planned_line_makes_a_claim_hold() -> None:
    direct = a_claim("direct_trains", {"least_per_hour": 1}, **{"from": "otv", "to": ["hfd"]})
    assert judged(direct)[0] == "does_not"
    plan = [dg.scenarios.read_scenario(VELDLAND, "veldlijn")]
    assert judged(direct, dg.scenarios.apply_scenarios(NOW, plan, VELDLAND.settings))[0] == "holds"


def with_border(km: float) -> Claim:
    """A site so near to the land next door."""
    return a_claim(
        "border_distance", {"limit_km": km}, site="grensterminal-oosterveen", border="abroad"
    )


@pytest.mark.parametrize(
    ("make", "less", "more", "verdicts"),
    [
        (lambda least: a_claim("station_count", {"count": least}), 4, 5, ("holds", "does_not")),
        (with_border, 0.1, 100, ("does_not", "holds")),
        (
            lambda least: a_claim("region_border", {"least_km": least}, region="Noord"),
            1,
            1000,
            ("holds", "does_not"),
        ),
        (
            lambda least: a_claim("roads_in_province", {"least_km": least}, roads=["A99"]),
            1,
            1000,
            ("holds", "does_not"),
        ),
        (
            lambda most: a_claim(
                "people_by_road",
                {"limit_min": most, "least_share": 0.5},
                mode="car",
                targets=["place:Heidestad"],
            ),
            0,
            300,
            ("does_not", "holds"),
        ),
        (
            lambda most: a_claim(
                "people_by_train",
                {"limit_min": most, "least_share": 0.5},
                destination="hoofdstad",
                access="best",
            ),
            10,
            300,
            ("does_not", "holds"),
        ),
        (
            lambda least: replace(
                CLAIMS["veldlijn-nearer"], numbers={"least_gain_min": least, "least_share": 0.1}
            ),
            0.1,
            1000,
            ("holds", "does_not"),
        ),
    ],
)
def test_a_verdict_turns_at_its_threshold(
    make: Callable[[float], Claim], less: float, more: float, verdicts: tuple[str, str]
) -> None:
    assert (judged(make(less))[0], judged(make(more))[0]) == verdicts


def test_what_lies_abroad_is_named_by_the_area() -> None:
    out = a_claim("motorways_out", {"border_m": 500}, to=["abroad", "Rivierland"])
    row = dg.claims.check_claims(VELDLAND, NOW, claims=[out, with_border(5)]).set_index("verdict")
    assert any("Nevenland" in EN.say(figure) for figure in row["figure"])
    assert EN.say(row["figure"].iloc[0]).startswith("Nevenland: ")
    assert NL.say(row["figure"].iloc[1]).endswith(" tot Nevenland")


def test_people_of_a_region_live_in_its_gemeenten() -> None:
    ground = Ground(VELDLAND, NOW)
    gemeenten = VELDLAND.layer("gemeenten")
    every = ground.people
    assert len(every) == len(dg.area.read_people(VELDLAND))
    for region in ("Noord", "Zuid"):
        people, who = ground.who({"region": region})
        names = gemeenten[gemeenten["regions"].str.contains(region)]["name"]
        assert set(people["gemeente"]) == set(names)
        assert EN.say(who) == f"{region}-Veldland"
    assert ground.who({})[0] is every
    assert ground.who({"gemeenten": ["Veenhoek"]})[1] == "Veenhoek"


def test_direct_trains_are_counted_by_line() -> None:
    ground, transit = Ground(VELDLAND, NOW), NOW.transit
    for start, end in (("hds", "rst"), ("otv", "hfd"), ("zdk", "rst"), ("hds", "hfd")):
        brute = 0.0
        for line, often in transit.lines["trains_per_hour"].items():
            legs = transit.legs[transit.legs["line"] == line]
            stops = [*legs["from_station"], *legs["to_station"]]
            brute += often if start in stops and end in stops else 0.0
        assert ground.direct_per_hour(start, end) == brute


def test_all_of_the_targets_or_the_nearest() -> None:
    """Near to all is at most near to each; near to any is at least near to each."""
    ground, check = Ground(VELDLAND, NOW), CHECKS["people_by_road"].function
    targets = ["place:Heidestad", "place:Venendal"]
    limits = {"limit_min": 10.0, "least_share": 0.5}

    def share(**on: Any) -> float:
        claim = a_claim("people_by_road", limits, mode="car", **on)
        return float(check(ground, claim).found["share"])

    single = [share(targets=[target]) for target in targets]
    assert share(targets=targets, of="all") <= min(single)
    assert max(single) <= share(targets=targets)


def test_a_misprint_is_found() -> None:
    names = ["Heidemark", "Veenhoekk"]
    verdict, figure = judged(a_claim("region_members", region="Noord", members=names))
    assert verdict == "partly"
    assert "Veenhoekk (Veenhoek?)" in figure
    names = ["Heidemark", "Veenhoek"]
    assert judged(a_claim("region_members", region="Noord", members=names))[0] == "holds"


def test_a_note_has_all_that_a_reader_should_know(table: pd.DataFrame) -> None:
    note: Any = table.loc["two-intercity-stations", "note"]
    assert isinstance(note, Message)
    assert NL.say(note) == "In Venendal stoppen alleen stoptreinen."
    assert table.loc["four-stations", "note"] == ""


def changed(**change: Any) -> dict[str, Any]:
    raw = copy.deepcopy(VELDLAND.toml("claims"))
    entry = next(one for one in raw["claims"] if one["id"] == "four-stations")
    entry |= change
    raw["claims"] = [{key: value for key, value in entry.items() if value is not None}]
    return raw


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"check": "station_cuont"},
            (
                "claim 'four-stations': unknown check 'station_cuont': "
                f"did you mean 'station_count'? Choices: {', '.join(CHECKS)}."
            ),
        ),
        (
            {"check": None},
            "claim 'four-stations' must have a check, or missing_en and missing_nl, and not both.",
        ),
        (
            {"missing_en": "figures", "missing_nl": "cijfers"},
            "claim 'four-stations' must have a check, or missing_en and missing_nl, and not both.",
        ),
        (
            {"count": None},
            "claim 'four-stations': count missing or not known for the check 'station_count'.",
        ),
        (
            {"on": {"roads": ["A28"]}},
            "claim 'four-stations': roads missing or not known for the check 'station_count'.",
        ),
        ({"count": {"value": 4}}, "count of claim 'four-stations' has no source."),
        ({"place": ""}, "claim 'four-stations' has no place."),
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
    assert str(caught.value) == "claims: four-stations stands twice."


def test_an_unknown_check_is_refused_when_it_runs() -> None:
    one = replace(CLAIMS["four-stations"], check="moon")
    with pytest.raises(dg.DataError, match="claim 'four-stations': unknown check 'moon'"):
        dg.claims.check_claims(VELDLAND, claims=[one])


def test_without_a_timetable_claims_of_trains_cannot_be_judged_and_the_others_are() -> None:
    known, bare = (
        dg.claims.check_claims(area).set_index("claim") for area in (VELDLAND, NO_TIMETABLE)
    )
    left = bare["verdict"] == known["verdict"]
    assert left["four-stations"]
    assert not left.all()
    told = bare.loc[~left, "note"].map(VELDLAND.words("en").say)
    assert set(bare.loc[~left, "verdict"]) == {"cannot_be_judged"}
    assert told.str.endswith("There is no timetable, so nothing can be said of trains.").all()
    for name in ("figure", "verdict", "threshold"):
        assert bare.loc[left, name].tolist() == known.loc[left, name].tolist()
