"""Plots of scenarios on axes: who gains, and the minutes before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.errors import unknown_choice
from drenthe_geo.maps.before_after import (
    WHEN,
    When,
    draw_minutes,
    draw_trains,
    mean_of,
    minute_marks,
    minutes_of,
)
from drenthe_geo.maps.gains import draw_gain, name_gain, name_of
from drenthe_geo.maps.given import Plot, result_of
from drenthe_geo.scenarios.compare import Comparison
from drenthe_geo.trips.boarding import read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from drenthe_geo.area.area import Area


def plot_gains(
    data: object,
    ax: Axes | None = None,
    *,
    destination: str | None = None,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot who gains or loses minutes by scenarios, with the new line or road.

    Parameters
    ----------
    data : Comparison or Answer
        What scenarios change, as of `compare` or `ask_scenario`.
    ax : matplotlib.axes.Axes, optional
        Axes, as of `plot_catchments`.
    destination : str, optional
        A destination of the comparison; that to which most changes where not given.
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
    >>> found = dg.compare("veldlijn", area=area)
    >>> ax = dg.maps.plot_gains(found, lang="en", area=area)
    >>> ax.get_title(loc="left").split(": ")[-1]
    'minutes gained to Hoofdstad'
    """
    found = result_of(data, Comparison)
    plot = Plot(data, ax, of=found.people, area=area, lang=lang, legend=legend, ground=ground)
    end = _destination(found, destination)
    least = plot.area.settings.least_gain_min
    destinations = read_destinations(plot.area)
    with plot.map(ground=ground) as canvas:
        marks = draw_gain(canvas, found, end, least_min=least)
        title = Message("maps.plot.gains", **_of(plot, found, end))
        with plot.lettering(canvas, title, marks, minutes=least) as taken:
            name_gain(canvas, found, end, destinations, taken)
    return canvas.ax


def plot_minutes(
    data: object,
    ax: Axes | None = None,
    *,
    when: When = "after",
    destination: str | None = None,
    lang: str | None = None,
    ground: bool = True,
    legend: bool = True,
    area: Area | str | Path | None = None,
) -> Axes:
    """Plot the minutes to a destination before or after scenarios, as areas.

    Parameters
    ----------
    data : Comparison or Answer
        What scenarios change, as of `compare` or `ask_scenario`.
    ax : matplotlib.axes.Axes, optional
        Axes, as of `plot_catchments`; two beside each other show what changes.
    when : {"before", "after"}
        Which of both.
    destination : str, optional
        A destination of the comparison; that to which most changes where not given.
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
    >>> found = dg.compare("veldlijn", area=area)
    >>> ax = dg.maps.plot_minutes(found, when="before", lang="en", area=area)
    >>> ax.get_title(loc="left").split(": ")[-1]
    'minutes to Hoofdstad, 71.7 on average'
    """
    if when not in WHEN:
        raise unknown_choice("when", str(when), WHEN)
    found = result_of(data, Comparison)
    plot = Plot(data, ax, of=found.people, area=area, lang=lang, legend=legend, ground=ground)
    end = _destination(found, destination)
    minutes = minutes_of(found, when)[end]
    with plot.map(ground=ground) as canvas:
        seen = set(draw_minutes(canvas.ax, found.people, minutes, canvas.layers["gemeenten"]))
        canvas.drawn += draw_trains(canvas.ax, found, canvas.layers, when)
        told = {"when": Message(f"maps.gains.{when}"), "minutes": mean_of(minutes, found.people)}
        title = Message("maps.plot.minutes", **told, **_of(plot, found, end))
        with plot.lettering(canvas, title, minute_marks(seen, plot.words)) as taken:
            canvas.name_ground(taken, stations=False)
    return canvas.ax


def _destination(found: Comparison, asked: str | None) -> str:
    """Choose the destination for which most changes in all, or check the one that is asked."""
    if asked is None:
        total = found.summary["gain_min"].fillna(0.0)
        return str(total.index[int(np.abs(total.to_numpy()).argmax())])
    if asked not in found.summary.index:
        raise unknown_choice("destination", asked, found.summary.index)
    return asked


def _of(plot: Plot, found: Comparison, end: str) -> dict[str, object]:
    """Name scenarios and destination in a title."""
    name = name_of(end, read_destinations(plot.area))
    return {
        "titles": " + ".join(one.title_in(plot.words.lang) for one in found.scenarios),
        "destination": name or Message("maps.gains.nearest_station"),
    }
