"""What is chosen about siting: criteria, kinds of service, and what one service asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.siting.weights.eyes import Fade, Text, Viewpoint, text_in
from drenthe_geo.words.message import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.siting.rank import Scale

OWN_PILLAR, COLUMN = "own", "column"
"""Pillar and kind of a criterion of a user: a column of his own sites."""

PILLARS = ("talent", "living", "access", "partnership")
"""The four pillars of the profile."""

EVERY_PILLAR = (*PILLARS, OWN_PILLAR)
"""In the order of tables: those of the profile, then what a user added."""

KINDS = {
    "nearest": {"mode", "to"},
    "trip": {"to"},
    "relations": {"mode"},
    "learning": {"mode", "to"},
    "people": {"mode", "fade", "who"},
    "neighbours": {"mode", "fade"},
    "dwellings": {"mode", "fade", "figure"},
    "region_match": set[str](),
}
"""Kinds of criteria that can be measured, and what a criterion of each must say."""


@dataclass(frozen=True)
class Target:
    """Where a criterion goes to."""

    # Name of the layer; of ``stations`` those where a train stops.
    layer: str = ""
    # Column and what it must be, or one of a list; ``*`` in a text stands for any text.
    where: Mapping[str, Any] = field(default_factory=dict)
    # These alone, if there are any.
    ids: tuple[str, ...] = ()
    # Points in RD New besides.
    points_rd: tuple[tuple[float, float], ...] = ()
    # Of a trip by train: id of a destination, or ``capital``.
    destination: str = ""
    # Where this comes from; empty where nothing was chosen.
    source: str = ""


@dataclass(frozen=True)
class Criterion:
    """One thing that a site is judged by.

    Parameters
    ----------
    name : str
        Its name, with the unit in it.
    title : mapping of str to str
        For readers, by language; see `text_in`.
    pillar : str
        Pillar of the profile, see `PILLARS`.
    unit : str
        Unit of the measure; its word is ``siting.unit`` of the words.
    scale : Scale
        Measures worth 0 and 1.
    source : mapping of str to str
        Where the scale comes from, or ``assumption: …``, by language.
    kind : str
        What is measured, see `KINDS`.
    mode : str
        How one travels; empty where nobody does.
    fade : Fade or None
        How much less something counts the further away it is.
    who : str
        Column of the people that count.
    inside_rd : tuple of tuple of float
        Corners, in RD New, of the area whose people count; those of everywhere if empty.
    to : Target or None
        Where one travels to.
    figure : str
        Which figure of dwellings.
    margin : float
        By how much a figure of a user may be more or less.
    """

    name: str
    title: Mapping[str, str]
    pillar: str
    unit: str
    scale: Scale
    source: Mapping[str, str]
    kind: str
    mode: str = ""
    fade: Fade | None = None
    who: str = ""
    inside_rd: tuple[tuple[float, float], ...] = ()
    to: Target | None = None
    figure: str = ""
    margin: float = 0.0

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller measure is worth more."""
        return self.scale.best < self.scale.worst

    def title_in(self, lang: str) -> str:
        """Title in a language."""
        return text_in(self.title, lang)

    def source_in(self, lang: str) -> str:
        """Where the scale comes from, in a language."""
        return text_in(self.source, lang)

    @property
    def fades(self) -> Fade:
        """How it fades with distance; a kind that does not says so."""
        if self.fade is None:
            raise TypeError(self.kind)
        return self.fade

    @property
    def place(self) -> Target:
        """Where one travels to; a kind that goes nowhere says so."""
        if self.to is None:
            raise TypeError(self.kind)
        return self.to


@result
@dataclass(frozen=True)
class Space:
    """What a kind of space, such as an office or a counter, demands of a place.

    Parameters
    ----------
    zoning, zoning_ask : tuple of str
        Zonings that allow it, and those of which the owner must be asked; no other does.
    forms : tuple of str
        Forms of a place that can hold it.
    sources : tuple of Text
        Where this comes from, or ``assumption: …``.
    security : str
        What the ground must be where the service does not say; empty for any.
    within : tuple of str
        Kinds of space that it may belong to: where one of them is allowed, so is this.
    m2_per_staff, floor_load_kg_m2 : float or None
        Floor per member of staff, and what a floor must bear; none where nothing is asked.
    category : float or None
        Environmental category that it takes.
    """

    zoning: tuple[str, ...]
    zoning_ask: tuple[str, ...]
    forms: tuple[str, ...]
    sources: tuple[Text, ...]
    security: str = ""
    within: tuple[str, ...] = ()
    m2_per_staff: float | None = None
    floor_load_kg_m2: float | None = None
    category: float | None = None


@result
@dataclass(frozen=True)
class Housing:
    """What a service needs of a building or ground, as far as it is known.

    Parameters
    ----------
    spaces : tuple of str
        Kinds of space, see `Space`.
    staff, floor_m2, land_ha : float or None
        None where unknown or not asked.
    security : str
        ``open``, ``controlled`` or ``closed`` ground; empty where not asked.
    near : tuple of tuple of str
        What must be near: of each group one. A criterion with a limit (``airport_min<=10``), or
        the id of a site.
    only_on, not_on : tuple of str
        Zonings that it must, or must not, be on.
    source, date : str
        Where this comes from.
    """

    spaces: tuple[str, ...] = ()
    staff: float | None = None
    floor_m2: float | None = None
    land_ha: float | None = None
    security: str = ""
    near: tuple[tuple[str, ...], ...] = ()
    only_on: tuple[str, ...] = ()
    not_on: tuple[str, ...] = ()
    source: str = ""
    date: str = ""


@result
@dataclass(frozen=True)
class Needs:
    """What a service, or all of its kind, needs.

    Parameters
    ----------
    weights : mapping of str to float
        By criterion; their proportions count.
    limits : mapping of str to float
        By criterion, in its unit: beyond it a site is excluded.
    sources : tuple of Text
        Where they come from, or ``assumption: …``.
    lifted : tuple of str
        Criteria whose limit is taken off.
    """

    weights: Mapping[str, float]
    limits: Mapping[str, float]
    sources: tuple[Text, ...]
    lifted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A weight or limit that a user changed; nothing where there was, or is, none."""

    what: Literal["weight", "limit"]
    criterion: str
    old: float | None
    new: float | None


@result
@dataclass(frozen=True)
class Siting:
    """Everything that is chosen about siting.

    Parameters
    ----------
    criteria : mapping of str to Criterion
        By name.
    viewpoints : mapping of str to Viewpoint
        By name: weights as somebody sees them.
    kinds : mapping of str to Needs
        By kind of service: its weights say how much a criterion is asked for, 1 for once.
    kind_titles : mapping of str to mapping of str to str
        Title of each kind, by language.
    overrides : mapping of str to Needs
        By service: what it needs otherwise than its kind.
    themes : mapping of str to tuple of str
        By theme of a service, what places of learning call it.
    spaces : mapping of str to Space
        By kind of space, what it demands of a place.
    scales : mapping of str to mapping of str to Scale
        By criterion and service: ends of its own, where those of the criterion are too wide.
    settings : mapping of str to Any
        The other choices.
    sources : mapping of str to str
        Source of every setting and scale of a service, and of what fades and targets of
        criteria.
    """

    criteria: Mapping[str, Criterion]
    viewpoints: Mapping[str, Viewpoint]
    kinds: Mapping[str, Needs]
    kind_titles: Mapping[str, Mapping[str, str]]
    overrides: Mapping[str, Needs]
    themes: Mapping[str, tuple[str, ...]]
    spaces: Mapping[str, Space]
    scales: Mapping[str, Mapping[str, Scale]]
    settings: Mapping[str, Any]
    sources: Mapping[str, str]

    def ends(self, service: str) -> dict[str, Scale]:
        """Scales that count for a service, by criterion."""
        return {
            name: self.scales.get(name, {}).get(service, one.scale)
            for name, one in self.criteria.items()
        }

    def of_kind(self, *kinds: str) -> dict[str, Criterion]:
        """Criteria of some kinds, by name."""
        return {name: one for name, one in self.criteria.items() if one.kind in kinds}


@result
@dataclass(frozen=True)
class Brief:
    """What one service asks of a site.

    Parameters
    ----------
    service : str
        Id of the service.
    name, ministry, kind, status : str
        See `read_services`.
    themes, regions, relations : tuple of str
        See `read_services`.
    site : str
        Where it is now; empty if nowhere.
    mention : str
        Its place in the profile.
    weights, limits : mapping of str to float
        By criterion; only criteria that weigh something. Unless a viewpoint or weights of a
        user were asked for, a weight is the mean of those of the viewpoints, so a score is
        the mean of the viewpoints' scores.
    sources : tuple of Text
        Where weights and limits come from, see `text_in`.
    housing : Housing
        What it needs of a building or ground.
    viewpoints : mapping of str to mapping of str to float
        Weights as each viewpoint has them; they add up to 100.
    viewpoint : str
        The one whose weights count; empty for the mean of all.
    own_weights : bool
        Whether weights of a user lie over them.
    changes : tuple of Change
        What a user weighs or limits otherwise.
    own_file : str
        Name of the file of a user that the service stands in; empty for one of the area.
    names : mapping of str to str
        Its name by language, where a user gave several.
    unknown : tuple of str
        Criteria of which the area's data tell nothing anywhere: left out for every site.
    unknown_weigh : float
        What of 100 they would weigh together.
    no_trains : mapping of str to float
        Criteria that are left out because they need trains, in an area without a timetable,
        and what of 100 each would weigh; 0 of one that would only be a limit.
    """

    service: str
    name: str
    ministry: str
    kind: str
    status: str
    themes: tuple[str, ...]
    regions: tuple[str, ...]
    relations: tuple[str, ...]
    site: str
    mention: str
    weights: Mapping[str, float]
    limits: Mapping[str, float]
    sources: tuple[Text, ...]
    housing: Housing = Housing()
    viewpoints: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    viewpoint: str = ""
    own_weights: bool = False
    changes: tuple[Change, ...] = ()
    own_file: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unknown_weigh: float = 0.0
    no_trains: Mapping[str, float] = field(default_factory=dict)

    @property
    def title(self) -> Texts | str:
        """Its name, in every language where there are several."""
        return Texts(**self.names) if self.names else self.name

    @property
    def asked(self) -> tuple[str, ...]:
        """Criteria that weigh something in the ranking or for a viewpoint."""
        return tuple(dict.fromkeys(chain(self.weights, *self.viewpoints.values())))

    def sources_in(self, lang: str) -> tuple[str, ...]:
        """Where weights and limits come from, in a language."""
        return tuple(text_in(one, lang) for one in self.sources)


MOST = 1e9
"""Below it are all weights and limits: it is more than metres round the world."""


def require_needs(needs: Needs, criteria: Mapping[str, Criterion]) -> None:
    """Refuse a criterion that does not exist, and a number that is negative or none."""
    for what, numbers in (("weight", needs.weights), ("limit", needs.limits)):
        for name, number in numbers.items():
            if name not in criteria:
                raise unknown_choice("criterion", str(name), criteria)
            is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
            if not (is_number and 0 <= number < MOST):
                key = f"siting.needs.no_{what}"
                raise ArgumentError(key, criterion=name, given=repr(number))
    for name in needs.lifted:
        if name not in criteria:
            raise unknown_choice("criterion", str(name), criteria)


def listed(text: object) -> tuple[str, ...]:
    """Split a field of several words at its semicolons; none if it is missing."""
    if not isinstance(text, str):
        return ()
    return tuple(word.strip() for word in text.split(";") if word.strip())
