"""Travel profiles: how a mode uses the roads, every number with its source.

How a mode is called stands in the words, below ``roads.mode``: its name, and its phrase in a
sentence. A profiles file may say ``phrase`` itself, and ``note``, what a reader must know of
every result by it: as text, or as the key of a sentence.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drenthe_geo.area.settings import beyond_sane
from drenthe_geo.area.sourced import is_number, read_own_toml, sourced_value
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ALIKE, ArgumentError, DataError, FileError
from drenthe_geo.files.gate import own_path
from drenthe_geo.roads.modes import mode_named
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.units import Bound


@result
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
    park_min : float
        Minutes at the end of every trip, to park and to walk from there to the door.
    peak : mapping of str to float
        What the peak multiplies: by ``slow`` roads up to ``slow_kmh``, by ``main`` roads of
        `junction_free_classes`, by ``junctions`` the time at junctions. Empty where the
        mode knows no peak.
    low_share, high_share : float
        A time of this mode may be less by the first share of itself, and more by the
        second.
    far_snap_m : float
        A leg longer than this is reported as a warning.
    max_snap_m : float
        A point further from every road than this is outside the network: no route.
    map_buffer_m : float
        Land this near a reached road is coloured on a map.
    map_cell_m : float
        Raster cell of the coloured areas on a map.
    phrase : Message
        The mode in a sentence, for example "by car".
    said : tuple of Message
        What a profiles file says of every result of this mode.
    sources : mapping of str to str
        Source, or "assumption: …", of every number above.
    at_peak : bool
        Whether the roads are those of the peak.

    Examples
    --------
    >>> from drenthe_geo.roads.profiles import read_profile
    >>> car = read_profile(area, "car")
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
    park_min: float
    peak: Mapping[str, float]
    low_share: float
    high_share: float
    far_snap_m: float
    max_snap_m: float
    map_buffer_m: float
    map_cell_m: float
    phrase: Message
    said: tuple[Message, ...]
    sources: Mapping[str, str]
    at_peak: bool = False

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know of every result of this mode."""
        park = Message("roads.park", by=self.phrase, minutes=self.park_min)
        peak = Message("roads.peak", by=self.phrase, **self.peak)
        return (
            *([peak] if self.at_peak else []),
            *self.said,
            *([park] if self.park_min else []),
        )

    @property
    def traffic(self) -> Message:
        """Whether the roads are free, in a sentence."""
        return Message("roads.traffic_peak" if self.at_peak else "roads.traffic_free")

    def factor(self, bound: Bound) -> float:
        """Give what a time is multiplied by for an end of its range; 1 as expected."""
        return 1 + {"expected": 0.0, "low": -self.low_share, "high": self.high_share}[bound]

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
            out, as a time t may be anything from t(1 - `low_share`) to
            t(1 + `high_share`). Whole tenths of a second, as all times.

        Examples
        --------
        >>> from drenthe_geo.roads.profiles import read_profile
        >>> [round(bound, 1) for bound in read_profile(area, "car").certainty_bounds_min(30)]
        [27.3, 37.5]
        """
        certain, possible = (
            round(cutoff_min / factor * DS_PER_MIN) / DS_PER_MIN
            for factor in (self.factor("high"), self.factor("low"))
        )
        return certain, possible


FINEST_MAP = 20
"""A raster cell of a map that is smaller than its buffer by more would fill the memory."""

PEAK = ("slow_kmh", "slow", "main", "junctions")
"""What the peak of a mode says."""

CLASS_LISTS = ("junction_free_classes", "closed_classes", "no_access_classes")

TEXTS = ("phrase", "note")
"""What a profiles file may say in words."""


def profile_from_mapping(mode: str, raw: Mapping[str, Any]) -> Profile:
    """Read a profile from its table in a profiles file, refusing numbers that cannot be."""
    not_numbers = {"mode", "sources", "phrase", "said", "at_peak"}
    names = [name for name in Profile.__dataclass_fields__ if name not in not_numbers]
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, entry in raw.items():
        if name in TEXTS:
            continue
        if name not in names:
            raise DataError("roads.number_unknown", mode=mode, name=name, known=names)
        values[name], sources[name] = sourced_value(
            entry, Message("roads.number_of", mode=mode, name=name)
        )
    missing = [name for name in names if name not in values]
    if missing:
        raise DataError("roads.number_missing", mode=mode, names=missing)
    _require_numbers(mode, values)
    for name in CLASS_LISTS:
        values[name] = frozenset(values[name])
    values |= {"phrase": _phrase(mode, raw), "said": _said(raw)}
    return Profile(mode=mode, sources=sources, **values)


def _phrase(mode: str, raw: Mapping[str, Any]) -> Message:
    """Choose how the mode stands in a sentence: as the file says, or as the words do."""
    if raw.get("phrase"):
        return _own_words(str(raw["phrase"]))
    key = f"roads.mode.{mode}.phrase"
    return Message(key) if words_of("en").has(key) else Message("roads.mode_unnamed", mode=mode)


def _said(raw: Mapping[str, Any]) -> tuple[Message, ...]:
    """Read what must be known of every result."""
    return (_own_words(str(raw["note"])),) if raw.get("note") else ()


def _own_words(text: str) -> Message:
    """Take text of a profiles file: the key of a sentence, or the sentence itself."""
    return Message(text) if words_of("en").has(text) else Message("roads.own_text", text=text)


def _require_numbers(mode: str, values: Mapping[str, Any]) -> None:
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
    oneway, seconds = values["ignores_oneway"], values["junction_s"]
    park, peak = values["park_min"], values["peak"]
    wanted += [
        ("map_cell_m", cell_m, fits, Message("roads.cell_at_least", parts=FINEST_MAP)),
        ("ignores_oneway", oneway, isinstance(oneway, bool), Message("schema.boolean")),
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


@checked
def read_profile(area: Area, mode: str | None = None, path: str | Path | None = None) -> Profile:
    """Read the profile of a mode.

    Parameters
    ----------
    area : Area
        The area.
    mode : str, optional
        Name of the mode, or what else it is called (``"bike"``, ``"drive"``, ``"foot"``,
        ``"fiets"``); ``"car"`` where not given, or the only one in the file.
    path : str or pathlib.Path, optional
        A profiles file of your own, made like ``data/defaults/profiles.toml``: a table per
        mode, and every number with its source. It may say ``phrase``, the mode in a sentence
        ("with the cargo bike"), and ``note``, what a reader must know of every result.

    Returns
    -------
    Profile
        The profile, with the source of every number; in the peak for `Area.at_peak`.

    Raises
    ------
    ArgumentError
        If there is no such mode.
    FileError
        If your file cannot be read, or one of its numbers is missing, unknown, out
        of range or without a source.

    Examples
    --------
    >>> read_profile(area, "car").access_kmh
    15.0
    """
    if mode is not None and not mode.strip():
        raise ArgumentError("roads.mode_empty", modes=list(area.toml("profiles")))
    if path is None:
        kept: Profile = area.keep(
            f"profile:{mode or 'car'}:{area.peak}",
            lambda: _timed(
                area, profile_from_mapping(*_one_mode(area.toml("profiles"), mode or "car", "mode"))
            ),
        )
        return kept
    path = own_path(path)
    modes = read_own_toml(path, Message("roads.profiles"))
    if not modes:
        raise FileError("roads.profiles_empty", file=path.name)
    if mode is None and len(modes) != 1:
        mode = "car"
    what = Message("noun.mode_of", file=path.name)
    try:
        profile = profile_from_mapping(*_one_mode(modes, mode or next(iter(modes)), what))
        _require_sane(area, profile)
    except DataError as error:
        raise FileError("roads.in_file", file=path.name, problem=error.message) from error
    return _timed(area, _with_odd_classes(area, profile))


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


def _require_sane(area: Area, profile: Profile) -> None:
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


def _timed(area: Area, profile: Profile) -> Profile:
    """Take the roads of the peak if the area is asked about then, and the mode knows one."""
    if area.peak and not profile.peak:
        same = Message("roads.no_peak", by=profile.phrase)
        return replace(profile, said=(*profile.said, same))
    return replace(profile, at_peak=area.peak)


def _with_odd_classes(area: Area, profile: Profile) -> Profile:
    """Note which road classes look misspelled; a network may have classes of its own."""
    lists = [sorted(getattr(profile, name)) for name in CLASS_LISTS]
    used = [*profile.speeds_kmh, *(name for classes in lists for name in classes)]
    known: set[str] = set()
    for raw in area.toml("profiles").values():
        known |= set(raw["speeds_kmh"]["value"])
        known |= {name for part in CLASS_LISTS for name in raw[part]["value"]}
    odd = []
    for name in dict.fromkeys(used):
        close = difflib.get_close_matches(name, sorted(known - {name}), n=1, cutoff=ALIKE)
        if name not in known and close:
            odd.append(Message("roads.odd_class", road_class=name, close=close[0]))
    return replace(profile, said=(*profile.said, *odd))


def _one_mode(
    modes: Mapping[str, Any], mode: str, what: str | Message
) -> tuple[str, Mapping[str, Any]]:
    """Choose a mode's table."""
    mode = mode_named(mode, modes, what)
    if not isinstance(modes[mode], dict):
        raise DataError("roads.no_table", mode=mode)
    return mode, modes[mode]
