# mypy: disable-error-code="no-untyped-call"
"""Every page of maps, drawn on the made-up area, and what can be read off a page."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.maps.before_after import before_after_page
from drenthe_geo.maps.captions import Credit
from drenthe_geo.maps.gains import gain_page
from drenthe_geo.maps.placement import placement_page
from drenthe_geo.maps.scores import score_chart
from drenthe_geo.maps.siting import reach_map, surface_map
from drenthe_geo.maps.stations import catchment_page, nearest_page
from drenthe_geo.placement.locate import candidate_sites
from drenthe_geo.reach.areas import certainty_areas, service_areas
from drenthe_geo.reach.partition import dissolve_margins, nearest_margins
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.trips.boarding import access_modes, read_destinations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from drenthe_geo.area.area import Area
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.siting.kept.suggestion import Suggestion

CREDIT = {
    "nl": Credit("CBS", ("eigen.csv",)),
    "en": Credit("CBS", ("own.csv",)),
}

MINUTES = (5.0, 10.0, 20.0)

SERVICE = "loket-zuid"

RAIL, ROAD = "veldlijn", "n901-sneller"


@functools.cache
def reach_of(mode: str = "car", area: Area = VELDLAND) -> Reach:
    stations = dg.area.select_stations(area.layer("stations"), "own")
    return dg.roads.compute_reach(dg.roads.read_network(area, mode), stations)


@functools.cache
def station_tables(
    mode: str = "car", area: Area = VELDLAND, minutes: tuple[float, ...] = MINUTES
) -> pd.DataFrame:
    """Name, people nearest and people within each cut-off of every own station."""
    reach, people = reach_of(mode, area), dg.area.read_people(area)
    times = dg.roads.travel_times(reach, people)
    within = dg.reach.people_within(times, people, minutes)
    nearest = dg.reach.nearest_facility(times)["nearest"]
    table = reach.facilities[["name"]].assign(
        people_nearest=people["population"].groupby(nearest).sum()
    )
    for cutoff in minutes:
        table[f"people_{cutoff:g}_min"] = within[cutoff]
    land = dg.reach.service_areas(reach, minutes, area.settings).set_index(["facility", "minutes"])
    for cutoff in minutes:
        for name in ("km2", "filled_km2"):
            table[f"area_{cutoff:g}_min_{name}"] = land[name].xs(cutoff, level="minutes")
    table["people_nearest"] = table["people_nearest"].fillna(0)
    return pd.DataFrame(table.sort_values("people_nearest", ascending=False))


def catchments(
    lang: str,
    mode: str = "car",
    area: Area = VELDLAND,
    minutes: tuple[float, ...] = MINUTES,
) -> Figure:
    reach = reach_of(mode, area)
    car = reach.network.profile
    drawn = replace(
        area.settings,
        road_buffer_m=car.map_buffer_m,
        cell_m=car.map_cell_m,
        sample_m=car.map_cell_m,
    )
    bands = certainty_areas(reach, minutes, drawn)
    return catchment_page(
        area.layers(),
        reach.facilities,
        service_areas(reach, minutes, drawn),
        station_tables(mode, area, minutes),
        fringes=bands[bands["band"] == "uncertain"],
        reach=reach,
        settings=drawn,
        words=area.words(lang),
        credit=CREDIT[lang],
        beside_m=area.settings.road_buffer_m,
    )


def nearest(lang: str, mode: str = "car", area: Area = VELDLAND) -> Figure:
    reach = reach_of(mode, area)
    outline = dg.area.province_outline(area.layer("gemeenten"))
    margins = nearest_margins(reach, outline, area.settings)
    return nearest_page(
        area.layers(),
        reach.facilities,
        dissolve_margins(margins),
        station_tables(mode, area),
        contested=margins[margins["contested"]],
        reach=reach,
        settings=area.settings,
        words=area.words(lang),
        credit=CREDIT[lang],
        own=True,
        nearer=1234,
    )


def ground() -> dict[str, gpd.GeoDataFrame]:
    return {name: VELDLAND.layer(name) for name in ("gemeenten", "neighbours", "motorways")}


@functools.cache
def comparison(name: str = RAIL) -> Comparison:
    return dg.scenarios.make_comparison(VELDLAND, [read_scenario(VELDLAND, name)])


def gain(lang: str, name: str = RAIL, end: str = "westhaven") -> Figure:
    return gain_of(comparison(name), end, lang)


def gain_of(found: Comparison, end: str = "westhaven", lang: str = "en") -> Figure:
    modes = ("car",) if end.endswith("-by-car") else access_modes(found.access, found.before)
    return gain_page(
        ground(),
        found,
        end,
        titles=["Anders" if lang == "nl" else "Otherwise"],
        destinations=read_destinations(VELDLAND),
        least_min=VELDLAND.settings.least_gain_min,
        profiles=[dg.read_profile(VELDLAND, mode) for mode in modes],
        words=VELDLAND.words(lang),
        credit=CREDIT[lang],
    )


@functools.cache
def locations(goal: str = "cover", count: int = 2, fixed: tuple[str, ...] = ()) -> Locations:
    candidates = candidate_sites(VELDLAND, "sites")
    return dg.placement.locate_sites(VELDLAND, candidates, goal, count=count, fixed=fixed)  # type: ignore[arg-type]


def placement(lang: str, found: Locations | None = None) -> Figure:
    return placement_page(
        ground(),
        found or locations(),
        cutoffs_min=[5, 10, 20],
        words=VELDLAND.words(lang),
        credit=CREDIT[lang],
    )


@functools.cache
def suggestion() -> Suggestion:
    return dg.siting.make_suggestion(VELDLAND, SERVICE, surface=True)


def shares() -> pd.DataFrame:
    """What each pillar adds to the score of the sites that are in, the best first."""
    found = suggestion()
    table = found.ranking.table
    kept = table[table["rank"].notna()]
    pillar = [found.siting.criteria[str(name)].pillar for name in found.ranking.shares]
    summed = found.ranking.shares.T.groupby(pillar).sum().T.loc[kept.index]
    return summed.reindex(columns=["access", "talent", "partnership", "living"], fill_value=0.0)


def scores(lang: str) -> Figure:
    found = suggestion()
    names = {str(site): str(name) for site, name in found.sites["name"].items()}
    table = found.ranking.table.loc[shares().index]
    words = VELDLAND.words(lang)
    return score_chart(shares(), table, names, words.group("dossier.pillar"), words=words)


def sites(*, of_user: bool | None = None) -> gpd.GeoDataFrame:
    """Sites by rank; `of_user` tells whether every second is a user's, None does not say."""
    kept = suggestion().sites[["name", "geometry"]]
    ranks = suggestion().ranking.table["rank"].reindex(kept.index)  # what does not fit has none
    labels = ["×" if out else str(rank) for out, rank in zip(ranks.isna(), ranks, strict=True)]
    told = kept.assign(label=labels, excluded=ranks.isna())
    return (
        told
        if of_user is None
        else told.assign(own=[of_user and at % 2 == 0 for at in range(len(told))])
    )


def of_service() -> dict[str, gpd.GeoDataFrame]:
    return ground() | {"stations": dg.area.select_stations(VELDLAND.layer("stations"), "own")}


def surface(lang: str) -> Figure:
    found = suggestion()
    assert found.surface is not None
    assert found.new_places is not None
    letters = list("ABCDEFGHIJ"[: len(found.new_places)])
    return surface_map(
        of_service(),
        found.surface,
        sites(),
        found.new_places.assign(label=letters, name=letters),
        service=found.brief.name,
        grid_m=found.siting.settings["grid_m"],
        grid_road_m=found.siting.settings["grid_road_m"],
        words=VELDLAND.words(lang),
        credit=CREDIT[lang],
    )


def reach(lang: str, *, of_user: bool | None = None) -> Figure:
    car, first = dg.read_profile(VELDLAND, "car"), suggestion().sites.iloc[[0]]
    found = dg.roads.compute_reach(dg.roads.read_network(VELDLAND, "car"), first)
    return reach_map(
        of_service(),
        service_areas(found, MINUTES, VELDLAND.settings),
        sites(of_user=of_user),
        site=str(first["name"].iloc[0]),
        profile=car,
        roads_end_m=VELDLAND.facts.roads_end_m,
        words=VELDLAND.words(lang),
        credit=CREDIT[lang],
    )


def before_after(lang: str, name: str = RAIL, end: str = "westhaven") -> Figure:
    found = comparison(name)
    return before_after_page(
        ground(),
        found,
        end,
        titles=["Anders" if lang == "nl" else "Otherwise"],
        destinations=read_destinations(VELDLAND),
        profiles=[dg.read_profile(VELDLAND, mode) for mode in access_modes("best", found.before)],
        words=VELDLAND.words(lang),
        credit=CREDIT[lang],
    )


PAGES: dict[str, Callable[[str], Figure]] = {
    "catchments": catchments,
    "catchments_walk": functools.partial(catchments, mode="walk"),
    "nearest": nearest,
    "gain": gain,
    "gain_road": functools.partial(gain, name=ROAD, end="rietstad-by-car"),
    "before_after": before_after,
    "placement": placement,
    "scores": scores,
    "surface": surface,
    "reach": reach,
    "reach_own": functools.partial(reach, of_user=True),
}


@functools.cache
def page(name: str, lang: str) -> Figure:
    """Draw a page once; tests read it and change nothing."""
    figure = PAGES[name](lang)
    FigureCanvasAgg(figure).draw()
    return figure


def texts(figure: Figure) -> list[str]:
    """All that is written on a page."""
    return [text.get_text() for text in _texts(figure) if text.get_text().strip()]


def _texts(figure: Figure) -> Iterator[Text]:
    for artist in figure.findobj(Text):
        assert isinstance(artist, Text)
        if artist.get_visible():
            yield artist


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Where the words of the map itself stand, in pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for ax in figure.axes
        for text in ax.texts
        if text.get_text()
    ]


def inks(figure: Figure) -> set[str]:
    """Colours of all that is drawn on the maps of a page: fills, edges, lines and signs."""
    found: set[str] = set()
    for ax in figure.axes:
        for part in ax.collections:
            for colors in (part.get_facecolor(), part.get_edgecolor()):
                found |= {to_hex(color) for color in np.atleast_2d(colors) if len(color)}
        for line in ax.lines:
            found |= {to_hex(line.get_markerfacecolor()), to_hex(line.get_color())}
        found |= {to_hex(patch.get_facecolor()) for patch in ax.patches}
    return found


def legend_of(figure: Figure) -> dict[str, str]:
    """What the legend calls each mark, with the colour that tells it."""
    (legend,) = figure.legends
    texts = [text.get_text() for text in legend.get_texts()]
    return dict(zip(texts, map(_ink, legend.legend_handles), strict=True))


def _ink(handle: Artist | None) -> str:
    """The colour that tells a mark of the legend."""
    if isinstance(handle, Line2D):
        is_sign = handle.get_marker() not in ("None", None, "")
        return to_hex(handle.get_markerfacecolor() if is_sign else handle.get_color())
    assert isinstance(handle, Patch)
    return to_hex(handle.get_edgecolor() if handle.get_hatch() else handle.get_facecolor())
