"""One way explained: minutes add up, verdict and comparison follow from them, in every language."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.explain import _road
from drenthe_geo.osm.choices import read_choices

if TYPE_CHECKING:
    from pathlib import Path

EN, NL = VELDLAND.words("en"), VELDLAND.words("nl")

STATIONS = {
    str(code): str(name)
    for code, name in dg.area.select_stations(VELDLAND.layer("stations"), "all")["name"].items()
}
TOWNS = ("Heidestad", "Heidedorp", "Venendal", "Noordeinde", "Zandkerk")


def explained(place: str, station: str, **how: Any) -> dg.answers.Explanation:
    found: dg.answers.Explanation = dg.ask_explain(VELDLAND, place, station, **how).result
    return found


@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("mode", ["car", "bicycle"])
def test_every_minute_is_accounted_for(mode: str, direction: str) -> None:
    seen = 0
    for place, station in itertools.product(TOWNS, ("hds", "otv", "rst")):
        found = explained(place, station, mode=mode, direction=direction)
        assert found.parts["minutes"].sum() == pytest.approx(found.route.minutes, abs=1e-9)
        assert (found.parts["junction_min"] <= found.parts["minutes"]).all()
        assert found.ranking["minutes"].dropna().is_monotonic_increasing
        assert len(found.ranking) == len(STATIONS)
        mine = found.ranking["minutes"].to_dict()[station]
        assert found.route.minutes == pytest.approx(mine)
        seen += 1
    assert seen == 15


def test_junction_minutes_are_part_of_the_minutes() -> None:
    found = explained("Venendal", "hds")
    car = dg.read_profile(VELDLAND, "car")
    free = found.parts["road_class"].isin(car.junction_free_classes)
    assert free.sum() >= 1
    assert (found.parts["junction_min"][free] == 0).all()
    edges = dg.roads.read_network(VELDLAND, "car").edges
    legs = found.route.legs.merge(edges[["edge", "length_m"]], on="edge")
    assert (legs["km"] * 1000 <= legs["length_m"] + 1e-6).all()
    assert found.route.legs["junction_min"].sum() > 0


def test_verdicts() -> None:
    minutes = explained("Venendal", "hds").route.minutes
    car = dg.read_profile(VELDLAND, "car")
    assert (car.low_share, car.high_share) == (0.2, 0.1)
    unsure = "but not for certain, for a time can be 20% shorter or 10% longer"
    sure = {
        1.5: "certainly, for even a time 10% longer is within",
        1.02: unsure,
        0.98: unsure,
        0.5: "certainly, for even a time 20% shorter is not within",
    }
    for factor, how in sure.items():
        cutoff = round(factor * minutes, 1)
        inside = factor > 1
        spare = abs(cutoff - minutes)
        assert EN.say(explained("Venendal", "hds", cutoff_min=cutoff).verdict) == (
            f"Venendal is {'inside' if inside else 'outside'} the {cutoff:g}-minute area of "
            f"station Heidestad: {minutes:.1f} minutes, {spare:.1f} minutes "
            f"{'to spare' if inside else 'too many'}; {how}."
        )


def test_a_profile_without_uncertainty_says_so(tmp_path: Path) -> None:
    text = VELDLAND.path("profiles").read_text(encoding="utf-8")
    sure = text
    for name, share in (("low", 0.2), ("high", 0.1)):
        unsure = f"[car.{name}_share]\nvalue = {share}\n"
        assert text.count(unsure) == 1
        sure = sure.replace(unsure, f"[car.{name}_share]\nvalue = 0.0\n")
    (tmp_path / "sure.toml").write_text(sure, encoding="utf-8")
    found = explained("Venendal", "hds", profile_file=tmp_path / "sure.toml")
    assert EN.say(found.verdict).endswith("its profile states no uncertainty.")


def test_the_comparison_follows_from_the_ranking() -> None:
    ranks, beyond = set(), 0
    for place, (station, name) in itertools.product(TOWNS, STATIONS.items()):
        found = explained(place, station)
        own = bool(found.ranking["own"].to_dict()[station])
        few = found.ranking[found.ranking["own"]] if own else found.ranking
        rank = list(few.index).index(station) + 1
        ranks.add(rank)
        said = EN.say(found.comparison)
        group = f"{len(few)} stations" + (" of Veldland" if own else "")
        if rank == 1:
            other = few["name"].iloc[1]
            assert said.startswith(f"{name} is the nearest of the {group}; the second is {other} ")
        else:
            first = few["name"].iloc[0]
            start = f"{name} is number {rank} of the {group}; the nearest is {first} with "
            assert said.startswith(start)
        nearest = found.ranking.iloc[0]
        elsewhere = own and not nearest["own"]
        beyond += elsewhere
        tail = f"; outside Veldland {nearest['name']} is nearer still with "
        assert (tail in said) == elsewhere
    assert {1, 2, 3} <= ranks
    assert beyond >= 1


def test_what_may_as_well_be_nearest_is_said() -> None:
    close, either = 0, " (less than the uncertainty: either may be nearest)"
    places = [str(place) for place in VELDLAND.layer("places").index]
    for place in places:
        found = explained(place, "hds")
        own = found.ranking[found.ranking["own"]].dropna()
        mine, best = (own.drop(index="hds")["minutes"].min(), own.loc["hds", "minutes"])
        unsure = abs(mine - best) < found.profile.high_share * min(mine, best)
        assert (either in EN.say(found.comparison)) == unsure
        close += unsure
    assert 1 <= close < len(places)


def test_both_languages_say_it() -> None:
    answer = dg.ask_explain(VELDLAND, "Venendal", "heidestad")
    found, dutch = answer.result, [NL.say(one) for one in answer.sentences]
    assert dutch[0].startswith("Heidestad is nummer ")
    assert "-minutengebied van station Heidestad: " in dutch[1]
    parts = found.parts["part"]
    assert EN.say(parts.iloc[-1]) == "parking, and the walk to the door"
    ends = [parts.iloc[0], parts.iloc[-2]]
    assert [EN.say(one).split(" to the ")[0] for one in ends] == ["Venendal", "station Heidestad"]
    assert [NL.say(one).split(" tot de ")[0] for one in ends] == ["Venendal", "station Heidestad"]
    classes = found.parts["road_class"]
    assert set(classes.iloc[1:-2]) == set(found.route.legs["road_class"])
    assert not classes.iloc[[0, -2, -1]].any()
    names = dict(zip(classes, parts, strict=True))
    assert EN.say(names["tertiary"]) == "tertiary road"
    assert NL.say(names["tertiary"]) == "tertiaire weg"


def test_every_class_that_a_map_gives_has_a_name_and_others_are_quoted() -> None:
    for words in (EN, NL):
        assert {*read_choices().road_classes.values()} <= {*words.group("answers.explain.road")}
    assert NL.say(_road("tertiary")) == "tertiaire weg"
    assert EN.say(_road("a1")) == "road of class 'a1'"


def test_a_point_is_a_place_too() -> None:
    point = shapely.Point(173_700, 462_800)
    by_point = dg.ask_explain(VELDLAND, point, "hds")
    by_name = dg.ask_explain(VELDLAND, "173700,462800", "HEIDESTAD")
    assert by_point.result.route.minutes == by_name.result.route.minutes
    assert by_point.subject == {
        "place": "173700,462800", "station": "hds", "mode": "car", "direction": "to",
        "minutes": 20.0,
    }  # fmt: skip


def test_the_files(folder: Path) -> None:
    answer = dg.ask_explain(VELDLAND, "venendal", "HEIDESTAD", mode="walk", out="r")
    answer.write("r", "en")
    route = gpd.read_file(folder / "r" / "route.gpkg", layer="route")
    legs = gpd.read_file(folder / "r" / "route.gpkg", layer="legs")
    found = answer.result
    assert route["verdict"].tolist() == [EN.say(found.verdict)]
    assert route["minutes"].iloc[0] == pytest.approx(found.route.minutes, abs=5e-4)
    assert route.geometry.iloc[0].length == pytest.approx(legs.length.sum())
    parts = pd.read_csv(folder / "r" / "parts.csv")
    assert parts["minutes"].sum() == pytest.approx(found.route.minutes, abs=0.01)
    assert parts["part"].iloc[0].startswith("Venendal to the ")
    stations = pd.read_csv(folder / "r" / "stations.csv")
    assert stations.columns.tolist() == ["station", "name", "minutes", "own"]
    assert len(stations) == len(STATIONS)
    note = " ".join(EN.say(one) for one in answer.warnings)
    assert "Cycleways and paths are missing in the embedded road network" in note


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"place": "100000,440000"}, "outside the network (at most 2,000 m)"),
        ({"station": "Ems"}, "unknown station 'Ems'"),
        ({"place": "Venendaal"}, "unknown place 'Venendaal': did you mean 'Venendal'?"),
        ({"mode": "bus"}, "unknown mode 'bus': Choices: car, bicycle, ebike, walk."),
        ({"cutoff_min": -3}, "cut-off -3 is not a number of minutes above 0"),
        (
            {"out": "r.csv"},
            "--out r.csv: looks like a file, but a folder for the results is needed",
        ),
    ],
)
def test_refusals(asked: dict[str, Any], said: str, folder: Path) -> None:
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.ask_explain(VELDLAND, **{"place": "Venendal", "station": "hds", **asked})
    assert said in str(caught.value)
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]
