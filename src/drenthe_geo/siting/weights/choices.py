"""Out of the files siting.toml: criteria with scales, viewpoints and kinds with weights, themes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.area.package import laid_over
from drenthe_geo.errors import ArgumentError, DataError, unknown_choice
from drenthe_geo.siting.fit.housing import spaces_from_mapping
from drenthe_geo.siting.model import KINDS, PILLARS, Criterion, Needs, Siting, Target, require_needs
from drenthe_geo.siting.rank import Scale
from drenthe_geo.siting.weights.eyes import Fade, Viewpoint

if TYPE_CHECKING:
    from drenthe_geo.area.area import Area

PARTS = ("settings", "spaces", "themes", "criteria", "viewpoints", "kinds", "services")

FADE = ("full_min", "none_min")


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
    >>> siting.criteria["relations_min"].unit, siting.settings["grid_m"]
    ('min', 500.0)
    """
    shared, own = area.toml("siting_defaults"), area.toml("siting")
    siting: Siting = area.keep("siting", lambda: siting_from_mapping(laid_over(shared, own)))
    return siting


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
        viewpoints={
            name: _viewpoint(f"viewpoints.{name}", entry)
            for name, entry in raw["viewpoints"].items()
        },
        kinds={
            name: _needs(f"kinds.{name}", entry, weights="asks")
            for name, entry in raw["kinds"].items()
        },
        kind_titles={
            name: _part(entry, f"kinds.{name}", "title", Mapping)
            for name, entry in raw["kinds"].items()
        },
        overrides={
            name: _needs(f"services.{name}", entry) for name, entry in raw["services"].items()
        },
        themes={name: tuple(words) for name, words in raw["themes"].items()},
        spaces=spaces_from_mapping(raw["spaces"]),
        scales={
            name: _scales(entry, f"scales.{name}", sources)
            for name, entry in raw.get("scales", {}).items()
        },
        settings=values(raw["settings"], "settings"),
        sources=sources,
    )
    for name in siting.scales:
        if name not in criteria:
            why = unknown_choice("criterion", name, criteria).message
            raise DataError("siting.file.wrong", why=why)
    seen = (Needs(one.weights, {}, ()) for one in siting.viewpoints.values())
    for needs in (*seen, *siting.kinds.values(), *siting.overrides.values()):
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
        elif part == "fade":
            how["fade"], sources[f"{at}.fade"] = _fade(_part(entry, at, part, Mapping), at)
        else:
            how[part] = _part(entry, at, part, str)
    if isinstance(entry, Mapping) and "inside_rd" in entry:
        corners = _part(entry, at, "inside_rd", Mapping)
        points, sources[f"{at}.inside_rd"] = _sourced(corners, f"{at}.inside_rd", str)
        how["inside_rd"] = tuple((float(x), float(y)) for x, y in points)
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


def _fade(entry: Mapping[str, Any], at: str) -> tuple[Fade, str]:
    """Take a fade and its source, refusing one that does not fade."""
    ends = (float(_part(entry, f"{at}.fade", end, int | float)) for end in FADE)
    found, source = Fade(*ends), str(_part(entry, f"{at}.fade", "source", str))
    try:
        found.of(np.zeros(1))
    except ArgumentError as error:
        raise DataError("siting.file.wrong_at", at=f"{at}.fade", why=error.message) from error
    return found, source


def _scales(entry: object, at: str, sources: dict[str, str]) -> dict[str, Scale]:
    """Take the ends that services have of their own, worst first."""
    found, sources[at] = _sourced(entry, at, str)
    try:
        ends = {str(name): (float(worst), float(best)) for name, (worst, best) in found.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise DataError("siting.file.odd_part", at=at, part="value", given=repr(found)) from error
    return {name: Scale(*both) for name, both in ends.items()}


def _viewpoint(path: str, entry: object) -> Viewpoint:
    """Take a viewpoint: what each criterion, or each pillar, weighs."""
    weights, source = _sourced(_part(entry, path, "weights", Mapping), f"{path}.weights", Mapping)
    given: Any = entry
    pillars: Mapping[str, float] = {}
    sources = [source]
    if "pillars" in given:
        pillars, more = _sourced(given["pillars"], f"{path}.pillars", Mapping)
        sources.append(more)
    for pillar in pillars:
        if pillar not in PILLARS:
            said = {"at": path, "part": "pillar", "given": pillar, "choices": PILLARS}
            raise DataError("siting.file.unknown", **said)
    return Viewpoint(
        title=_part(entry, path, "title", Mapping),
        weights=weights,
        pillars=pillars,
        plain=bool(given.get("plain", False)),
        sources=tuple(sources),
    )


def _needs(path: str, entry: Mapping[str, Any], weights: str = "weights") -> Needs:
    tables: dict[str, Any] = {}
    sources: list[Mapping[str, str]] = []
    for part in (weights, "limits"):
        if part in entry:
            tables[part], source = _sourced(entry[part], f"{path}.{part}", Mapping)
            if source not in sources:
                sources.append(source)
    weighed, limits = tables.get(weights, {}), tables.get("limits", {})
    return Needs(weighed, limits, tuple(sources))
