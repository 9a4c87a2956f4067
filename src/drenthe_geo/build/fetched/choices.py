"""The choices of an area of one's own, held to those that ship: the same names and kinds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from drenthe_geo.area.ground import require_grid
from drenthe_geo.build.fetched.sound import MOST_SIGNS
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.osm.choices import EVERYWHERE, countries

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN = frozenset({
    "fields", "destinations", "destinations_of_area", "sources_of", "licences", "columns", "enums",
    "extra_columns", "abroad", "regions", "population_of", "levels", "weights", "also",
})  # fmt: skip
"""Tables with names of one's own choosing."""

SIGNED = frozenset({"below", "few_code"})
"""Numbers that may lie below nought."""

OF_AREA: Mapping[str, object] = {
    "province": "", "title": "", "slug": "", "capital": "", "country_name": "",
    "also": [], "gemeenten": [], "regions": {},
}  # fmt: skip
"""What an area may say of itself that the shipped choices do not have."""

KINDS = ((bool, "yes_no"), (str, "text"), (list, "list"), (dict, "table"))


def require_like(own: Mapping[str, Any], shipped: Mapping[str, Any], file: str) -> None:
    """Refuse choices that are not known, or are of another kind than those that ship.

    Parameters
    ----------
    own : mapping
        As the file has them.
    shipped : mapping
        Those that they lie over.
    file : str
        Its name.

    Raises
    ------
    ArgumentError
        If one is not known, or is a text where a number is needed, and so on.
    """
    known = {**shipped, "area": {**OF_AREA, **shipped["area"]}, "destinations_of_area": {}}
    _require(own, known, file, ())


def _require(
    own: Mapping[str, Any], known: Mapping[str, Any], file: str, above: tuple[str, ...]
) -> None:
    is_open = bool(set(above) & OPEN)
    for name, value in own.items():
        at = ".".join((*above, name))
        if name not in known:
            if is_open:
                continue
            raise ArgumentError("build.unknown_choice", file=file, name=at, known=sorted(known))
        wanted = _kind_of(known[name])
        is_number = _kind_of(value) == wanted == "number"
        is_odd = is_number and not _can_be(name, value)
        if _kind_of(value) != wanted or is_odd:
            raise ArgumentError(
                f"build.choice_is_no.{wanted}", file=file, name=at, given=str(value)[:MOST_SIGNS]
            )
        if wanted == "table":
            _require(value, known[name], file, (*above, name))
        if wanted == "list":
            _require_items(value, known[name], file, at)


def _require_items(given: list[Any], known: list[Any], file: str, at: str) -> None:
    """Refuse a list of other things than the one that ships; texts where that is empty."""
    kinds = {_kind_of(one) for one in known} or {"text"}
    odd = [one for one in given if _kind_of(one) not in kinds]
    if odd:
        kind = min(kinds)
        raise ArgumentError(
            f"build.choice_is_no.{kind}", file=file, name=at, given=str(odd[0])[:MOST_SIGNS]
        )


def _can_be(name: str, value: float) -> bool:
    """Tell whether a number is one: not below nought as a rule, and as a share not above one."""
    most = 1.0 if name.endswith("share") else math.inf
    return math.isfinite(value) and (0 <= value <= most or name in SIGNED)


def _kind_of(value: object) -> str:
    return next((name for kind, name in KINDS if isinstance(value, kind)), "number")


def require_usable(area: Mapping[str, Any], file: str) -> None:
    """Refuse a system in which nothing can be measured, and a country without rules."""
    require_grid(area["crs"], file)
    known = (*countries(), EVERYWHERE)
    if area["country"] not in known:
        raise unknown_choice("country", str(area["country"]), known)


def require_called(called: Mapping[str, Mapping[str, list[str]]], file: str) -> None:
    """Refuse names of things that are not two, for one of it and for many, or hold a brace."""
    for source, names in called.items():
        for lang, both in names.items():
            sound = len(both) == len(("one", "many")) and all(both)
            if not sound or any(sign in one for one in both for sign in "{}"):
                at = f"called.{source}.{lang}"
                raise ArgumentError("build.called_two", file=file, name=at)
