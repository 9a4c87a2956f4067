"""The main job: how near the stations are, what is nearest to each, who lives there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from drenthe_geo.answers.about import (
    counts_of,
    credit_of,
    own_files,
    profile_with_sources,
    with_sources,
)
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.land import ground_of, land_layers, land_on_request, map_frame, read_also
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import named, names_of, require_direction, with_names
from drenthe_geo.area.select import StationSet
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.vector import with_own_layers
from drenthe_geo.maps.paper import Sheet
from drenthe_geo.reach.areas import areas_and_bands
from drenthe_geo.reach.gemeenten import jobs_tables
from drenthe_geo.reach.kept import kept_of_reach, parts_of_reach
from drenthe_geo.reach.notices import edge_warning, ignored_warning, outside_warnings, snap_warnings
from drenthe_geo.reach.parts import require_cutoffs
from drenthe_geo.reach.roadless import no_road_notes
from drenthe_geo.reach.study import make_study
from drenthe_geo.reach.tables import nearest_table, times_table, with_total
from drenthe_geo.reach.thin import thinned
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import shapely
    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.page.report import View
    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.words.table import Words

CATCHMENT_MAP = "map_travel_time_per_station"

MOST_ON_A4 = 4
"""Small maps of which more are laid out on A3, where no paper was asked for."""

STEMS = (
    "about",
    "travel_times",
    "nearest_station",
    "stations_summary",
    "catchments",
    "gemeenten",
    CATCHMENT_MAP,
    *(f"{CATCHMENT_MAP}_{page}" for page in range(1, 10)),
    "map_nearest_station",
    "report",
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
    ``nearest_margin``, ``stations``, ``sites``, ``gemeenten``), its project ``catchments.qgz``,
    ``map_travel_time_per_station.png`` (of more than nine stations several, with their number),
    ``map_nearest_station.png``, ``report.html``, ``run.xlsx``, ``about.json``;
    where the data tell jobs ``gemeenten.csv``.

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
    seen = _stations_seen(study)
    beyond = {"stations_beyond_the_map": len(study.layers["stations"]) - len(seen)}
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
            **jobs_tables(area),
        },
        layers={
            "catchments": {
                **land_layers(study, more, on_step),
                "nearest_station": study.partition,
                "nearest_margin": study.margins,
                "stations": seen,
                **{name: study.layers[name] for name in ("sites", "gemeenten")},
            }
        },
        figures=partial(draw_study, area, study, files),
        ground=partial(_ground, area, study),
        view=partial(_view, area, study),
        drawn_of=partial(_drawn_of, study, files),
        warnings=tuple(_warnings(study, "places" in own)),
        about={
            "parameters": {**subject, "also": more},
            "layers_on_request": land_on_request(more),
            "own_files": files,
            "profile": profile_with_sources(profile),
            "settings": with_sources(area.settings),
            "counts": {**counts_of(study), **beyond},
        },
    )


def _view(area: Area, study: Study, words: Words) -> View:
    """Make the map of the page."""
    from drenthe_geo.page.of_run import view_of_run  # noqa: PLC0415 - only a page needs it

    return view_of_run(area, study, words)


def _warnings(study: Study, own_places: bool) -> list[Message]:  # noqa: FBT001 - what it is
    """Say what a reader should look at."""
    return [
        *study.reach.network.profile.notes,
        *ignored_warning(study.ignored, own=own_places),
        *no_road_notes(study.people, study.people_times.origin_snaps, study.reach.network.profile),
        *edge_warning(study.summary, study.cutoffs_min),
        *outside_warnings(study.outside, study.layers["stations"]),
        *snap_warnings(study.times, study.places, study.stations),
    ]


def draw_study(
    area: Area,
    study: Study,
    files: Mapping[str, str],
    words: Words,
    block: TitleBlock,
) -> dict[str, Figure]:
    """Draw the maps of a study, by the names of their files; `files` are the user's own."""
    from drenthe_geo.maps.stations import nearest_page  # noqa: PLC0415 - matplotlib

    own_stations = any(name.startswith("stations:") for name in files)
    own_outline = any(name.startswith("gemeenten:") for name in files)
    return {
        **_draw_catchments(area, study, files, words, block),
        "map_nearest_station": nearest_page(
            study.layers,
            study.stations,
            study.partition,
            study.summary,
            contested=study.margins[study.margins["contested"]],
            reach=study.reach,
            settings=area.settings,
            words=words,
            credit=credit_of(area, words, files),
            own=study.which == "own" and not own_stations,
            nearer=study.total.people_nearer_elsewhere,
            abroad=not own_outline,
            with_roads=_with_roads(area),
            sheet=Sheet.of(block),
        ),
    }


def _drawn_of(study: Study, files: Mapping[str, str]) -> tuple[object, ...] | None:
    """Tell what is on the maps; nothing where a file of the user is named on them."""
    of_reach = None if files else parts_of_reach(study.reach)
    if of_reach is None:
        return None
    # The reach tells the land that is drawn, and the profile and the choices of it.
    tables = (study.stations, study.summary, study.partition, study.margins, study.nearer)
    return (of_reach, study.which, study.cutoffs_min, study.settings, tables)


def _draw_catchments(
    area: Area,
    study: Study,
    files: Mapping[str, str],
    words: Words,
    block: TitleBlock,
) -> dict[str, Figure]:
    """Draw a small map per station, by name, on as many pages as it takes."""
    from drenthe_geo.maps.panels import in_pages  # noqa: PLC0415 - matplotlib
    from drenthe_geo.maps.stations import catchment_page  # noqa: PLC0415 - matplotlib

    reach, land = study.reach, drawn_land(area, study)
    drawn = drawn_settings(reach.network.profile, area.settings)
    shown = drawn_cutoffs(study.cutoffs_min)
    by_name = study.summary.sort_values("name", key=lambda names: names.str.casefold())
    nobody = by_name[f"people_{shown[-1]:g}_min"] == 0
    pages = in_pages(int((~nobody).sum()))
    figures: dict[str, Figure] = {}
    for number, part in enumerate(pages, start=1):
        here = by_name[~nobody].iloc[part]
        if number == len(pages):  # who gets no map is named on the last page
            here = pd.concat([here, by_name[nobody]])
        stem = CATCHMENT_MAP if len(pages) == 1 else f"{CATCHMENT_MAP}_{number}"
        many = part.stop - part.start > MOST_ON_A4
        figures[stem] = catchment_page(
            study.layers,
            study.stations,
            land["areas"],
            here,
            fringes=land["fringes"],
            reach=reach,
            settings=drawn,
            words=words,
            credit=credit_of(area, words, files),
            beside_m=area.settings.road_buffer_m,
            with_roads=_with_roads(area),
            asked=len(study.cutoffs_min),
            part=(number, len(pages)),
            sheet=Sheet.of(block, "a3" if many else "a4"),
        )
    return figures


def _with_roads(area: Area) -> shapely.Geometry:
    """Give the land in which the area has roads."""
    return area.without_own().outline().buffer(area.facts.roads_end_m)


def drawn_land(area: Area, study: Study) -> dict[str, gpd.GeoDataFrame]:
    """Draw the land within times as maps show it: wide around roads, with its fringes."""
    drawn = drawn_settings(study.reach.network.profile, area.settings)
    shown = drawn_cutoffs(study.cutoffs_min)

    def draw() -> dict[str, gpd.GeoDataFrame]:
        areas, bands = areas_and_bands(study.reach, shown, drawn)
        return {
            "areas": areas,
            "fringes": bands[bands["band"] == "uncertain"].reset_index(drop=True),
        }

    return kept_of_reach("drawn", parts_of_reach(study.reach), (shown, drawn), draw)


def _ground(area: Area, study: Study) -> dict[str, gpd.GeoDataFrame]:
    """Give the land as maps show it, and what lies below."""

    def thin() -> gpd.GeoDataFrame:
        areas = drawn_land(area, study)["areas"][["facility", "minutes", "geometry"]]
        areas.insert(1, "name", named(areas["facility"], names_of(study.stations)))
        return thinned(areas, area.settings.file_border_m)

    of_reach, how = (
        parts_of_reach(study.reach),
        (
            drawn_cutoffs(study.cutoffs_min),
            drawn_settings(study.reach.network.profile, area.settings),
            study.stations["name"],
        ),
    )
    return {
        "map_areas": kept_of_reach("map-areas", of_reach, how, thin),
        **ground_of(area, study.layers, study.layers["stations"]["name"]),
    }


def _stations_seen(study: Study) -> gpd.GeoDataFrame:
    """Choose the stations that the map shows, and those that count wherever they lie."""
    stations = study.layers["stations"]
    counted = stations.index.isin(study.stations.index)
    seen = counted | stations.within(map_frame(study.layers["gemeenten"])).to_numpy()
    return stations.assign(counted=counted)[seen]


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
