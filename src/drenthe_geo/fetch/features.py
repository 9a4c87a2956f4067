"""OGC API Features: a collection within bounds, following the links to each next page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.client import plain_text
from drenthe_geo.fetch.pages import Collection, features_of, parsed
from drenthe_geo.fetch.provinces import DEGREES, Box

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO

    from drenthe_geo.fetch.client import Client
    from drenthe_geo.fetch.sources import Wanted

CRS_OF = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEGREE_DECIMALS = 6
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


def fetch_features(
    client: Client, wanted: Wanted, file: IO[str], moved: Callable[[int, int | None], None]
) -> tuple[str, int]:
    """Write all features of a collection within bounds to a file.

    Parameters
    ----------
    client : Client
        Asks the server.
    wanted : Wanted
        The collection.
    file : file
        Where to.
    moved : callable
        Told how far it is.

    Returns
    -------
    tuple of str and int
        CRS of the coordinates, and how many features there are.

    Raises
    ------
    FileError
        If a page is no page of the collection, or features lack.
    """
    in_degrees = not _offers(client, wanted)
    crs = DEGREES if in_degrees else wanted.where.crs
    address = first_page(wanted, client.manners.ogc_limit, in_degrees=in_degrees)
    made, seen = Collection(wanted, file, crs), set[str]()
    made.begin()
    while True:
        seen.add(address)
        page, headers = _page(client, wanted, address)
        _require_crs(wanted, address, headers, crs)
        made.add(address, features_of(wanted.source, address, page))
        moved(file.tell(), None)
        following = _next(wanted, address, page)
        if following is None:
            made.end(page.get("numberMatched"))
            return crs, made.rows
        if following in seen:
            raise FileError("fetch.pages_round", source=wanted.source.id, address=following)
        address = following


def _page(client: Client, wanted: Wanted, address: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    content, headers = client.text(wanted.source, address, client.manners.page_bytes)
    return parsed(wanted.source, address, content), headers


def _offers(client: Client, wanted: Wanted) -> bool:
    """Tell whether a collection offers the CRS that the bounds are in."""
    try:
        said, _ = _page(client, wanted, collection_address(wanted))
    except FileError as error:
        known = _known(client, wanted) if error.message.key == "fetch.refused" else []
        if not known:
            raise
        name = wanted.address.rstrip("/").rpartition("/")[2]
        told = {"address": wanted.address, "name": name, "known": known}
        raise FileError("fetch.no_collection", source=wanted.source.id, **told) from None
    offered = said.get("crs")
    if wanted.where.crs == DEGREES or not isinstance(offered, list):
        return False
    return CRS_OF + wanted.where.crs.partition(":")[2] in offered


def _known(client: Client, wanted: Wanted) -> list[str]:
    """List the collections of a service that has not the one that is wanted; names change."""
    address = f"{wanted.address.rstrip('/').rpartition('/')[0]}?f=json"
    try:
        said, _ = _page(client, wanted, address)
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
