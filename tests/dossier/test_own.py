"""A dossier with sites, weights and limits of a user: marked, and said on the first page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely
from dossiers import LANGUAGES, written

import drenthe_geo as dg
from drenthe_geo.crs import RD_NEW
from drenthe_geo.siting.kept.suggestion import Suggestion
from drenthe_geo.siting.own.sentences import own_sentences


@pytest.fixture(scope="module")
def made() -> Suggestion:
    points = [shapely.Point(164_000, 465_000), shapely.Point(164_400, 456_900)]
    names = ["Brink <b>", "Zuid"]
    zoning = ["office", "industry"]
    sites = gpd.GeoDataFrame(
        {"name": names, "zoning": zoning}, index=["brink", "zuid"], geometry=points, crs=RD_NEW
    )
    area: Any = dg.open_area(dg_area())
    weights = dg.siting.Needs({"station_walk_min": 50.0}, {}, (), ("station_walk_min",))
    return dg.siting.make_suggestion(
        area, "veldregister", sites=sites, weights=weights, others={}, surface=False
    )


def dg_area() -> str:
    from paths import VELDLAND_DIR  # noqa: PLC0415 - the folder of the made-up area

    return str(VELDLAND_DIR)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_says_what_is_the_user_s(area: dg.Area, made: Suggestion, lang: str) -> None:
    one = written(area, made, lang)
    first = one.seen.sections[""]
    old = made.brief.changes[0].old
    assert old is not None
    for key, values in (
        ("weight", {"old": old, "new": 50.0}),
        ("limit", {"old": 30, "new": None}),
    ):
        said = {
            name: one.words.say("dossier.yours.none")
            if value is None
            else one.words.say("dossier.yours.number", number=value)
            if key == "weight"
            else str(value)
            for name, value in values.items()
        }
        title = made.siting.criteria["station_walk_min"].title_in(lang)
        assert one.words.say(f"dossier.yours.{key}", criterion=title, **said) in first
    [sentence] = own_sentences(made)
    assert one.words.say(sentence) in first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sites_of_the_user_are_marked_and_what_is_out_has_its_place(
    area: dg.Area, made: Suggestion, lang: str
) -> None:
    one = written(area, made, lang)
    assert made.own_sites == {"brink", "zuid"}
    cells = [cell for table in one.seen.tables for row in table for cell in row]
    assert "■ Brink <b>" in cells
    assert "■ Zuid" in cells
    assert made.apart["rank_without_limits"].to_dict()["zuid"] >= 1
    heading = one.words.say("dossier.apart.text")
    assert heading in one.section("dossier.apart.heading")
