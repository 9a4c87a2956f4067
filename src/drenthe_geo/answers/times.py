"""Minutes between any points, on any network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import (
    about_points,
    names_of,
    require_direction,
    roads_of,
    snap_table,
    subject_of,
    with_names,
)
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.io.cluster import workers_of
from drenthe_geo.io.networks import read_network_from, require_saved_there
from drenthe_geo.io.shared import measure_on
from drenthe_geo.io.vector import read_points_or_layer
from drenthe_geo.reach.notices import point_warnings
from drenthe_geo.reach.tables import times_table
from drenthe_geo.roads.minutes import compute_reach, require_room_for_times, travel_times
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.words.message import Message
from drenthe_geo.work.steps import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.search.spots import Direction

STEMS = ("about", "times", "snaps")
"""Names of the files of this answer."""

BYTES_A_ROW = 120
"""Of a pair of points: its minutes, its row in the table, and that row while it is written."""


@checked
def ask_times(
    area: Area,
    origins: str | Path = "places",
    destinations: str | Path = "stations",
    *,
    mode: str | None = None,
    profile_file: str | Path | None = None,
    direction: Direction = "to",
    network: str | Path = "default",
    columns: Mapping[str, str] | None = None,
    scheduler: str | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask how many minutes lie between points.

    Files: ``times.csv`` (``origin``, ``destination``, their names, ``minutes``; empty without a
    route),
    ``snaps.csv`` (where every point joined the roads), ``times.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    origins, destinations : str or pathlib.Path
        Points: ``"stations"``, ``"all-stations"``, ``"sites"``, ``"places"`` or a file.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    direction : {"to", "from"}
        Trips to the destination (default), or from it back to the origin.
    network : str or pathlib.Path
        ``"default"``, or a file; see `read_network_from`.
    columns : mapping of str to str, optional
        Columns of the network file.
    scheduler : str, optional
        Address of a Dask scheduler whose workers share the work; this process alone where not
        given. Every number is the same.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `TravelTimes`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> dg.ask_times(area, "sites").result.minutes.shape
    (6, 4)
    """
    area = area.fresh()
    profile = read_profile(area, mode, profile_file)
    require_direction(direction)
    subject: dict[str, object] = {"from": subject_of(origins), "to": subject_of(destinations)}
    subject |= {"mode": profile.mode, "direction": direction, **roads_of(network)}
    reads: tuple[object, ...] = (origins, destinations, network, profile_file)
    if out is not None:
        require_out(area, "times", subject, out, reads=reads, stems=STEMS)
    require_saved_there(area, network, profile)
    starts = read_points_or_layer(area, origins, "origins")
    facilities = read_points_or_layer(area, destinations, "facilities")
    on_step("network")
    roads = read_network_from(area, network, profile, columns=columns)
    on_step("times")
    require_room_for_times(len(starts), len(facilities), BYTES_A_ROW)
    reach = compute_reach(roads, facilities, direction=direction)
    told = parts_of(on_step, "times")
    with workers_of(scheduler) as spread:
        times = travel_times(reach, starts, on_part=told, measure=measure_on(spread))
    snaps = {"origin": times.origin_snaps, "destination": times.facility_snaps}
    long = times_table(times).set_axis(["origin", "destination", "minutes"], axis=1)
    points = {"origin": starts, "destination": facilities}
    long = with_names(long, **{part: names_of(one) for part, one in points.items()})
    far = point_warnings(pd.concat(snaps.values()), profile.max_snap_m)
    warnings = [*roads.profile.notes, *far]
    asked = {**subject, "from": origins, "to": destinations, "network": network}
    return Answer(
        area=area,
        question="times",
        subject=subject,
        title=Message("answers.title.times"),
        made_by=__name__,
        reads=reads,
        result=times,
        tables={"times": long, "snaps": snap_table(snaps, points)},
        warnings=tuple(warnings),
        about=about_points(area, reach, asked, {"profile": profile_file}),
    )
