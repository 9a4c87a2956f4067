"""Features that come page by page, written to one GeoJSON file as they come."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.client import plain_text
from drenthe_geo.fetch.content import HEAD_BYTES, PAGE
from drenthe_geo.fetch.provinces import DEGREES
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@dataclass
class Collection:
    """Writes features to a file, and sees that none comes twice.

    Parameters
    ----------
    wanted : Wanted
        What is fetched.
    file : file
        Where to.
    crs : str
        CRS of the coordinates, such as ``EPSG:28992``.
    """

    wanted: Wanted
    file: IO[str]
    crs: str
    rows: int = 0
    _known: set[object] = field(default_factory=set)

    def begin(self) -> None:
        """Write the head; programs that know GeoJSON of before 2016 read the CRS there."""
        self.file.write('{"type": "FeatureCollection",\n')
        if self.crs != DEGREES:
            name = f"urn:ogc:def:crs:{self.crs.replace(':', '::')}"
            crs = json.dumps({"type": "name", "properties": {"name": name}})
            self.file.write(f'"crs": {crs},\n')
        self.file.write('"features": [')

    def add(self, address: str, features: list[dict[str, Any]]) -> None:
        """Write the features of a page."""
        source = self.wanted.source
        for one in features:
            name = one.get("id")
            if isinstance(name, (str, int)):
                if name in self._known:
                    said = {"address": address, "id": str(name)}
                    raise FileError("fetch.feature_twice", source=source.id, **said)
                self._known.add(name)
            text = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            self.file.write(",\n" if self.rows else "\n")
            self.file.write(text)
            self.rows += 1
        size_mb = self.file.tell() / BYTES_PER_MB
        if size_mb > source.most_mb:
            told = {"size": size_mb, "most": source.most_mb}
            raise FileError("fetch.too_large", source=source.id, address=address, **told)

    def end(self, matched: object) -> None:
        """Write the end, if all came that the server says there are."""
        if isinstance(matched, int) and matched != self.rows:
            said = {"said": matched, "count": self.rows, "address": self.wanted.address}
            raise FileError("fetch.other_count", source=self.wanted.source.id, **said)
        self.file.write("\n]}\n")
