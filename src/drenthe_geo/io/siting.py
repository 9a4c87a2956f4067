"""Services and the choices of siting: those embedded, and a user's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import ArgumentError, FileError, unknown_choice
from drenthe_geo.io.embedded import read_own_toml, read_services
from drenthe_geo.resources import read_settings_file, read_table
from drenthe_geo.siting import TABLES, Brief, Needs, Siting, brief_of, siting_from_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def read_siting() -> Siting:
    """Read the choices of siting: criteria with scales, kinds with weights, themes.

    Returns
    -------
    Siting
        The choices, with their sources.

    Examples
    --------
    >>> read_siting().criteria["den_haag_min"].unit
    'min'
    """
    return siting_from_mapping(read_settings_file("siting"))


def read_brief(service: str, weights: str | Path | Mapping[str, float] | None = None) -> Brief:
    """Read what a service asks of a site.

    Parameters
    ----------
    service : str
        Id of a service, see `read_services`.
    weights : str, pathlib.Path or mapping, optional
        Weights of your own over those of the service: by criterion, or a TOML file with
        lines such as ``den_haag_min = 3`` and, if you like, a table ``[limits]``.

    Returns
    -------
    Brief
        Its themes, regions, weights and limits.

    Raises
    ------
    ArgumentError
        If there is no such service or criterion, or a weight is refused.
    FileError
        If the file cannot be read.

    Examples
    --------
    >>> read_brief("rdi").themes
    ('it', 'security')
    >>> read_brief("rdi", {"den_haag_min": 40}).weights["den_haag_min"]
    40
    """
    services = read_services()
    if service not in services.index:
        raise unknown_choice("service", service, services.index)
    siting = read_siting()
    brief = brief_of(siting, service, services.loc[service].to_dict())
    if weights is None:
        return brief
    if isinstance(weights, str | Path):
        path = Path(weights).expanduser()
        own = _read_needs(path)
        try:
            return brief.with_needs(own, siting.criteria)
        except ArgumentError as error:
            msg = f"{path.name}: {error}"
            raise ArgumentError(msg) from error
    own = Needs(dict(weights), {}, "weights of the user", "gewichten van de gebruiker")
    return brief.with_needs(own, siting.criteria)


def _read_needs(path: Path) -> Needs:
    raw = read_own_toml(path, "weights")
    plain = {name: value for name, value in raw.items() if name not in TABLES}
    tables = {name: raw.get(name, {}) for name in TABLES}
    for name, table in tables.items():
        if not isinstance(table, dict):
            msg = f"{path.name}: {name!r} must be a table [{name}] of criteria and numbers."
            raise FileError(msg)
    for name, value in plain.items():
        if isinstance(value, dict):
            wrong = unknown_choice("table", name, [f"[{table}]" for table in TABLES])
            msg = f"{path.name}: {wrong}"
            raise FileError(msg)
    if not plain and not any(tables.values()):
        msg = f"{path.name}: is empty; write for example den_haag_min = 3."
        raise FileError(msg)
    said = (f"{path.name} of the user", f"{path.name} van de gebruiker")
    return Needs({**plain, **tables["weights"]}, tables["limits"], *said)


def read_dwellings() -> gpd.GeoDataFrame:
    """Read what homes cost.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``wijk``; ``name``, ``dwellings``, ``value_keur`` (mean value for tax, 1,000
        euro, of 1 January 2021), points in RD New.

    Examples
    --------
    >>> int(read_dwellings()["value_keur"].min()) > 50
    True
    """
    table = read_table("dwellings").set_index("wijk")
    points = gpd.points_from_xy(table["x_m"], table["y_m"])
    return gpd.GeoDataFrame(table[["name", "dwellings", "value_keur"]], geometry=points, crs=RD_NEW)
