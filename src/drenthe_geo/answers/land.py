"""Layers of land and roads that a file has for who asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import geopandas as gpd
import pandas as pd
import shapely

from drenthe_geo.area.select import province_outline
from drenthe_geo.contracts.arguments import names_in
from drenthe_geo.errors import unknown_choice
from drenthe_geo.reach.kept import ON_REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from drenthe_geo.area.area import Area

MARGIN_M = 5_000.0
"""Room around the area that maps show."""

GROUND = ("neighbours", "motorways", "railways", "place_names")
"""Layers of an area that lie below what is asked about, as far as a map shows them."""


class Land(Protocol):
    """What has land within times of points, and what is on request as attributes of its name."""

    @property
    def service_areas(self) -> gpd.GeoDataFrame:
        """The land within each time."""


def read_also(
    given: str | Iterable[str] | None, known: Sequence[str] = ON_REQUEST
) -> tuple[str, ...]:
    """Read names of layers on request, in a list or with commas between; each counts once.

    Parameters
    ----------
    given : str or iterable of str, optional
        The names.
    known : sequence of str
        What there is.

    Returns
    -------
    tuple of str
        The names in the order of the file; none where nothing is given.

    Raises
    ------
    ArgumentError
        If no such layer can be asked for.

    Examples
    --------
    >>> read_also("reached_roads, Certainty"), read_also(None)
    (('certainty', 'reached_roads'), ())
    """
    names = names_in(given or ())
    for name in names:
        if name not in known:
            raise unknown_choice("layer_on_request", name, known)
    return tuple(name for name in known if name in names)


def land_layers(
    found: Land, also: Sequence[str], on_step: Callable[[str], None]
) -> dict[str, gpd.GeoDataFrame]:
    """Give the land, and the layers on request; what is drawn for those is told as ``"also"``.

    Examples
    --------
    >>> study = dg.reach.make_study(area, minutes=[15])
    >>> list(land_layers(study, ["certainty"], print))
    also
    ['service_areas', 'certainty']
    """
    if also:
        on_step("also")
    return {"service_areas": found.service_areas, **{name: getattr(found, name) for name in also}}


def land_on_request(also: Iterable[str], known: Iterable[str] = ON_REQUEST) -> dict[str, str]:
    """Tell which layers were not asked for, and how they are.

    >>> land_on_request(["certainty"])
    {'reached_roads': '--also reached_roads'}
    """
    return {name: f"--also {name}" for name in known if name not in also}


def map_frame(gemeenten: gpd.GeoDataFrame) -> shapely.Polygon:
    """Frame what maps of an area show.

    >>> map_frame(area.layer("gemeenten")).contains(area.outline())
    True
    """
    x0, y0, x1, y1 = gemeenten.total_bounds
    return shapely.box(x0 - MARGIN_M, y0 - MARGIN_M, x1 + MARGIN_M, y1 + MARGIN_M)


def ground_of(
    area: Area,
    own: Mapping[str, gpd.GeoDataFrame] | None = None,
    named: Iterable[str] = (),
) -> dict[str, gpd.GeoDataFrame]:
    """Give land, roads and borders for what opens as a map, cut to what it shows.

    Places that stand there by their name already, such as stations, are `named`.

    >>> list(ground_of(area))[:2]
    ['gemeenten', 'borders']
    """
    gemeenten = (own or {}).get("gemeenten")
    gemeenten = area.layer("gemeenten") if gemeenten is None else gemeenten
    frame = map_frame(gemeenten)
    ground = {"gemeenten": gemeenten, "borders": borders_of(gemeenten)}
    for name in GROUND:
        if name in area.layer_names:
            layer = area.layer(name)
            seen = layer[layer.intersects(frame)]
            if name == "place_names":
                seen = seen[~seen["name"].isin(set(named))]
            ground[name] = seen.assign(geometry=seen.intersection(frame))
    known = area.without_own().outline().buffer(area.facts.roads_end_m)
    blank = frame.difference(known)
    if not blank.is_empty:
        ground["roads_end"] = gpd.GeoDataFrame(geometry=[blank], crs=gemeenten.crs)
    return ground


def borders_of(gemeenten: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the outline of an area, and the borders within it, each once."""
    outline = shapely.boundary(province_outline(gemeenten))
    every = shapely.union_all(shapely.boundary(gemeenten.geometry.to_numpy()))
    within = shapely.line_merge(shapely.difference(every, outline))
    kinds = {"outline": outline, "within": within}
    there = {name: one for name, one in kinds.items() if not one.is_empty}
    index = pd.Index(list(there), name="border")
    return gpd.GeoDataFrame(index=index, geometry=list(there.values()), crs=gemeenten.crs)
