"""What is chosen about siting: criteria, kinds of service, and what one service asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from drenthe_geo.siting.rank import Scale

PILLARS = ("talent", "living", "access", "partnership")
"""The four pillars of the profile."""

KINDS = {
    "nearest": {"mode", "to"},
    "trip": {"to"},
    "relations": {"mode"},
    "learning": {"mode", "to"},
    "people": {"mode", "minutes", "who"},
    "neighbours": {"mode", "minutes"},
    "dwellings": {"mode", "minutes", "figure"},
    "region_match": set[str](),
    "region_figure": {"figure"},
    "status": set[str](),
}
"""Kinds of criteria that can be measured, and what a criterion of each must say."""

Text = Mapping[str, str] | Message
"""What data say to a reader: by language, or a message."""


def text_in(what: Text, lang: str) -> str:
    """Say what data say to a reader.

    The first language that there is stands in for one that is missing.
    """
    if isinstance(what, Message):
        return words_of(lang).say(what)
    return what.get(lang) or next(iter(what.values()))


@dataclass(frozen=True)
class Target:
    """Where a criterion goes to."""

    # Name of the layer; of ``stations`` those where a train stops.
    layer: str = ""
    # Column and what it must be; ``*`` in a text stands for any text.
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
    minutes : float or None
        Within which something must lie.
    who : str
        Column of the people that count.
    to : Target or None
        Where one travels to.
    figure : str
        Which figure, of a region or of dwellings.
    """

    name: str
    title: Mapping[str, str]
    pillar: str
    unit: str
    scale: Scale
    source: Mapping[str, str]
    kind: str
    mode: str = ""
    minutes: float | None = None
    who: str = ""
    to: Target | None = None
    figure: str = ""

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
    def within_min(self) -> float:
        """Minutes within which something must lie; a kind that has none says so."""
        if self.minutes is None:
            raise TypeError(self.kind)
        return self.minutes

    @property
    def place(self) -> Target:
        """Where one travels to; a kind that goes nowhere says so."""
        if self.to is None:
            raise TypeError(self.kind)
        return self.to


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
    site_themes : tuple of str
        A site must carry one of these themes; any if there are none.
    """

    weights: Mapping[str, float]
    limits: Mapping[str, float]
    sources: tuple[Text, ...]
    site_themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Siting:
    """Everything that is chosen about siting.

    Parameters
    ----------
    criteria : mapping of str to Criterion
        By name.
    kinds : mapping of str to Needs
        By kind of service.
    kind_titles : mapping of str to mapping of str to str
        Title of each kind, by language.
    overrides : mapping of str to Needs
        By service: what it needs otherwise than its kind.
    themes : mapping of str to tuple of str
        By theme of a service, what places of learning call it.
    regions : mapping of str to mapping
        By region of the profile: planned ``homes`` and ``jobs``, where it gives a figure.
    development : mapping of str to float
        Worth of a site's status, from 0 to 1.
    settings : mapping of str to Any
        The other choices.
    sources : mapping of str to str
        Source of every setting, of figures of regions and development, and of minutes and
        targets of criteria.
    """

    criteria: Mapping[str, Criterion]
    kinds: Mapping[str, Needs]
    kind_titles: Mapping[str, Mapping[str, str]]
    overrides: Mapping[str, Needs]
    themes: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, Mapping[str, float]]
    development: Mapping[str, float]
    settings: Mapping[str, Any]
    sources: Mapping[str, str]

    def of_kind(self, *kinds: str) -> dict[str, Criterion]:
        """Criteria of some kinds, by name."""
        return {name: one for name, one in self.criteria.items() if one.kind in kinds}


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
        By criterion; only criteria that weigh something.
    sources : tuple of Text
        Where weights and limits come from, see `text_in`.
    site_themes : tuple of str
        A site must carry one of these themes; any if there are none.
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
    site_themes: tuple[str, ...] = ()

    def sources_in(self, lang: str) -> tuple[str, ...]:
        """Where weights and limits come from, in a language."""
        return tuple(text_in(one, lang) for one in self.sources)

    def with_needs(self, own: Needs, criteria: Mapping[str, Criterion]) -> Brief:
        """Put other weights and limits over those of the brief.

        Parameters
        ----------
        own : Needs
            What is otherwise; a weight of 0 leaves a criterion out.
        criteria : mapping of str to Criterion
            The criteria that exist.

        Returns
        -------
        Brief
            A new brief.

        Raises
        ------
        ArgumentError
            If a criterion does not exist, a weight is negative, or all are nought.
        """
        require_needs(own, criteria)
        weights = {**self.weights, **own.weights}
        # In the order of the criteria, so that no result depends on the order of a file.
        kept = {name: weights[name] for name in criteria if weights.get(name, 0) > 0}
        if not kept:
            raise ArgumentError("siting.needs.all_nought", service=self.service)
        return replace(
            self,
            weights=kept,
            limits={**self.limits, **own.limits},
            sources=(*self.sources, *own.sources),
            site_themes=own.site_themes or self.site_themes,
        )


def require_needs(needs: Needs, criteria: Mapping[str, Criterion]) -> None:
    """Refuse a criterion that does not exist, and a number that is negative or none."""
    for what, numbers in (("weight", needs.weights), ("limit", needs.limits)):
        for name, number in numbers.items():
            if name not in criteria:
                raise unknown_choice("criterion", str(name), criteria)
            is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
            if not (is_number and isfinite(number) and number >= 0):
                key = f"siting.needs.no_{what}"
                raise ArgumentError(key, criterion=name, given=repr(number))


def listed(text: object) -> tuple[str, ...]:
    """Split a field of several words at its semicolons; none if it is missing."""
    if not isinstance(text, str):
        return ()
    return tuple(word.strip() for word in text.split(";") if word.strip())
