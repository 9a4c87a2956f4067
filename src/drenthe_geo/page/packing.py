"""Numbers and shapes in a page, as small as they can be without loss or with one that is said."""

from __future__ import annotations

import base64
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from drenthe_geo.crs import WGS84
from drenthe_geo.work import packed
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

DECIMALS = 5
"""Of degrees: a metre."""

LEAST_KEPT = 50_000
"""Corners of shapes that are looked up: of fewer, leaving some out takes no longer."""

LEVEL = 6
"""How hard numbers are squeezed: more takes three times as long for a hundredth less."""


def squeezed(values: NDArray[Any]) -> dict[str, Any]:
    """Squeeze whole numbers: each row as its differences; small enough to be kept.

    Examples
    --------
    >>> held = squeezed(np.arange(6, dtype=np.uint8).reshape(2, 3))
    >>> held["type"], held["shape"]
    ('Uint8', (2, 3))
    """
    flat = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    steps = flat.copy()
    steps[:, 1:] = flat[:, 1:] - flat[:, :-1]
    raw = zlib.compress(steps.astype(steps.dtype.newbyteorder("<")).tobytes(), LEVEL)
    return {
        "type": f"Uint{8 * values.dtype.itemsize}",
        "shape": values.shape,
        "raw": np.frombuffer(raw, dtype=np.uint8),
    }


def told_numbers(held: Mapping[str, Any]) -> dict[str, object]:
    """Write squeezed numbers as a page holds them; `unpack` of its script reads them."""
    raw = base64.b64encode(held["raw"].tobytes()).decode("ascii")
    return {"type": held["type"], "shape": list(held["shape"]), "raw": raw}


def packed_numbers(values: NDArray[Any]) -> dict[str, object]:
    """Squeeze whole numbers and write them.

    Examples
    --------
    >>> packed_numbers(np.zeros(3, dtype=np.uint8))["raw"]
    'eJxjYGAAAAADAAE='
    """
    return told_numbers(squeezed(values))


def features_of(
    layer: gpd.GeoDataFrame, columns: Iterable[str] = (), *, within_m: float = 0.0
) -> dict[str, object]:
    """Write a layer as GeoJSON in degrees.

    Parameters
    ----------
    layer : geopandas.GeoDataFrame
        Shapes; those that are empty are left out.
    columns : iterable of str
        Columns that become properties.
    within_m : float
        No line runs further than this from where it ran.

    Returns
    -------
    dict of str to object
        A feature collection.

    Examples
    --------
    >>> found = features_of(area.layer("gemeenten"), ["name"])
    >>> found["features"][0]["properties"]
    {'name': 'Heidemark'}
    """
    shapes = layer.geometry
    if within_m > 0:
        shapes = _simpler(shapes, within_m)
    plain = shapes.to_crs(WGS84).to_numpy()
    found = []
    for shape, *values in zip(plain, *(layer[name].tolist() for name in columns), strict=True):
        if shape is None or shape.is_empty:
            continue
        told: Mapping[str, Any] = shapely.geometry.mapping(shape)
        found.append(
            {
                "type": "Feature",
                "properties": dict(zip(columns, values, strict=True)),
                "geometry": {
                    "type": told["type"],
                    "coordinates": _rounded(told["coordinates"]),
                },
            }
        )
    return {"type": "FeatureCollection", "features": found}


def _simpler(shapes: gpd.GeoSeries, within_m: float) -> gpd.GeoSeries:
    """Leave corners out, or look up which: of land that is reached it takes seconds."""
    if shapely.get_num_coordinates(shapes.to_numpy()).sum() < LEAST_KEPT:
        return shapes.simplify(within_m)

    def simplify() -> gpd.GeoDataFrame:
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # it leaves the interpreter free
            made = list(pool.map(partial(shapely.simplify, tolerance=within_m), shapes))
        return gpd.GeoDataFrame(geometry=made, index=shapes.index, crs=shapes.crs)

    key = key_of("lines", shapes.to_frame("geometry"), within_m)
    return packed.kept("page", key, simplify).geometry


def degrees_of(points: gpd.GeoDataFrame) -> list[list[float]]:
    """Give where points are, in degrees."""
    xy = shapely.get_coordinates(points.geometry.to_crs(WGS84).to_numpy())
    rows: list[list[float]] = xy.round(DECIMALS).tolist()
    return rows


def _rounded(part: Any) -> Any:  # noqa: ANN401 - coordinates, or rows of rows of them
    if isinstance(part[0], (int, float)):
        return [round(part[0], DECIMALS), round(part[1], DECIMALS)]
    return [_rounded(one) for one in part]


def packed_degrees(points: gpd.GeoDataFrame) -> dict[str, object]:
    """Pack where points are, in whole steps of degrees: a row of longitudes, one of latitudes."""
    xy = shapely.get_coordinates(points.geometry.to_crs(WGS84).to_numpy())
    # Whole numbers with a sign in four bytes: the script reads them so.
    return packed_numbers(np.rint(xy.T * 10**DECIMALS).astype(np.int32).view(np.uint32))
