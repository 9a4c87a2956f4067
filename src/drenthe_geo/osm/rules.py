"""What tags of OpenStreetMap mean for a car, a bicycle and a walker, in one country."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.osm.access import KEYS as ACCESS
from drenthe_geo.osm.access import WAYS, is_open, usual_access
from drenthe_geo.osm.asked import Asked
from drenthe_geo.osm.barriers import NodeUse, node_use
from drenthe_geo.osm.choices import read_choices
from drenthe_geo.osm.conditional import Moment
from drenthe_geo.osm.ferries import crossing_s, is_ferry, usually_carries
from drenthe_geo.osm.oneway import ROUNDABOUT, WORD, ways_of
from drenthe_geo.osm.restrictions import Restriction, read_restriction
from drenthe_geo.osm.sizes import KEYS as SIZES
from drenthe_geo.osm.speeds import BESIDE, limits_kmh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.choices import Choices

WAY_KEYS = frozenset({"highway", "route", "railway", "public_transport", "man_made"})
"""A way without any of these is no road."""

NODE_KEYS = frozenset({"barrier", "entrance"}.union(*ACCESS.values()))
"""A node without any of these stops nobody."""

RESTRICTION_KEYS = frozenset({"restriction", "type"})
"""A relation without any of these bans no turn."""

ROOTS = frozenset({
    "highway", "route", "railway", "public_transport", "man_made", "junction", "service",
    "tracktype", "area",
    "access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot", "hgv",
    "oneway", "cycleway", "sidewalk", "conveying", "motorroad", "cyclestreet", "bicycle_road",
    "winter_road", "ice_road", "smoothness", "maxspeed", "zone",
    "ferry", "cargo", "duration", "interval",
})  # fmt: skip
"""What keys that mean anything for a way begin with, before their first colon."""


@lru_cache(maxsize=4096)
def _matters(key: str) -> bool:
    """Tell whether a key means anything for a way."""
    return key.partition(":")[0] in ROOTS or key in BESIDE or key in SIZES


NAMING = frozenset({"name", "ref"})
"""Keys of what a road is called."""

NUMBERED = frozenset({
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
    "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
})  # fmt: skip
"""Classes whose key ref is the number of a road; elsewhere it is that of a platform or a route."""

FERRY = "ferry"

WALKED = (("railway", "platform"), ("public_transport", "platform"), ("man_made", "pier"))
"""Keys and values that make a way a road without highway; the value stands for its class."""

PEDALLED = "path"
"""The class of a footway that signs open to bicycles: one rides there as on a path."""

ON_FOOT = ("footway", "pedestrian")


@dataclass(frozen=True)
class WayUse:
    """Who may use a way, how fast, and what it is called.

    Parameters
    ----------
    road_class : str
        Its class in the tables of roads: values of the key highway, and ``ferry``. Blank where
        the value is not known.
    road_number, name : str or None
        The first of its numbers, and its name.
    car, bicycle, walk : str
        ``both``, ``along`` the way as it is drawn, ``against`` that, or ``none``.
    car_kmh, car_back_kmh : float
        The limit by day along it and against it; of a ferry of no duration the speed, its wait
        included.
    ferry_s : float or None
        How long the whole way takes, its wait included, where a ferry tells its duration.
    roundabout : bool
        Whether it is part of one.
    odd : tuple of str
        Codes of what was odd in its tags, see ``osm.odd`` in the words.
    """

    road_class: str
    road_number: str | None
    name: str | None
    car: str
    bicycle: str
    walk: str
    car_kmh: float
    car_back_kmh: float
    ferry_s: float | None
    roundabout: bool
    odd: tuple[str, ...]


Core = tuple[str, str, str, str, float, float, float | None, bool, tuple[str, ...]]
"""A way's use without its number and name: that of all ways with the same tags."""


@dataclass(frozen=True)
class Rules:
    """The rules of one country.

    Parameters
    ----------
    choices : Choices
        The entries of ``data/defaults/osm.toml`` for it.
    """

    choices: Choices
    way_keys: frozenset[str] = WAY_KEYS
    node_keys: frozenset[str] = NODE_KEYS
    restriction_keys: frozenset[str] = RESTRICTION_KEYS
    _moment: Moment = field(init=False, repr=False)
    _kept: dict[tuple[tuple[str, str], ...], Core | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Read the moment that the roads are as of."""
        object.__setattr__(self, "_moment", Moment.of(self.choices.by_day))

    def way(self, tags: Mapping[str, str]) -> WayUse | None:
        """Read the tags of a way.

        Parameters
        ----------
        tags : mapping of str to str
            Its tags.

        Returns
        -------
        WayUse or None
            Who may use it, how fast; none if it is no road.

        Examples
        --------
        >>> from drenthe_geo.osm.rules import read_rules
        >>> street = {"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}
        >>> use = read_rules("nl").way(street)
        >>> use.car, use.bicycle, use.walk, use.car_kmh
        ('along', 'both', 'both', 30.0)
        """
        if not self.way_keys & tags.keys():
            return None
        key = tuple(sorted(pair for pair in tags.items() if _matters(pair[0])))
        if key not in self._kept:
            self._kept[key] = self._core(dict(key))
        core = self._kept[key]
        if core is None:
            return None
        number = tags.get("ref", "").partition(";")[0].strip() if core[0] in NUMBERED else ""
        name = tags.get("name", "").strip()
        return WayUse(core[0], number or None, name or None, *core[1:])

    def reads(self, key: str) -> bool:
        """Tell whether a key of a way means anything, its name and number included."""
        return key in NAMING or _matters(key)

    def node(self, tags: Mapping[str, str]) -> NodeUse:
        """Read the tags of a node of a road: who may pass it.

        Parameters
        ----------
        tags : mapping of str to str
            Its tags.

        Returns
        -------
        NodeUse
            Who may pass.

        Examples
        --------
        >>> from drenthe_geo.osm.rules import read_rules
        >>> use = read_rules("nl").node({"barrier": "bollard"})
        >>> use.car, use.bicycle, use.walk
        (False, True, True)
        """
        return node_use(Asked(tags, self.choices, self._moment))

    def restriction(self, tags: Mapping[str, str]) -> Restriction | None:
        """Read the tags of a restriction of turns; none if it binds no car by day.

        Parameters
        ----------
        tags : mapping of str to str
            The tags of the relation.

        Returns
        -------
        Restriction or None
            What it bans.

        Examples
        --------
        >>> from drenthe_geo.osm.rules import read_rules
        >>> read_rules("nl").restriction({"type": "restriction", "restriction": "no_u_turn"})
        Restriction(kind='no', turn='no_u_turn')
        """
        return read_restriction(tags, self._moment)[0]

    def why_no_restriction(self, tags: Mapping[str, str]) -> str:
        """Say by a code why a restriction binds no car by day; blank if it does, or is none."""
        return read_restriction(tags, self._moment)[1]

    def _core(self, tags: Mapping[str, str]) -> Core | None:
        """Read what all ways with these tags share."""
        if is_ferry(tags):
            return self._ferry(tags)
        walked = next((word for key, word in WALKED if tags.get(key) == word), None)
        highway = tags.get("highway", walked or "").strip()
        if not highway:
            return None
        choices, asked = self.choices, Asked(tags, self.choices, self._moment)
        if highway not in choices.road_classes and ";" in highway:
            asked.note("several_classes")
            highway = highway.partition(";")[0].strip()
        if highway in choices.not_roads:
            return None
        if highway not in choices.road_classes:
            closed = (WORD[False, False],) * 3
            return ("", *closed, 0.0, 0.0, None, False, ("unknown_highway",))
        usual = {mode: usual_access(tags, mode, highway, choices) for mode in ACCESS}
        words = _words(asked, highway, usual)
        road_class = choices.road_classes[highway]
        ridden = words[1] != WORD[False, False] and tags.get("bicycle") != "dismount"
        if road_class in ON_FOOT and ridden:
            road_class = PEDALLED
        limits = limits_kmh(asked, highway)
        return (road_class, *words, *limits, None, tags.get("junction") in ROUNDABOUT, asked.odd)

    def _ferry(self, tags: Mapping[str, str]) -> Core:
        """Read the tags of a ferry."""
        asked = Asked(tags, self.choices, self._moment)
        usual = {mode: usually_carries(tags, mode, self.choices) for mode in ACCESS}
        words = _words(asked, FERRY, usual)
        seconds = crossing_s(asked)
        kmh = float(self.choices.ferry["kmh"])
        return (FERRY, *words, kmh, kmh, seconds, False, asked.odd)


def _words(asked: Asked, highway: str, usual: Mapping[str, bool]) -> tuple[str, str, str]:
    """Say which ways each mode may use: open to it, and not against one-way traffic."""
    words = []
    for mode in ACCESS:
        along, against = (is_open(asked, mode, way, highway, usual=usual[mode]) for way in WAYS)
        if along or against:
            ways = ways_of(asked, mode, highway)
            along, against = along and ways[0], against and ways[1]
        words.append(WORD[along, against])
    car, bicycle, walk = words
    return car, bicycle, walk


@checked
def read_rules(country: str = "") -> Rules:
    """Read what tags mean in a country.

    Parameters
    ----------
    country : str
        Its code of two letters, such as ``"nl"``; of one without rules of its own, or where it
        is left out, those that hold everywhere.

    Returns
    -------
    Rules
        The rules, out of ``data/defaults/osm.toml``.

    Examples
    --------
    >>> from drenthe_geo.osm.rules import read_rules
    >>> [read_rules(one).way({"highway": "living_street"}).car_kmh for one in ("nl", "de", "fr")]
    [15.0, 7.0, 20.0]
    """
    return Rules(read_choices(country))
