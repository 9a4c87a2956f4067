"""Travel profiles: how a mode uses the roads, every number with its source.

How a mode is called stands in the words, below ``roads.mode``: its name, and its phrase in a
sentence. A profiles file may say ``phrase`` itself, and ``note``, what a reader must know of
every result by it: as text, or as the key of a sentence.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drenthe_geo.area.sourced import read_own_toml, sourced_value
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ALIKE, ArgumentError, DataError, FileError
from drenthe_geo.files.gate import own_path
from drenthe_geo.roads.modes import mode_named
from drenthe_geo.roads.profile_numbers import CLASS_LISTS, require_numbers, require_sane
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.units import Bound


PATHS_MISSING = "roads.paths_missing"
"""The sentence that a profile says of roads without cycleways and paths."""


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
        Source, or "assumption: …", of every number above and below.
    access_column : str
        Column of a table of roads that says which way this mode may use each road: where a
        table has it, it decides in place of `closed_classes`, one-way roads and
        `ignores_oneway`. Empty where there is none.
    timed_classes : frozenset of str
        Road classes whose time is known for every mode, such as a ferry's: it is taken as it
        is, without speed, factor, junctions or peak.
    obeys_bans : bool
        Whether turns that are banned for motor traffic are banned for this mode.
    at_peak : bool
        Whether the roads are those of the peak.
    paths_known : bool
        Whether the roads have the cycleways and paths of this mode: they have its
        `access_column`.

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
    access_column: str = ""
    timed_classes: frozenset[str] = frozenset()
    obeys_bans: bool = False
    at_peak: bool = False
    paths_known: bool = False

    def on(self, columns: Container[str]) -> Profile:
        """Take the profile on roads with these columns, where it may know more than elsewhere."""
        known = bool(self.access_column) and self.access_column in columns
        return self if known == self.paths_known else replace(self, paths_known=known)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know of every result of this mode."""
        park = Message("roads.park", by=self.phrase, minutes=self.park_min)
        peak = Message("roads.peak", by=self.phrase, **self.peak)
        return (
            *([peak] if self.at_peak else []),
            *(one for one in self.said if not self.paths_known or one.key != PATHS_MISSING),
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


UNSAID: Mapping[str, Any] = {"access_column": "", "timed_classes": [], "obeys_bans": False}
"""What a profiles file need not say, and what holds then: all roads are as their class says."""

TEXTS = ("phrase", "note")
"""What a profiles file may say in words."""


def profile_from_mapping(mode: str, raw: Mapping[str, Any]) -> Profile:
    """Read a profile from its table in a profiles file, refusing numbers that cannot be."""
    not_numbers = {"mode", "sources", "phrase", "said", "at_peak", "paths_known"}
    names = [name for name in Profile.__dataclass_fields__ if name not in not_numbers]
    values: dict[str, Any] = dict(UNSAID)
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
    require_numbers(mode, values)
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
            lambda: _on_roads_of(
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
        require_sane(area, profile)
    except DataError as error:
        raise FileError("roads.in_file", file=path.name, problem=error.message) from error
    return _on_roads_of(area, _with_odd_classes(area, profile))


def _on_roads_of(area: Area, profile: Profile) -> Profile:
    """Take the profile on the roads of the area, in the peak if it is asked about then."""
    if "road_edges" in area.resource_names:
        columns = area.resource("road_edges").get("schema", {}).get("fields", [])
        profile = profile.on({column["name"] for column in columns})
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
        known |= {name for part in CLASS_LISTS if part in raw for name in raw[part]["value"]}
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
