"""The main job: how near the stations are, what is nearest to each, who lives there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args

import numpy as np

from drenthe_geo.answers.about import credit_of, own_files, profile_with_sources, with_sources
from drenthe_geo.answers.answer import Answer, require_out
from drenthe_geo.answers.land import land_layers, land_on_request, read_also
from drenthe_geo.answers.points import names_of, require_direction, with_names
from drenthe_geo.area.select import StationSet
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.vector import with_own_layers
from drenthe_geo.reach.areas import areas_and_bands
from drenthe_geo.reach.kept import kept_of_reach, parts_of_reach
from drenthe_geo.reach.notices import edge_warning, ignored_warning, outside_warnings, snap_warnings
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.reach.study import make_study
from drenthe_geo.reach.tables import nearest_table, times_table, with_total
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.words.table import Words

STEMS = (
    "about",
    "travel_times",
    "nearest_station",
    "stations_summary",
    "catchments",
    "map_travel_time_per_station",
    "map_nearest_station",
)
"""Names of the files of this answer."""

MOST_BANDS = 10
"""Cut-offs that a map shows at most: colours of more cannot be told apart."""


@checked
def ask_stations(
    area: Area,
    *,
    which: StationSet = "own",
    minutes: Iterable[float] | None = None,
    direction: Direction = "to",
    mode: str | None = None,
    profile_file: str | Path | None = None,
    own_layers: Mapping[str, str | Path] | None = None,
    also: str | Iterable[str] | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask how near the stations are: the main job.

    Files: ``travel_times.csv`` (every place to every station), ``nearest_station.csv`` (a
    row per place), ``stations_summary.csv`` (a row per station, and one for any),
    ``catchments.gpkg`` (layers ``service_areas``, those of `also`, ``nearest_station``,
    ``nearest_margin``, ``stations``, ``sites``, ``gemeenten``),
    ``map_travel_time_per_station.png``, ``map_nearest_station.png``, ``run.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    which : {"own", "all"}
        The area's own stations, or all in service in and around it.
    minutes : iterable of float, optional
        Cut-offs; those of the analysis settings where not given.
    direction : {"to", "from"}
        Trips to the station (default) or from it.
    mode : str, optional
        Mode of travel; the car where not given.
    profile_file : str or pathlib.Path, optional
        Profiles of your own; see `read_profile`.
    own_layers : mapping of str to str or pathlib.Path, optional
        Your own file in place of a layer, by layer name.
    also : str or iterable of str, optional
        Large layers of ``catchments.gpkg`` that are left out unless asked for:
        ``"certainty"`` (what is certain and uncertain around each cut-off) and
        ``"reached_roads"`` (the roads by the first cut-off that they lie within).
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `Study`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> found = dg.ask_stations(area, minutes=[15]).result
    >>> int(found.summary["people_nearest"].sum()) == int(found.people["population"].sum())
    True
    """
    area, own = area.fresh(), dict(own_layers or {})
    profile = read_profile(area, mode, profile_file)
    cutoffs = require_cutoffs(
        area.settings.cutoffs_min if minutes is None else minutes, area.settings
    )
    require_direction(direction)
    more = read_also(also)
    if which not in get_args(StationSet):
        raise unknown_choice("stations", which, get_args(StationSet))
    files = own_files(**own, profile=profile_file)
    subject: dict[str, object] = {"stations": which, "mode": profile.mode, "direction": direction}
    subject["minutes"] = cutoffs
    if files:
        subject["own_files"] = sorted(files)
    reads: tuple[object, ...] = (*own.values(), profile_file)
    if out is not None:
        require_out(area, "run", subject, out, reads=reads, stems=STEMS)
    area = with_own_layers(area, own)
    study = make_study(
        area, which=which, minutes=cutoffs, direction=direction, profile=profile, on_step=on_step
    )
    counts = counts_of(study)
    return Answer(
        area=area,
        question="run",
        subject=subject,
        title=Message("answers.title.run"),
        made_by=__name__,
        reads=reads,
        result=study,
        tables={
            "travel_times": with_names(
                times_table(study.times),
                place=names_of(study.places),
                station=names_of(study.stations),
            ),
            "nearest_station": nearest_table(
                study.places, study.stations, study.nearest, study.times
            ),
            "stations_summary": with_total(study.summary, study.total),
        },
        layers={
            "catchments": {
                **land_layers(study, more, on_step),
                "nearest_station": study.partition,
                "nearest_margin": study.margins,
                **{name: study.layers[name] for name in ("stations", "sites", "gemeenten")},
            }
        },
        figures=partial(draw_study, area, study, files),
        warnings=tuple(_warnings(study, "places" in own)),
        about={
            "parameters": {**subject, "also": more},
            "layers_on_request": land_on_request(more),
            "own_files": files,
            "profile": profile_with_sources(profile),
            "settings": with_sources(area.settings),
            "counts": counts,
        },
    )


def _warnings(study: Study, own_places: bool) -> list[Message]:  # noqa: FBT001 - what it is
    """Say what a reader should look at."""
    return [
        *study.reach.network.profile.notes,
        *ignored_warning(study.ignored, own=own_places),
        *edge_warning(study.summary, study.cutoffs_min),
        *outside_warnings(study.outside, study.layers["stations"]),
        *snap_warnings(study.times, study.places, study.stations),
    ]


def counts_of(study: Study) -> dict[str, object]:
    """Count what a study rests on and what it found."""
    network, total = study.reach.network, study.total
    return {
        "stations": len(study.stations),
        "stations_outside_the_network": len(study.outside),
        "places": len(study.places),
        "places_not_counted": len(study.ignored),
        "people": int(study.people["population"].sum()),
        "points_that_people_are_counted_at": len(study.people),
        "people_within_minutes_of_any_station": {
            f"{cutoff:g}": one.people for cutoff, one in total.within.items()
        },
        "people_contested": total.contested,
        "people_within_minutes_for_certain_and_possibly": {
            f"{cutoff:g}": [one.certain, one.possible] for cutoff, one in total.within.items()
        },
        "people_nearer_to_a_station_not_counted": total.people_nearer_elsewhere,
        "of_these_nearest_to": total.nearer_elsewhere,
        "places_without_route": len(study.times.unreached),
        "road_edges": network.n_edges,
        "road_nodes": network.n_nodes,
    }


def draw_study(
    area: Area, study: Study, files: Mapping[str, str], words: Words
) -> dict[str, Figure]:
    """Draw the maps of a study, by the names of their files; `files` are the user's own."""
    from drenthe_geo.maps.stations import catchment_page, nearest_page  # noqa: PLC0415 - matplotlib

    reach, credit = study.reach, credit_of(area, words, files)
    drawn = drawn_settings(reach.network.profile, area.settings)
    shown = drawn_cutoffs(study.cutoffs_min)

    def draw() -> dict[str, gpd.GeoDataFrame]:
        areas, bands = areas_and_bands(reach, shown, drawn)
        return {
            "areas": areas,
            "fringes": bands[bands["band"] == "uncertain"].reset_index(drop=True),
        }

    land = kept_of_reach("drawn", parts_of_reach(reach), (shown, drawn), draw)
    own_stations = any(name.startswith("stations:") for name in files)
    own_outline = any(name.startswith("gemeenten:") for name in files)
    return {
        "map_travel_time_per_station": catchment_page(
            study.layers,
            study.stations,
            land["areas"],
            study.summary,
            fringes=land["fringes"],
            reach=reach,
            settings=drawn,
            words=words,
            credit=credit,
            beside_m=area.settings.road_buffer_m,
            with_roads=area.without_own().outline().buffer(area.facts.roads_end_m),
            asked=len(study.cutoffs_min),
        ),
        "map_nearest_station": nearest_page(
            study.layers,
            study.stations,
            study.partition,
            study.summary,
            contested=study.margins[study.margins["contested"]],
            reach=reach,
            settings=area.settings,
            words=words,
            credit=credit,
            own=study.which == "own" and not own_stations,
            nearer=study.total.people_nearer_elsewhere,
            abroad=not own_outline,
        ),
    }


def drawn_cutoffs(cutoffs: Sequence[float]) -> tuple[float, ...]:
    """Choose the cut-offs of a map: all, or some that lie evenly among them, the longest too."""
    if len(cutoffs) <= MOST_BANDS:
        return tuple(cutoffs)
    at = np.linspace(-1, len(cutoffs) - 1, MOST_BANDS + 1)[1:].round().astype(int)
    return tuple(cutoffs[number] for number in at)


def drawn_settings(profile: Profile, settings: Settings) -> Settings:
    """Give the settings of areas that are drawn for a map alone."""
    return replace(
        settings,
        road_buffer_m=profile.map_buffer_m,
        cell_m=profile.map_cell_m,
        sample_m=profile.map_cell_m,
    )
