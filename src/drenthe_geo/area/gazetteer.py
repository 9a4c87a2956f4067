"""Names to points: towns, postcodes, sites and stations, spelled as people do."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.area.select import places_inside
from drenthe_geo.crs import WGS84, Grid, grid_in, looks_swapped_deg, place_problem, swapped_m
from drenthe_geo.errors import ALIKE, ArgumentError
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_HINTS = 3

POSTCODE = re.compile(r"^\s*(\d{4})\s*([A-Za-z]{2})?\s*$")

METRES_FROM = 1000.0
"""Coordinates above this are metres, not degrees."""

PAIR = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*$")


@dataclass(frozen=True)
class Place:
    """A point that a name stands for.

    Parameters
    ----------
    name : str
        Its name as it is written.
    kind : str
        ``"town"``, ``"postcode area"``, ``"site"``, ``"station"`` or ``"point"``.
    point : shapely.Point
        In the CRS of the area.
    note : Message or None
        What else the name could have meant, or how sure the point is.
    """

    name: str
    kind: str
    point: shapely.Point
    note: Message | None = None


def plain_name(name: str) -> str:
    """Bring a name down to what its spellings share."""
    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in split if sign.isalnum())


def find_id(
    text: str, ids: Mapping[str, str] | Iterable[str], what: str | Message = "resource"
) -> str:
    """Turn what somebody typed into an id.

    Parameters
    ----------
    text : str
        An id or a name. Case, diacritics, spaces and hyphens do not matter.
    ids : mapping of str to str, or iterable of str
        The ids, each with its name, or the ids alone.
    what : str or Message
        What they are ids of: a key below ``noun`` of the tables of words, for example
        ``"service"``, or a message.

    Returns
    -------
    str
        The id.

    Raises
    ------
    ArgumentError
        If nothing is called so, with the nearest spellings and all ids; or if a name
        stands for more than one id.

    Examples
    --------
    >>> find_id("Veld-Register", area.table("services")["service"], "service")
    'veldregister'
    >>> stations = area.layer("stations")["name"].to_dict()
    >>> find_id("RIETSTAD", stations, "station"), find_id("rst", stations, "station")
    ('rst', 'rst')
    >>> find_id("Rietstat", stations, "station")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: unknown station 'Rietstat': did you mean 'Rietstad'? \
Choices: hds, ...
    """
    names = dict(ids) if isinstance(ids, Mapping) else {str(one): str(one) for one in ids}
    if text in names:
        return text
    wanted = plain_name(text)
    for called in (list(names), list(names.values())):
        found = [
            one
            for one, name in zip(names, called, strict=True)
            if wanted and plain_name(str(name)) == wanted
        ]
        if len(found) > 1:
            said = {"what": _noun(what), "given": text, "choices": found}
            raise ArgumentError("gazetteer.more_than_one", **said)
        if found:
            return str(found[0])
    raise unknown_name(text, [*names, *names.values()], what, list(names))


def unknown_name(
    text: str,
    names: Iterable[str],
    what: str | Message,
    choices: Iterable[str | Message],
) -> ArgumentError:
    """Build the error for a name that nothing has: with the nearest spellings, and choices."""
    known = list(choices)
    if not known:
        return ArgumentError("choice.none", what=_noun(what), given=text)
    said = {"what": _noun(what), "given": text, "hint": _hint(plain_name(text), names)}
    return ArgumentError("choice.unknown", **said, choices=known)


def find_place(text: str, layers: Mapping[str, gpd.GeoDataFrame]) -> Place:
    """Find a place by name, postcode or coordinates.

    Parameters
    ----------
    text : str
        The name of a town, postcode area, site or station, a postcode of four
        digits, ``lon,lat`` in degrees or ``x,y`` in metres of the area's CRS. Case,
        diacritics, spaces and hyphens do not matter.
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten``, ``place_names``, ``places``, ``sites`` and ``stations``.

    Returns
    -------
    Place
        A town before a postcode area before a site before a station of that name; of
        postcode areas one inside before one around the area, then that with most people.

    Raises
    ------
    ArgumentError
        If nothing has that name, with the nearest spellings; or if coordinates lie
        outside where the CRS of the area holds.

    Examples
    --------
    >>> layers = area.layers()
    >>> find_place("HEIDE-STAD", layers).kind, find_place("1006", layers).name
    ('town', '1006 Middenveen')
    >>> find_place("Venendaal", layers)
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: unknown place 'Venendaal': did you mean 'Venendal'? \
Give a town, a postcode of four digits, a site, a station, or lon,lat.
    """
    pair = PAIR.match(text)
    if pair:
        grid = grid_in(layers["places"])
        return _point(text, float(pair[1]), float(pair[2]), grid)
    areas = layers["places"]
    code = postcode_of(text, areas)
    if code is not None:
        area, same = areas.loc[code], code == text.strip()
        note = None if same else Message("gazetteer.four_digits", given=text.strip())
        return Place(f"{code} {area['name']}", "postcode area", area.geometry, note)
    wanted = plain_name(text)
    found: Place | None = None
    if wanted:
        found = (
            _town(wanted, layers.get("place_names"))
            or _area(wanted, areas, layers["gemeenten"])
            or _other(wanted, layers["sites"], "site")
            or _other(wanted, layers["stations"], "station")
        )
    if found:
        return found
    names = [name for layer in ("place_names", "places", "sites", "stations")
             if layer in layers for name in layers[layer]["name"]]  # fmt: skip
    hint = _hint(wanted, names)
    if _are_postcodes(areas):
        raise ArgumentError("gazetteer.unknown_place", given=text, hint=hint)
    example = str(areas.index[0])
    raise ArgumentError("gazetteer.unknown_place_id", given=text, hint=hint, example=example)


def _are_postcodes(areas: gpd.GeoDataFrame) -> bool:
    """Tell whether places are Dutch postcodes, or there is none to tell it by."""
    return all(POSTCODE.match(str(one)) for one in areas.index)


def postcode_of(text: str, areas: gpd.GeoDataFrame) -> str | None:
    """Find the postcode area that is meant: by its code, or a Dutch one by its four digits."""
    given = text.strip()
    if given in areas.index:
        return given
    known = POSTCODE.match(given)
    return known[1] if known and known[1] in areas.index else None


def find_station(text: str, stations: gpd.GeoDataFrame) -> str:
    """Find a station by name or code.

    Parameters
    ----------
    text : str
        Name or code. Case, diacritics, spaces and hyphens do not matter, nor the word
        station before the name.
    stations : geopandas.GeoDataFrame
        The stations to choose from.

    Returns
    -------
    str
        Its code.

    Raises
    ------
    ArgumentError
        If none has that name, with the nearest spellings.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"))
    >>> find_station("station Ooster-veen", own), find_station("OTV", own)
    ('otv', 'otv')
    """
    wanted = plain_name(text)
    names = stations["name"].map(plain_name)
    for name in (wanted, wanted.removeprefix("station")):
        named = stations.index[names == name]
        if len(named) and name:
            return str(named[0])
    codes = {plain_name(str(code)): str(code) for code in stations.index}
    if wanted in codes:
        return codes[wanted]
    raise unknown_name(text, stations["name"], "station", sorted(stations["name"]))


def _point(text: str, first: float, second: float, grid: Grid) -> Place:
    """Read coordinates: degrees, or metres where they are large."""
    degrees = max(abs(first), abs(second)) < METRES_FROM
    x, y = np.array([first]), np.array([second])
    if degrees and looks_swapped_deg(x, y, grid):
        said = {"lon": f"{second:g}", "lat": f"{first:g}"}
        raise ArgumentError("gazetteer.swapped_degrees", given=text, **said)
    if not degrees and swapped_m(x, y, grid):
        said = {"x": f"{second:.0f}", "y": f"{first:.0f}"}
        raise ArgumentError("gazetteer.swapped_metres", given=text, **said)
    series = gpd.GeoSeries([shapely.Point(first, second)], crs=WGS84 if degrees else grid.code)
    point = series.to_crs(grid.code).iloc[0]
    if degrees:
        known = bool(np.isfinite([point.x, point.y]).all())
        inside = known and not place_problem(np.array([point.x]), np.array([point.y]), grid)
        trouble = None if inside else Message("gazetteer.outside", land=grid.land)
    else:
        trouble = place_problem(x, y, grid)
    if trouble:
        raise ArgumentError("gazetteer.wrong_point", given=text, trouble=trouble, grid=grid.name)
    return Place(text.strip(), "point", point)


def _town(wanted: str, towns: gpd.GeoDataFrame | None) -> Place | None:
    if towns is None:
        return None
    named = towns[towns["name"].map(plain_name) == wanted]
    if named.empty:
        return None
    town = named.sort_values(["rank", "population"], ascending=[True, False]).iloc[0]
    return Place(str(town["name"]), "town", town.geometry)


def _area(wanted: str, areas: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame) -> Place | None:
    named = areas[areas["name"].map(plain_name) == wanted]
    if named.empty:
        return None
    named = named.assign(_home=named.index.isin(places_inside(named, gemeenten).index))
    named = named.sort_values(["_home", "population"], ascending=False, kind="stable")
    area, others = named.iloc[0], [str(code) for code in named.index[1:]]
    key = "gazetteer.other_areas" if _are_postcodes(areas) else "gazetteer.other_places"
    note = Message(key, codes=others) if others else None
    return Place(f"{area['name']} ({named.index[0]})", "postcode area", area.geometry, note)


def _other(wanted: str, layer: gpd.GeoDataFrame, kind: str) -> Place | None:
    named = layer[layer["name"].map(plain_name) == wanted]
    if named.empty:
        return None
    row = named.iloc[0]
    rough = kind == "site" and row["certainty"] == "C"
    note = Message("gazetteer.rough", metres=row["accuracy_m"]) if rough else None
    return Place(str(row["name"]), kind, row.geometry, note)


def _noun(what: str | Message) -> str | Message:
    """Give the word for what names stand for; text that has none stands as it is."""
    known = isinstance(what, str) and words_of("en").has(f"noun.{what}")
    return Message(f"noun.{what}") if known else what


def _hint(wanted: str, names: Iterable[str]) -> str | Message:
    by_plain = {plain_name(str(name)): str(name) for name in names}
    close = difflib.get_close_matches(wanted, list(by_plain), n=MOST_HINTS, cutoff=ALIKE)
    return Message("gazetteer.hint", names=[by_plain[name] for name in close]) if close else ""
