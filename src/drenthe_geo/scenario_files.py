"""What is drawn and written of a comparison."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.captions import gain_caption
from drenthe_geo.comparisons import make_comparison
from drenthe_geo.errors import unknown_choice
from drenthe_geo.io.embedded import read_destinations, read_profile, read_scenario
from drenthe_geo.io.files import read_layer
from drenthe_geo.io.writers import (
    require_folder,
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
    write_map,
)
from drenthe_geo.journeys import DEFAULT_ACCESS, own_files
from drenthe_geo.outlooks import BY_CAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from matplotlib.figure import Figure

    from drenthe_geo.comparisons import Comparison

MAP_NAME = "kaart_gewonnen_minuten.png"
ACCESS_NL = {
    "walk": "lopend naar de trein",
    "bicycle": "met fiets en trein",
    "ebike": "met e-bike en trein",
    "car": "met auto en trein",
    "best": "op de snelste manier naar de trein",
}


def most_gained(comparison: Comparison) -> str:
    """Choose the destination for which most changes in all.

    Parameters
    ----------
    comparison : Comparison
        The comparison.

    Returns
    -------
    str
        Its id; the first one if nothing changes.
    """
    total = comparison.summary["gain_min"].fillna(0.0)
    return str(total.index[int(np.abs(total.to_numpy()).argmax())])


def gain_figure(comparison: Comparison, destination: str | None = None) -> Figure:
    """Draw the map of minutes gained.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    destination : str, optional
        Where trips go; where most changes if not given.

    Returns
    -------
    matplotlib.figure.Figure
        The page.

    Raises
    ------
    ArgumentError
        If there is no such destination.
    """
    from drenthe_geo.gain_map import gain_page  # noqa: PLC0415 - loads matplotlib

    end = destination or most_gained(comparison)
    if end not in comparison.summary.index:
        raise unknown_choice("destination", end, comparison.summary.index)
    layers = {name: read_layer(name) for name in ("gemeenten", "neighbours", "motorways")}
    by_car = end.endswith(BY_CAR)
    modes = ["car"] if by_car else [comparison.access]
    rules = comparison.before.rail.rules
    waits = (
        f"Wachttijd: half het interval, hoogstens {rules.wait_cap_min:g} minuten; overstap: "
        f"{rules.transfer_min:g} minuten lopen en hoogstens {rules.transfer_wait_cap_min:g} "
        "wachten (aannamen). Reistijden van nieuwe treinen zijn geschat."
    )
    notes = [waits]
    switched = [
        f"{toggle} {'aan' if on else 'uit'}"
        for one in comparison.scenarios
        for toggle, on in one.toggles.items()
    ]
    if switched:
        notes.append(f"Keuzes in het scenario: {', '.join(switched)}.")
    notes += [read_profile(mode).note_nl for mode in modes if mode != "best"]
    caption = gain_caption(
        [one.title_nl for one in comparison.scenarios],
        _name_nl(end),
        pd.Series(comparison.summary.loc[end]),
        phrase="met de auto" if by_car else ACCESS_NL[comparison.access],
        notes=[note for note in notes if note],
    )
    return gain_page(
        layers,
        comparison.people,
        comparison.gains[end],
        comparison.cut_off[end],
        before=comparison.before.rail,
        after=comparison.after.rail,
        caption=caption,
        changed_roads=_changed_roads(comparison),
    )


def _name_nl(end: str) -> str:
    plain = end.removesuffix(BY_CAR)
    names = read_destinations()["name"]
    return str(names[plain]) if plain in names.index else "het dichtstbijzijnde station"


def _changed_roads(comparison: Comparison) -> gpd.GeoSeries | None:
    """Roads that are not as they were or are no more, from end to end; None if all are."""
    before, after = comparison.before.road_edges, comparison.after.road_edges
    if after is before:
        return None
    old = before.set_index("edge")["free_flow_s"]
    other = after["free_flow_s"].to_numpy() != old.reindex(after["edge"]).to_numpy()
    closed = before[~before["edge"].isin(after["edge"])]
    changed = pd.concat([after.loc[other, ["tail", "head"]], closed[["tail", "head"]]])
    xy = comparison.after.road_nodes.set_index("node")[["x_m", "y_m"]]
    ends = [xy.loc[changed[end]].to_numpy(dtype=float) for end in ("tail", "head")]
    lines = shapely.linestrings(np.stack(ends, axis=1))
    return gpd.GeoSeries(lines, crs=comparison.people.crs)


def write_comparison(
    comparison: Comparison, out: str | Path, *, destination: str | None = None
) -> list[Path]:
    """Write a comparison to a folder, once all its files are complete.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    out : str or pathlib.Path
        The folder; made if it is not there.
    destination : str, optional
        Destination of the map; see `gain_figure`.

    Returns
    -------
    list of pathlib.Path
        The files: ``places.csv``, ``stations.csv``, ``sites.csv``, ``gemeenten.csv``,
        ``in_reach.csv``, ``summary.csv``, ``scenario.gpkg``, a map and ``manifest.json``.

    Raises
    ------
    DrentheGeoError
        If the folder cannot be written, or there is no such destination.
    """
    out = Path(out).expanduser()
    figure = gain_figure(comparison, destination)
    with staged_folder(out) as folder:
        for name, table in comparison.tables.items():
            write_csv(table, folder / f"{name}.csv")
        write_csv(comparison.summary.reset_index(), folder / "summary.csv")
        write_geopackage(_layers(comparison), folder / "scenario.gpkg")
        write_map(figure, folder / MAP_NAME)
        write_json(comparison.manifest, folder / "manifest.json")
        names = sorted(path.name for path in folder.iterdir())
    return [out / name for name in names]


def _layers(comparison: Comparison) -> Mapping[str, gpd.GeoDataFrame]:
    """Layers of the GeoPackage: gains as columns, one per destination."""
    wide = {}
    for key, points in (
        ("places", comparison.places),
        ("sites", comparison.after.sites),
        ("stations", comparison.after.rail.stations),
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


def run_scenario(
    names: Iterable[str | Path],
    out: str | Path,
    *,
    toggles: Mapping[str, bool] | None = None,
    access: str = DEFAULT_ACCESS,
    destination: str | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[Comparison, list[Path]]:
    """Compare scenarios with what there is, and write what they change.

    Parameters
    ----------
    names : iterable of str or pathlib.Path
        Scenarios; see `read_scenario`.
    out : str or pathlib.Path
        Folder for the results.
    toggles : mapping of str to bool, optional
        Toggles by name; with several scenarios as ``SCENARIO.TOGGLE``.
    access : str
        How one comes to the station; see `make_comparison`.
    destination : str, optional
        Destination of the map.
    on_step : callable
        Told the name of each step of `make_comparison` when it begins, and ``"files"``.

    Returns
    -------
    comparison : Comparison
        What was found.
    files : list of pathlib.Path
        What was written.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused; nothing is written.
    """
    asked = list(names)
    require_folder(Path(out).expanduser())
    ends = read_destinations().index
    if destination is not None and destination not in ends and not destination.endswith(BY_CAR):
        raise unknown_choice("destination", destination, ends)
    chosen = [read_scenario(name, _own(str(name), asked, toggles or {})) for name in asked]
    comparison = make_comparison(chosen, access=access, on_step=on_step)
    said = comparison.manifest | {"own_files": own_files(*asked)}
    comparison = replace(comparison, manifest=said)
    on_step("files")
    return comparison, write_comparison(comparison, out, destination=destination)


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
            raise unknown_choice("scenario of a toggle", scenario, stems)
        elif scenario == Path(name).stem:
            own[toggle] = on
    return own
