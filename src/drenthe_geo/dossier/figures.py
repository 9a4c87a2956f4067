"""What the figures of a dossier show, in words and layers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from drenthe_geo.area.select import select_stations
from drenthe_geo.contracts.results import result
from drenthe_geo.documents.blocks import Picture
from drenthe_geo.documents.picture import picture_of
from drenthe_geo.io.pictures import Figures
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.counts import counted
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.kept.keys import parts_of_points
from drenthe_geo.siting.kept.measured import kept
from drenthe_geo.siting.model import OWN_PILLAR, PILLARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from drenthe_geo.words.table import Words
    from drenthe_geo.work.cache import Kind

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

IN_REACH = ("inhabitants", "inhabitants_own", "working_age")
"""Who is counted within the cut-offs of the first site."""

MOST_DRAWN = 60
"""Sites, the best of all, that are drawn and named: of more no map can be read, nor made soon."""

PICTURES: Kind = "pictures"
"""Kind of what is kept."""

OUT = "×"
"""Stands on the map for the rank of a site that is out."""


@result
@dataclass(frozen=True)
class WinnerReach:
    """Who can get to the first site by car, searched once.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        See `service_areas`: one row per cut-off of the criteria in minutes, with who is within
        it, see `people_in_reach`.
    drawn : geopandas.GeoDataFrame
        The same with land as far from a road as a map of the whole area needs.
    """

    areas: gpd.GeoDataFrame
    drawn: gpd.GeoDataFrame


def winner_reach(area: Area, found: Suggestion) -> WinnerReach:
    """Find the land from which the first site is reached by car.

    Parameters
    ----------
    area : Area
        The area.
    found : Suggestion
        The suggestion.

    Returns
    -------
    WinnerReach
        For the layers of a result, and for `suggestion_figures` and `dossier_of`.

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "loket-zuid", surface=False)
    >>> winner_reach(area, found).areas["minutes"].tolist()
    [15.0, 30.0, 45.0]
    """
    winner = found.sites.loc[[found.verdict.first], ["name", "geometry"]]
    by_car = [one for one in found.siting.of_kind("people").values() if one.mode == "car"]
    asked = [one for one in by_car if one.name in found.brief.asked] or by_car[:1]
    cutoffs = {minutes for one in asked for minutes in one.fades.steps_min}
    minutes = tuple(sorted(cutoffs))
    told = found.measured_in
    return kept(
        area,
        "reach",
        None if told is None else (told, parts_of_points(winner), minutes),
        lambda: _reach_of(area, found, winner, minutes),
        pack=lambda made: {"areas": made.areas, "drawn": made.drawn},
        unpack=lambda held: WinnerReach(**held),
    )


def _reach_of(
    area: Area, found: Suggestion, winner: gpd.GeoDataFrame, minutes: tuple[float, ...]
) -> WinnerReach:
    """Search who can get to the first site."""
    car = read_profile(area, "car")
    network = found.situation.network(car)
    reach = compute_reach(network, winner)
    wide = replace(area.settings, road_buffer_m=car.map_buffer_m, cell_m=car.map_cell_m)
    areas, drawn = (service_areas(reach, minutes, settings) for settings in (area.settings, wide))
    people = counted(area, reach, minutes, network)
    for name in IN_REACH:
        areas.insert(areas.columns.get_loc("geometry"), name, people[name].to_numpy())
    return WinnerReach(areas, drawn)


def suggestion_figures(area: Area, found: Suggestion, words: Words, reach: WinnerReach) -> Figures:
    """Draw the figures of a suggestion.

    Parameters
    ----------
    area : Area
        The area.
    found : Suggestion
        The suggestion.
    words : Words
        The language, see `Area.words`.
    reach : WinnerReach
        Who can get to the first site, see `winner_reach`.

    Returns
    -------
    Figures
        By name: ``scores`` (the sites with the shares of the pillars), ``reach`` (who can get to
        the first), and with a surface ``surface`` (the whole area).

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "loket-zuid", surface=False)
    >>> sorted(suggestion_figures(area, found, area.words("nl"), winner_reach(area, found)))
    ['reach', 'scores']
    """
    asked = _asked(area, found, words, reach)
    return Figures({name: _drawn(name, how, words) for name, how in asked.items()})


def suggestion_pictures(
    area: Area, found: Suggestion, words: Words, reach: WinnerReach
) -> dict[str, Picture]:
    """Draw the same figures as pictures without a text, or look up what an earlier run drew."""
    said = (words.lang, json.dumps(dict(words.entries)), version("matplotlib"))
    return {
        name: kept(
            area,
            PICTURES,
            (name, how, said),
            partial(_picture, name, how, words),
            pack=_packed_picture,
            unpack=_unpacked_picture,
        )
        for name, how in _asked(area, found, words, reach).items()
    }


def _picture(name: str, how: Mapping[str, Any], words: Words) -> Picture:
    return picture_of(_drawn(name, how, words), "")


def _packed_picture(picture: Picture) -> tuple[Any, ...]:
    png = np.frombuffer(picture.png, dtype=np.uint8)
    return png, float(picture.width_in), float(picture.height_in)


def _unpacked_picture(held: tuple[Any, ...]) -> Picture:
    png, width_in, height_in = held
    return Picture(png.tobytes(), "", width_in, height_in)


def _asked(
    area: Area, found: Suggestion, words: Words, reach: WinnerReach
) -> dict[str, dict[str, Any]]:
    """Say all that each figure is drawn from, but for words."""
    figures = {
        "scores": _chart(found, words),
        "reach": _reach_page(area, found, reach.drawn, words),
    }
    if found.surface is not None and found.new_places is not None:
        figures["surface"] = _surface_page(area, found, words, found.surface, found.new_places)
    return figures


def _drawn(name: str, how: Mapping[str, Any], words: Words) -> Figure:
    """Draw one."""
    from drenthe_geo.maps import scores, siting  # noqa: PLC0415 - loads matplotlib
    from drenthe_geo.maps.captions import Credit  # noqa: PLC0415 - as above

    if name == "scores":
        return scores.score_chart(**how, words=words)
    draw = siting.reach_map if name == "reach" else siting.surface_map
    return draw(**{**how, "credit": Credit(how["credit"])}, words=words)


def pillar_shares(found: Suggestion) -> pd.DataFrame:
    """Add the shares of the criteria up by pillar; a row adds up to the score."""
    shares = found.ranking.shares
    pillar = [found.siting.criteria[str(name)].pillar for name in shares.columns]
    summed = shares.T.groupby(pillar).sum().T
    own = [OWN_PILLAR] if OWN_PILLAR in summed else []
    return summed.reindex(columns=[*PILLARS, *own], fill_value=0.0)


def _chart(found: Suggestion, words: Words) -> dict[str, Any]:
    """Say what the chart of scores shows, without the sites that are out."""
    table = found.ranking.table
    table = table[table["rank"].notna()].head(MOST_DRAWN)
    names = {str(site): str(name) for site, name in found.sites["name"].items()}
    names |= {site: words.say("dossier.own_site", site=names[site]) for site in found.own_sites}
    shares, titles = pillar_shares(found).loc[table.index], words.group("dossier.pillar")
    return {"shares": shares, "table": table, "names": names, "pillars": titles}


def _surface_page(
    area: Area,
    found: Suggestion,
    words: Words,
    surface: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """Say what the map of the whole area shows, with the best new places by letter."""
    letters = list(LETTERS[: len(new_places)])
    return {
        "layers": _layers(area),
        "surface": surface[["score", "geometry"]],
        "sites": _labelled(found).head(MOST_DRAWN),
        "new_places": new_places.assign(label=letters, name=letters),
        "service": found.brief.name,
        "grid_m": found.siting.settings["grid_m"],
        "grid_road_m": found.siting.settings["grid_road_m"],
        "credit": area.attribution(words),
    }


def _reach_page(
    area: Area, found: Suggestion, areas: gpd.GeoDataFrame, words: Words
) -> dict[str, Any]:
    """Say what the map of the first site's reach shows."""
    return {
        "layers": _layers(area),
        "areas": areas,
        "sites": _labelled(found).head(MOST_DRAWN),
        "site": str(found.sites["name"].to_dict()[found.verdict.first]),
        "profile": read_profile(area, "car"),
        "roads_end_m": area.facts.roads_end_m,
        "credit": area.attribution(words),
    }


def _labelled(found: Suggestion) -> gpd.GeoDataFrame:
    """Give every site its rank, or a cross."""
    ranks = found.ranking.table["rank"].reindex(found.sites.index)
    is_out = ranks.isna()
    labels = [OUT if out else str(rank) for out, rank in zip(is_out, ranks, strict=True)]
    kept = found.sites[["name", "geometry"]]
    is_own = kept.index.isin(found.own_sites)
    told = kept.assign(label=labels, excluded=is_out, own=is_own)
    return gpd.GeoDataFrame(told, crs=found.sites.crs)


def _layers(area: Area) -> dict[str, gpd.GeoDataFrame]:
    """Read the layers that lie under a map."""
    names = ("gemeenten", "neighbours", "motorways", "railways", "place_names", "country")
    layers = {name: area.layer(name) for name in names if name in area.layer_names}
    layers["stations"] = select_stations(area.layer("stations"), "own")
    return layers
