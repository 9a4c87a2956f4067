"""Names to points: towns, postcodes, sites and stations, spelled as people do."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.crs import RD_NEW, WGS84, looks_swapped_deg, place_problem
from drenthe_geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_HINTS = 3
ALIKE = 0.75
"""Share of two names that must match for one to be a hint at the other."""
POSTCODE = re.compile(r"^\s*(\d{4})\s*([A-Za-z]{2})?\s*$")
RD_FROM_M = 1000.0
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
        RD New.
    note : str
        What else the name could have meant, or how sure the point is; may be empty.
    """

    name: str
    kind: str
    point: shapely.Point
    note: str = ""


def plain_name(name: str) -> str:
    """Bring a name down to what its spellings share.

    Parameters
    ----------
    name : str
        A name.

    Returns
    -------
    str
        Letters and digits only, without case and diacritics.

    Examples
    --------
    >>> plain_name("Emmen-Zuid") == plain_name("emmen zuid"), plain_name("Mariënberg")
    (True, 'marienberg')
    """
    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in split if sign.isalnum())


def find_place(text: str, layers: Mapping[str, gpd.GeoDataFrame]) -> Place:
    """Find a place by name, postcode or coordinates.

    Parameters
    ----------
    text : str
        The name of a town, postcode area, site or station, a postcode of four
        digits, ``lon,lat`` in degrees or ``x,y`` in RD New. Case, diacritics, spaces
        and hyphens do not matter.
    layers : mapping of str to geopandas.GeoDataFrame
        ``place_names``, ``places``, ``sites`` and ``stations``.

    Returns
    -------
    Place
        A town before a postcode area before a site before a station of that name.

    Raises
    ------
    ArgumentError
        If nothing has that name, with the nearest spellings; or if coordinates lie
        outside the Netherlands.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> layers = dg.read_layers()
    >>> find_place("EMMER-COMPASCUUM", layers).kind
    'town'
    >>> find_place("Koevorden", layers)
    Traceback (most recent call last):
    drenthe_geo.errors.ArgumentError: unknown place 'Koevorden': did you mean 'Coevorden'? \
Give a town, a postcode of four digits, a site, a station, or lon,lat.
    """
    pair = PAIR.match(text)
    if pair:
        return _point(text, float(pair[1]), float(pair[2]))
    areas = layers["places"]
    postcode = POSTCODE.match(text)
    if postcode and postcode[1] in areas.index:
        area = areas.loc[postcode[1]]
        note = f"{text.strip()}: postcodes are known by their four digits" if postcode[2] else ""
        return Place(f"{postcode[1]} {area['name']}", "postcode area", area.geometry, note)
    wanted = plain_name(text)
    found: Place | None = None
    if wanted:
        found = (
            _town(wanted, layers["place_names"])
            or _area(wanted, areas)
            or _other(wanted, layers["sites"], "site")
            or _other(wanted, layers["stations"], "station")
        )
    if found:
        return found
    names = [name for layer in ("place_names", "places", "sites", "stations")
             for name in layers[layer]["name"]]  # fmt: skip
    cure = "Give a town, a postcode of four digits, a site, a station, or lon,lat."
    msg = f"unknown place {text!r}: {_hint(wanted, names)}{cure}"
    raise ArgumentError(msg)


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
    >>> nine = dg.select_stations(dg.read_layer("stations"))
    >>> find_station("station Emmen-zuid", nine), find_station("ASN", nine)
    ('emnz', 'asn')
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
    choices = ", ".join(sorted(stations["name"]))
    hint = _hint(wanted, stations["name"])
    msg = f"unknown station {text!r}: {hint}Choices: {choices}."
    raise ArgumentError(msg)


def _point(text: str, first: float, second: float) -> Place:
    degrees = max(abs(first), abs(second)) < RD_FROM_M
    if degrees and looks_swapped_deg(np.array([first]), np.array([second])):
        msg = f"point {text!r}: lon and lat are swapped; give {second:g},{first:g}."
        raise ArgumentError(msg)
    series = gpd.GeoSeries([shapely.Point(first, second)], crs=WGS84 if degrees else RD_NEW)
    point = series.to_crs(RD_NEW).iloc[0]
    if degrees:
        x, y = point.x, point.y
        inside = bool(np.isfinite([x, y]).all()) and place_problem(np.array([x]), np.array([y]))
        trouble = "it lies outside the Netherlands" if inside or not np.isfinite(x) else None
    else:
        trouble = place_problem(np.array([first]), np.array([second]))
    if trouble and trouble.endswith("swapped"):
        msg = f"point {text!r}: x and y are swapped; give {second:.0f},{first:.0f}."
        raise ArgumentError(msg)
    if trouble:
        msg = f"point {text!r}: {trouble}; give lon,lat in degrees or x,y in RD New."
        raise ArgumentError(msg)
    return Place(text.strip(), "point", point)


def _town(wanted: str, towns: gpd.GeoDataFrame) -> Place | None:
    named = towns[towns["name"].map(plain_name) == wanted]
    if named.empty:
        return None
    town = named.sort_values(["rank", "population"], ascending=[True, False]).iloc[0]
    return Place(str(town["name"]), "town", town.geometry)


def _area(wanted: str, areas: gpd.GeoDataFrame) -> Place | None:
    named = areas[areas["name"].map(plain_name) == wanted]
    if named.empty:
        return None
    # In the province first, then the one with most people.
    named = named.assign(_home=named["province"] == "Drenthe")
    named = named.sort_values(["_home", "population"], ascending=False, kind="stable")
    area, others = named.iloc[0], [str(code) for code in named.index[1:]]
    note = f"also postcode areas of that name: {', '.join(others)}" if others else ""
    return Place(f"{area['name']} ({named.index[0]})", "postcode area", area.geometry, note)


def _other(wanted: str, layer: gpd.GeoDataFrame, kind: str) -> Place | None:
    named = layer[layer["name"].map(plain_name) == wanted]
    if named.empty:
        return None
    row = named.iloc[0]
    rough = kind == "site" and row["certainty"] == "C"
    note = f"placed by estimate, within about {row['accuracy_m']:,.0f} m" if rough else ""
    return Place(str(row["name"]), kind, row.geometry, note)


def _hint(wanted: str, names: Iterable[str]) -> str:
    by_plain = {plain_name(str(name)): str(name) for name in names}
    close = difflib.get_close_matches(wanted, list(by_plain), n=MOST_HINTS, cutoff=ALIKE)
    return f"did you mean {' or '.join(repr(by_plain[name]) for name in close)}? " if close else ""
