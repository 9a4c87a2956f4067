"""What would be, beside what is: scenarios compared."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

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
from drenthe_geo.answers.answer import Answer, require_out
from drenthe_geo.answers.points import names_of, with_names
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import unknown_choice
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.scenarios.apply import apply_scenarios
from drenthe_geo.scenarios.compare import make_comparison
from drenthe_geo.scenarios.model import read_scenario
from drenthe_geo.scenarios.outlook import BY_CAR, EGRESS_MODE
from drenthe_geo.situation import read_situation
from drenthe_geo.trips.boarding import DEFAULT_ACCESS, access_modes, access_named, read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.figure import Figure

    from drenthe_geo.area.area import Area
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
    ``in_reach.csv``, ``summary.csv`` (see `Comparison`), ``scenario.gpkg`` (layers
    ``places``, ``sites``, ``stations``, ``people``, with the minutes gained),
    ``map_minutes_gained.png``, ``scenario.xlsx``, ``about.json``.

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
        Destination of the map; where most changes if not given.
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
    ends = read_destinations(area).index
    if destination is not None and destination not in ends and not destination.endswith(BY_CAR):
        raise unknown_choice("destination", destination, ends)
    chosen = [read_scenario(area, name, _own(str(name), asked, toggles or {})) for name in asked]
    access = access_named(
        access, read_situation(area)
    )  # a wrong word is said before anything is computed
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
        figures=partial(draw_gains, area, found, destination, files),
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


def destination_names(area: Area, found: Comparison) -> dict[object, object]:
    """Give the names of destinations, those by car too."""
    names = names_of(read_destinations(area))
    for end in found.summary.index:
        if str(end).endswith(BY_CAR):
            there = str(end).removesuffix(BY_CAR)
            what = names.get(there, Message("answers.nearest_station"))
            names[end] = Message("answers.by_car", name=what)
    return names


def beside_buses(area: Area, found: Comparison) -> tuple[Message, ...]:
    """Say what is gained beside the buses of today, and what it would be by train alone.

    Of the destination where these differ most; nothing where they do not.
    """
    gain, alone = found.summary["gain_min"], found.summary["gain_by_train_alone_min"]
    off = (gain - alone).abs().fillna(0.0)
    end = off.index[int(off.to_numpy().argmax())]
    if off[end] < area.settings.least_gain_min:
        return ()
    name = read_destinations(area)["name"][end]
    return (Message("answers.train_alone", to=name, gain=gain[end], alone=alone[end]),)


def read_done(
    area: Area, scenarios: Sequence[str | Path], *, buses: bool = True
) -> tuple[list[Scenario], Situation]:
    """Read scenarios that are taken as done, and the situation that they make."""
    done = [read_scenario(area, what) for what in scenarios]
    return done, apply_scenarios(read_situation(area, buses=buses), done, area.settings)


def _with_toggles(one: Scenario) -> str:
    """Name a scenario with the toggles that it has."""
    stand = ", ".join(f"{name}={'on' if on else 'off'}" for name, on in one.toggles.items())
    return f"{one.name} ({stand})" if stand else one.name


def most_gained(comparison: Comparison) -> str:
    """Choose the destination for which most changes in all; the first one if nothing does."""
    total = comparison.summary["gain_min"].fillna(0.0)
    return str(total.index[int(np.abs(total.to_numpy()).argmax())])


def draw_gains(
    area: Area,
    found: Comparison,
    destination: str | None,
    files: Mapping[str, str],
    words: Words,
) -> dict[str, Figure]:
    """Draw the map of minutes gained to a destination, by the name of its file."""
    from drenthe_geo.maps.gains import gain_page  # noqa: PLC0415 - matplotlib

    end = destination or most_gained(found)
    modes = ("car",) if end.endswith(BY_CAR) else access_modes(found.access, found.before)
    page = gain_page(
        {name: area.layer(name) for name in ("gemeenten", "neighbours", "motorways")},
        found,
        end,
        titles=[one.title_in(words.lang) for one in found.scenarios],
        destinations=read_destinations(area)["name"],
        least_min=area.settings.least_gain_min,
        profiles=[read_profile(area, mode) for mode in modes],
        words=words,
        credit=credit_of(area, words, files),
    )
    return {"map_minutes_gained": page}


def _layers(comparison: Comparison) -> dict[str, gpd.GeoDataFrame]:
    """Layers of the GeoPackage: gains as columns, one per destination."""
    wide = {}
    for key, points in (
        ("places", comparison.places),
        ("sites", comparison.after.sites),
        ("stations", comparison.after.transit.stations),
    ):
        table = comparison.tables[key]
        gains = table.pivot_table(
            index=key.removesuffix("s"), columns="destination", values="gain_min", dropna=False
        )
        gains.columns = [f"gain_min_{str(name).replace('-', '_')}" for name in gains.columns]
        chosen = points.loc[points.index.intersection(gains.index), ["name", "geometry"]]
        wide[key] = gpd.GeoDataFrame(chosen.join(gains), geometry="geometry", crs=points.crs)
    people = comparison.people[["population", "working_age", "geometry"]].join(
        comparison.gains.add_prefix("gain_min_").rename(columns=lambda name: name.replace("-", "_"))
    )
    wide["people"] = gpd.GeoDataFrame(people, geometry="geometry", crs=comparison.people.crs)
    return wide


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
