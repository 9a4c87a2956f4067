"""Maps of results on axes: how near it is, who gains, which sites are best together.

Each draws on axes of yours, in metres of RD New, or on a figure of its own, and gives the axes
back, so that more can be drawn on them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.maps import draw
from drenthe_geo.maps.asked import table_on_map
from drenthe_geo.maps.dots import draw_dots
from drenthe_geo.maps.given import Plot, result_of
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.legend import colored
from drenthe_geo.maps.placement import draw_placement, name_sites
from drenthe_geo.placement.locate import Locations
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.study import Study
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import BAND, DOT, STYLES
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.area.area import Area
    from drenthe_geo.maps.canvas import OwnAxes

DOT_PT2 = 1.6
"""Least size of a dot of people."""


def plot_catchments(
    data: object,
    ax: Axes | None = None,
    *,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot the land within some minutes of stations or other points.

    Parameters
    ----------
    data : Study, Answer or geopandas.GeoDataFrame
        A study of stations, or areas with ``minutes``, as of `isochrones`.
    ax : matplotlib.axes.Axes, optional
        Axes in metres of RD New; a figure of its own where not given.
    lang : str, optional
        The language; that of the area where not given.
    ground : bool
        Whether land, borders, roads, railways and place names are drawn too; not where you have
        tiles or a map of your own on the axes.
    legend : bool
        Whether there is a legend below.
    area : Area, str or pathlib.Path, optional
        The area; that of the answer, or the one that ships, where not given.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    DrentheGeoError
        If an argument is refused.

    Examples
    --------
    >>> found = dg.isochrones("stations", [5, 10], area=area)
    >>> ax = dg.maps.plot_catchments(found, lang="en", area=area)
    >>> [text.get_text() for text in ax.get_legend().get_texts()][:2]
    ['up to 5 minutes', 'up to 10 minutes']
    """
    found = result_of(data, Study, gpd.GeoDataFrame)
    areas = found.people if isinstance(found, Study) else table_on_map(found, area, "minutes")
    plot = Plot(data, ax, of=areas, area=area, lang=lang, legend=legend, ground=ground)
    areas = _drawn_areas(found) if isinstance(found, Study) else areas
    cutoffs = sorted(areas["minutes"].dropna().unique())
    inks = {cutoff: minute_ink(cutoff) for cutoff in cutoffs}
    title = Message("maps.plot.catchments", minutes=cutoffs)
    with plot.map(ground=ground) as canvas:
        marks = [
            colored(BAND, inks[one], plot.words.say("maps.legend.within", minutes=one))
            for one in sorted(draw.draw_bands(canvas.ax, areas, inks))
        ]
        stations = found.stations if isinstance(found, Study) else canvas.layers["stations"]
        with plot.lettering(canvas, title, marks) as taken:
            _name_stations(canvas, stations, taken)
    return canvas.ax


def plot_nearest(
    data: object,
    ax: Axes | None = None,
    *,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot the area by the station that is nearest.

    Parameters
    ----------
    data : Study or Answer
        A study of stations, or the answer that holds one.
    ax : matplotlib.axes.Axes, optional
        Axes, as of `plot_catchments`.
    lang : str, optional
        The language.
    ground : bool
        Whether the ground is drawn too.
    legend : bool
        Whether there is a legend below.
    area : Area, str or pathlib.Path, optional
        The area.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    DrentheGeoError
        If an argument is refused.

    Examples
    --------
    >>> ax = dg.maps.plot_nearest(dg.ask_stations(area), lang="en")
    >>> ax.get_title(loc="left")
    'Which station is nearest?'
    """
    study = result_of(data, Study)
    plot = Plot(data, ax, of=study.people, area=area, lang=lang, legend=legend, ground=ground)
    with plot.map(ground=ground) as canvas:
        draw.draw_partition(canvas.ax, study.partition)
        contested = study.margins[study.margins["contested"]]
        canvas.drawn += draw.draw_hatched(canvas.ax, contested, "contested", zorder=3.5)
        with plot.lettering(canvas, Message("maps.plot.nearest"), []) as taken:
            _name_stations(canvas, study.stations, taken)
    return canvas.ax


def plot_people(
    data: object,
    ax: Axes | None = None,
    *,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot people as dots, by their minutes to what is nearest.

    Parameters
    ----------
    data : Study, Locations, Answer or geopandas.GeoDataFrame
        A study of stations, sites chosen together, or points with ``population`` and
        ``minutes``.
    ax : matplotlib.axes.Axes, optional
        Axes, as of `plot_catchments`.
    lang : str, optional
        The language.
    ground : bool
        Whether the ground is drawn too.
    legend : bool
        Whether there is a legend below.
    area : Area, str or pathlib.Path, optional
        The area.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    DrentheGeoError
        If an argument is refused.

    Examples
    --------
    >>> ax = dg.maps.plot_people(dg.ask_stations(area), lang="en")
    >>> ax.get_title(loc="left")
    'Inhabitants by their minutes to what is nearest'
    """
    found = result_of(data, Study, Locations, gpd.GeoDataFrame)
    if isinstance(found, Study):
        people = found.people.assign(minutes=found.people_nearest["nearest_min"])
    elif isinstance(found, Locations):
        people = found.people
    else:
        people = table_on_map(found, area, "population", "minutes")
    plot = Plot(data, ax, of=people, area=area, lang=lang, legend=legend, ground=ground)
    minutes = people["minutes"].to_numpy(dtype=float)
    with plot.map(ground=ground) as canvas:
        ends = [*plot.area.settings.cutoffs_min, np.inf]
        inks_of = [*(minute_ink(end) for end in ends[:-1]), minute_ink(2 * ends[-2])]
        at = np.searchsorted(ends, np.nan_to_num(minutes), side="left")
        inks = np.where(np.isnan(minutes), STYLES["no_way"].color, np.array(inks_of)[at])
        order = np.argsort(minutes, kind="stable")
        draw_dots(canvas.ax, people, inks, least_pt2=DOT_PT2 * canvas.letters, order=order)
        canvas.drawn += ["no_way"] if np.isnan(minutes).any() else []
        said = [plot.words.say("maps.legend.within", minutes=end) for end in ends[:-1]]
        known = zip(
            inks_of, [*said, plot.words.say("maps.legend.beyond", minutes=ends[-2])], strict=True
        )
        marks = [colored(DOT, ink, text) for ink, text in known if ink in set(inks.tolist())]
        with plot.lettering(canvas, Message("maps.plot.people"), marks) as taken:
            canvas.name_ground(taken, stations=False)
    return canvas.ax


def plot_placement(
    data: object,
    ax: Axes | None = None,
    *,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot sites chosen together, and people by their minutes to the nearest of them.

    Parameters
    ----------
    data : Locations or Answer
        Sites chosen together, as of `place` or `ask_place`.
    ax : matplotlib.axes.Axes, optional
        Axes, as of `plot_catchments`.
    lang : str, optional
        The language.
    ground : bool
        Whether the ground is drawn too.
    legend : bool
        Whether there is a legend below.
    area : Area, str or pathlib.Path, optional
        The area.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    DrentheGeoError
        If an argument is refused.

    Examples
    --------
    >>> found = dg.place("mean", 2, sites="sites", area=area)
    >>> ax = dg.maps.plot_placement(found, lang="en", area=area)
    >>> ax.get_title(loc="left")
    '2 sites, and minutes to the nearest'
    """
    found = result_of(data, Locations)
    plot = Plot(data, ax, of=found.people, area=area, lang=lang, legend=legend, ground=ground)
    with plot.map(ground=ground) as canvas:
        marks = draw_placement(canvas, found, plot.area.settings.cutoffs_min)
        title = Message("maps.plot.placement", sites=len(found.sites))
        with plot.lettering(canvas, title, marks) as taken:
            name_sites(canvas, found, taken)
    return canvas.ax


def _name_stations(canvas: OwnAxes, stations: gpd.GeoDataFrame, taken: Sequence[Bbox]) -> None:
    """Draw and name stations, then the places that fit."""
    x0, y0, x1, y1 = draw.view_of(canvas.ax)
    seen, letters = stations.cx[x0:x1, y0:y1], canvas.letters
    draw.draw_stations(canvas.ax, seen, size=letters)
    spots = shapely.get_coordinates(seen.geometry.to_numpy())
    used = [*taken, *point_boxes(canvas.ax, spots, 5 * letters)]
    look: dict[str, Any] = {"weight": "bold", "must": True, "gap_pt": 6 * letters}
    labels = [
        Label(str(name), spot[0], spot[1], size_pt=9.5 * letters, **look)
        for name, spot in zip(seen["name"], spots, strict=True)
    ]
    used += place_labels(canvas.ax, labels, taken=used)
    canvas.name_ground(used, named_already=stations["name"])


def _drawn_areas(study: Study) -> gpd.GeoDataFrame:
    """Draw the catchments as wide beside roads as a map of the whole area needs."""
    profile = study.reach.network.profile
    wide = replace(
        study.settings, road_buffer_m=profile.map_buffer_m, cell_m=profile.map_cell_m,
        sample_m=profile.map_cell_m,
    )  # fmt: skip
    return service_areas(study.reach, study.cutoffs_min, wide)
