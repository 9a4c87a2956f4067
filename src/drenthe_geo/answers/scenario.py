"""What would be, beside what is: scenarios compared."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.answers.about import (
    credit_of,
    legs_by_basis,
    own_files,
    profile_with_sources,
    scenarios_with_sources,
    with_sources,
)
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.beside import beside_buses
from drenthe_geo.answers.land import ground_of, map_frame
from drenthe_geo.answers.out import require_out
from drenthe_geo.answers.points import names_of, with_names
from drenthe_geo.area.gazetteer import find_id
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.out.columns import Column
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.compare import make_comparison
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.scenarios.one_way import one_way_notes
from drenthe_geo.scenarios.outlook import BY_CAR, EGRESS_MODE
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.boarding import DEFAULT_ACCESS, access_modes, access_named, read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
    from drenthe_geo.io.out.columns import Columns
    from drenthe_geo.io.title_block import TitleBlock
    from drenthe_geo.page.report import View
    from drenthe_geo.scenarios.compare import Comparison
    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.situation import Situation
    from drenthe_geo.words.table import Words

STEMS = (
    "about",
    "places",
    "stations",
    "sites",
    "gemeenten",
    "in_reach",
    "summary",
    "scenario",
    "map_minutes_gained",
    "map_minutes_before_after",
    "report",
)
"""Names of the files of this answer."""


@checked
def ask_scenario(
    area: Area,
    names: Iterable[str | Path],
    *,
    toggles: Mapping[str, bool] | None = None,
    access: str = DEFAULT_ACCESS,
    buses: bool = True,
    destination: str | None = None,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask what scenarios would change.

    Files: ``places.csv``, ``stations.csv``, ``sites.csv``, ``gemeenten.csv``,
    ``in_reach.csv``, ``summary.csv`` (see `Comparison`), ``scenario.gpkg``, its
    project ``scenario.qgz`` (layers
    ``places``, ``sites``, ``stations``, ``people``, with the minutes gained),
    ``map_minutes_gained.png``, ``map_minutes_before_after.png``, ``report.html``,
    ``scenario.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    names : iterable of str or pathlib.Path
        Scenarios, taken together; see `read_scenario`.
    toggles : mapping of str to bool, optional
        Toggles by name; with several scenarios as ``SCENARIO.TOGGLE``.
    access : str
        How one comes to the station; see `make_comparison`.
    buses : bool
        Whether buses count.
    destination : str, optional
        Destination of the map, its id or name; where most changes if not given.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is `Comparison`.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused.

    Examples
    --------
    >>> found = dg.ask_scenario(area, ["veldlijn"]).result
    >>> bool((found.summary["people_gaining"] > 0).any())
    True
    """
    area, asked = area.fresh(), list(names)
    if destination is not None and not destination.endswith(BY_CAR):
        ends = {str(one): str(name) for one, name in read_destinations(area)["name"].items()}
        destination = find_id(destination, ends, "destination")
    chosen = [read_scenario(area, name, _own(str(name), asked, toggles or {})) for name in asked]
    # A wrong word is said before anything is computed.
    access = access_named(access, read_situation(area))
    titles = sorted(map(_with_toggles, chosen))
    subject: dict[str, object] = {"scenarios": titles, "access": access}
    if not buses:
        subject["buses"] = False
    reads: tuple[object, ...] = tuple(asked)
    if out is not None:
        require_out(area, "scenario", subject, out, reads=reads, stems=STEMS)
    found = make_comparison(area, chosen, access=access, buses=buses, on_step=on_step)
    if destination is not None and destination not in found.summary.index:
        raise unknown_choice("destination", destination, found.summary.index)
    files = own_files(scenario=asked)
    return Answer(
        area=area,
        question="scenario",
        subject=subject,
        title=Message("answers.title.scenario", titles=[one.title for one in chosen]),
        made_by=__name__,
        reads=reads,
        result=found,
        tables=_named(area, found),
        layers={"scenario": _layers(found)},
        columns=_columns(area, found),
        ground=partial(_ground, area, found),
        figures=partial(draw_gains, area, found, destination, files),
        view=partial(_view, area, found, destination or most_gained(found)),
        drawn_of=partial(_drawn_of, area, found, destination, files),
        sentences=beside_buses(area, found) if buses else (),
        warnings=found.warnings,
        about={
            "parameters": {"access": access, "egress": EGRESS_MODE, "buses": buses},
            "own_files": files,
            "scenarios": scenarios_with_sources(chosen),
            "profiles": {
                mode: profile_with_sources(read_profile(area, mode)) for mode in found.modes
            },
            "settings": with_sources(area.settings),
            "transit_rules": with_sources(found.before.transit.rules),
            "counts": {
                "legs_by_basis_before": legs_by_basis(found.before),
                "legs_by_basis_after": legs_by_basis(found.after),
            },
        },
    )


def _named(area: Area, found: Comparison) -> dict[str, pd.DataFrame]:
    """Put names beside the ids of the tables."""
    ends = destination_names(area, found)
    tables = {**found.tables, "summary": found.summary.reset_index()}
    if "in_reach" not in tables:  # there is no timetable
        return {name: with_names(table, destination=ends) for name, table in tables.items()}
    reach = tables.pop("in_reach")
    layers = {
        "place": found.places,
        "site": pd.concat([found.before.sites, found.after.sites]),
        "station": pd.concat([found.before.transit.stations, found.after.transit.stations]),
    }
    known = {kind: names_of(points) for kind, points in layers.items()}
    named = [
        known.get(kind, {}).get(one, one)
        for kind, one in zip(reach["kind"], reach["id"], strict=True)
    ]
    reach = reach.copy()
    reach.insert(2, "name", named)
    said = {name: with_names(table, destination=ends) for name, table in tables.items()}
    # In the order in which they were.
    return {
        name: reach if name == "in_reach" else said[name] for name in (*found.tables, "summary")
    }


def _columns(area: Area, found: Comparison) -> Columns:
    """Say the columns of layers, one per destination, with its name."""
    named, said = destination_names(area, found), {}
    for start in ("gain_min_", "before_min_", "after_min_"):
        key = f"out.column.any.{start}to"
        for end in found.summary.index:
            head, means = (
                Message(f"{key}.{one}", n=named.get(end, end)) for one in ("head", "means")
            )
            said[_column(start, str(end))] = Column(head, means)
    return dict.fromkeys(("places", "sites", "stations", "people"), said)


def destination_names(area: Area, found: Comparison) -> dict[object, object]:
    """Give the names of destinations, those by car too."""
    names = names_of(read_destinations(area))
    for end in found.summary.index:
        if str(end).endswith(BY_CAR):
            there = str(end).removesuffix(BY_CAR)
            what = names.get(there, Message("answers.nearest_station"))
            names[end] = Message("answers.by_car", name=what)
    return names


def read_done(
    area: Area, scenarios: Sequence[str | Path], *, buses: bool = True
) -> tuple[list[Scenario], Situation, list[Message]]:
    """Read scenarios that are taken as done, the situation that they make, and what is odd."""
    done = [read_scenario(area, what) for what in scenarios]
    now = read_situation(area, buses=buses)
    then = apply_scenarios(now, done, area.settings)
    return done, then, one_way_notes(done, now.transit)


def _with_toggles(one: Scenario) -> str:
    """Name a scenario with the toggles that it has."""
    stand = ", ".join(f"{name}={'on' if on else 'off'}" for name, on in one.toggles.items())
    return f"{one.name} ({stand})" if stand else one.name


def most_gained(comparison: Comparison) -> str:
    """Choose the destination for which most changes in all; the first one if nothing does."""
    total = comparison.summary["gain_min"].fillna(0.0)
    return str(total.index[int(np.abs(total.to_numpy()).argmax())])


def draw_gains(  # noqa: PLR0917
    area: Area,
    found: Comparison,
    destination: str | None,
    files: Mapping[str, str],
    words: Words,
    block: TitleBlock,
) -> dict[str, Figure]:
    """Draw what is gained to a destination, and the minutes before and after."""
    from drenthe_geo.maps.before_after import before_after_page  # noqa: PLC0415 - matplotlib
    from drenthe_geo.maps.gains import gain_page  # noqa: PLC0415 - matplotlib
    from drenthe_geo.maps.paper import Sheet  # noqa: PLC0415 - maps load matplotlib

    end = destination or most_gained(found)
    modes = ("car",) if end.endswith(BY_CAR) else access_modes(found.access, found.before)
    names = ("gemeenten", "neighbours", "motorways", "railways", "place_names", "country")
    layers = {name: area.layer(name) for name in names if name in area.layer_names}
    said: dict[str, Any] = {
        "titles": [one.title_in(words.lang) for one in found.scenarios],
        "destinations": read_destinations(area),
        "profiles": [read_profile(area, mode) for mode in modes],
        "words": words,
        "credit": credit_of(area, words, files),
        "sheet": Sheet.of(block),
    }
    roads = area.without_own().outline().buffer(area.facts.roads_end_m)
    least = area.settings.least_gain_min
    return {
        "map_minutes_gained": gain_page(
            layers, found, end, least_min=least, with_roads=roads, **said
        ),
        "map_minutes_before_after": before_after_page(layers, found, end, **said),
    }


def _view(area: Area, found: Comparison, end: str, words: Words) -> View:
    """Make the map of the page, with where trains run as on paper."""
    from drenthe_geo.maps.gains import changed_roads  # noqa: PLC0415 - matplotlib
    from drenthe_geo.maps.runs import runs_of  # noqa: PLC0415 - matplotlib
    from drenthe_geo.page.of_scenario import view_of_scenario  # noqa: PLC0415 - only a page needs it

    rails = area.layer("railways") if "railways" in area.layer_names else None
    runs, roads = runs_of(found, rails), changed_roads(found)
    lines = gpd.GeoDataFrame(
        {"style": [*(one.style for one in runs), *("changed_road" for _ in roads)]},
        geometry=[*(one.line for one in runs), *roads],
        crs=found.people.crs,
    )
    names = {
        str(one): words.say(name) if isinstance(name, Message) else str(name)
        for one, name in destination_names(area, found).items()
    }
    return view_of_scenario(area, found, end, names=names, lines=lines, words=words)


def _layers(comparison: Comparison) -> dict[str, gpd.GeoDataFrame]:
    """Layers of the GeoPackage: minutes and gains as columns, one per destination."""
    wide = {}
    kinds = {
        "minutes_before": "before_min_",
        "minutes_after": "after_min_",
        "gain_min": "gain_min_",
    }
    for key, points in (
        ("places", comparison.places),
        ("sites", comparison.after.sites),
        ("stations", comparison.after.transit.stations),
    ):
        if key not in comparison.tables:
            continue
        index = key.removesuffix("s")
        table = comparison.tables[key].set_index([index, "destination"])
        parts = [
            table[name].unstack("destination").rename(columns=partial(_column, start))  # noqa: PD010 - of a series
            for name, start in kinds.items()
        ]
        said = pd.concat(parts, axis=1)
        plain = [name for name in ("name", "intercity") if name in points]
        chosen = points.loc[points.index.intersection(said.index), [*plain, "geometry"]]
        if "role" in points:
            chosen.insert(len(plain), "own", points["role"].reindex(chosen.index) == "own")
        wide[key] = gpd.GeoDataFrame(chosen.join(said), geometry="geometry", crs=points.crs)
    people = comparison.people[["population", "working_age", "geometry"]].join(
        comparison.gains.rename(columns=partial(_column, "gain_min_"))
    )
    wide["people"] = gpd.GeoDataFrame(people, geometry="geometry", crs=comparison.people.crs)
    return wide


def _column(start: str, destination: str) -> str:
    """Name a column of a destination."""
    return f"{start}{destination.replace('-', '_')}"


def _drawn_of(
    area: Area, found: Comparison, destination: str | None, files: Mapping[str, str]
) -> tuple[object, ...] | None:
    """Tell what is on the maps; nothing where a file of the user is named on them."""
    if files:
        return None
    before, after = found.before, found.after
    # Of roads only those are drawn that a scenario changes.
    same = before.road_edges is after.road_edges and before.road_nodes is after.road_nodes
    roads = None if same else (before.roads_key, after.roads_key)
    trains = [(one.transit, one.scenarios, one.buses) for one in (before, after)]
    tables = (found.gains, found.cut_off, found.minutes_before, found.minutes_after, found.summary)
    said = (found.scenarios, found.access, destination, area.settings)
    return (trains, roads, said, found.people, tables)


def _ground(area: Area, found: Comparison) -> dict[str, gpd.GeoDataFrame]:
    """Give the trains and roads that a scenario changes, and what lies below."""
    from drenthe_geo.maps.gains import changed_roads  # noqa: PLC0415 - matplotlib
    from drenthe_geo.maps.runs import runs_of  # noqa: PLC0415 - matplotlib

    railways = area.layer("railways") if "railways" in area.layer_names else None
    runs = runs_of(found, railways)
    frame = map_frame(area.layer("gemeenten"))
    change = pd.Index([one.style for one in runs], name="change")
    lines = gpd.GeoDataFrame(index=change, geometry=[one.line for one in runs], crs=area.facts.crs)
    layers = {"lines": lines[lines.intersects(frame)].sort_index()}
    roads = changed_roads(found)
    if len(roads):
        layers["changed_roads"] = gpd.GeoDataFrame(geometry=roads.array, crs=area.facts.crs)
    return {**layers, **ground_of(area, named=found.after.transit.stations["name"])}


def _own(name: str, names: list[str | Path], toggles: Mapping[str, bool]) -> dict[str, bool]:
    """Toggles of one scenario among several."""
    own = {}
    stems = [Path(str(one)).stem for one in names]
    for key, on in toggles.items():
        scenario, dot, toggle = key.rpartition(".")
        if not dot:
            if len(names) > 1:
                raise unknown_choice("toggle", key, [f"{stem}.{key}" for stem in stems])
            own[key] = on
        elif scenario not in stems:
            raise unknown_choice("scenario_of_a_toggle", scenario, stems)
        elif scenario == Path(name).stem:
            own[toggle] = on
    return own
