"""Choices of the analysis that are not a matter of mode, every number with its source."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import DataError
from drenthe_geo.profiles import sourced_value

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Settings:
    """Cut-offs, raster cells and thresholds.

    Parameters
    ----------
    cutoffs_min : tuple of float
        Cut-offs of the service areas.
    road_buffer_m : float
        Land this near a reached road counts as reached.
    cell_m : float
        Raster cell of the service areas.
    sample_m : float
        Distance between the points that stand for a reached road.
    partition_cell_m : float
        Raster cell of the partition by nearest facility.
    network_margin_m : float
        Beyond this distance from the province the embedded roads end.
    explain_cutoff_min : float
        Cut-off that an explanation compares with.
    train_cutoff_min : float
        Within this from door to door by train somebody is in reach.
    student_cutoff_min : float
        Within this from door to door by train a student is.
    least_gain_min : float
        Who gains less than this is not said to gain.
    gtfs_match_m : float
        A stop of a GTFS feed this near to a station is that station.
    gtfs_name_m : float
        A stop of a GTFS feed with a station's name is that station up to this distance.
    gtfs_hours : tuple of float
        Hours of the day of which a GTFS feed's trains are counted.
    road_end_m : float
        The end of a road that a scenario adds joins a junction no further than this.
    sources : mapping of str to str
        Source, or "assumption: …", of every number above.

    Examples
    --------
    >>> from drenthe_geo import read_settings
    >>> read_settings().road_buffer_m
    100.0
    """

    cutoffs_min: tuple[float, ...]
    road_buffer_m: float
    cell_m: float
    sample_m: float
    partition_cell_m: float
    network_margin_m: float
    explain_cutoff_min: float
    train_cutoff_min: float
    student_cutoff_min: float
    least_gain_min: float
    gtfs_match_m: float
    gtfs_name_m: float
    gtfs_hours: tuple[float, ...]
    road_end_m: float
    sources: Mapping[str, str]


def settings_from_mapping(raw: Mapping[str, Any]) -> Settings:
    """Read the choices from their file.

    Parameters
    ----------
    raw : mapping
        One entry per number: ``{"value": …, "source": …}``.

    Returns
    -------
    Settings
        The choices.

    Raises
    ------
    DataError
        If a number is missing, unknown, or has no source.
    """
    names = [name for name in Settings.__dataclass_fields__ if name != "sources"]
    if set(raw) != set(names):
        odd = ", ".join(sorted(set(raw) ^ set(names)))
        msg = f"analysis settings: {odd} missing or not known; there are {', '.join(names)}."
        raise DataError(msg)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        values[name], sources[name] = sourced_value(entry, f"analysis setting {name!r}")
    for name in ("cutoffs_min", "gtfs_hours"):
        values[name] = tuple(float(number) for number in values[name])
    return Settings(sources=MappingProxyType(sources), **values)
