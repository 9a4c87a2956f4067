"""Which public sources there are for an area, and which addresses they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from drenthe_geo.area.package import DEFAULTS, area_folder, data_dir, read_toml
from drenthe_geo.area.sourced import is_number, read_own_toml
from drenthe_geo.errors import ArgumentError, FileError, unknown_choice
from drenthe_geo.fetch.manifest import MANIFEST, is_plain_name
from drenthe_geo.fetch.provinces import (
    DEGREES,
    LAT_MOST,
    LON_MOST,
    Where,
    find_province,
    read_countries,
)
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SOURCES = "sources.toml"
AREA = "area"
"""The table of a file of sources that says which place they are of."""

FORMATS = ("geofabrik", "file", "ogc_features", "arcgis", "odata")
BEGINS = ("pbf", "zip", "gtfs", "csv", "json", "xlsx")
ALWAYS_BEGINS = {"geofabrik": "pbf", "ogc_features": "json", "arcgis": "json", "odata": "json"}
"""How what comes in a format begins, where an entry need not say so."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts of this computer: no one else reads what goes there, so it need not be locked."""

TEXTS = ("title", "format", "address", "file", "licence")
NUMBERS = ("expected_mb", "least_mb", "most_mb", "max_age_days")
LEFT_OUT: dict[str, Any] = {
    "begins": "", "date": None, "expected_mb": None, "hosts": [], "known": "", "rim": True,
    "credit": {}, "query": {}, "counts_as": "", "country": "", "least_mb": 0.0,
    "most_mb": 5000.0, "max_age_days": 30,
}  # fmt: skip
"""What an entry need not say. Every key that none of these tables has is a slip."""


@dataclass(frozen=True)
class Source:
    """A public source; see ``data/defaults/sources.toml`` for what each part means."""

    id: str
    title: str
    format: str
    address: str
    file: str
    licence: str
    begins: str
    date: str | None
    expected_mb: float | None
    hosts: tuple[str, ...]
    known: str
    country: str
    rim: bool
    credit: Mapping[str, str] = field(hash=False)
    least_mb: float
    most_mb: float
    max_age_days: float
    query: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Wanted:
    """One file that is wanted: of a source, from an address, for a place."""

    source: Source
    address: str
    file: str
    where: Where
    expected_mb: float | None = None


@dataclass(frozen=True)
class Needs:
    """What is wanted for an area.

    Parameters
    ----------
    where : Where
        The place.
    wanted : list of Wanted
        The files, in the order of the file of sources.
    far : tuple of str
        Sources of lands that neither the place nor its rim has a part of: not asked for.
    """

    where: Where
    wanted: list[Wanted]
    far: tuple[str, ...] = ()


def read_wanted(
    area: str | None,
    only: Sequence[str] = (),
    sources: Path | None = None,
    *,
    rim_m: float = 0.0,
) -> Needs:
    """Find what is wanted for an area.

    Parameters
    ----------
    area : str or None
        Name of a province, or a folder of an area of one's own that holds ``sources.toml``.
    only : sequence of str
        Ids of the sources that are asked for; all where empty.
    sources : pathlib.Path, optional
        A file of sources of one's own. With a table ``[area]`` it stands alone, else its keys
        come over those that ship.
    rim_m : float
        Land around a province that is asked for as well.

    Returns
    -------
    Needs
        The place, and the files in the order of the file of sources.

    Raises
    ------
    ArgumentError
        If there is no such area or source, or an entry is wrong.
    FileError
        If a file cannot be read.
    """
    raw, where = _raw(area, sources)
    known = {name: _source(name, entry) for name, entry in raw.items()}
    choices = list(dict.fromkeys([*known, *(one.id for one in known.values())]))
    for name in only:
        if name not in choices:
            raise unknown_choice("source", name, choices)
    chosen = [one for name, one in known.items() if not only or {name, one.id} & set(only)]
    near = [one for one in chosen if not one.country or where.may_lie_in(one.country)]
    far = tuple(one.id for one in chosen if one not in near)
    if far and only:
        raise ArgumentError("fetch.far", sources=list(far), area=where.name)
    wanted = [one for source in near for one in _files(source, where, rim_m)]
    names = [one.file.casefold() for one in wanted]
    twice = next((one.file for one in wanted if names.count(one.file.casefold()) > 1), None)
    if twice is not None:
        raise ArgumentError("fetch.file_twice", file=twice)
    return Needs(where, wanted, far)


def _raw(area: str | None, sources: Path | None) -> tuple[dict[str, Any], Where]:
    """Put what ships, what an area has of its own and what a user gives over each other."""
    own = {} if sources is None else read_own_toml(sources, Message("fetch.file_of_sources"))
    folder = _own_folder(area)
    if folder is not None:
        path = folder / SOURCES
        own = {**_layered(read_own_toml(path, Message("fetch.file_of_sources")), own)}
    if AREA in own:
        return {name: one for name, one in own.items() if name != AREA}, _where(own[AREA])
    shipped = read_toml(data_dir() / DEFAULTS / SOURCES)
    where = find_province(area or _shipped_area())
    embedded = data_dir() / where.name / SOURCES
    if embedded.is_file():
        shipped = _layered(shipped, read_toml(embedded))
    return _layered(shipped, own), where


def _own_folder(area: str | None) -> Path | None:
    """Find the folder of an area of one's own that says its sources."""
    if area is None or not ({"/", "\\"} & set(area) or Path(area).is_dir()):
        return None
    folder = Path(area).expanduser()
    if not (folder / SOURCES).is_file():
        raise FileError("fetch.no_sources", folder=folder, file=SOURCES)
    return folder


def _shipped_area() -> str:
    return area_folder().name


def _layered(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Put keys of entries over those of others."""
    found = dict(below)
    for name, entry in above.items():
        both = isinstance(entry, dict) and isinstance(found.get(name), dict)
        found[name] = {**found[name], **entry} if both else entry
    return found


def _where(entry: object) -> Where:
    """Read which place a file of sources is of."""
    said = entry if isinstance(entry, dict) else {}
    name, box = said.get("name"), said.get("bbox_deg")
    if not is_plain_name(name) or not isinstance(box, list) or len(box) != len("WSEN"):
        raise ArgumentError("fetch.area_entry")
    if not all(map(is_number, box)):
        raise ArgumentError("fetch.area_entry")
    west, south, east, north = map(float, box)
    is_box = -LON_MOST <= west < east <= LON_MOST and -LAT_MOST <= south < north <= LAT_MOST
    if not is_box or set(said) != {"name", "bbox_deg"}:
        raise ArgumentError("fetch.area_entry")
    return Where(str(name), (west, south, east, north), DEGREES)


def _source(name: str, entry: object) -> Source:
    """Read an entry, refusing what it must not say."""
    if not is_plain_name(name) or not isinstance(entry, dict):
        raise ArgumentError("fetch.no_entry", name=name)
    for key in entry:
        if key not in {*TEXTS, *LEFT_OUT}:
            raise unknown_choice(
                Message("fetch.key_of", name=name), key, sorted({*TEXTS, *LEFT_OUT})
            )
    missing = [key for key in TEXTS if not isinstance(entry.get(key), str) or not entry[key]]
    if missing:
        raise ArgumentError("fetch.no_key", name=name, keys=missing)
    said = {**LEFT_OUT, **entry}
    for key in NUMBERS:
        if said[key] is not None and not (is_number(said[key]) and said[key] >= 0):
            raise ArgumentError("fetch.no_number", name=name, key=key)
    said["begins"] = said["begins"] or ALWAYS_BEGINS.get(said["format"], "")
    if not said["begins"] and said["format"] == "file":
        raise ArgumentError("fetch.no_key", name=name, keys=["begins"])
    known = {"format": FORMATS, "begins": BEGINS, "country": ("", *read_countries())}
    for key, choices in known.items():
        if said[key] not in choices:
            raise unknown_choice(
                Message(f"fetch.{key}_of", name=name), said[key], [one for one in choices if one]
            )
    _require_kinds(name, said)
    counts_as = said.pop("counts_as") or name
    said["hosts"] = tuple(one.lower() for one in said["hosts"])
    return Source(id=counts_as, **said)


def _require_kinds(name: str, said: Mapping[str, Any]) -> None:
    """Refuse what is a list or a table, and is not the one that it should be."""
    hosts = said["hosts"]
    if not isinstance(hosts, list) or not all(isinstance(one, str) for one in hosts):
        raise ArgumentError("fetch.no_hosts", name=name)
    for key in ("credit", "query"):
        table = said[key]
        if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
            raise ArgumentError("fetch.no_table", name=name, key=key)
    if said["counts_as"] != "" and not is_plain_name(said["counts_as"]):
        raise ArgumentError("fetch.odd_counts_as", name=name)


def _files(source: Source, where: Where, rim_m: float) -> Iterable[Wanted]:
    """List the files of a source: one, or one for each extract."""
    around = where.widened(rim_m) if source.rim else where
    if "{path}" not in source.address:
        slots = {"province": where.name, "code": where.code}
        address = _filled(source, source.address, slots)
        yield _wanted(source, address, _filled(source, source.file, slots), around)
        return
    if not where.extracts:
        raise ArgumentError("fetch.no_extracts", name=source.id)
    for one in where.extracts if source.rim else where.extracts[:1]:
        slots = {"path": one.path, "extract": one.name}
        address, file = (_filled(source, text, slots) for text in (source.address, source.file))
        yield _wanted(source, address, file, around, one.expected_mb)


def _filled(source: Source, text: str, slots: Mapping[str, str]) -> str:
    """Fill the places of an address."""
    try:
        return text.format_map(slots)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise ArgumentError(
            "fetch.odd_slot", name=source.id, text=text, slots=list(slots)
        ) from None


def _wanted(
    source: Source, address: str, file: str, where: Where, expected_mb: float | None = None
) -> Wanted:
    """Check an address and a name."""
    require_address(address, source.id)
    if not is_plain_name(file) or file == MANIFEST:
        raise ArgumentError("fetch.odd_file", name=source.id, file=file)
    expected = source.expected_mb if expected_mb is None else expected_mb
    return Wanted(source, address, file, where, expected)


def require_address(address: str, name: str) -> None:
    """Refuse an address that is not locked, has a password, or leads to no host."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ArgumentError("fetch.odd_address", name=name, address=address) from None
    is_locked = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not host or not address.isprintable() or " " in address or "@" in parts.netloc:
        raise ArgumentError("fetch.odd_address", name=name, address=address)
    if not is_locked:
        raise ArgumentError("fetch.not_locked", name=name, address=address)
