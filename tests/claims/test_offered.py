"""Claims about seats, schools, homes, power and public sources, held against Veldland."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.claims.check import CHECKS, claims_from_mapping
from drenthe_geo.claims.ground import Ground
from drenthe_geo.claims.model import Claim
from drenthe_geo.roads.beyond import read_beyond
from drenthe_geo.situation import Situation
from drenthe_geo.words.message import Texts

NOW = dg.situation.read_situation(VELDLAND)
EN, NL = VELDLAND.words("en"), VELDLAND.words("nl")


def a_claim(check: str, numbers: dict[str, float] | None = None, **on: Any) -> Claim:
    """A claim that a check judges."""
    plain = {"name": "mine", "place": "nowhere", "claim": Texts(en="so", nl="zo")}
    return Claim(check=check, numbers=numbers or {}, on=on, **plain)  # type: ignore[arg-type]


def judged(claim: Claim, now: Situation = NOW) -> tuple[str, str]:
    """Verdict and figure of a claim."""
    row = dg.claims.check_claims(VELDLAND, now, claims=[claim]).iloc[0]
    for words in (EN, NL):
        said = words.say(row["figure"]) + words.say(row["computed"])
        assert "{" not in said
        assert "nan" not in said
    return str(row["verdict"]), EN.say(row["figure"])


def moved(site: str, x: float, y: float) -> Situation:
    """A site that stands elsewhere."""
    sites = NOW.sites.copy()
    sites.loc[site, "geometry"] = shapely.Point(x, y)
    return replace(NOW, sites=sites)


def test_seats_of_services_in_the_region() -> None:
    here = a_claim("services_in", services=["veldregister"], region="Noord")
    assert judged(here) == (
        "holds",
        "1 of 1 in the region; known seat elsewhere: –; no seat known: –",
    )
    there = a_claim("services_in", services=["veldregister"], region="Zuid")
    assert judged(there)[0] == "does_not"
    assert "elsewhere: Veldregister" in judged(there)[1]
    unknown = a_claim("services_in", services=["veldregister", "veldwacht"], region="Noord")
    assert judged(unknown)[0] == "partly"
    assert judged(unknown)[1].endswith("no seat known: Veldwacht")
    assert judged(here, moved("rijkskantoor-heidestad", 164_000, 457_000))[0] == "does_not"


@pytest.mark.parametrize(("least", "verdict"), [(-1.0, "holds"), (0.9, "does_not")])
def test_homes_are_cheaper_by_so_much(least: float, verdict: str) -> None:
    homes = a_claim("dwellings_cheaper", {"least_share": least})
    assert judged(homes)[0] == verdict
    table = VELDLAND.table("dwellings")
    where = shapely.points(table["x_m"], table["y_m"])
    inside = table[shapely.within(where, VELDLAND.outline())]
    mean = (inside["value_keur"] * inside["dwellings"]).sum() / inside["dwellings"].sum()
    assert len(inside) < len(table)
    assert judged(homes)[1].startswith(f"Veldland {mean:.0f} thousand euro; ")


def test_schools_with_a_branch_in_the_region() -> None:
    names = ["Heidecollege", "Hogeschool Rietstad"]
    verdict, figure = judged(a_claim("schools_in", institutions=names, region="Noord"))
    assert verdict == "partly"
    assert figure == "1 of 2; there: Heidecollege Heidestad; none found: Hogeschool Rietstad"
    assert judged(a_claim("schools_in", institutions=names[:1], region="Noord"))[0] == "holds"
    assert judged(a_claim("schools_in", institutions=names[1:], region="Noord"))[0] == "does_not"


@pytest.mark.parametrize(
    ("minutes", "students", "verdict"),
    [(60, 7600, "holds"), (60, 7601, "does_not"), (1, 1, "does_not"), (4.5, 2400, "partly")],
)
def test_students_within_reach(minutes: float, students: float, verdict: str) -> None:
    numbers = {"limit_min": minutes, "least_students": students, "least_share": 0.5}
    claim = a_claim("students_reached", numbers, mode="bicycle", region="Noord")
    if verdict == "partly":  # the threshold within the range: set it to the share itself
        found = CHECKS[claim.check].function(Ground(VELDLAND, NOW), claim).found
        assert found["low"] <= found["share"] <= found["high"]
        assert found["low"] < found["high"]
        between = (found["low"] + found["high"]) / 2
        claim = replace(claim, numbers={**numbers, "least_share": between})
    assert judged(claim)[0] == verdict


def test_students_within_reach_are_counted_one_by_one() -> None:
    ground = Ground(VELDLAND, NOW)
    numbers = {"limit_min": 20.0, "least_students": 2400.0, "least_share": 0.5}
    claim = a_claim("students_reached", numbers, mode="car")
    found = CHECKS[claim.check].function(ground, claim).found
    people, schools = ground.people, VELDLAND.layer("education")
    count, heads = np.zeros(len(people)), people["population"].to_numpy()
    for name, school in schools[schools["students"].notna()].iterrows():
        table = ground.minutes(people, schools.loc[[name]], "car") if _near(school) else None
        if table is not None:
            count += school["students"] * (table[name] <= 20).to_numpy()
    assert found["share"] == pytest.approx(heads[count >= 2400].sum() / heads.sum())
    assert found["mean"] == pytest.approx(np.average(count, weights=heads))


def _near(school: pd.Series) -> bool:
    return bool(school.geometry.distance(VELDLAND.outline()) < 5000)


@pytest.mark.parametrize(
    ("sites", "verdict"),
    [
        (["stationsgebied-heidestad", "veencampus-venendal"], "holds"),
        (["vliegveld-zandkerk"], "partly"),
        (["rijkskantoor-heidestad"], "does_not"),
        (["grensterminal-oosterveen"], "does_not"),
        (["stationsgebied-heidestad", "rijkskantoor-heidestad"], "partly"),
    ],
)
def test_room_on_offer(sites: list[str], verdict: str) -> None:
    assert judged(a_claim("offers_room", sites=sites))[0] == verdict


def test_room_on_the_grid_is_that_of_the_gemeenten() -> None:
    verdict, figure = judged(a_claim("grid_room"))
    assert verdict == "partly"
    assert figure == "room: Heidemark; part of it: Veenhoek; waiting list: Zandwolde; not known: –"


def test_what_a_public_source_says_is_said_in_either_language() -> None:
    on: dict[str, Any] = {
        "said_en": "it runs",
        "said_nl": "hij rijdt",
        "source": "the paper (2024)",
    }
    for verdict in ("holds", "partly", "does_not"):
        claim = a_claim("published", verdict=verdict, **on)
        row = dg.claims.check_claims(VELDLAND, NOW, claims=[claim]).iloc[0]
        assert row["verdict"] == verdict
        assert (EN.say(row["figure"]), NL.say(row["figure"])) == ("it runs", "hij rijdt")
        assert row["data"] == "the paper (2024)"
    with pytest.raises(dg.ArgumentError) as caught:
        judged(a_claim("published", verdict="hold", **on))
    assert str(caught.value) == (
        "unknown verdict 'hold': did you mean 'holds'? Choices: holds, partly, does_not."
    )


def test_a_claim_that_our_data_took_from_the_profile_says_so() -> None:
    raw = VELDLAND.toml("claims")
    raw["claims"][0]["circular"] = True
    table = dg.claims.check_claims(VELDLAND, NOW, claims=claims_from_mapping(raw)[:2])
    assert table["circular"].tolist() == [True, False]
    assert EN.say(table["note"].iloc[0]).startswith("Our point was taken from the sentence itself")
    assert NL.say(table["note"].iloc[0]).startswith("Ons punt komt uit de zin zelf")


def test_a_site_by_its_address_in_the_area_or_elsewhere() -> None:
    site = "grensterminal-oosterveen"
    anywhere = a_claim("sites_in", sites=[site])
    assert judged(anywhere)[0] == "holds"
    assert judged(anywhere, moved(site, 120_000, 480_000))[0] == "does_not"
    # A point as near to the border as it may be off: the gemeente of its address decides.
    sites = NOW.sites.copy()
    sites.loc[site, "accuracy_m"] = 1e6
    unsure = replace(NOW, sites=sites)
    assert judged(a_claim("sites_in", sites=[site], gemeenten=["Veenhoek"]), unsure)[0] == "holds"
    other = a_claim("sites_in", sites=[site], gemeenten=["Heidemark"])
    assert judged(other, unsure)[0] == "partly"


def test_every_gemeente_in_some_region_is_enough() -> None:
    assert judged(a_claim("region_cover"))[0] == "holds"


def test_one_station_is_enough_where_no_station_is_named() -> None:
    assert judged(a_claim("direct_from_stations", to=["hfd"]))[0] == "partly"
    assert judged(a_claim("direct_from_stations", to=["hfd"], of="any"))[0] == "holds"
    assert judged(a_claim("direct_from_stations", to=["nowhere"], of="any"))[0] == "does_not"


def test_numbered_roads_count_where_no_kind_is_named() -> None:
    narrow = a_claim("motorways_out", {"border_m": 500}, to=["abroad", "Rivierland"])
    kinds = ["motorway", "n_road"]
    wide = a_claim("motorways_out", {"border_m": 500}, to=["abroad", "Rivierland"], kinds=kinds)
    ground = Ground(VELDLAND, NOW)
    few, many = (
        [set(one["roads"].split(", ")) - {"–"} for one in CHECKS[claim.check].function(
            ground, claim).found["parts"]]
        for claim in (narrow, wide)
    )  # fmt: skip
    assert all(one <= other for one, other in zip(few, many, strict=True))
    assert few != many


def test_what_lies_beyond_the_roads_is_reached_by_a_gate() -> None:
    ground = Ground(VELDLAND, NOW)
    point = NOW.sites.iloc[[0]].copy()
    point.loc[:, "geometry"] = shapely.Point(150_900, 462_900)
    assert ground.is_beyond(point)
    assert not ground.is_beyond(NOW.sites.iloc[[0]])
    known, least = ground.minutes_beyond(ground.people, point)
    table = VELDLAND.table("beyond_minutes")
    own = table[table["place"] == "150-462"]["minutes"]
    assert known.notna().any()
    assert (known.dropna() >= own.min()).all()
    both = known.notna()
    assert (least[both] <= known[both] + 1e-9).all()
    # A point that no table tells of takes longer than the table reaches to.
    point.loc[:, "geometry"] = shapely.Point(101_500, 455_500)
    known, least = ground.minutes_beyond(ground.people, point)
    assert known.isna().all()
    assert least.min() >= read_beyond(VELDLAND).most_min
    limits = {"limit_min": 30.0, "least_share": 0.5}
    claim = a_claim("people_by_road", limits, mode="car",
                    targets=["education:universiteit-hoofdstad"])  # fmt: skip
    assert judged(claim)[0] == "does_not"
    far = replace(claim, numbers={"limit_min": 600.0, "least_share": 0.5})
    assert judged(far)[0] == "partly"  # how much longer nobody knows


def test_nobody_parks_at_the_exit_of_a_motorway() -> None:
    ground = Ground(VELDLAND, NOW)
    numbers = {"limit_min": 600.0}
    claim = a_claim(
        "road_minutes", numbers, mode="car", to=["exits:A99"], **{"from": ["place:Heidestad"]}
    )
    (part,) = CHECKS[claim.check].function(ground, claim).found["parts"]
    table = ground.minutes(ground.points("place:Heidestad"), ground.points("exits:A99"), "car")
    park = dg.read_profile(VELDLAND, "car").park_min
    assert park > 0
    assert part["minutes"] == pytest.approx(table.to_numpy().min() - park)


def test_a_gain_is_said_with_the_buses_and_without() -> None:
    claims = {one.name: one for one in dg.claims.read_claims(VELDLAND)}
    gain = claims["veldlijn-nearer"]
    both, trains = NOW, dg.situation.read_situation(VELDLAND, buses=False)
    assert not both.transit.by_train.equals(both.transit.served)  # a bus runs
    ground, check = Ground(VELDLAND, both), CHECKS[gain.check].function
    (part,) = check(ground, gain).found["parts"]
    (alone,) = check(Ground(VELDLAND, trains), gain).found["parts"]
    assert alone["alone"] == ""
    known = {name: dict(part["alone"].values)[name] for name in ("share", "gain")}
    assert known == {name: pytest.approx(alone[name]) for name in ("share", "gain")}
    said = judged(gain)[1]
    assert f"(if no bus ran {alone['share']:.0%}, {alone['gain']:.1f} min)" in said
    assert "if no bus" not in judged(gain, trains)[1]
