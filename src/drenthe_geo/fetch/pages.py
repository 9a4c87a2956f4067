"""Features that come page by page, written to one GeoJSON file as they come."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.client import plain_text
from drenthe_geo.fetch.content import HEAD_BYTES, PAGE
from drenthe_geo.fetch.provinces import DEGREES, LON_MOST
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drenthe_geo.fetch.sources import Source, Wanted


def parsed(source: Source, address: str, content: bytes) -> dict[str, Any]:
    """Read an answer that must be an object in JSON.

    Parameters
    ----------
    source : Source
        The source.
    address : str
        Where the answer comes from.
    content : bytes
        The answer.

    Returns
    -------
    dict
        The object.

    Raises
    ------
    FileError
        If it is a web page, no JSON, nested without end, or says an error.
    """
    if PAGE.match(content[:HEAD_BYTES]):
        what = Message("fetch.kinds.json")
        raise FileError("fetch.web_page", source=source.id, address=address, what=what)
    try:
        found = json.loads(content, parse_constant=_no_number)
    except RecursionError:
        raise FileError("fetch.too_deep", source=source.id, address=address) from None
    except ValueError:
        raise FileError("fetch.no_json", source=source.id, address=address) from None
    if not isinstance(found, dict):
        raise FileError("fetch.no_json", source=source.id, address=address)
    error = found.get("error")
    if error is not None:
        said = error.get("message") if isinstance(error, dict) else error
        raise FileError(
            "fetch.says_error", source=source.id, address=address, said=plain_text(said)
        )
    return found


def _no_number(text: str) -> float:
    raise ValueError(text)


def features_of(source: Source, address: str, page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Take the features of a page, refusing a page that is none of features."""
    features = page.get("features")
    is_page = page.get("type") == "FeatureCollection" and isinstance(features, list)
    if not is_page or not all(
        isinstance(one, dict) and one.get("type") == "Feature" for one in features or ()
    ):
        raise FileError("fetch.no_features", source=source.id, address=address)
    said = page.get("numberReturned")
    if isinstance(said, int) and said != len(features or ()):
        told = {"said": said, "count": len(features or ())}
        raise FileError("fetch.other_count_of_page", source=source.id, address=address, **told)
    return list(features or ())


def is_count(said: object) -> bool:
    """Tell whether it is a whole number of 0 or more."""
    return isinstance(said, int) and not isinstance(said, bool) and said >= 0


def state_of(content: bytes, headers: Mapping[str, str]) -> str:
    """Give what tells whether a collection is as it was: what it says, and the server of that."""
    said = {name.lower(): value for name, value in headers.items()}
    digest = hashlib.sha256(content)
    for name in ("etag", "last-modified"):
        digest.update(f"\n{said.get(name, '')}".encode())
    return digest.hexdigest()


def require_positions(
    source: Source, address: str, features: list[dict[str, Any]], crs: str
) -> None:
    """Refuse metres where degrees were asked for, and the reverse: a server may mind no CRS.

    Parameters
    ----------
    source : Source
        The source.
    address : str
        Where the features come from.
    features : list of dict
        The features.
    crs : str
        The CRS that was asked for.

    Raises
    ------
    FileError
        If a feature begins where nothing can lie in that CRS.
    """
    for one in features:
        at = _first_position(one.get("geometry"))
        if at is not None and (abs(at[0]) <= LON_MOST and abs(at[1]) <= LON_MOST) != (
            crs == DEGREES
        ):
            place = ", ".join(f"{each:g}" for each in at)
            raise FileError(
                "fetch.other_positions", source=source.id, address=address, at=place, crs=crs
            )


def _first_position(geometry: object) -> tuple[float, float] | None:
    """Find where a shape begins."""
    found = geometry if isinstance(geometry, dict) else {}
    inner: Any = found.get("coordinates")
    while isinstance(inner, list) and inner and isinstance(inner[0], list):
        inner = inner[0]
    is_place = isinstance(inner, list) and len(inner) > 1
    if not is_place or not all(isinstance(one, (int, float)) for one in inner[:2]):
        return None
    return float(inner[0]), float(inner[1])


@dataclass(frozen=True)
class Page:
    """A page of features.

    Parameters
    ----------
    features : list of dict
        The features.
    following : str or None
        Where the next page is; None where there is none.
    matched : int or None
        How many features all pages have together; None where the server does not say.
    """

    features: list[dict[str, Any]]
    following: str | None
    matched: int | None


YEAR = re.compile(r"\d{4}(\.0)?")


@dataclass(frozen=True)
class Kind:
    """What comes page by page: by what each is known.

    Parameters
    ----------
    names : tuple of str
        What may hold the number of a row.
    twice : str
        What is said where one comes twice.
    """

    names: tuple[str, ...]
    twice: str

    def number(self, row: Mapping[str, Any]) -> str | int | None:
        """Give the number of a row; none where it has none."""
        return next((row[one] for one in self.names if isinstance(row.get(one), (str, int))), None)


FEATURES = Kind(("id",), "fetch.feature_twice")
ROWS = Kind(("ID", "Id"), "fetch.row_twice")
"""Features of GeoJSON, and rows of OData as CBS numbers them."""


@dataclass
class Collection:
    """Writes features or rows to a file, and sees that none comes twice.

    Parameters
    ----------
    wanted : Wanted
        What is fetched.
    file : file
        Where to.
    crs : str
        CRS of the coordinates, such as ``EPSG:28992``; empty of rows, which lie nowhere.
    kind : Kind
        What it holds.
    year_columns : sequence of str
        Columns that may say of which year a row is, in small letters.
    """

    wanted: Wanted
    file: IO[bytes]
    crs: str
    kind: Kind = FEATURES
    year_columns: Sequence[str] = ()
    rows: int = 0
    size: int = 0
    _known: set[object] = field(default_factory=set)
    _digest: Any = field(default_factory=hashlib.sha256)
    _years: dict[str, set[int]] = field(default_factory=dict)
    _columns: set[str] = field(default_factory=set)
    _of_years: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """Name the columns of the features."""
        return sorted(self._columns)

    @property
    def years(self) -> tuple[str, list[int]]:
        """Give the column that says of which year rows are, and the years; none where none does."""
        name = next((one for one in self.year_columns if self._years.get(one)), "")
        return name, sorted(self._years.get(name, ()))

    def _look_at(self, row: Mapping[str, Any]) -> None:
        """Remember its number, and of which year it is."""
        self._known.add(self.kind.number(row))
        told = row.get("properties")
        if not isinstance(told, dict):
            return
        new = told.keys() - self._columns
        self._columns |= new
        self._of_years += sorted(one for one in new if one.lower() in self.year_columns)
        for name in self._of_years:
            value = str(told.get(name, ""))
            if YEAR.fullmatch(value):
                self._years.setdefault(name.lower(), set()).add(int(value[:4]))

    @property
    def sha256(self) -> str:
        """Hash of what is written so far."""
        return str(self._digest.copy().hexdigest())

    @property
    def _head(self) -> bytes:
        """What stands first; programs that know GeoJSON of before 2016 read the CRS there."""
        if self.kind is ROWS:
            return b'{"value": ['
        lines = ['{"type": "FeatureCollection",']
        if self.crs != DEGREES:
            name = f"urn:ogc:def:crs:{self.crs.replace(':', '::')}"
            crs = json.dumps({"type": "name", "properties": {"name": name}})
            lines.append(f'"crs": {crs},')
        return "\n".join([*lines, '"features": [']).encode()

    def begin(self) -> None:
        """Write what stands first."""
        self._write(self._head)

    def take_up(self, end: int | None) -> None:
        """Read what was written before, up to a byte: no page where it is None.

        Raises
        ------
        ValueError
            If it was not written so.
        """
        self.file.seek(0)
        head = self._head
        if self.file.read(len(head)) != head:
            raise ValueError
        self._seen(head)
        while end is not None and self.size < end:
            line = self.file.readline(end - self.size)
            if not line:
                raise ValueError
            self._seen(line)
            text = line.rstrip(b"\n").removesuffix(b",")
            if text:
                self._look_at(json.loads(text))
                self.rows += 1

    def _seen(self, part: bytes) -> None:
        self._digest.update(part)
        self.size += len(part)

    def _write(self, part: bytes) -> None:
        self.file.write(part)
        self._seen(part)

    def add(self, address: str, features: list[dict[str, Any]]) -> None:
        """Write the features of a page."""
        source = self.wanted.source
        for one in features:
            name = self.kind.number(one)
            if name is not None and name in self._known:
                said = {"address": address, "id": str(name)}
                raise FileError(self.kind.twice, source=source.id, **said)
            self._look_at(one)
            text = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            self._write((",\n" if self.rows else "\n").encode())
            self._write(text.encode())
            self.rows += 1
        size_mb = self.size / BYTES_PER_MB
        if size_mb > source.most_mb:
            told = {"size": size_mb, "most": source.most_mb}
            raise FileError("fetch.too_large", source=source.id, address=address, **told)

    def end(self, matched: object) -> None:
        """Write the end, if all came that the server says there are."""
        if isinstance(matched, int) and matched != self.rows:
            said = {"said": matched, "count": self.rows, "address": self.wanted.address}
            raise FileError("fetch.other_count", source=self.wanted.source.id, **said)
        self._write(b"\n]}\n")
