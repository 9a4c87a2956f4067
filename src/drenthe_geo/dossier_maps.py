"""What the figures of a dossier show, in words and layers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from drenthe_geo.areas import service_areas
from drenthe_geo.captions import Caption, date_nl
from drenthe_geo.dossier_figures import reach_map, score_chart, surface_map
from drenthe_geo.dossier_words import PILLAR_TITLES, words_of
from drenthe_geo.io.embedded import read_profile, read_settings
from drenthe_geo.io.files import read_layer
from drenthe_geo.layers import select_stations
from drenthe_geo.resources import resource
from drenthe_geo.siting import PILLARS
from drenthe_geo.surroundings import PEOPLE
from drenthe_geo.travel import compute_reach

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from drenthe_geo.dossier_words import Words
    from drenthe_geo.suggestions import Suggestion

STATION_WORDS = {
    "nl": {"intercity": "intercitystation", "station": "ander station"},
    "en": {"intercity": "intercity station", "station": "other station"},
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def winner_reach(found: Suggestion, *, for_print: bool = False) -> gpd.GeoDataFrame:
    """Draw the land from which the first site is reached by car.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    for_print : bool
        Colour land as far from a road as a map of the province needs.

    Returns
    -------
    geopandas.GeoDataFrame
        See `service_areas`: one row per cut-off of the criteria, 15 minutes included.
    """
    car, settings = read_profile("car"), read_settings()
    if for_print:
        settings = replace(settings, road_buffer_m=car.map_buffer_m, cell_m=car.map_cell_m)
    winner = found.sites.loc[[found.verdict.first], ["name", "geometry"]]
    cutoffs = {minutes for mode, minutes, _ in PEOPLE.values() if mode == "car"}
    cutoffs |= {float(found.siting.settings["theme_minutes"])}
    reach = compute_reach(found.situation.network(car), winner)
    return service_areas(reach, sorted(cutoffs), settings)


def suggestion_figures(found: Suggestion, *, lang: str = "nl") -> dict[str, Figure]:
    """Draw the figures of a suggestion.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    lang : {"nl", "en"}
        Their language.

    Returns
    -------
    dict of str to matplotlib.figure.Figure
        ``scores`` (the sites with the shares of the pillars), ``reach`` (who can get to
        the first), and with a surface ``surface`` (the whole province).

    Raises
    ------
    ArgumentError
        If there is no such language.
    """
    words = words_of(lang, found.siting)
    figures = {
        "scores": chart_of(found, words),
        "reach": reach_of(found, winner_reach(found, for_print=True), words),
    }
    if found.surface is not None:
        figures["surface"] = surface_of(found, words)
    return figures


def chart_of(found: Suggestion, words: Words) -> Figure:
    """Draw the chart of scores.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    words : Words
        The language.

    Returns
    -------
    matplotlib.figure.Figure
        The chart, without the sites that are out.
    """
    table = found.ranking.table
    table = table[table["excluded"] == ""]
    nl = words.lang == "nl"
    said = {
        **PILLAR_TITLES[words.lang],
        "score": "score van 0 tot 1" if nl else "score from 0 to 1",
        "range": "marge" if nl else "range",
        "decimal": "," if nl else ".",
    }
    names = {str(site): str(name) for site, name in found.sites["name"].items()}
    return score_chart(pillar_shares(found).loc[table.index], table, names, said)


def pillar_shares(found: Suggestion) -> pd.DataFrame:
    """Add the shares of the criteria up by pillar.

    Parameters
    ----------
    found : Suggestion
        The suggestion.

    Returns
    -------
    pandas.DataFrame, shape (sites, pillars)
        A row adds up to the score.
    """
    shares = found.ranking.shares
    pillar = [found.siting.criteria[str(name)].pillar for name in shares.columns]
    summed = shares.T.groupby(pillar).sum().T
    return summed.reindex(columns=list(PILLARS), fill_value=0.0)


def surface_of(found: Suggestion, words: Words) -> Figure:
    """Draw the map of the whole province.

    Parameters
    ----------
    found : Suggestion
        A suggestion with a surface.
    words : Words
        The language.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    if found.surface is None or found.new_places is None:
        msg = "the suggestion has no surface; make it with surface=True"
        raise ValueError(msg)
    nl = words.lang == "nl"
    step = f"{found.siting.settings['grid_m']:g}"
    road = f"{found.siting.settings['grid_road_m']:g}"
    caption = Caption(
        title=f"{'Kansenkaart' if nl else 'Opportunities'}: {found.brief.name}",
        subtitle=(
            f"Score van elke cel van {step} m op dezelfde criteria als de locaties"
            if nl
            else f"Score of every cell of {step} m on the same criteria as the sites"
        ),
        notes=(
            (
                "Niet bekend, dus niet meegewogen: natuur, water, bestemming, eigendom, stroomnet."
                if nl
                else "Not known, so not weighed: nature, water, zoning, ownership, power grid."
            ),
            *_sources(nl=nl),
        ),
    )
    said = {
        "score": "score",
        "excluded": "valt af door een grens" if nl else "out by a limit",
        "no_road": f"geen weg binnen {road} m" if nl else f"no road within {road} m",
        "site": "kandidaat, naar rang" if nl else "candidate, by rank",
        "out": "kandidaat die afvalt" if nl else "candidate that is out",
        "new": "beste nieuwe plek" if nl else "best new place",
        **STATION_WORDS["nl" if nl else "en"],
        "decimal": "," if nl else ".",
    }
    letters = list(LETTERS[: len(found.new_places)])
    new = found.new_places.assign(label=letters, name=letters)
    return surface_map(_layers(), found.surface, _labelled(found), new, caption=caption, words=said)


def reach_of(found: Suggestion, areas: gpd.GeoDataFrame, words: Words) -> Figure:
    """Draw the map of the first site's reach.

    Parameters
    ----------
    found : Suggestion
        The suggestion.
    areas : geopandas.GeoDataFrame
        Result of `winner_reach`.
    words : Words
        The language.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    nl = words.lang == "nl"
    name = found.sites["name"].to_dict()[found.verdict.first]
    car = read_profile("car")
    share = words.share(car.uncertainty_share)
    caption = Caption(
        title=f"{name}: {'wie kan er komen?' if nl else 'who can get there?'}",
        subtitle=(
            f"Reistijd met de auto naar de locatie, zonder files; onzeker met {share}"
            if nl
            else f"Time by car to the site, without queues; uncertain by {share}"
        ),
        notes=(
            (
                f"Gekleurd: land binnen {car.map_buffer_m:g} m van een bereikte weg. Het wegennet "
                "eindigt 12 km buiten de provincie."
                if nl
                else f"Coloured: land within {car.map_buffer_m:g} m of a reached road. The roads "
                "end 12 km outside the province."
            ),
            *_sources(nl=nl),
        ),
    )
    said = {
        "minutes": "tot {} minuten" if nl else "up to {} minutes",
        "site": "kandidaat, naar rang" if nl else "candidate, by rank",
        "out": "kandidaat die afvalt" if nl else "candidate that is out",
        **STATION_WORDS["nl" if nl else "en"],
    }
    return reach_map(_layers(), areas, _labelled(found), caption=caption, words=said)


def _labelled(found: Suggestion) -> gpd.GeoDataFrame:
    table = found.ranking.table
    labels = ["×" if row.excluded else str(row.rank) for row in table.itertuples()]
    kept = found.sites[["name", "geometry"]]
    return gpd.GeoDataFrame(
        kept.assign(label=labels, excluded=table["excluded"]), crs=found.sites.crs
    )


def _layers() -> dict[str, gpd.GeoDataFrame]:
    layers = {name: read_layer(name) for name in ("gemeenten", "neighbours", "motorways")}
    layers["stations"] = select_stations(read_layer("stations"), "nine")
    return layers


def _sources(*, nl: bool) -> tuple[str, ...]:
    roads = date_nl(resource("road_edges")["date"])
    years = sorted(resource(name)["date"][:4] for name in ("people", "dwellings", "gemeenten"))
    who = "Bronnen: © OpenStreetMap-bijdragers" if nl else "Sources: © OpenStreetMap contributors"
    first = (
        f"{who}, {roads} (ODbL) · CBS {years[0]}–{years[-1]} (CC BY 4.0) · "
        "rijdendetreinen.nl (CC0) · Provincie Drenthe,"
    )
    return (first, "Regioprofiel 2025. RD New (EPSG:28992). drenthe-geo.")
