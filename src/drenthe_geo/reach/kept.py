"""Land and roads of a reach, looked up where an earlier run drew the same."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach

Arrays = dict[str, "NDArray[Any]"]

NUMBERS = "biuf"
"""Kinds of columns that are kept as they are; others are kept as text."""

GEOMETRY = "geometry"


def parts_of_reach(reach: Reach) -> str | None:
    """Tell all of a reach that drawings of it depend on: roads, their course, facilities.

    Returns
    -------
    str or None
        A digest; None where nothing is kept, or it cannot be told.

    Examples
    --------
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> network = dg.roads.read_network(area, "car")
    >>> to, back = (
    ...     parts_of_reach(dg.roads.compute_reach(network, stations, direction=way))
    ...     for way in ("to", "from")
    ... )
    >>> to == back
    False
    """
    if user_cache().folder is None:
        return None
    network, spots = reach.network, reach.spots
    numbers = {
        name: network.edges[name].to_numpy()
        for name in ("length_m", "may_join")
        if name in network.edges
    }
    places = reach.facilities.geometry.to_numpy()
    try:
        return key_of(
            (network.identity, network.node_xy_m, network.crs, network.profile),
            shapely.get_num_coordinates(network.lines),
            shapely.get_coordinates(network.lines),
            (numbers, *pd.factorize(network.edges["road_class"])),
            network.side_roads,
            (reach.facilities.index, shapely.get_coordinates(places), reach.snaps),
            (spots.edge, spots.offset_ds, spots.fraction, spots.node),
            (reach.direction, reach.limit_min, reach.first),
        )
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def kept_layers(
    kind: str,
    of_reach: str | None,
    parts: tuple[object, ...],
    make: Callable[[], Mapping[str, gpd.GeoDataFrame]],
    crs: str,
) -> Mapping[str, gpd.GeoDataFrame]:
    """Look layers up, or make and keep them.

    Parameters
    ----------
    kind : str
        What they are; see `Cache`.
    of_reach : str or None
        See `parts_of_reach`; nothing is kept where it is None.
    parts : tuple
        What they depend on besides.
    make : callable
        Makes them, by name.
    crs : str
        Their CRS.

    Examples
    --------
    >>> one = gpd.GeoDataFrame({"of": ["a"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:28992")
    >>> kept_layers("land", None, (), lambda: {"one": one}, "EPSG:28992")["one"].of.tolist()
    ['a']
    """
    cache = user_cache()
    if of_reach is None or cache.folder is None:
        return make()
    key = key_of(kind, of_reach, parts)
    arrays = cache.load(kind, key)
    if arrays is not None:
        return _unpacked(arrays, crs)
    made = make()
    try:
        cache.keep(kind, key, _packed(made))
    except TypeError:  # of a user's own: ids that are neither words nor numbers
        return made
    return made


def kept_shapes(
    kind: str,
    of_reach: str | None,
    parts: tuple[object, ...],
    make: Callable[[], Mapping[str, NDArray[np.object_]]],
) -> Mapping[str, NDArray[np.object_]]:
    """Look shapes up, or make and keep them; as `kept_layers`.

    Examples
    --------
    >>> kept_shapes("land", None, (), lambda: {"one": np.array([shapely.Point(0, 0)])})["one"].size
    1
    """
    cache = user_cache()
    if of_reach is None or cache.folder is None:
        return make()

    def packed() -> Arrays:
        found: Arrays = {}
        for name, shapes in make().items():
            found |= pack_shapes(name, shapes)
        return found

    arrays = cache.made(kind, key_of(kind, of_reach, parts), packed)
    names = dict.fromkeys(name.rsplit("/", 1)[0] for name in arrays)
    return {name: unpack_shapes(name, arrays) for name in names}


def kept_counts(
    kind: str, of_reach: str | None, parts: tuple[object, ...], make: Callable[[], pd.Series]
) -> pd.Series:
    """Look whole numbers by names up, or make and keep them; as `kept_layers`.

    Examples
    --------
    >>> heads = pd.Series([3], pd.Index(["Heidestad"], name="station"), name="people")
    >>> kept_counts("nearer", None, (), lambda: heads)["Heidestad"]
    np.int64(3)
    """
    cache = user_cache()
    if of_reach is None or cache.folder is None:
        return make()

    def packed() -> Arrays:
        made = make()
        names = [str(one) for one in made.index]
        told = {"name": made.name, "index": made.index.name, "type": str(made.index.dtype)}
        return {
            "counts": made.to_numpy(),
            "names": np.array(json.dumps(names)),
            "told": np.array(json.dumps(told)),
        }

    try:
        arrays = cache.made(kind, key_of(kind, of_reach, parts), packed)
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return make()
    told = json.loads(str(arrays["told"]))
    names = json.loads(str(arrays["names"]))
    index = pd.Index(names, dtype=told["type"], name=told["index"])
    return pd.Series(arrays["counts"].copy(), index, name=told["name"])


def _packed(layers: Mapping[str, gpd.GeoDataFrame]) -> Arrays:
    """Pack layers as plain arrays.

    Raises
    ------
    TypeError
        If a cell is neither a number, nor text, nor missing.
    """
    found: Arrays = {}
    told: dict[str, list[list[str]]] = {}
    for layer, frame in layers.items():
        told[layer] = [[str(name), str(frame[name].dtype)] for name in frame.columns]
        if not frame.index.identical(pd.RangeIndex(len(frame))):
            raise TypeError(layer)
        for name in frame.columns:
            at = f"{layer}/{name}"
            if name == GEOMETRY:
                found |= pack_shapes(at, frame.geometry.to_numpy())
            elif isinstance(frame[name].dtype, np.dtype) and frame[name].dtype.kind in NUMBERS:
                found[at] = frame[name].to_numpy()
            else:
                found[at] = np.array(json.dumps([_cell(one, at) for one in _column(frame[name])]))
    return {"layers": np.array(json.dumps(told)), **found}


def _unpacked(arrays: Mapping[str, NDArray[Any]], crs: str) -> dict[str, gpd.GeoDataFrame]:
    found = {}
    for layer, columns in json.loads(str(arrays["layers"])).items():
        made: dict[str, object] = {}
        for name, kind in columns:
            at = f"{layer}/{name}"
            if name == GEOMETRY:
                made[name] = unpack_shapes(at, arrays)
            elif arrays[at].ndim:
                made[name] = pd.Series(arrays[at].copy(), dtype=kind)
            else:
                made[name] = pd.Series(json.loads(str(arrays[at])), dtype=kind)
        found[layer] = gpd.GeoDataFrame(made, geometry=GEOMETRY, crs=crs)
    return found


def pack_shapes(at: str, shapes: NDArray[np.object_]) -> Arrays:
    """Pack shapes, bit for bit.

    Examples
    --------
    >>> kept = pack_shapes("of", np.array([shapely.Point(0.1, 0.2)]))
    >>> unpack_shapes("of", kept)[0].wkt
    'POINT (0.1 0.2)'
    """
    raw = shapely.to_wkb(shapes)
    ends = np.cumsum([0, *map(len, raw)])
    return {f"{at}/ends": ends, f"{at}/raw": np.frombuffer(b"".join(raw), np.uint8)}


def unpack_shapes(at: str, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.object_]:
    """Unpack what `pack_shapes` packed."""
    ends, raw = arrays[f"{at}/ends"], arrays[f"{at}/raw"]
    shapes = np.empty(len(ends) - 1, dtype=object)
    for number, (start, end) in enumerate(pairwise(ends)):
        shapes[number] = shapely.from_wkb(raw[start:end].tobytes())
    return shapes


def _column(column: pd.Series) -> list[object]:
    """Give the cells of a column; what is missing in one of text is None."""
    if column.dtype == object:
        return column.tolist()
    return column.astype(object).where(column.notna(), None).tolist()


def _cell(value: object, at: str) -> str | None:
    if isinstance(value, str):
        return value
    if value is None:
        return None
    raise TypeError(at)
