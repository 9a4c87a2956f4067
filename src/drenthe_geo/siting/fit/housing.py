"""What services need of a building or ground, out of the table ``needs``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.errors import ArgumentError, DataError, unknown_choice
from drenthe_geo.siting.model import Housing, Space, listed
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Brief, Siting
    from drenthe_geo.siting.weights.eyes import Text

NEEDS = "needs"

LIMIT = re.compile(r"(\w+)\s*[<>]=\s*([\d.]+)")
"""What must be near, by a criterion: ``airport_min<=10``."""

EITHER = "|"

NUMBERS = ("m2_per_staff", "floor_load_kg_m2", "category")
"""What a kind of space may say in figures."""


def read_housing(area: Area, service: str, siting: Siting) -> Housing:
    """Read what a service needs; nothing where the table has no row of it.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Id of a service.
    siting : Siting
        The choices: which spaces and criteria there are.

    Returns
    -------
    Housing
        Its spaces, staff, floor, ground and what must be near.

    Raises
    ------
    ArgumentError
        If a space, a criterion or a site does not exist.

    Examples
    --------
    >>> siting = dg.siting.read_siting(area)
    >>> read_housing(area, "veldregister", siting).spaces
    ('office',)
    """
    rows = area.table(NEEDS).set_index("service")
    if service not in rows.index:
        return Housing()
    row = rows.loc[service].to_dict()
    found = Housing(
        spaces=listed(row["spaces"]),
        near=tuple(_either(one) for one in listed(row["near"])),
        only_on=listed(row["only_on"]),
        not_on=listed(row["not_on"]),
        security=_text(row["security"]),
        source=_text(row["source"]),
        date=_text(row["date"]),
        **{name: number_of(row[name]) for name in ("staff", "floor_m2", "land_ha")},
    )
    for space in found.spaces:
        if space not in siting.spaces:
            raise unknown_choice(Message("noun.space_of", service=service), space, siting.spaces)
    known = set(siting.criteria) | set(map(str, area.layer("sites").index))
    for group in found.near:
        if len({limit_of(one) is None for one in group}) > 1:
            raise ArgumentError("siting.needs.mixed", service=service, near=group)
    for one in (one for group in found.near for one in group):
        if name_of(one) not in known:
            raise unknown_choice(Message("noun.near_of", service=service), name_of(one), known)
    return found


def spaces_from_mapping(raw: Mapping[str, Any]) -> dict[str, Space]:
    """Read what each kind of space demands; every number has its source."""
    return {name: _space(f"spaces.{name}", entry) for name, entry in raw.items()}


def _space(at: str, entry: Mapping[str, Any]) -> Space:
    for part in ("zoning", "forms", "source"):
        if not entry.get(part):
            raise DataError("siting.file.no_part", at=at, part=part)
    numbers: dict[str, float] = {}
    sources: list[Text] = [entry["source"]]
    for name in NUMBERS:
        if name in entry:
            for part in ("value", "source"):
                if part not in entry[name]:
                    raise DataError("siting.file.no_part", at=f"{at}.{name}", part=part)
            numbers[name] = float(entry[name]["value"])
            sources.append(entry[name]["source"])
    return Space(
        zoning=tuple(entry["zoning"]),
        zoning_ask=tuple(entry.get("zoning_ask", ())),
        forms=tuple(entry["forms"]),
        sources=tuple(sources),
        security=str(entry.get("security", "")),
        within=tuple(entry.get("within", ())),
        m2_per_staff=numbers.get("m2_per_staff"),
        floor_load_kg_m2=numbers.get("floor_load_kg_m2"),
        category=numbers.get("category"),
    )


def with_housing(brief: Brief, housing: Housing) -> Brief:
    """Put what a service needs into its brief; what must be near by one criterion is a limit."""
    alone = [group[0] for group in housing.near if len(group) == 1]
    near = dict(pair for one in alone if (pair := limit_of(one)))
    return replace(brief, housing=housing, limits={**near, **brief.limits})


def limit_of(near: str) -> tuple[str, float] | None:
    """Part a criterion and its limit; none where it is the id of a site."""
    found = LIMIT.fullmatch(near)
    return (found[1], float(found[2])) if found else None


def name_of(near: str) -> str:
    """Give the criterion or site that must be near."""
    limit = limit_of(near)
    return limit[0] if limit else near


def _either(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(EITHER))


def number_of(given: Any) -> float | None:  # noqa: ANN401 - a cell
    """Give a number of a cell; none where it is empty."""
    number = pd.to_numeric(given, errors="coerce")
    return None if pd.isna(number) else float(number)


def _text(given: Any) -> str:  # noqa: ANN401 - a cell
    return given if isinstance(given, str) else ""


def known_word(row: Mapping[str, Any], name: str) -> str:
    """Give a word of an offer; empty where it is blank or ``unknown``."""
    word = _text(row.get(name))
    return "" if word == "unknown" else word
