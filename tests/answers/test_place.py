"""Sites chosen together, and claims: sentences that follow from the figures, files, refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import DrentheGeoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EN = VELDLAND.words("en")


def placed(goal: Any, **how: Any) -> dg.Answer:
    of_area = how.get("points", "sites") == "sites"
    return dg.ask_place(VELDLAND, goal, **{"points": "sites", "unfit": of_area, **how})


def said(answer: dg.Answer) -> list[str]:
    return [EN.say(one) for one in answer.sentences]


def test_what_is_written_is_what_is_said(folder: Path) -> None:
    fixed = "zandpark-wolde"
    answer = placed("cover", count=2, cutoff_min=10, fixed=[fixed], out="one")
    answer.write("one", "en")
    table = pd.read_csv(folder / "one" / "placement.csv")
    assert table.set_index("site")["fixed"].to_dict()[fixed]
    people = dg.area.read_people(VELDLAND)["population"].sum()
    assert table["people_nearest"].sum() == people
    reached = table["people_within_10_min"].sum()
    about = json.loads((folder / "one" / "about.json").read_text("utf-8"))
    first, second, *_, proof = said(answer)
    assert about["sentences"] == said(answer)
    assert first.startswith(f"2 sites bring {reached:,} of {people:,} people (")
    alone = about["outcome"]["fixed_alone"]["people_within"]["10"]
    assert second.startswith(f"The fixed one alone brings {alone:,} of {people:,} people (")
    assert proof == "Proven: all 5 choices of 2 of 6 candidates with the fixed one were tried."
    demand = gpd.read_file(folder / "one" / "placement.gpkg", layer="demand")
    assert set(demand["site"]) == set(table["site"])
    assert demand.loc[demand["minutes"] <= 10, "population"].sum() == reached
    candidates = gpd.read_file(folder / "one" / "placement.gpkg", layer="candidates")
    assert candidates["chosen"].sum() == 2
    assert about["outcome"]["chosen"]["people_within"]["10"] == reached
    assert about["placement"]["cutoff_min"]["source"]


@pytest.mark.parametrize(
    ("goal", "how", "begins", "proof"),
    [
        ("cover", {"count": 1}, "1 site brings ", "Proven: each of 6 candidates was tried."),
        ("mean", {"count": 2}, "2 sites bring the mean to ",
         "Proven: all 15 choices of 2 of 6 candidates were tried."),
        ("furthest", {"count": 2}, "2 sites leave nobody further than ",
         "Proven: all 15 choices of 2 of 6 candidates were tried."),
        ("everybody", {"cutoff_min": 40}, "1 site brings ",
         "Proven: no fewer of 6 candidates will do."),
    ],
)  # fmt: skip
def test_sentences_of_every_goal(goal: str, how: dict[str, Any], begins: str, proof: str) -> None:
    answer = placed(goal, **how)
    sentences = said(answer)
    assert sentences[0].startswith(begins)
    assert "if every time is " in sentences[0]
    assert "as good" in sentences[1]
    assert sentences[-1] == proof
    outcome = answer.result.placement.outcome
    assert f"{outcome.mean_min:.1f}" in sentences[0]
    assert f"{outcome.furthest_min:.1f}" in sentences[0]
    dutch = [VELDLAND.words("nl").say(one) for one in answer.sentences]
    assert dutch[-1].startswith("Bewezen: ")


def test_own_candidates_by_bicycle(folder: Path) -> None:
    own = folder / "own.csv"
    own.write_text("id,name,x,y\nn,Noord,164300,464900\nz,Zuid,164400,456900\n", "utf-8")
    answer = placed("mean", count=1, points=own, mode="bicycle")
    assert answer.result.sites["name"].tolist() == ["Noord"]
    assert any("Cycleways" in EN.say(one) for one in answer.warnings)
    assert list(answer.about["own_files"]) == ["points: own.csv"]  # type: ignore[call-overload]
    assert answer.subject["points"] == "own.csv"


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"goal": "best"}, "unknown goal 'best': Choices: cover, mean, furthest, everybody."),
        ({}, "goal 'mean': needs a count; give how many sites there may be, 1 to 6."),
        ({"count": 7}, "count 7: there are 6 candidates; give 6 or less, or add some."),
        ({"count": 1, "points": "site"}, "unknown candidates 'site': did you mean 'sites'"),
        ({"count": 1, "points": "site", "unfit": True}, "unknown candidates 'site': did you mean"),
        ({"count": 1, "points": "none.csv"}, "none.csv: no such file."),
        ({"count": 1, "points": "mine.csv", "unfit": True}, (
            "--unfit is for the sites of the area; all your own sites, and all places, count "
            "already, so leave it out."
        )),
        ({"count": 1, "points": "places", "unfit": True}, "--unfit is for the sites of the area;"),
        ({"count": 1, "points": "mine.csv"}, (
            "candidates: 1 of 3 lies outside the road network ('sea'); a candidate "
            "must lie within 2,000 m of a road"
        )),
        ({"goal": "cover", "count": 1, "cutoff_min": 0},
         "cut-off 0 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ({"count": 1, "mode": "cart"}, "unknown mode 'cart': did you mean 'car'?"),
        ({"count": 1, "out": "mine.csv"},
         "mine.csv: is a file, but a folder for the results is needed."),
        ({"count": 2, "fixed": ["zandpark"]}, "unknown fixed site 'zandpark': did you mean "),
    ],
)  # fmt: skip
def test_refusals(how: dict[str, Any], refusal: str, folder: Path) -> None:
    with pytest.raises(dg.DrentheGeoError) as caught:
        placed(**{"goal": "mean", **how})
    assert str(caught.value).startswith(refusal)
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]


def test_claims_have_their_sentences_in_the_language_of_the_files(
    ask: Callable[[str], dg.Answer], tmp_path: Path, written: Callable[[str], Path]
) -> None:
    answer = ask("claims")
    answer.write(tmp_path / "en", "en")
    english = pd.read_csv(tmp_path / "en" / "claims.csv")
    dutch = pd.read_csv(written("claims") / "claims.csv")
    for column in ("claim", "place", "claim_nl", "claim_en", "verdict", "threshold", "data"):
        assert english[column].tolist() == dutch[column].tolist()
    assert (english["computed"] != dutch["computed"]).sum() == 4  # one cannot be judged
    about = json.loads((written("claims") / "about.json").read_text("utf-8"))
    assert about["title"].endswith(" naast de gegevens")
    counts = english["verdict"].value_counts().to_dict()
    assert {name: n for name, n in about["counts"].items() if n} == counts
    assert len(english) == 5
    for numbers in about["thresholds"].values():
        assert all(one["source"] for one in numbers.values())


@pytest.mark.parametrize("count", [1, 2])
def test_where_no_candidate_is_left_the_reason_is_said_and_not_the_count(count: int) -> None:
    sites = VELDLAND.layer("sites")
    unfit = VELDLAND.with_layers({"sites": sites.loc[["vliegveld-zandkerk"]]})
    with pytest.raises(DrentheGeoError) as error:
        dg.ask_place(unfit, "mean", count=count, points="sites")
    assert str(error.value) == (
        "the one candidate is left out, as no office where people can come fits in; --unfit takes "
        "it in."
    )


def test_sites_where_no_service_in_general_fits_are_no_candidates_unless_asked() -> None:
    few, every = (placed("mean", count=1, unfit=unfit) for unfit in (False, True))
    names = ["rijkskantoor-heidestad", "zandpark-wolde", "vliegveld-zandkerk"]
    assert few.about["left_out"] == names
    assert every.about["left_out"] == []
    gone = set(every.result.candidates.index) - set(few.result.candidates.index)
    assert gone == set(names)
    [warning] = [EN.say(one) for one in few.warnings if one.key == "placement.left_out"]
    assert "rijkskantoor-heidestad (made for Veldregister and not open to others)" in warning
    assert warning.endswith("; --unfit takes them in")
    fixed = placed("mean", count=2, unfit=False, fixed=[names[1]])
    assert names[1] in fixed.result.sites.index
