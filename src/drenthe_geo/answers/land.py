"""Layers of land and roads that a file has for who asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from drenthe_geo.contracts.arguments import names_in
from drenthe_geo.errors import unknown_choice
from drenthe_geo.reach.kept import ON_REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import geopandas as gpd


class Land(Protocol):
    """What has land within times of points, and what is on request as attributes of its name."""

    @property
    def service_areas(self) -> gpd.GeoDataFrame:
        """The land within each time."""


def read_also(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Read names of layers on request, in a list or with commas between; each counts once.

    Parameters
    ----------
    given : str or iterable of str, optional
        The names.

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
        if name not in ON_REQUEST:
            raise unknown_choice("layer_on_request", name, ON_REQUEST)
    return tuple(name for name in ON_REQUEST if name in names)


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


def land_on_request(also: Iterable[str]) -> dict[str, str]:
    """Tell which layers were not asked for, and how they are.

    >>> land_on_request(["certainty"])
    {'reached_roads': '--also reached_roads'}
    """
    return {name: f"--also {name}" for name in ON_REQUEST if name not in also}
