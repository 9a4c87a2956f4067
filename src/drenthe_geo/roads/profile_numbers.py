"""Which numbers of a profile can be: what would give nonsense later is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.area.settings import beyond_sane
from drenthe_geo.area.sourced import is_number
from drenthe_geo.errors import DataError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.profiles import Profile

FINEST_MAP = 20
"""A raster cell of a map that is smaller than its buffer by more would fill the memory."""

PEAK = ("slow_kmh", "slow", "main", "junctions")
"""What the peak of a mode says."""

CLASS_LISTS = ("junction_free_classes", "closed_classes", "no_access_classes", "timed_classes")

SANE = {
    "access_kmh": "road_kmh",
    "free_flow_factor": "factor",
    "junction_s": "seconds",
    "park_min": "minutes",
    "far_snap_m": "metres",
    "max_snap_m": "metres",
    "map_buffer_m": "metres",
    "map_cell_m": "metres",
}
"""Number of a profile → what it must lie between, see `Settings.sane`."""


def require_sane(area: Area, profile: Profile) -> None:
    """Refuse a number of a user's profile that cannot be: a slip of the pen or of a unit."""
    numbers = [(name, getattr(profile, name), kind) for name, kind in SANE.items()]
    each = profile.speeds_kmh.items()
    numbers += [(f"speeds_kmh.{road_class}", kmh, "road_kmh") for road_class, kmh in each]
    numbers += [
        (f"peak.{name}", number, "road_kmh" if name.endswith("_kmh") else "factor")
        for name, number in profile.peak.items()
    ]
    for name, number, kind in numbers:
        beyond = beyond_sane(area.settings, kind, number)
        if beyond is not None:
            said = {"mode": profile.mode, "name": name, "given": repr(number), "must_be": beyond}
            raise DataError("roads.number_wrong", **said)


def require_numbers(mode: str, values: Mapping[str, Any]) -> None:
    """Refuse what would give nonsense later: words for numbers, speeds of nought."""
    speeds, above_0 = values["speeds_kmh"], Message("roads.above_0")
    each = speeds if isinstance(speeds, dict) else {}
    lengths = ("free_flow_factor", "access_kmh", "far_snap_m", "max_snap_m", "map_buffer_m")
    classes = Message("roads.list_of_classes")
    wanted: list[tuple[str, object, bool, Message]] = [
        ("speeds_kmh", speeds, isinstance(speeds, dict), Message("roads.table_of_speeds")),
        *(
            (name, values[name], is_number(values[name]) and values[name] > 0, above_0)
            for name in (*lengths, "map_cell_m")
        ),
        *(
            (f"speeds_kmh.{road_class}", kmh, is_number(kmh) and kmh > 0, above_0)
            for road_class, kmh in each.items()
        ),
        *((name, values[name], _are_texts(values[name]), classes) for name in CLASS_LISTS),
    ]
    cell_m, buffer_m = values["map_cell_m"], values["map_buffer_m"]
    fits = is_number(cell_m) and is_number(buffer_m) and buffer_m / FINEST_MAP <= cell_m
    column, seconds = values["access_column"], values["junction_s"]
    park, peak = values["park_min"], values["peak"]
    wanted += [
        ("map_cell_m", cell_m, fits, Message("roads.cell_at_least", parts=FINEST_MAP)),
        *(
            (name, values[name], isinstance(values[name], bool), Message("schema.boolean"))
            for name in ("ignores_oneway", "obeys_bans")
        ),
        ("access_column", column, isinstance(column, str), Message("roads.name_of_column")),
        (
            "junction_s",
            seconds,
            is_number(seconds) and seconds >= 0,
            Message("roads.number_from_0"),
        ),
        ("park_min", park, is_number(park) and park >= 0, Message("roads.number_from_0")),
        ("peak", peak, _is_peak(peak), Message("roads.peak_numbers", names=PEAK)),
        *(
            (
                name,
                values[name],
                is_number(values[name]) and 0 <= values[name] < 1,
                Message("roads.share_below_1"),
            )
            for name in ("low_share", "high_share")
        ),
    ]
    for name, value, good, must_be in wanted:
        if not good:
            given = repr(value)
            raise DataError(
                "roads.number_wrong", mode=mode, name=name, given=given, must_be=must_be
            )


def _is_peak(peak: object) -> bool:
    """Tell whether it is nothing, or all that a peak says, and makes no road faster."""
    if not isinstance(peak, dict) or set(peak) not in (set(), set(PEAK)):
        return False
    return all(is_number(number) and number >= 1 for number in peak.values())


def _are_texts(values: object) -> bool:
    """Tell whether it is a list of text."""
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
