"""Names to ids and points, in any spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Literal, get_args

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.gazetteer import find_id, plain_name
from drenthe_geo.errors import ArgumentError
from drenthe_geo.words.message import Message

LAYERS = VELDLAND.layers()
STATIONS = LAYERS["stations"]["name"].to_dict()
SITES = LAYERS["sites"]["name"].to_dict()
Form = Literal["NFC", "NFD"]
CURE = "Give a town, a postcode of four digits, a site, a station, or lon,lat."


def answer(text: str, ids: dict[str, str], what: str = "station") -> tuple[str, str]:
    """The id that is found, and what is said where none is."""
    try:
        return find_id(text, ids, what), ""
    except ArgumentError as error:
        return "", str(error)


@given(
    st.sampled_from([*STATIONS.items(), *SITES.items()]),
    st.sampled_from([str, str.upper, str.title]),
    st.sampled_from([" ", "-", "  ", "_", ""]),
    st.sampled_from(get_args(Form)),
)
def test_names_and_ids_are_forgiven_case_marks_and_hyphens(
    one: tuple[str, str], written: Callable[[str], str], mark: str, form: Form
) -> None:
    known = {**SITES, **STATIONS}
    for text in one:
        spelled = mark + mark.join(written(text).split(" "))
        assert answer(unicodedata.normalize(form, spelled), known) == (one[0], "")


@given(st.sampled_from([*STATIONS, *SITES]))
def test_an_id_is_itself(one: str) -> None:
    assert find_id(one, {**STATIONS, **SITES}) == one
    assert find_id(one, [*STATIONS, *SITES]) == one


@given(st.text(max_size=12))
def test_whatever_is_typed_is_an_id_or_a_refusal_with_all_choices(text: str) -> None:
    found, refusal = answer(text, STATIONS)
    assert found in STATIONS or refusal.endswith(f"Choices: {', '.join(STATIONS)}.")


@given(st.text(max_size=20))
def test_a_plain_name_is_its_own_plain_name(text: str) -> None:
    assert plain_name(plain_name(text)) == plain_name(text)
    assert plain_name(text.upper()) == plain_name(text.upper().lower())


def test_an_id_comes_before_a_name_and_one_name_of_two_is_refused() -> None:
    assert find_id("b", {"a": "B", "b": "A"}) == "b"
    assert find_id("B", {"a": "B", "b": "A"}) == "b"
    with pytest.raises(ArgumentError) as caught:
        find_id("emmen", {"emn": "Emmen", "x-emmen": "Émmen"}, "station")
    assert str(caught.value) == "station 'emmen': may be emn or x-emmen; say which."


@pytest.mark.parametrize(
    ("text", "what", "said"),
    [
        (
            "Rietstat",
            "station",
            "unknown station 'Rietstat': did you mean 'Rietstad'? Choices: a, b.",
        ),
        ("", "service", "unknown service '': Choices: a, b."),
        ("--", Message("noun.site"), "unknown site '--': Choices: a, b."),
    ],
)
def test_what_nothing_is_called(text: str, what: str | Message, said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        find_id(text, {"a": "Rietstad", "b": "Zandkerk"}, what)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("heidestad", "town", "Heidestad"),
        ("HEIDE-DORP", "town", "Heidedorp"),
        ("Noordeinde", "postcode area", "Noordeinde (1009)"),
        ("veencampus venendal", "site", "Veencampus Venendal"),
        ("hoofdstad centraal", "station", "Hoofdstad Centraal"),
        (" 1006 ", "postcode area", "1006 Middenveen"),
        ("1006 ab", "postcode area", "1006 Middenveen"),
    ],
)
def test_places_by_name(text: str, kind: str, name: str) -> None:
    found = dg.area.find_place(text, LAYERS)
    assert (found.kind, found.name) == (kind, name)


def note(text: str, layers: dict[str, gpd.GeoDataFrame] = LAYERS) -> str:
    said = dg.area.find_place(text, layers).note
    return "" if said is None else VELDLAND.words("en").say(said)


def test_what_is_not_sure_is_noted() -> None:
    assert note("1006ab") == "1006ab: postcodes are known by their four digits"
    assert note("zandpark wolde") == "placed by estimate, within about 400 m"
    assert note("heidestad") == ""


def test_of_postcode_areas_one_inside_comes_first_then_the_most_people() -> None:
    """Rietstad, outside, has most people; its name is given to two areas inside."""
    places = LAYERS["places"].copy()
    places.loc[["1003", "1008", "1010"], "name"] = "Overal"
    layers = {**LAYERS, "places": places}
    assert dg.area.find_place("overal", layers).name == "Overal (1003)"
    assert note("overal", layers) == "also postcode areas of that name: 1008, 1010"


def test_places_by_coordinates() -> None:
    by_degrees = dg.area.find_place("6.5708, 52.9917", LAYERS).point
    by_metres = dg.area.find_place("234500,556700", LAYERS).point
    assert by_degrees.distance(by_metres) < 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Venendaal", f"unknown place 'Venendaal': did you mean 'Venendal'? {CURE}"),
        ("", f"unknown place '': {CURE}"),
        ("52.99,6.57", "point '52.99,6.57': lon and lat are swapped; give 6.57,52.99."),
        ("556700,234500", "point '556700,234500': x and y are swapped; give 234500,556700."),
        (
            "900000,100000",
            (
                "point '900000,100000': 1 of 1 lies outside the Netherlands, the first at "
                "x=900000, y=100000; give lon,lat in degrees or x,y in RD New."
            ),
        ),
        (
            "13.4,52.5",
            (
                "point '13.4,52.5': it lies outside the Netherlands; give lon,lat in degrees or "
                "x,y in RD New."
            ),
        ),
    ],
)
def test_unknown_places(text: str, said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        dg.area.find_place(text, LAYERS)
    assert str(caught.value) == said


@pytest.mark.parametrize("text", ["zdk", "ZDK", "Zandkerk", "station Zand-kerk", "zand kerk"])
def test_stations_by_name_or_code(text: str) -> None:
    assert dg.area.find_station(text, LAYERS["stations"]) == "zdk"


def test_unknown_stations() -> None:
    with pytest.raises(ArgumentError) as caught:
        dg.area.find_station("Venendaal", dg.area.select_stations(LAYERS["stations"]))
    assert str(caught.value) == (
        "unknown station 'Venendaal': did you mean 'Venendal'? Choices: Heidestad, Oosterveen, "
        "Venendal, Zandkerk."
    )
