"""A network as arrays and a header, wherever they lie: what is saved, and what is kept."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.sources import Source
from drenthe_geo.files.headers import as_message, as_plain
from drenthe_geo.io.apart import AT_ONCE, OF_BANS, OF_TURNS, arrays_of
from drenthe_geo.roads.arcs import graph_matrix
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.side_roads import SideRoads
from drenthe_geo.roads.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.profiles import Profile

WORDS = frozenset({"phrase", "said", "sources", "paths_known"})
"""What a profile says; the numbers alone make a network, wherever it is asked for."""


class SavedNetwork(Network):
    """A network whose table of edges and lines are read when they are asked for."""

    _array: Callable[[str], NDArray[Any]]
    _header: Mapping[str, Any]

    @classmethod
    def of(
        cls, array: Callable[[str], NDArray[Any]], header: Mapping[str, Any], profile: Profile
    ) -> SavedNetwork:
        """Give the network of arrays, each read by its name, whose header has been checked."""
        made = object.__new__(cls)
        held = vars(made)
        profile = replace(profile, **_read_numbers(header["own_profile"]))
        held |= {"_array": array, "_header": header, "profile": profile, "crs": header["crs"]}
        held["notices"] = tuple(as_message(one) for one in header["notices"])
        held["sources"] = tuple(_source(one) for one in header["sources"])
        held |= {name: array(name) for name in AT_ONCE}
        # Not later: the class has a value for those that a network may lack.
        held["side_roads"], held["turns"] = made._side_roads(), made._turns()
        held["identity"] = bytes.fromhex(header["identity"])
        return made

    @cached_property
    def arcs(self) -> Any:  # noqa: ANN401 - a matrix; to name its type would read scipy
        """Arcs as a matrix of times, read where they lie."""
        return self._matrix("arcs")

    @cached_property
    def reversed_arcs(self) -> Any:  # noqa: ANN401 - as above
        """Arcs turned round, read where they lie."""
        return self._matrix("reversed_arcs")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of several kinds
        """Read what is asked for the first time."""
        read = {"edges": self._edges, "lines": self._lines}
        if name not in read:
            raise AttributeError(name)
        vars(self)[name] = read[name]()
        return vars(self)[name]

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied and pickled as the network that it is, whole."""
        return Network, tuple(getattr(self, one.name) for one in fields(Network))

    def _matrix(self, name: str) -> Any:  # noqa: ANN401 - as above
        from scipy.sparse import csr_array  # noqa: PLC0415 - keeps the opening light

        if "_array" not in vars(self):  # it was made of one that was opened, and may differ
            return graph_matrix(self, reverse=name == "reversed_arcs")
        parts = tuple(self._array(f"{name}_{part}") for part in ("data", "indices", "indptr"))
        return csr_array(parts, shape=(self.n_nodes, self.n_nodes))

    def _edges(self) -> pd.DataFrame:
        columns = {}
        for name, kind in self._header["columns"].items():
            values = self._array(f"edge_{name}")
            if kind is not None:
                # The last stands for what is missing.
                known = np.array([*kind["values"], None], dtype=object)
                columns[name] = pd.Series(known[values], dtype=kind["dtype"])
            else:
                columns[name] = pd.Series(values)
        return pd.DataFrame(columns)

    def _lines(self) -> NDArray[np.object_]:
        where = self._array("line_start")
        if len(where) == 1:
            return np.empty(0, dtype=object)
        lines: NDArray[np.object_] = shapely.from_ragged_array(
            shapely.GeometryType.LINESTRING, self._array("line_xy_m"), (where,)
        )
        return lines

    def _side_roads(self) -> SideRoads | None:
        if not self._header["side_roads"]:
            return None
        names = [one.name for one in fields(SideRoads)]
        if self._header["bans"] is None:
            names = [name for name in names if name not in OF_BANS]
        return SideRoads(**{name: self._array(f"side_{name}") for name in names})

    def _turns(self) -> Turns | None:
        bans = self._header["bans"]
        if bans is None:
            return None
        return Turns(**{name: self._array(f"turns_{name}") for name in OF_TURNS}, bans=bans)


def taken_apart(
    network: Network, profile: Profile
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Take a network apart: its arrays by name, and the header that `SavedNetwork` reads them by.

    Parameters
    ----------
    network : Network
        The network.
    profile : Profile
        The profile that was asked for, where the network's own is made of it.

    Returns
    -------
    tuple of dict
        Arrays, and what JSON knows.
    """
    arrays, columns = arrays_of(network)
    own, same = numbers_of(network.profile), numbers_of(profile)
    changed = {name: value for name, value in own.items() if value != same[name]}
    return arrays, {
        "profile": same,
        "own_profile": changed | {"paths_known": network.profile.paths_known},
        "crs": network.crs,
        "notices": [as_plain(one) for one in network.notices],
        "sources": [{**asdict(one), "credits": dict(one.credits)} for one in network.sources],
        "identity": network.identity.hex(),
        "columns": columns,
        "side_roads": network.side_roads is not None,
        "bans": None if network.turns is None else network.turns.bans,
    }


def _source(said: Mapping[str, Any]) -> Source:
    """Read where the roads are from."""
    return Source(**{**said, "credits": tuple(said["credits"].items())})


def numbers_of(profile: Profile) -> dict[str, Any]:
    """Take what a network depends on of a profile, as it stands in a header."""
    found = {}
    for one in fields(profile):
        value = getattr(profile, one.name)
        if one.name not in WORDS:
            found[one.name] = (
                value if isinstance(value, (str, bool, int, float)) else _listed(value)
            )
    return found


def _listed(value: Iterable[str] | Mapping[str, float]) -> list[Any]:
    """Put a set or a mapping in order."""
    return (
        sorted([name, number] for name, number in value.items())
        if hasattr(value, "items")
        else sorted(value)
    )


def _read_numbers(found: Mapping[str, Any]) -> dict[str, Any]:
    """Read numbers of a profile from a header."""
    read: dict[str, Any] = {}
    for name, value in found.items():
        read[name] = value
        if isinstance(value, list):
            mapped = name in {"speeds_kmh", "peak"}
            read[name] = dict(value) if mapped else frozenset(value)
    return read
