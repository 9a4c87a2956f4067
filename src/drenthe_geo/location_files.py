"""What is drawn, said and written of sites chosen together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.captions import placement_caption
from drenthe_geo.errors import ArgumentError
from drenthe_geo.io.embedded import read_settings
from drenthe_geo.io.files import read_layer
from drenthe_geo.io.writers import (
    require_folder,
    staged_folder,
    write_csv,
    write_geopackage,
    write_json,
    write_map,
)
from drenthe_geo.locations import Locations, locate_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from matplotlib.figure import Figure

    from drenthe_geo.placement import Goal, Outcome

STEPS = ("maps", "files")
"""Steps that follow those of `locate_sites`."""
MOST_BANDS = 4
FILE_ENDINGS = (".csv", ".geojson", ".json", ".parquet", ".png")
"""A folder is hardly meant by these."""


def placement_table(found: Locations) -> pd.DataFrame:
    """Make one row per chosen site.

    Parameters
    ----------
    found : Locations
        The sites.

    Returns
    -------
    pandas.DataFrame
        ``site``, ``name``, ``fixed``, ``people_nearest``, ``people_within_N_min`` (of
        those), ``mean_min``, ``furthest_min``, ``x_m``, ``y_m`` (RD New).
    """
    table = pd.DataFrame(found.sites.drop(columns="geometry"))
    table = table.rename(columns={"people_within": f"people_within_{found.cutoff_min:g}_min"})
    where = found.sites.geometry
    return table.assign(x_m=where.x.round(1), y_m=where.y.round(1)).reset_index()


def placement_sentences(found: Locations) -> list[str]:
    """Say what the chosen sites mean.

    Parameters
    ----------
    found : Locations
        The sites.

    Returns
    -------
    list of str
        What they mean, what the fixed ones would mean alone, and how sure it is.
    """
    placement = found.placement
    sites = _counted(len(placement.chosen), "site")
    said = [f"{sites} {_meaning(found, placement.outcome, one=len(placement.chosen) == 1)}."]
    if placement.fixed_alone is not None:
        here = len(placement.fixed)
        alone = _meaning(found, placement.fixed_alone, one=here == 1)
        fixed = "The fixed one" if here == 1 else f"The {here} fixed ones"
        said.append(f"{fixed} alone {alone}.")
    certain, possible = (
        placement.outcome.people_within[bound]
        for bound in found.profile.certainty_bounds_min(found.cutoff_min)
    )
    share = found.profile.uncertainty_share
    said.append(
        f"If every time is {share:.0%} longer or shorter: {certain:,} or {possible:,} people "
        f"within {found.cutoff_min:g} minutes."
    )
    if placement.proven:
        said.append(_proof(found))
    return said


def _proof(found: Locations) -> str:
    placement = found.placement
    number, here = len(placement.chosen), len(placement.fixed)
    fixed = f" with the {here} fixed" if here else ""
    best = f"no other {number} of {len(found.candidates)} candidates{fixed} do better"
    if placement.goal == "everybody":
        best = f"no fewer of {len(found.candidates)} candidates{fixed} will do"
    if found.cell_m is None:
        return f"Proven: {best}."
    cells = f"people of a cell of {found.cell_m / 1000:g} km going to one site together"
    if placement.goal == "mean":
        return f"Proven with {cells}: {best}; with each street on its own others may, by little."
    return f"Proven: {best}; ties were decided by the mean, with {cells}."


def _meaning(found: Locations, outcome: Outcome, *, one: bool) -> str:
    reached, people = outcome.people_within[found.cutoff_min], found.placement.people
    within = f"{reached:,} of {people:,} people ({reached / people:.0%})"
    s = "s" if one else ""
    words = {
        "cover": f"bring{s} {within} within {found.cutoff_min:g} minutes; on average "
        f"{outcome.mean_min:.1f} minutes, {outcome.furthest_min:.1f} at most",
        "mean": f"bring{s} the mean to {outcome.mean_min:.1f} minutes; {within} within "
        f"{found.cutoff_min:g} minutes, {outcome.furthest_min:.1f} at most",
        "furthest": f"leave{s} nobody further than {outcome.furthest_min:.1f} minutes; on average "
        f"{outcome.mean_min:.1f}, {within} within {found.cutoff_min:g}",
        "everybody": f"bring{s} {within} within {found.cutoff_min:g} minutes; on average "
        f"{outcome.mean_min:.1f} minutes, {outcome.furthest_min:.1f} at most",
    }
    lost = outcome.people_without_way
    return words[found.placement.goal] + (f"; {lost:,} people have no way" if lost else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def placement_figure(found: Locations) -> Figure:
    """Draw the map of the chosen sites.

    Parameters
    ----------
    found : Locations
        The sites.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    from drenthe_geo.location_map import placement_page  # noqa: PLC0415 - loads matplotlib

    layers = {name: read_layer(name) for name in ("gemeenten", "neighbours", "motorways")}
    files: Any = found.manifest["own_files"]
    caption = placement_caption(
        found.placement,
        found.cutoff_min,
        found.profile,
        candidates=len(found.candidates),
        cell_m=found.cell_m,
        own_files=files,
    )
    bands = sorted({*read_settings().cutoffs_min, found.cutoff_min})
    while len(bands) > MOST_BANDS:
        bands.remove(min(set(bands) - {found.cutoff_min}))
    return placement_page(
        layers,
        found.people,
        found.sites,
        found.candidates,
        cutoffs_min=bands,
        caption=caption,
    )


def write_placement(found: Locations, out: str | Path) -> list[Path]:
    """Write sites chosen together, once all files are complete.

    Parameters
    ----------
    found : Locations
        The sites.
    out : str or pathlib.Path
        A folder, made if it is not there; or a GeoPackage, beside which the others then
        stand with its name.

    Returns
    -------
    list of pathlib.Path
        ``placement.csv``, ``placement.gpkg`` (layers ``sites``, ``candidates``,
        ``demand``), ``kaart_plaatsing.png``, ``placement.about.json``; or ``NAME.csv``,
        ``NAME.gpkg``, ``NAME.png``, ``NAME.about.json``.

    Raises
    ------
    ArgumentError
        If it is a file of another kind.
    FileError
        If they cannot be written.
    """
    folder, names = _targets(out)
    figure = placement_figure(found)
    with staged_folder(folder) as aside:
        write_csv(placement_table(found), aside / names["table"])
        write_geopackage(_layers(found), aside / names["layers"])
        write_map(figure, aside / names["map"])
        write_json(_said(found), aside / names["about"])
    return [folder / name for name in sorted(names.values())]


def run_place(
    goal: Goal,
    out: str | Path,
    *,
    on_step: Callable[[str], None] = lambda _: None,
    **how: Any,  # noqa: ANN401 - arguments of locate_sites
) -> tuple[Locations, list[Path]]:
    """Choose sites together and write what was found.

    Parameters
    ----------
    goal : {"cover", "mean", "furthest", "everybody"}
        See `place_sites`.
    out : str or pathlib.Path
        See `write_placement`.
    on_step : callable
        Told the name of each step.
    **how
        See `locate_sites`.

    Returns
    -------
    found : Locations
        What was found.
    files : list of pathlib.Path
        What was written.

    Raises
    ------
    DrentheGeoError
        If an argument or a file is refused; nothing is written.
    """
    require_folder(_targets(out)[0])
    found = locate_sites(goal, on_step=on_step, **how)
    on_step("maps")
    return found, write_placement(found, out)


def _targets(out: str | Path) -> tuple[Path, dict[str, str]]:
    path = Path(out).expanduser()
    if path.suffix.lower() in FILE_ENDINGS:
        msg = f"--out {path.name}: must be a folder, or end in .gpkg."
        raise ArgumentError(msg)
    if path.suffix.lower() == ".gpkg":
        stem = path.stem
        return path.parent, {
            "table": f"{stem}.csv",
            "layers": path.name,
            "map": f"{stem}.png",
            "about": f"{stem}.about.json",
        }
    return path, {
        "table": "placement.csv",
        "layers": "placement.gpkg",
        "map": "kaart_plaatsing.png",
        "about": "placement.about.json",
    }


def _layers(found: Locations) -> dict[str, gpd.GeoDataFrame]:
    return {"sites": found.sites, "candidates": found.candidates, "demand": found.people}


def _said(found: Locations) -> dict[str, Any]:
    placement = found.placement
    outcomes = {"chosen": placement.outcome, "fixed_alone": placement.fixed_alone}
    figures = {
        name: {
            "people_within": {f"{cutoff:g}": n for cutoff, n in one.people_within.items()},
            "mean_min": _rounded(one.mean_min),
            "furthest_min": _rounded(one.furthest_min),
            "furthest": one.furthest,
            "people_without_way": one.people_without_way,
        }
        for name, one in outcomes.items()
        if one is not None
    }
    return found.manifest | {"outcome": figures}


def _rounded(minutes: float) -> float | None:
    return round(minutes, 3) if np.isfinite(minutes) else None
