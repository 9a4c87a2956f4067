"""Travel profiles: how a mode uses the roads, every number with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from drenthe_geo.errors import DataError


@dataclass(frozen=True)
class Profile:
    """How one mode uses the roads.

    Parameters
    ----------
    mode : str
        Name of the mode, for example ``"car"``.
    speeds_kmh : mapping of str to float
        Speed per road class; empty to take each road's own free-flow time.
    ignores_oneway : bool
        Whether one-way roads may be used both ways.
    free_flow_factor : float
        Multiplies the time of a road (no unit).
    junction_s : float
        Seconds added per junction passed, outside `junction_free_classes`.
    junction_free_classes : frozenset of str
        Road classes where junctions cost nothing (grade-separated roads).
    closed_classes : frozenset of str
        Road classes that the mode may not use.
    no_access_classes : frozenset of str
        Road classes that a place cannot be reached from: nothing snaps to them.
    access_kmh : float
        Speed of the leg between a point and the road it snaps to, as the crow flies.
    uncertainty_share : float
        A time of this mode is uncertain by this share of itself, to both sides.
    far_snap_m : float
        A leg longer than this is reported as a warning.
    max_snap_m : float
        A point further from every road than this is outside the network: no route.
    map_buffer_m : float
        Land this near a reached road is coloured on a map.
    map_cell_m : float
        Raster cell of the coloured areas on a map.
    phrase_nl : str
        The mode in a Dutch sentence, for example ``"met de auto"``.
    note, note_nl : str
        What a reader must know of every result of this mode; empty if nothing.
    sources : mapping of str to str
        Source, or "assumption: …", of every number above.

    Examples
    --------
    >>> from drenthe_geo import read_profile
    >>> car = read_profile("car")
    >>> car.free_flow_factor, car.junction_s
    (1.15, 3.0)
    """

    mode: str
    speeds_kmh: Mapping[str, float]
    ignores_oneway: bool
    free_flow_factor: float
    junction_s: float
    junction_free_classes: frozenset[str]
    closed_classes: frozenset[str]
    no_access_classes: frozenset[str]
    access_kmh: float
    uncertainty_share: float
    far_snap_m: float
    max_snap_m: float
    map_buffer_m: float
    map_cell_m: float
    phrase_nl: str
    note: str
    note_nl: str
    sources: Mapping[str, str]

    def certainty_bounds_min(self, cutoff_min: float) -> tuple[float, float]:
        """Give the times between which nobody can say whether a place is within a cut-off.

        Parameters
        ----------
        cutoff_min : float
            The cut-off.

        Returns
        -------
        tuple of float
            Up to the first a place is certainly within, beyond the second certainly
            out, as a time t may be anything from t(1 - u) to t(1 + u). Whole tenths of
            a second, as all times.

        Examples
        --------
        >>> from drenthe_geo import read_profile
        >>> [round(bound, 1) for bound in read_profile("car").certainty_bounds_min(30)]
        [27.3, 33.3]
        """
        share = self.uncertainty_share
        certain, possible = (
            round(cutoff_min / factor * TENTHS_PER_MIN) / TENTHS_PER_MIN
            for factor in (1 + share, 1 - share)
        )
        return certain, possible


TENTHS_PER_MIN = 600
FINEST_MAP = 20
"""A raster cell of a map that is smaller than its buffer by more would fill the memory."""
CLASS_LISTS = ("junction_free_classes", "closed_classes", "no_access_classes")
TEXTS = ("phrase_nl", "note", "note_nl")


def profile_from_mapping(mode: str, raw: Mapping[str, Any]) -> Profile:
    """Read a profile from its table in the profiles file.

    Parameters
    ----------
    mode : str
        Name of the mode.
    raw : mapping
        One entry per number: ``{"value": …, "source": …}``.

    Returns
    -------
    Profile
        The profile.

    Raises
    ------
    DataError
        If a number is missing, unknown, out of range, or has no source.

    Examples
    --------
    >>> profile_from_mapping("car", {"junction_s": {"value": 3}})
    Traceback (most recent call last):
    drenthe_geo.errors.DataError: profile 'car': 'junction_s' has no source.
    """
    not_numbers = {"mode", "sources", *TEXTS}
    names = [name for name in Profile.__dataclass_fields__ if name not in not_numbers]
    values: dict[str, Any] = {name: str(raw.get(name, "")) for name in TEXTS}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        if name in TEXTS:
            continue
        if name not in names:
            msg = f"profile {mode!r}: {name!r} is none of its numbers: {', '.join(names)}."
            raise DataError(msg)
        values[name], sources[name] = sourced_value(entry, f"profile {mode!r}: {name!r}")
    missing = [name for name in names if name not in values]
    if missing:
        msg = f"profile {mode!r}: {', '.join(missing)} missing."
        raise DataError(msg)
    _require_numbers(mode, values)
    values["phrase_nl"] = values["phrase_nl"] or f"({mode})"
    for name in CLASS_LISTS:
        values[name] = frozenset(values[name])
    return Profile(mode=mode, sources=sources, **values)


def _require_numbers(mode: str, values: Mapping[str, Any]) -> None:
    """Refuse what would give nonsense later: words for numbers, speeds of nought."""
    speeds = values["speeds_kmh"]
    each = speeds if isinstance(speeds, dict) else {}
    above_nought = ("free_flow_factor", "access_kmh", "far_snap_m", "max_snap_m")
    wanted: list[tuple[str, object, bool, str]] = [
        ("speeds_kmh", speeds, isinstance(speeds, dict), "a table of road classes and speeds"),
        *(
            (name, values[name], _is_number(values[name]) and values[name] > 0, "a number above 0")
            for name in (*above_nought, "map_buffer_m", "map_cell_m")
        ),
        *(
            (f"speeds_kmh.{road_class}", kmh, _is_number(kmh) and kmh > 0, "a number above 0")
            for road_class, kmh in each.items()
        ),
        *(
            (name, values[name], _are_texts(values[name]), "a list of road classes")
            for name in CLASS_LISTS
        ),
    ]
    cell_m, buffer_m = values["map_cell_m"], values["map_buffer_m"]
    fits = _is_number(cell_m) and _is_number(buffer_m) and buffer_m / FINEST_MAP <= cell_m
    wanted.append(("map_cell_m", cell_m, fits, f"at least map_buffer_m / {FINEST_MAP}"))
    oneway, seconds = values["ignores_oneway"], values["junction_s"]
    share = values["uncertainty_share"]
    wanted += [
        ("ignores_oneway", oneway, isinstance(oneway, bool), "true or false"),
        ("junction_s", seconds, _is_number(seconds) and seconds >= 0, "a number, 0 or more"),
        (
            "uncertainty_share",
            share,
            _is_number(share) and 0 <= share < 1,
            "a number from 0 to below 1",
        ),
    ]
    for name, value, good, must_be in wanted:
        if not good:
            msg = f"profile {mode!r}: {name!r} is {value!r}; it must be {must_be}."
            raise DataError(msg)


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def sourced_value(entry: object, what: str) -> tuple[Any, str]:
    """Split ``{"value": …, "source": …}``, refusing a number without a source.

    Parameters
    ----------
    entry : mapping
        The entry.
    what : str
        What it is, for the message.

    Returns
    -------
    tuple
        The value and its source.

    Raises
    ------
    DataError
        If the value or the source is missing or empty.
    """
    if not isinstance(entry, Mapping):
        msg = f"{what} is {entry!r}; it must be a table with a value and a source."
        raise DataError(msg)
    for part in ("value", "source"):
        if entry.get(part) in (None, ""):
            msg = f"{what} has no {part}."
            raise DataError(msg)
    return entry["value"], str(entry["source"])
