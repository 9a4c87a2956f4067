"""How a site is judged for a service: criteria, kinds, themes, and one service's brief."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import ArgumentError, DataError, unknown_choice
from drenthe_geo.profiles import sourced_value
from drenthe_geo.ranking import Scale

if TYPE_CHECKING:
    from collections.abc import Mapping

PILLARS = ("talent", "living", "access", "partnership")
"""The four pillars of the profile."""
PARTS = ("settings", "regions", "development", "themes", "criteria", "kinds", "services")
TABLES = ("weights", "limits")


@dataclass(frozen=True)
class Criterion:
    """One thing that a site is judged by.

    Parameters
    ----------
    name : str
        Its name, with the unit in it.
    pillar : str
        Pillar of the profile, see `PILLARS`.
    title_nl, title_en : str
        For readers.
    unit : str
        Unit of the measure.
    scale : Scale
        Measures worth 0 and 1.
    source, source_nl : str
        Where the scale comes from, or ``"assumption: …"``; for readers of Dutch.
    """

    name: str
    pillar: str
    title_nl: str
    title_en: str
    unit: str
    scale: Scale
    source: str
    source_nl: str

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller measure is worth more."""
        return self.scale.best < self.scale.worst


@dataclass(frozen=True)
class Needs:
    """What a service, or all of its kind, needs.

    Parameters
    ----------
    weights : mapping of str to float
        By criterion; their proportions count.
    limits : mapping of str to float
        By criterion, in its unit: beyond it a site is excluded.
    source, source_nl : str
        Where they come from, or ``"assumption: …"``; for readers of Dutch.
    site_themes : tuple of str
        A site must carry one of these themes; any if there are none.
    """

    weights: Mapping[str, float]
    limits: Mapping[str, float]
    source: str
    source_nl: str
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
    kind_titles : mapping of str to tuple of str
        Dutch and English title of each kind.
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
        Source of every setting, region and development figure.
    """

    criteria: Mapping[str, Criterion]
    kinds: Mapping[str, Needs]
    kind_titles: Mapping[str, tuple[str, str]]
    overrides: Mapping[str, Needs]
    themes: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, Mapping[str, float]]
    development: Mapping[str, float]
    settings: Mapping[str, Any]
    sources: Mapping[str, str]


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
    sources, sources_nl : tuple of str
        Where weights and limits come from; for readers of Dutch.
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
    sources: tuple[str, ...]
    sources_nl: tuple[str, ...]
    site_themes: tuple[str, ...] = ()

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
            msg = f"weights of {self.service!r}: all are nought; give one more than 0."
            raise ArgumentError(msg)
        limits = {**self.limits, **own.limits}
        return replace(
            self,
            weights=kept,
            limits=limits,
            sources=(*self.sources, own.source),
            sources_nl=(*self.sources_nl, own.source_nl),
            site_themes=own.site_themes or self.site_themes,
        )


def require_needs(needs: Needs, criteria: Mapping[str, Criterion]) -> None:
    """Refuse weights or limits that make no sense.

    Parameters
    ----------
    needs : Needs
        The weights and limits.
    criteria : mapping of str to Criterion
        The criteria that exist.

    Raises
    ------
    ArgumentError
        If a criterion does not exist, or a number is negative or none.
    """
    for what, numbers in (("weight", needs.weights), ("limit", needs.limits)):
        for name, number in numbers.items():
            if name not in criteria:
                raise unknown_choice("criterion", str(name), criteria)
            is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
            if not (is_number and isfinite(number) and number >= 0):
                msg = f"{what} of {name!r}: {number!r} is not a number of 0 or more."
                raise ArgumentError(msg)


def siting_from_mapping(raw: Mapping[str, Any]) -> Siting:
    """Read the choices of siting from their file.

    Parameters
    ----------
    raw : mapping
        The parsed file; every number ``{"value": …, "source": …}``.

    Returns
    -------
    Siting
        The choices.

    Raises
    ------
    DataError
        If a part is missing, or a number has no source.

    Examples
    --------
    >>> siting_from_mapping({"settings": {}})
    Traceback (most recent call last):
    drenthe_geo.errors.DataError: siting: regions, development, themes, criteria, kinds, services
    missing.
    """
    missing = [part for part in PARTS if part not in raw]
    if missing:
        msg = f"siting: {', '.join(missing)} missing."
        raise DataError(msg)
    sources: dict[str, str] = {}

    def values(part: Mapping[str, Any], path: str) -> dict[str, Any]:
        found = {}
        for name, entry in part.items():
            at = f"{path}.{name}"
            found[name], sources[at] = sourced_value(entry, f"siting: {at!r}")
        return found

    criteria = {name: _criterion(name, entry) for name, entry in raw["criteria"].items()}
    siting = Siting(
        criteria=criteria,
        kinds={name: _needs(f"kinds.{name}", entry) for name, entry in raw["kinds"].items()},
        kind_titles={
            name: (str(entry["title_nl"]), str(entry["title_en"]))
            for name, entry in raw["kinds"].items()
        },
        overrides={
            name: _needs(f"services.{name}", entry) for name, entry in raw["services"].items()
        },
        themes={name: tuple(words) for name, words in raw["themes"].items()},
        regions={name: values(entry, f"regions.{name}") for name, entry in raw["regions"].items()},
        development=values(raw["development"], "development"),
        settings=values(raw["settings"], "settings"),
        sources=sources,
    )
    for needs in (*siting.kinds.values(), *siting.overrides.values()):
        try:
            require_needs(needs, criteria)
        except ArgumentError as error:
            msg = f"siting: {error}"
            raise DataError(msg) from error
    return siting


def _criterion(name: str, entry: Mapping[str, Any]) -> Criterion:
    if entry.get("pillar") not in PILLARS:
        msg = f"siting: criterion {name!r} has pillar {entry.get('pillar')!r}; it must be one of "
        raise DataError(msg + f"{', '.join(PILLARS)}.")
    ends = {
        end: sourced_value(entry.get(end), f"siting: {end!r} of criterion {name!r}")
        for end in ("worst", "best")
    }
    source = "; ".join(dict.fromkeys(said for _, said in ends.values()))
    scale = Scale(worst=float(ends["worst"][0]), best=float(ends["best"][0]))
    texts = (str(entry["pillar"]), str(entry["title_nl"]), str(entry["title_en"]))
    return Criterion(name, *texts, str(entry["unit"]), scale, source, str(entry["source_nl"]))


def _needs(path: str, entry: Mapping[str, Any]) -> Needs:
    tables: dict[str, Any] = {}
    said: dict[str, list[str]] = {"source": [], "source_nl": []}
    for part in (*TABLES, "site_themes"):
        if part in entry:
            tables[part], _ = sourced_value(entry[part], f"siting: '{path}.{part}'")
            for which, sources in said.items():
                sources.append(str(entry[part].get(which, entry[part]["source"])))
    source, source_nl = ("; ".join(dict.fromkeys(sources)) for sources in said.values())
    weights, limits = (tables.get(part, {}) for part in TABLES)
    return Needs(weights, limits, source, source_nl, tuple(tables.get("site_themes", ())))


def brief_of(siting: Siting, service: str, row: Mapping[Any, Any]) -> Brief:
    """Say what a service asks of a site: its kind's needs, and its own over them.

    Parameters
    ----------
    siting : Siting
        The choices.
    service : str
        Id of the service.
    row : mapping
        Its row, see `read_services`.

    Returns
    -------
    Brief
        The brief.

    Raises
    ------
    ArgumentError
        If its kind or one of its themes does not exist, or it has no theme.
    """
    if row["kind"] not in siting.kinds:
        raise unknown_choice(f"kind of {service!r}", str(row["kind"]), siting.kinds)
    themes = listed(row["themes"])
    for theme in themes:
        if theme not in siting.themes:
            raise unknown_choice(f"theme of {service!r}", theme, siting.themes)
    if not themes:
        msg = f"service {service!r}: has no theme; give one of {', '.join(siting.themes)}."
        raise ArgumentError(msg)
    blank = Brief(
        service=service,
        name=str(row["name"]),
        ministry=str(row["ministry"]),
        kind=str(row["kind"]),
        status=str(row["status"]),
        themes=themes,
        regions=listed(row["regions"]),
        relations=listed(row["relations"]),
        site="".join(listed(row["site"])),
        mention=str(row["mention"]),
        weights={},
        limits={},
        sources=(),
        sources_nl=(),
    )
    brief = blank.with_needs(siting.kinds[blank.kind], siting.criteria)
    if service in siting.overrides:
        brief = brief.with_needs(siting.overrides[service], siting.criteria)
    return brief


def listed(text: object) -> tuple[str, ...]:
    """Split a field of several words at its semicolons.

    Parameters
    ----------
    text : str or missing
        The field.

    Returns
    -------
    tuple of str
        Its words; none if it is missing.

    Examples
    --------
    >>> listed("it; security"), listed(float("nan"))
    (('it', 'security'), ())
    """
    if not isinstance(text, str):
        return ()
    return tuple(word.strip() for word in text.split(";") if word.strip())
