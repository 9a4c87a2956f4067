"""What the figures of a dossier show, in words and layers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd

from drenthe_geo.area.select import select_stations
from drenthe_geo.contracts.results import result
from drenthe_geo.maps.captions import Credit
from drenthe_geo.maps.siting import reach_map, score_chart, surface_map
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.counts import counted
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.siting.model import OWN_PILLAR, PILLARS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.suggest import Suggestion
    from drenthe_geo.words.table import Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

IN_REACH = ("inhabitants", "inhabitants_own", "working_age")
"""Who is counted within the cut-offs of the first site."""

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
    car = read_profile(area, "car")
    winner = found.sites.loc[[found.verdict.first], ["name", "geometry"]]
    by_car = [one for one in found.siting.of_kind("people").values() if one.mode == "car"]
    asked = [one for one in by_car if one.name in found.brief.asked] or by_car[:1]
    cutoffs = {minutes for one in asked for minutes in one.fades.steps_min}
    network, minutes = found.situation.network(car), tuple(sorted(cutoffs))
    reach = compute_reach(network, winner)
    wide = replace(area.settings, road_buffer_m=car.map_buffer_m, cell_m=car.map_cell_m)
    areas, drawn = (service_areas(reach, minutes, settings) for settings in (area.settings, wide))
    people = counted(area, reach, minutes, network)
    for name in IN_REACH:
        areas.insert(areas.columns.get_loc("geometry"), name, people[name].to_numpy())
    return WinnerReach(areas, drawn)


def suggestion_figures(
    area: Area, found: Suggestion, words: Words, reach: WinnerReach
) -> dict[str, Figure]:
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
    dict of str to matplotlib.figure.Figure
        ``scores`` (the sites with the shares of the pillars), ``reach`` (who can get to
        the first), and with a surface ``surface`` (the whole area).

    Examples
    --------
    >>> found = dg.siting.make_suggestion(area, "loket-zuid", surface=False)
    >>> sorted(suggestion_figures(area, found, area.words("nl"), winner_reach(area, found)))
    ['reach', 'scores']
    """
    figures = {
        "scores": _chart(found, words),
        "reach": _reach_page(area, found, reach.drawn, words),
    }
    if found.surface is not None and found.new_places is not None:
        figures["surface"] = _surface_page(area, found, words, found.surface, found.new_places)
    return figures


def pillar_shares(found: Suggestion) -> pd.DataFrame:
    """Add the shares of the criteria up by pillar; a row adds up to the score."""
    shares = found.ranking.shares
    pillar = [found.siting.criteria[str(name)].pillar for name in shares.columns]
    summed = shares.T.groupby(pillar).sum().T
    own = [OWN_PILLAR] if OWN_PILLAR in summed else []
    return summed.reindex(columns=[*PILLARS, *own], fill_value=0.0)


def _chart(found: Suggestion, words: Words) -> Figure:
    """Draw the chart of scores, without the sites that are out."""
    table = found.ranking.table
    table = table[table["rank"].notna()]
    names = {str(site): str(name) for site, name in found.sites["name"].items()}
    names |= {site: words.say("dossier.own_site", site=names[site]) for site in found.own_sites}
    shares, titles = pillar_shares(found).loc[table.index], words.group("dossier.pillar")
    return score_chart(shares, table, names, titles, words=words)


def _surface_page(
    area: Area,
    found: Suggestion,
    words: Words,
    surface: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame,
) -> Figure:
    """Draw the map of the whole area, with the best new places by letter."""
    letters = list(LETTERS[: len(new_places)])
    return surface_map(
        _layers(area),
        surface,
        _labelled(found),
        new_places.assign(label=letters, name=letters),
        service=found.brief.name,
        grid_m=found.siting.settings["grid_m"],
        grid_road_m=found.siting.settings["grid_road_m"],
        words=words,
        credit=Credit(area.attribution(words)),
    )


def _reach_page(area: Area, found: Suggestion, areas: gpd.GeoDataFrame, words: Words) -> Figure:
    """Draw the map of the first site's reach."""
    return reach_map(
        _layers(area),
        areas,
        _labelled(found),
        site=str(found.sites["name"].to_dict()[found.verdict.first]),
        profile=read_profile(area, "car"),
        roads_end_m=area.facts.roads_end_m,
        words=words,
        credit=Credit(area.attribution(words)),
    )


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
    layers = {name: area.layer(name) for name in ("gemeenten", "neighbours", "motorways")}
    layers["stations"] = select_stations(area.layer("stations"), "own")
    return layers
