"""A folder of networks, one for each mode, out of one file of OpenStreetMap."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo import __version__
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import FileError, unknown_choice
from drenthe_geo.files.gate import own_path, short
from drenthe_geo.io.osm import BUILT, modes_in, network_of_osm
from drenthe_geo.io.saved import describe_source, save_network
from drenthe_geo.io.staging import require_apart, require_folder, staged_folder
from drenthe_geo.osm.choices import EVERYWHERE, countries
from drenthe_geo.osm.country import country_told
from drenthe_geo.osm.origin import origin_of
from drenthe_geo.osm.read import read_osm
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.osm.uses import MODES
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.osm.report import OsmReport
    from drenthe_geo.words.message import Message

REPORT = "report.csv"
"""What was odd or broken in the file."""

OTHERS = ("about.json", "area.toml", "manifest.json")
"""What tells that a folder is an answer, an area, or sources."""


@result
@dataclass(frozen=True)
class BuiltNetwork:
    """What was made of a file of OpenStreetMap.

    Parameters
    ----------
    modes : pandas.DataFrame
        A row for each network: ``mode``, ``nodes``, ``edges``, ``km``.
    report : OsmReport
        What was odd or broken in the file.
    crs : str
        The projection.
    country : str
        Whose rules were applied.
    told : Message
        How that is known, and what to do where it is wrong.
    """

    modes: pd.DataFrame
    report: OsmReport
    crs: str
    country: str
    told: Message


def build_network_folder(
    file: str | Path,
    out: str | Path,
    modes: Sequence[str] | None = None,
    country: str | None = None,
    *,
    area: Area,
    keep_islands: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
) -> BuiltNetwork:
    """Make a folder of networks, one for each mode, out of a file of OpenStreetMap.

    Parameters
    ----------
    file : str or pathlib.Path
        The file: ``.osm.pbf``, ``.osm`` or ``.osm.gz``.
    out : str or pathlib.Path
        The folder, which ``--network`` takes; it takes the place of one that was made before.
    modes : sequence of str, optional
        The modes; all that have a profile where not given.
    country : str, optional
        Whose rules hold: where not given those of the land that its first nodes lie in.
    area : Area
        Whose profiles are taken.
    keep_islands : bool
        Whether roads stay open that one cannot both come to and get back from; a point that
        joins one may have no route.
    on_step : callable
        Called with the name of each step.

    Returns
    -------
    BuiltNetwork
        What was made.
    """
    file, out = own_path(file), own_path(out)
    require_folder(out)
    _require_no_other(out)
    require_apart(out, (file,))
    profiles = [read_profile(area, mode) for mode in modes or area.toml("profiles")]
    if country and country not in (known := (*countries(), EVERYWHERE)):
        raise unknown_choice("country", country, known)
    told = country_told(file, country)
    nothing = dict.fromkeys(MODES, 0.0) if keep_islands else None
    roads = read_osm(file, read_rules(told.country), near=area.facts.grid, least_share=nothing)
    source = origin_of(file)
    made_of = {**describe_source(file, None, None), "country": told.country}
    made_of |= {"keep_islands": True} if keep_islands else {}
    rows = []
    with staged_folder(out, lambda: _names_in(out)) as folder:
        for profile in profiles:
            on_step("network")
            network = network_of_osm(roads, profile, source, file.name, told.said)
            save_network(network, folder / profile.mode, made_of=made_of)
            km = network.edges["length_m"].sum() / M_PER_KM
            rows.append((profile.mode, network.n_met, network.n_edges, km))
        roads.report.table.to_csv(folder / REPORT, index=False, lineterminator="\n")
        said = {
            "format": 1,
            "version": __version__,
            "file": file.name,
            "digest": made_of["digest"],
            "source": {**asdict(source), "credits": dict(source.credits)},
            "country": told.country,
            "country_told_by": told.how,
            "crs": roads.crs,
            "modes": [profile.mode for profile in profiles],
            "bans": len(roads.bans),
        }
        text = json.dumps(said, ensure_ascii=False, indent=1)
        (folder / BUILT).write_text(text + "\n", encoding="utf-8", newline="\n")
    table = pd.DataFrame(rows, columns=["mode", "nodes", "edges", "km"])
    return BuiltNetwork(table, roads.report, roads.crs, told.country, told.said)


def _require_no_other(out: Path) -> None:
    """Refuse a folder of an answer, an area or sources: networks would lie among their files."""
    held = next((name for name in OTHERS if (out / name).is_file()), None)
    if held is not None and not (out / BUILT).is_file():
        raise FileError("build.of_another", folder=short(out), file=held)


def _names_in(folder: Path) -> frozenset[str]:
    """Names of what was made in a folder: it may be replaced."""
    try:
        return frozenset({BUILT, REPORT, *modes_in(folder)})
    except FileError:
        return frozenset()
