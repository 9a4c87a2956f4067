"""Out of files: how sites are judged, and what a service asks; a user's own weights over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.errors import ArgumentError, DataError, FileError, unknown_choice
from drenthe_geo.siting.model import (
    KINDS,
    PILLARS,
    Brief,
    Criterion,
    Needs,
    Siting,
    Target,
    listed,
    require_needs,
)
from drenthe_geo.siting.rank import Scale
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from drenthe_geo.area.area import Area

PARTS = ("settings", "regions", "development", "themes", "criteria", "kinds", "services")

TABLES = ("weights", "limits")


def read_siting(area: Area) -> Siting:
    """Read the choices of siting: criteria with scales, kinds with weights, themes.

    Parameters
    ----------
    area : Area
        The area; what its ``siting.toml`` says lies over what all areas share.

    Returns
    -------
    Siting
        The choices, with their sources.

    Raises
    ------
    DataError
        If something is missing in the files.

    Examples
    --------
    >>> siting = read_siting(area)
    >>> siting.criteria["capital_min"].unit, siting.settings["grid_m"]
    ('min', 500.0)
    """
    shared, own = area.toml("siting_defaults"), area.toml("siting")
    siting: Siting = area.keep("siting", lambda: siting_from_mapping(laid_over(shared, own)))
    return siting


def read_services(area: Area) -> pd.DataFrame:
    """Read the government services that the profile names, present or wanted.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    pandas.DataFrame
        Index ``service``; ``name``, ``ministry``, ``kind``, ``themes`` and ``regions``
        (split by ``;``), ``status``, ``site`` (where it is now), ``relations`` (split by
        ``;``), ``mention`` (place in the profile), ``source``.

    Examples
    --------
    >>> read_services(area).loc["veldregister", "regions"]
    'Noord'
    """
    return area.table("services").set_index("service")


def read_brief(
    area: Area,
    service: str,
    weights: Needs | Mapping[str, float] | None = None,
    *,
    siting: Siting | None = None,
) -> Brief:
    """Read what a service asks of a site.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id of a service, see `read_services`.
    weights : Needs or mapping of str to float, optional
        Weights of your own over those of the service: by criterion, or as `read_weights`
        reads them from a file.
    siting : Siting, optional
        The choices; those of the area where not given.

    Returns
    -------
    Brief
        Its themes, regions, weights and limits.

    Raises
    ------
    ArgumentError
        If there is no such service or criterion, or a weight is refused.

    Examples
    --------
    >>> read_brief(area, "grensdouane").themes
    ('logistics', 'security')
    >>> read_brief(area, "grensdouane", {"capital_min": 40}).weights["capital_min"]
    40
    """
    services = read_services(area)
    if service not in services.index:
        raise unknown_choice("service", service, services.index)
    choices = read_siting(area) if siting is None else siting
    brief = brief_of(choices, service, services.loc[service].to_dict())
    if weights is None:
        return brief
    if isinstance(weights, Mapping):
        weights = Needs(dict(weights), {}, (Message("siting.needs.of_user"),))
    return brief.with_needs(weights, choices.criteria)


def brief_of(siting: Siting, service: str, row: Mapping[Any, Any]) -> Brief:
    """Say what a service asks, from its row of `read_services`."""
    if row["kind"] not in siting.kinds:
        kind = Message("noun.kind_of", service=service)
        raise unknown_choice(kind, str(row["kind"]), siting.kinds)
    themes = listed(row["themes"])
    for theme in themes:
        if theme not in siting.themes:
            raise unknown_choice(Message("noun.theme_of", service=service), theme, siting.themes)
    if not themes:
        choices = list(siting.themes)
        raise ArgumentError("siting.needs.no_theme", service=service, choices=choices)
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
    )
    brief = blank.with_needs(siting.kinds[blank.kind], siting.criteria)
    if service in siting.overrides:
        brief = brief.with_needs(siting.overrides[service], siting.criteria)
    return brief


def read_weights(path: Path, siting: Siting) -> Needs:
    """Read a user's file of weights.

    Parameters
    ----------
    path : pathlib.Path
        TOML with lines such as ``capital_min = 3`` and, if you like, a table ``[limits]``.
    siting : Siting
        The criteria that exist.

    Returns
    -------
    Needs
        What it says.

    Raises
    ------
    FileError
        If the file cannot be read, or is empty.
    ArgumentError
        If there is no such criterion, or a number is refused.
    """
    raw = read_own_toml(path, Message("layers.of_weights"))
    plain = {name: value for name, value in raw.items() if name not in TABLES}
    tables = {name: raw.get(name, {}) for name in TABLES}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise FileError("siting.weights.no_table", file=path.name, table=name)
    for name, value in plain.items():
        if isinstance(value, dict):
            wrong = unknown_choice("table", name, [f"[{table}]" for table in TABLES])
            raise FileError("siting.weights.wrong", file=path.name, why=wrong.message)
    if not plain and not any(tables.values()):
        raise FileError("siting.weights.empty", file=path.name)
    source = Message("siting.needs.of_file", file=path.name)
    needs = Needs({**plain, **tables["weights"]}, tables["limits"], (source,))
    try:
        require_needs(needs, siting.criteria)
    except ArgumentError as error:
        raise ArgumentError("siting.weights.wrong", file=path.name, why=error.message) from error
    return needs


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another, key by key; what is no table is replaced."""
    found = dict(below)
    for name, value in above.items():
        lower = found.get(name)
        both = isinstance(lower, Mapping) and isinstance(value, Mapping)
        found[name] = laid_over(lower, value) if both else value  # type: ignore[arg-type]  # `both`
    return found


def siting_from_mapping(raw: Mapping[str, Any]) -> Siting:
    """Read the choices of siting from a parsed file; every number has a source."""
    missing = [part for part in PARTS if part not in raw]
    if missing:
        raise DataError("siting.file.missing", parts=missing)
    sources: dict[str, str] = {}

    def values(part: Mapping[str, Any], path: str) -> dict[str, Any]:
        found = {}
        for name, entry in part.items():
            at = f"{path}.{name}"
            found[name], sources[at] = _sourced(entry, at, str)
        return found

    criteria = {
        name: _criterion(name, entry, sources)
        for name, entry in raw["criteria"].items()
        if _is_asked(entry)
    }
    siting = Siting(
        criteria=criteria,
        kinds={name: _needs(f"kinds.{name}", entry) for name, entry in raw["kinds"].items()},
        kind_titles={
            name: _part(entry, f"kinds.{name}", "title", Mapping)
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
            raise DataError("siting.file.wrong", why=error.message) from error
    return siting


def _is_asked(entry: object) -> bool:
    """Tell whether the area has what a criterion goes to: not every one has an airport."""
    if not isinstance(entry, Mapping):
        return True  # and is refused
    return "to" not in KINDS.get(str(entry.get("kind")), ()) or "to" in entry


def _part(entry: object, at: str, part: str, kind: Any) -> Any:  # noqa: ANN401 - a type, and one of it
    """Take a part of an entry, refusing one that is missing, empty or of another kind."""
    if not isinstance(entry, Mapping):
        raise DataError("siting.file.no_table", at=at, given=repr(entry))
    value = entry.get(part)
    if value in (None, "", {}):
        raise DataError("siting.file.no_part", at=at, part=part)
    if not isinstance(value, kind):
        raise DataError("siting.file.odd_part", at=at, part=part, given=repr(value))
    return value


def _sourced(entry: object, at: str, kind: type[Any]) -> tuple[Any, Any]:
    """Split a value and its source: a text, or one by language."""
    source = _part(entry, at, "source", kind)
    if not isinstance(entry, Mapping) or entry.get("value") in (None, ""):
        raise DataError("siting.file.no_part", at=at, part="value")
    return entry["value"], source


def _criterion(name: str, entry: object, sources: dict[str, str]) -> Criterion:
    at = f"criteria.{name}"
    texts: dict[str, Any] = {
        part: str(_part(entry, at, part, str)) for part in ("pillar", "unit", "kind")
    }
    for part, choices in (("pillar", PILLARS), ("kind", tuple(KINDS))):
        if texts[part] not in choices:
            said = {"at": at, "part": part, "given": texts[part], "choices": choices}
            raise DataError("siting.file.unknown", **said)
    ends = {end: float(_part(entry, at, end, int | float)) for end in ("worst", "best")}
    how: dict[str, Any] = {}
    for part in sorted(KINDS[texts["kind"]]):
        if part == "to":
            how["to"] = _target(_part(entry, at, "to", Mapping))
            sources[f"{at}.to"] = how["to"].source
        elif part == "minutes":
            given = _part(entry, at, part, Mapping)
            minutes, sources[f"{at}.minutes"] = _sourced(given, f"{at}.minutes", str)
            how["minutes"] = float(minutes)
        else:
            how[part] = _part(entry, at, part, str)
    return Criterion(
        name=name,
        title=_part(entry, at, "title", Mapping),
        scale=Scale(**ends),
        source=_part(entry, at, "source", Mapping),
        **texts,
        **how,
    )


def _target(entry: Mapping[str, Any]) -> Target:
    return Target(
        layer=str(entry.get("layer", "")),
        where=dict(entry.get("where", {})),
        ids=tuple(entry.get("ids", ())),
        points_rd=tuple((float(x), float(y)) for x, y in entry.get("points_rd", ())),
        destination=str(entry.get("destination", "")),
        source=str(entry.get("source", "")),
    )


def _needs(path: str, entry: Mapping[str, Any]) -> Needs:
    tables: dict[str, Any] = {}
    sources: list[Mapping[str, str]] = []
    for part in (*TABLES, "site_themes"):
        if part in entry:
            tables[part], source = _sourced(entry[part], f"{path}.{part}", Mapping)
            if source not in sources:
                sources.append(source)
    weights, limits = (tables.get(part, {}) for part in TABLES)
    return Needs(weights, limits, tuple(sources), tuple(tables.get("site_themes", ())))
