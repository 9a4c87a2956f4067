"""Packages that only a part of the work takes: extras of the installation."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from drenthe_geo.errors import ArgumentError

EXTRAS = {
    "pyarrow": "parquet",
    "networkx": "osmnx",
    "osmnx": "osmnx",
    "folium": "notebook",
    "osmium": "data",
    "requests": "data",
    "stamina": "data",
    "filelock": "data",
    "distributed": "cluster",
}
"""The extra that brings a package."""

_PUT_OFF: set[str] = set()


def put_off(package: str) -> None:
    """Let libraries do without a package until a file or a format takes it.

    Where pyarrow is there pandas loads it to hold texts: 45 MB, and slower for small tables.
    """
    if package not in sys.modules:
        sys.modules[package] = None  # type: ignore[assignment]  # as Python marks what is not there
        _PUT_OFF.add(package)


def require_extra(package: str, what: str) -> None:
    """Refuse what takes a package that is not installed, with the command that installs it.

    Parameters
    ----------
    package : str
        The package.
    what : str
        What takes it: a file, a format or a function.

    Raises
    ------
    ArgumentError
        If it is not there.

    Examples
    --------
    >>> require_extra("networkx", "to_osmnx")
    """
    if package in _PUT_OFF:
        _PUT_OFF.remove(package)
        del sys.modules[package]
    if sys.modules.get(package, package) is None or find_spec(package) is None:
        raise ArgumentError("extras.missing", what=what, package=package, extra=EXTRAS[package])


class _OfNetworkx(type):
    """Asks networkx what is a graph of its own; where it was not imported nothing is."""

    def __instancecheck__(cls, value: object) -> bool:
        networkx = sys.modules.get("networkx")
        return networkx is not None and isinstance(value, networkx.Graph)


class Graph(metaclass=_OfNetworkx):
    """Stands for a graph of networkx, as osmnx makes them, where that need not be there.

    Examples
    --------
    >>> import networkx
    >>> isinstance(networkx.MultiDiGraph(), Graph), isinstance("graph", Graph)
    (True, False)
    """
