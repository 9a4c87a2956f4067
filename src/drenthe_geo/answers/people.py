"""Who is within a time of any points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import (
    about_points,
    require_direction,
    roads_of,
    snap_table,
    subject_of,
)
from drenthe_geo.area.people import read_people
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.io.cluster import workers_of
from drenthe_geo.io.networks import read_network_from, require_saved_there
from drenthe_geo.io.vector import read_points_or_layer
from drenthe_geo.reach.counts import counted
from drenthe_geo.reach.gemeenten import gemeente_table, jobs_note
from drenthe_geo.reach.notices import crowd_notes, point_warnings, unknown_warnings, whose_people
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.reach.roadless import people_without_road
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.words.message import Message
from drenthe_geo.work.steps import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction

STEMS = ("about", "people", "snaps", "gemeenten")
"""Names of the files of this answer."""


@checked
def ask_people(
    area: Area,
    points: str | Path = "stations",
    minutes: Iterable[float] = (15.0, 30.0),
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
    """Ask who is within some minutes of points.

    Files: ``people.csv`` (a row per point and cut-off, see `people_in_reach`; of the area's own
    people also who is not reached in time, and who lives too far from every road),
    ``snaps.csv`` (where every point joined the roads), where the area's data tell jobs
    ``gemeenten.csv`` (people and jobs by gemeente), ``people.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    points : str or pathlib.Path
        ``"stations"``, ``"all-stations"``, ``"sites"``, ``"places"`` or a file.
    minutes : iterable of float
        Cut-offs.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    direction : {"to", "from"}
        People travel to the point (default) or from it.
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
        Its result is the table, a `pandas.DataFrame`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> found = dg.ask_people(area, "sites", [10]).result
    >>> bool((found["working_age"] < found["inhabitants"]).all())
    True
    """
    area = area.fresh()
    cutoffs, profile = (
        require_cutoffs(minutes, area.settings),
        read_profile(area, mode, profile_file),
    )
    require_direction(direction)
    subject: dict[str, object] = {"points": subject_of(points), "mode": profile.mode}
    subject |= {"direction": direction, "minutes": cutoffs, **roads_of(network)}
    reads: tuple[object, ...] = (points, network, profile_file)
    if out is not None:
        require_out(area, "people", subject, out, reads=reads, stems=STEMS)
    require_saved_there(area, network, profile)
    facilities = read_points_or_layer(area, points, "points")
    on_step("network")
    roads = read_network_from(area, network, profile, columns=columns)
    on_step("times")
    reach = compute_reach(roads, facilities, direction=direction, limit_min=cutoffs[-1])
    told = parts_of(on_step, "times")
    with workers_of(scheduler) as spread:
        table = counted(area, reach, cutoffs, roads, spread=spread, on_part=told).reset_index()
    who = _who_counts(area, roads)
    at = list(table).index("inhabitants_own") + 1
    no_road = pd.Series(who["people_without_road"], table.index, dtype="Int64")
    in_no_time = who["people"] - no_road - table["inhabitants_own"]
    table.insert(at, "own_not_in_time", in_no_time)
    table.insert(at + 1, "own_without_road", no_road.where(in_no_time.notna()))
    if "name" in facilities:
        table.insert(1, "name", table["facility"].map(facilities["name"]))
    warnings: list[Message] = [
        *roads.profile.notes,
        *point_warnings(reach.snaps, profile.max_snap_m),
    ]
    warnings += [*unknown_warnings(table), *crowd_notes(area, roads, reach)]
    if (table["no_number"] > 0).any():
        warnings.append(Message("answers.people.no_number"))
    jobs = gemeente_table(area)
    asked = {**subject, "points": points, "network": network, "minutes": cutoffs}
    return Answer(
        area=area,
        question="people",
        subject=subject,
        title=Message("answers.title.people"),
        made_by=__name__,
        reads=reads,
        result=table,
        tables={
            "people": table,
            "snaps": snap_table({"facility": reach.snaps}, {"facility": facilities}),
            **({} if jobs is None else {"gemeenten": jobs}),
        },
        sentences=() if jobs is None else (jobs_note(area, jobs),),
        warnings=tuple(warnings),
        about={
            **about_points(area, reach, asked, {"profile": profile_file}),
            "counted": whose_people(),
            "counts": who,
        },
    )


def _who_counts(area: Area, roads: Network) -> dict[str, int | float]:
    """Count the people of the area, and of these who lives too far from every road for a time."""
    everybody, own = area.layer("people"), read_people(area)
    snaps = snap_points(roads, everybody).loc[own.index]
    return {
        "people": int(own["population"].sum()),
        "people_without_road": people_without_road(own, snaps),
        "without_road_beyond_m": roads.profile.max_snap_m,
    }
