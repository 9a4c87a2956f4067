"""A service of a user, out of a TOML file, and a service of the area as such a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from drenthe_geo.area.schema import fields_of
from drenthe_geo.area.sourced import read_own_toml
from drenthe_geo.errors import ArgumentError, DrentheGeoError, FileError, unknown_choice
from drenthe_geo.files.gate import own_path
from drenthe_geo.siting.brief import LIFTED, NOTHING, read_brief, read_services
from drenthe_geo.siting.fit.housing import NEEDS
from drenthe_geo.siting.measures import regions_of
from drenthe_geo.siting.model import Needs, listed, require_needs
from drenthe_geo.siting.rank import Scale
from drenthe_geo.trips.boarding import read_destinations
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Siting

ENDING, SERVICES, OWN_KIND = ".toml", "services", "own"

TEXTS = ("id", "ministry", "kind", "seat", "source")
LISTS = ("themes", "regions", "relations")
KEYS = ("name", *TEXTS, *LISTS, NEEDS, "weights", "limits", LIFTED, "scales")

NEED_TEXTS = ("security", "source", "date")
NEED_LISTS = ("spaces", "near", "only_on", "not_on")
NEED_NUMBERS = ("staff", "floor_m2", "land_ha")

LANGS = {"nl", "en"}


def is_service_file(area: Area, service: str | Path) -> bool:
    """Tell whether a service is given as a file: by its ending, or as a path."""
    if isinstance(service, Path) or service.lower().endswith(ENDING):
        return True
    return service not in read_services(area).index and "/" in service


def with_own_service(area: Area, file: str | Path, siting: Siting) -> tuple[Area, str, Siting]:
    """Put a service of a user among those of the area, or in place of the one of its id.

    Parameters
    ----------
    area : Area
        The area.
    file : str or pathlib.Path
        TOML: what the service is called, its kind or weights, and what it needs.
    siting : Siting
        The choices.

    Returns
    -------
    tuple of (Area, str, Siting)
        The area with that service, its id, and the choices with its weights and limits.

    Raises
    ------
    DrentheGeoError
        If the file cannot be read, or something in it is refused: one sentence with the key.
    """
    path = own_path(file)
    raw = read_own_toml(path, Message("layers.of_service"))
    try:
        return _with_service(area, raw, path, siting)
    except DrentheGeoError as error:
        raise FileError("siting.service.wrong", file=path.name, why=error.message) from error


def _with_service(
    area: Area, raw: Mapping[str, Any], path: Path, siting: Siting
) -> tuple[Area, str, Siting]:
    _require_keys(raw, KEYS, "")
    names = _names(raw)
    said = {name: _text(raw, name) for name in TEXTS}
    lists = {name: _list(raw, name) for name in LISTS}
    service = said["id"] or re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", service):
        raise ArgumentError("siting.service.id", given=service)
    _require_known(area, said, lists, siting)
    weights, limits = (_numbers(raw, name) for name in ("weights", "limits"))
    lifted = tuple(_list(raw, LIFTED))
    source = Message("siting.needs.of_file", file=path.name)
    mine = Needs(weights, limits, (source,), lifted)
    require_needs(mine, siting.criteria)
    if not said["kind"] and not any(weights.values()):
        raise ArgumentError("siting.service.no_weights", kinds=list(siting.kinds))
    kinds, titles = dict(siting.kinds), dict(siting.kind_titles)
    if not said["kind"]:
        said["kind"] = OWN_KIND
        kinds[OWN_KIND], titles[OWN_KIND] = NOTHING, {"nl": "Eigen dienst", "en": "Own service"}
    for name in lifted:
        if name not in kinds[said["kind"]].limits:
            has = list(kinds[said["kind"]].limits)
            key = "siting.needs.nothing_to_lift" if has else "siting.needs.no_limits"
            raise ArgumentError(key, criterion=name, service=service, limits=has)
    choices = replace(
        siting,
        kinds=kinds,
        kind_titles=titles,
        overrides={**siting.overrides, service: mine},
        scales=_with_scales(siting, service, raw),
    )
    row = {
        "service": service,
        "name": names.get(area.language, next(iter(names.values()))),
        "ministry": said["ministry"],
        "kind": said["kind"],
        **{name: ";".join(words) for name, words in lists.items()},
        "status": "present" if said["seat"] else "wanted",
        "site": said["seat"],
        "mention": "",
        "source": said["source"] or path.name,
        "own_file": path.name,
        "names": names,
    }
    tables = {
        SERVICES: _in_place(area.table(SERVICES), row),
        NEEDS: _in_place(area.table(NEEDS), _housing(area, raw, service, path)),
    }
    found = replace(area, own={**area.own, **cast("Any", tables)}, _kept={})
    read_brief(found, service, siting=choices)  # what is wrong together is said with the file
    return found, service, choices


def _in_place(table: pd.DataFrame, row: Mapping[str, Any]) -> pd.DataFrame:
    """Put a row in place of the one of its id, or last."""
    left = table[table["service"] != row["service"]]
    both: pd.DataFrame = pd.concat([left, pd.DataFrame([row])], ignore_index=True)
    return both


def _require_keys(raw: Mapping[str, Any], known: Iterable[str], at: str) -> None:
    for name in raw:
        if name not in known:
            raise unknown_choice("key", f"{at}{name}", [f"{at}{one}" for one in known])


def _names(raw: Mapping[str, Any]) -> dict[str, str]:
    """Take the name: a text, or one in each language."""
    given = raw.get("name")
    if isinstance(given, str) and given.strip():
        return dict.fromkeys(sorted(LANGS), given.strip())
    if isinstance(given, Mapping) and set(given) == LANGS:
        return {lang: _text(given, lang, "name.") for lang in sorted(LANGS)}
    raise ArgumentError("siting.service.name")


def _text(raw: Mapping[str, Any], name: str, at: str = "") -> str:
    given = raw.get(name, "")
    if not isinstance(given, str) or (";" in given and name not in NEED_TEXTS + TEXTS):
        raise ArgumentError("siting.service.text", key=at + name, given=f"{given!r:.60}")
    return given.strip()


def _list(raw: Mapping[str, Any], name: str, at: str = "") -> list[str]:
    given = raw.get(name, [])
    plain = isinstance(given, list) and all(isinstance(one, str) for one in given)
    if not plain or any(";" in one or not one.strip() for one in given):
        raise ArgumentError("siting.service.list", key=at + name, given=f"{given!r:.60}")
    return [one.strip() for one in given]


def _table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = raw.get(name, {})
    if not isinstance(given, Mapping):
        raise ArgumentError("siting.service.table", key=name, given=f"{given!r:.60}")
    return given


def _numbers(raw: Mapping[str, Any], name: str) -> dict[str, float]:
    """Take a table of numbers; `require_needs` says which is none."""
    return dict(_table(raw, name))


def _require_known(
    area: Area, said: Mapping[str, str], lists: Mapping[str, list[str]], siting: Siting
) -> None:
    """Refuse words that nothing is called by."""
    sites = [str(site) for site in area.layer("sites").index]
    ends = [*map(str, read_destinations(area).index), *map(str, area.layer("stations").index)]
    regions = sorted({one for own in regions_of(area).values() for one in own})
    choices = {"themes": list(siting.themes), "regions": regions, "relations": [*ends, *sites]}
    for name, words in lists.items():
        for word in words:
            if word not in choices[name]:
                raise unknown_choice(Message("siting.service.word", key=name), word, choices[name])
    if not lists["themes"]:
        raise ArgumentError("siting.service.no_theme", choices=list(siting.themes))
    for name, known in (("kind", list(siting.kinds)), ("seat", sites)):
        if said[name] and said[name] not in known:
            raise unknown_choice(Message("siting.service.word", key=name), said[name], known)


def _housing(area: Area, raw: Mapping[str, Any], service: str, path: Path) -> dict[str, Any]:
    """Take what it needs of a building or ground, as a row of the table ``needs``."""
    table, at = _table(raw, NEEDS), f"{NEEDS}."
    _require_keys(table, [*NEED_LISTS, *NEED_NUMBERS, *NEED_TEXTS], at)
    row: dict[str, Any] = {"service": service}
    row |= {name: _text(table, name, at) for name in NEED_TEXTS}
    lists = {name: _list(table, name, at) for name in NEED_LISTS}
    for field in fields_of(area.resource(NEEDS)):
        words = lists.get(field.name, [row.get(field.name, "")] if field.choices else [])
        for word in filter(None, words):
            if field.choices and word not in field.choices:
                what = Message("siting.service.word", key=at + field.name)
                raise unknown_choice(what, word, field.choices)
    for name in NEED_NUMBERS:
        given = table.get(name)
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
        if given is not None and not (is_number and 0 <= given < float("inf")):
            raise ArgumentError("siting.service.number", key=at + name, given=f"{given!r:.60}")
        row[name] = given
    row |= {name: ";".join(words) for name, words in lists.items()}
    row["source"] = row["source"] or path.name
    return row


def _with_scales(
    siting: Siting, service: str, raw: Mapping[str, Any]
) -> dict[str, Mapping[str, Scale]]:
    """Take the ends that the service has of its own, worst first."""
    found: dict[str, Mapping[str, Scale]] = {
        name: {one: ends for one, ends in each.items() if one != service}
        for name, each in siting.scales.items()
    }
    for name, ends in _table(raw, "scales").items():
        if name not in siting.criteria:
            raise unknown_choice("criterion", name, siting.criteria)
        pair = isinstance(ends, list) and len(ends) == len(("worst", "best"))
        if not pair or not all(type(end) in {int, float} for end in ends):
            raise ArgumentError("siting.service.scale", key=f"scales.{name}", given=f"{ends!r:.60}")
        found[name] = {**found.get(name, {}), service: Scale(*map(float, ends))}
    return found


def service_toml(area: Area, service: str, siting: Siting) -> str:
    """Write a service of the area as a file that `with_own_service` reads back.

    Parameters
    ----------
    area : Area
        The area.
    service : str
        Its id.
    siting : Siting
        The choices.

    Returns
    -------
    str
        TOML: to be saved, changed and given in place of the id.

    Examples
    --------
    >>> print(service_toml(area, "loket-zuid", dg.siting.read_siting(area)).splitlines()[1])
    name = "Loket Zuid"
    """
    row = read_services(area).loc[service].to_dict()
    own = siting.overrides.get(service, NOTHING)
    top: dict[str, Any] = {"id": service, "name": str(row["name"])}
    top |= {"ministry": str(row["ministry"]), "kind": str(row["kind"])}
    top |= {name: list(listed(row[name])) for name in LISTS}
    top["seat"] = "".join(listed(row["site"]))
    if own.lifted:
        top[LIFTED] = list(own.lifted)
    table = area.table(NEEDS).set_index("service")
    needs = table.loc[service].dropna().to_dict() if service in table.index else {}
    housing: dict[str, Any] = {
        name: list(listed(needs[name])) for name in NEED_LISTS if needs.get(name)
    }
    housing |= {name: float(needs[name]) for name in NEED_NUMBERS if name in needs}
    housing |= {name: str(needs[name]) for name in NEED_TEXTS if needs.get(name)}
    scales = {
        name: [each[service].worst, each[service].best]
        for name, each in siting.scales.items()
        if service in each
    }
    parts = {NEEDS: housing, "weights": own.weights, "limits": own.limits, "scales": scales}
    lines = list(_lines(top))
    for name, part in parts.items():
        if part:
            lines += ["", f"[{name}]", *_lines(part)]
    return "\n".join(lines) + "\n"


def _lines(part: Mapping[str, Any]) -> Iterator[str]:
    """Write keys and values: of texts, numbers and lists JSON and TOML write the same."""
    for name, value in part.items():
        if value not in ("", []):
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
