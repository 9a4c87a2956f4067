"""Addresses to points by the PDOK Locatieserver: only where it is asked for, one by one."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.crs import RD, RD_NEW
from drenthe_geo.errors import FileError
from drenthe_geo.io.headings import Placed, known_headings, tell
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from drenthe_geo.crs import Grid

MOST_BYTES = 1_000_000

LOCAL = frozenset({"127.0.0.1", "localhost"})
"""Hosts of this computer: no one else reads what goes there, so it need not be locked."""

FIELDS = "weergavenaam,centroide_rd,type"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow nobody to another address."""

    def redirect_request(self, *_: object) -> None:
        """Refuse."""


def placed_by_address(placed: Placed, file: str, grid: Grid) -> None:
    """Give rows without coordinates the point of their address, and say how many were asked."""
    if not _may_hold_the_land(grid):
        raise FileError("io.geocoder_elsewhere", file=file)
    frame, service = placed.frame, known_headings()["geocoder"]
    known = {one: place for place, one in enumerate(known_headings()["roles"]["address"])}
    parts = sorted(
        (str(one) for one in frame.columns if plain_name(str(one)) in known),
        key=lambda one: known[plain_name(one)],
    )
    also = [placed.found[role] for role in ("postcode", "town") if role in placed.found]
    empty = frame.geometry.isna().to_numpy()
    rows = [int(row) for row in np.flatnonzero(empty) if int(row) not in placed.told]
    if len(rows) > service["most_requests"]:
        said = {"count": len(rows), "most": service["most_requests"]}
        raise FileError("io.geocode_many", file=file, **said)
    frame = frame.to_crs(grid.code)
    points = frame.geometry.to_numpy().copy()
    for row in rows:
        cells = [frame[one].iloc[row] for one in (*parts, *also)]
        typed = [str(one).strip() for one in cells if one is not None]
        if not any(frame[one].iloc[row] is not None for one in parts):
            continue  # its postcode may do
        asked = " ".join(typed)
        found = _asked(asked)
        if found is None:
            tell(placed, row, placed.found, "io.no_such_address", given=asked)
            continue
        name, point = found
        odd = [one for one in typed if not set(_words(one)) <= set(_words(name))]
        if odd:
            tell(placed, row, placed.found, "io.other_address", given=asked, other=name)
        else:
            points[row] = point if grid.is_rd else _moved(point, grid)
    frame[frame.geometry.name] = points
    placed.frame = frame
    host = urllib.parse.urlsplit(service["url"]).hostname
    placed.notices.append(Message("io.geocoded", file=file, count=len(rows), host=host))


def _may_hold_the_land(grid: Grid) -> bool:
    """Tell whether land of the Netherlands may lie in a system: others get no address sent."""
    pairs = ((grid.lon_range_deg, RD.lon_range_deg), (grid.lat_range_deg, RD.lat_range_deg))
    return all(one[0] < other[1] and other[0] < one[1] for one, other in pairs)


def _moved(point: shapely.Point, grid: Grid) -> shapely.Point:
    """Bring a point of the service, which is in RD New, to the system of another area."""
    change = pyproj.Transformer.from_crs(RD_NEW, grid.code, always_xy=True)
    return shapely.Point(*change.transform(point.x, point.y))


def _words(text: str) -> list[str]:
    """Take an address apart into words; a postcode is one, with or without a blank."""
    words = [plain_name(word) for word in text.replace(",", " ").split()]
    joined: list[str] = []
    for word in words:
        is_end = len(word) == 2 and word.isalpha() and joined and joined[-1].isdigit()  # noqa: PLR2004
        if is_end and len(joined[-1]) == 4:  # noqa: PLR2004 - of a postcode
            joined[-1] += word
        elif word:
            joined.append(word)
    return joined


@lru_cache(maxsize=4096)
def _asked(address: str) -> tuple[str, shapely.Point] | None:
    """Ask where an address is: its name there and its point; none where nothing is found."""
    service = known_headings()["geocoder"]
    query = {"q": address, "fq": "type:adres", "rows": "1", "fl": FIELDS}
    url = f"{service['url']}?{urllib.parse.urlencode(query)}"
    parts = urllib.parse.urlsplit(url)
    host = str(parts.hostname)
    if parts.scheme != "https" and host not in LOCAL:
        raise FileError("io.geocoder_unlocked", host=host)
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        response: HTTPResponse
        with opener.open(url, timeout=service["timeout_s"]) as response:
            answer: Any = json.loads(response.read(MOST_BYTES))
        docs = answer["response"]["docs"]
        if not docs:
            return None
        return str(docs[0]["weergavenaam"]), shapely.from_wkt(docs[0]["centroide_rd"])
    except (urllib.error.URLError, OSError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        why = str(getattr(error, "reason", error))
        raise FileError("io.geocoder_unreached", host=host, why=why) from error
    except (ValueError, LookupError, TypeError, shapely.errors.ShapelyError) as error:
        raise FileError("io.geocoder_odd", host=host) from error
