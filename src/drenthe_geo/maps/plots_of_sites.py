"""Plots of a suggestion on axes: the whole area's scores, and those of the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.drawing import plainly
from drenthe_geo.maps.given import Plot, result_of
from drenthe_geo.maps.scores import draw_scores, score_marks
from drenthe_geo.maps.siting import draw_sites, draw_surface, kinds_of
from drenthe_geo.siting.kept.suggestion import Suggestion
from drenthe_geo.siting.model import OWN_PILLAR, PILLARS
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

    from drenthe_geo.area.area import Area

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

OUT = "×"
"""Stands on the map for the rank of a site that is out."""

MOST_DRAWN = 60
"""Sites, the best of all, that are drawn and named."""

ROW_IN, ROWS_IN = 0.4, 1.3
"""Height of a row of the chart, and of what stands around."""


def plot_surface(
    data: object,
    ax: Axes | None = None,
    *,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot how well a service fits in the whole area, with the sites and the best new places.

    Parameters
    ----------
    data : Suggestion or Answer
        Sites suggested for a service, with a surface: ``suggest(…, surface=True)``.
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
        If an argument is refused, or there is no surface.

    Examples
    --------
    >>> found = dg.suggest("veldregister", surface=True, area=area)
    >>> ax = dg.maps.plot_surface(found, lang="en", area=area)
    >>> ax.get_title(loc="left")
    'Opportunities: Veldregister'
    """
    found = result_of(data, Suggestion)
    if found.surface is None or found.new_places is None:
        raise ArgumentError("maps.plot.no_surface")
    plot = Plot(data, ax, of=found.surface, area=area, lang=lang, legend=legend, ground=ground)
    letters = list(LETTERS[: len(found.new_places)])
    places = found.new_places.assign(label=letters, name=letters)
    sites = _labelled(found).head(MOST_DRAWN)
    with plot.map(ground=ground) as canvas:
        marks = draw_surface(canvas, found.surface)
        canvas.drawn += kinds_of(sites, places)
        title = Message("maps.surface.title", service=found.brief.name)
        with plot.lettering(canvas, title, marks) as taken:
            draw_sites(canvas, sites, places, taken)
    return canvas.ax


def plot_scores(
    data: object,
    ax: Axes | None = None,
    *,
    lang: str | None = None,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot the score of every site as a bar of what it is made of, with its range upon it.

    Parameters
    ----------
    data : Suggestion or Answer
        Sites suggested for a service, as of `suggest` or `ask_suggest`.
    ax : matplotlib.axes.Axes, optional
        Axes; a figure of its own where not given.
    lang : str, optional
        The language.
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
    >>> ax = dg.maps.plot_scores(dg.suggest("veldregister", area=area), lang="en", area=area)
    >>> ax.get_xlabel()
    'score from 0 to 1'
    """
    found = result_of(data, Suggestion)
    plot = Plot(data, ax, of=found.sites, area=area, lang=lang, legend=legend)
    words = plot.words
    table = found.ranking.table
    table = table[table["rank"].notna()].head(MOST_DRAWN)
    names = {str(site): str(name) for site, name in found.sites["name"].items()}
    shares = _shares(found).loc[table.index]
    axes = plot.chart(ROWS_IN + ROW_IN * len(table))
    with plainly():
        draw_scores(axes, shares, table, names, words)
        marks = score_marks(shares, words.group("dossier.pillar"), words)
    return plot.finish(axes, found.brief.name, marks, beside=_names_beside(axes), low_in=LOW_IN)


LOW_IN = 0.5
"""A legend below the figures along an axis stands so much lower."""


def _names_beside(ax: Axes) -> float:
    """Measure the names beside the bars, as a share of the width of the axes once laid out."""
    figure: Any = ax.get_figure(root=True)
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    bars, every = ax.get_window_extent(), ax.get_tightbbox()
    return 0.0 if every is None else max(0.0, float((bars.x0 - every.x0) / bars.width))


def _shares(found: Suggestion) -> pd.DataFrame:
    """Add the shares of the criteria up by pillar."""
    shares = found.ranking.shares
    pillar = [found.siting.criteria[str(name)].pillar for name in shares.columns]
    summed = shares.T.groupby(pillar).sum().T
    own = [OWN_PILLAR] if OWN_PILLAR in summed else []
    return summed.reindex(columns=[*PILLARS, *own], fill_value=0.0)


def _labelled(found: Suggestion) -> gpd.GeoDataFrame:
    """Give every site its rank, or a cross."""
    ranks = found.ranking.table["rank"].reindex(found.sites.index)
    is_out = ranks.isna()
    labels = [OUT if out else str(rank) for out, rank in zip(is_out, ranks, strict=True)]
    kept = found.sites[["name", "geometry"]]
    told = kept.assign(label=labels, excluded=is_out, own=kept.index.isin(found.own_sites))
    return gpd.GeoDataFrame(told, crs=found.sites.crs)
