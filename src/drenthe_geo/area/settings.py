"""Choices of the analysis that are not a matter of mode, every number with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.contracts.results import Frozen, result
from drenthe_geo.errors import DataError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


SLACK = "edge_slack_m"


@result
@dataclass(frozen=True)
class Settings:
    """Cut-offs, raster cells and thresholds.

    Parameters
    ----------
    cutoffs_min : tuple of float
        Cut-offs of the service areas.
    longest_cutoff_min, most_cutoffs : float
        Bounds of the cut-offs that somebody may ask for, and of how many.
    road_buffer_m : float
        Land this near a reached road counts as reached.
    cell_m : float
        Raster cell of the service areas.
    sample_m : float
        Distance between the points that stand for a reached road.
    file_border_m : float
        In the file of the main job no border of an area is further off than this.
    partition_cell_m : float
        Raster cell of the partition by nearest facility.
    network_margin_m : float
        What comes this far outside the area may run on beyond its roads: where those end,
        less ``edge_slack_m`` of ``analysis.toml``.
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
    sane : dict of str to tuple of float
        Between which ends numbers of a user's own files must lie: ``road_kmh``,
        ``train_kmh``, ``trains_per_hour``, ``minutes``, ``km``, ``metres``, ``factor``,
        ``seconds``, ``edits`` (of scenarios together).
    sources : mapping of str to str
        Source, or "assumption: …", of every number above.

    Examples
    --------
    >>> area.settings.road_buffer_m
    100.0
    """

    cutoffs_min: tuple[float, ...]
    longest_cutoff_min: float
    most_cutoffs: float
    road_buffer_m: float
    cell_m: float
    sample_m: float
    file_border_m: float
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
    sane: dict[str, tuple[float, float]]
    sources: Mapping[str, str]


def beyond_sane(settings: Settings, kind: str, number: float) -> Message | None:
    """Say between which ends a number of its kind must lie, if it does not."""
    low, high = settings.sane[kind]
    if low <= number <= high:
        return None
    return Message("layers.between", low=low, high=high)


def settings_from_mapping(raw: Mapping[str, Any], roads_end_m: float) -> Settings:
    """Read the choices from their file, for an area whose roads end this far outside it."""
    derived = {"sources", "network_margin_m"}
    names = [name for name in Settings.__dataclass_fields__ if name not in derived]
    names.append(SLACK)
    if set(raw) != set(names):
        odd = sorted(set(raw) ^ set(names))
        raise DataError("layers.settings", odd=odd, names=names)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        what = Message("layers.setting", name=name)
        values[name], sources[name] = sourced_value(entry, what)
    for name in ("cutoffs_min", "gtfs_hours"):
        values[name] = tuple(float(number) for number in values[name])
    values["sane"] = {
        name: (float(low), float(high)) for name, (low, high) in values["sane"].items()
    }
    values["network_margin_m"] = roads_end_m - values.pop(SLACK)
    sources["network_margin_m"] = sources.pop(SLACK)
    return Settings(sources=Frozen(sources), **values)
