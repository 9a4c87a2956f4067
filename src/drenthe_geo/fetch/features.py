"""OGC API Features: a collection within bounds, following the links to each next page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.client import plain_text
from drenthe_geo.fetch.pages import (
    FEATURES,
    Page,
    features_of,
    is_count,
    parsed,
    require_positions,
    state_of,
)
from drenthe_geo.fetch.provinces import DEGREES, Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.fetch.client import Client
    from drenthe_geo.fetch.sources import Wanted

CRS_OF = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEGREE_DECIMALS = 6
ODD_QUESTION = "400 "
"""How the answer to a question begins that a server does not understand."""

MOST_NAMES = 30
"""Collections that a refusal lists."""


def first_page(wanted: Wanted, limit: int, *, in_degrees: bool = False) -> str:
    """Give the address of the first page.

    Parameters
    ----------
    wanted : Wanted
        A collection.
    limit : int
        Features of a page.
    in_degrees : bool
        Whether the server knows no other CRS than longitude and latitude.

    Returns
    -------
    str
        The address.
    """
    where = wanted.where
    query: dict[str, object] = {"f": "json", "limit": limit, **wanted.source.query}
    if in_degrees or where.crs == DEGREES:
        box = box_in_degrees(where.box, where.crs)
        query["bbox"] = ",".join(f"{one:.{DEGREE_DECIMALS}f}" for one in box)
    else:
        uri = CRS_OF + where.crs.partition(":")[2]
        query |= {"bbox": ",".join(f"{one:.0f}" for one in where.box), "bbox-crs": uri, "crs": uri}
    return f"{wanted.address.rstrip('/')}/items?{urlencode(query, safe=',:/')}"


def box_in_degrees(box: Box, crs: str) -> Box:
    """Give bounds in longitude and latitude, no smaller than they are."""
    if crs == DEGREES:
        return box
    from pyproj import Transformer  # noqa: PLC0415 - slow to import

    to_degrees = Transformer.from_crs(crs, DEGREES, always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*box)
    return west, south, east, north


class Features:
    """A collection, as pages within bounds.

    Parameters
    ----------
    client : Client
        Asks the server.
    wanted : Wanted
        The collection.
    """

    kind = FEATURES

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self.client, self.wanted = client, wanted
        self.unknown: tuple[str, ...] = ()
        self.crs, self.first = wanted.where.crs, ""

    def look(self) -> str:
        """Ask what the collection says of itself, and whether it offers the CRS of the bounds."""
        wanted, client = self.wanted, self.client
        try:
            said, headers, content = _asked(client, wanted, collection_address(wanted))
        except FileError as error:
            known = _known(client, wanted) if error.message.key == "fetch.refused" else []
            if not known:
                raise
            name = wanted.address.rstrip("/").rpartition("/")[2]
            told = {"address": wanted.address, "name": name, "known": known}
            raise FileError("fetch.no_collection", source=wanted.source.id, **told) from None
        offered = said.get("crs")
        in_degrees = wanted.where.crs == DEGREES or not (
            isinstance(offered, list) and CRS_OF + wanted.where.crs.partition(":")[2] in offered
        )
        self.crs = DEGREES if in_degrees else wanted.where.crs
        self.first = first_page(wanted, client.manners.ogc_limit, in_degrees=in_degrees)
        return state_of(content, headers)

    def page(self, address: str) -> Page:
        """Ask for a page; see `Book.page`."""
        page, headers = self._page(address)
        _require_crs(self.wanted, address, headers, self.crs)
        features = features_of(self.wanted.source, address, page)
        require_positions(self.wanted.source, address, features, self.crs)
        matched = page.get("numberMatched")
        return Page(
            features, _next(self.wanted, address, page), matched if is_count(matched) else None
        )

    def _page(self, address: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        """Ask for a page; the first one once more without what the server may not know."""
        wanted = self.wanted
        try:
            page, headers, _ = _asked(self.client, wanted, address)
        except FileError as error:
            if address != self.first or not wanted.source.query or not _is_odd_question(error):
                raise
            whole = replace(wanted, source=replace(wanted.source, query={}))
            in_degrees = self.crs == DEGREES
            limit = self.client.manners.ogc_limit
            try:
                plain = first_page(whole, limit, in_degrees=in_degrees)
                page, headers, _ = _asked(self.client, wanted, plain)
            except FileError as other:
                raise (error if _is_odd_question(other) else other) from None
            self.unknown = tuple(wanted.source.query)
        return page, headers


def _is_odd_question(error: FileError) -> bool:
    """Tell whether a server refused a question as one that it does not understand."""
    said = str(error.message.values.get("reason", ""))
    return error.message.key == "fetch.refused" and said.startswith(ODD_QUESTION)


def _asked(
    client: Client, wanted: Wanted, address: str
) -> tuple[dict[str, Any], Mapping[str, str], bytes]:
    """Ask for an object in JSON; give its bytes too."""
    content, headers = client.text(wanted.source, address, client.manners.page_bytes)
    return parsed(wanted.source, address, content), headers, content


def _known(client: Client, wanted: Wanted) -> list[str]:
    """List the collections of a service that has not the one that is wanted; names change."""
    address = f"{wanted.address.rstrip('/').rpartition('/')[0]}?f=json"
    try:
        said, _, _ = _asked(client, wanted, address)
    except FileError:
        return []
    found = said.get("collections")
    names = [one.get("id") for one in found or () if isinstance(one, dict)] if found else []
    return [plain_text(one) for one in names[:MOST_NAMES] if isinstance(one, str)]


def collection_address(wanted: Wanted) -> str:
    """Give the address of what a collection says of itself."""
    return f"{wanted.address.rstrip('/')}?f=json"


def _require_crs(wanted: Wanted, address: str, headers: Mapping[str, str], crs: str) -> None:
    """Refuse coordinates in another CRS than was asked for: they would lie elsewhere."""
    said = {name.lower(): value for name, value in headers.items()}.get("content-crs", "")
    known = CRS84 if crs == DEGREES else CRS_OF + crs.partition(":")[2]
    if said and said.strip("<> ") != known:
        told = {"address": address, "said": said.strip("<> "), "crs": crs}
        raise FileError("fetch.other_crs", source=wanted.source.id, **told)


def _next(wanted: Wanted, address: str, page: Mapping[str, Any]) -> str | None:
    """Find the next page, refusing one of another collection or another host."""
    links = page.get("links")
    for one in links if isinstance(links, list) else ():
        if isinstance(one, dict) and one.get("rel") in {"next", "self"}:
            href = one.get("href")
            to = urljoin(address, href) if isinstance(href, str) else ""
            if not _is_of_collection(wanted, to):
                key = "fetch.other_collection" if one["rel"] == "self" else "fetch.next_elsewhere"
                raise FileError(key, source=wanted.source.id, address=address, to=ascii(to)[1:-1])
    following = [
        urljoin(address, one["href"])
        for one in (links if isinstance(links, list) else ())
        if isinstance(one, dict) and one.get("rel") == "next"
    ]
    return following[0] if following else None


def _is_of_collection(wanted: Wanted, address: str) -> bool:
    """Tell whether an address is one of pages of the collection that is wanted."""
    try:
        one, first = urlsplit(address), urlsplit(wanted.address)
    except ValueError:
        return False
    same = (one.scheme, one.netloc.lower()) == (first.scheme, first.netloc.lower())
    return same and one.path.rstrip("/") == f"{first.path.rstrip('/')}/items"
