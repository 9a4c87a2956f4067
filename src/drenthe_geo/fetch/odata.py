"""A table of OData: rows without a place, following the links to each next page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.pages import ROWS, Page, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.fetch.client import Client
    from drenthe_geo.fetch.sources import Source, Wanted

NEXT = ("odata.nextLink", "@odata.nextLink")
"""Where a page says which one follows: in OData 3, and in OData 4."""


def table_address(wanted: Wanted) -> str:
    """Give the address of the first page: rows as JSON, of what the source asks for.

    Parameters
    ----------
    wanted : Wanted
        A table.

    Returns
    -------
    str
        The address; blanks are written as OData wants them, and not as a plus sign.
    """
    query = {"$format": "json", **wanted.source.query}
    return f"{wanted.address.rstrip('/')}?{urlencode(query, safe='$,', quote_via=quote)}"


class Table:
    """A table, as pages of rows.

    Parameters
    ----------
    client : Client
        Asks the server.
    wanted : Wanted
        The table.
    """

    crs, kind = "", ROWS  # rows lie nowhere
    unknown: tuple[str, ...] = ()

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self.client, self.wanted = client, wanted
        self.first = table_address(wanted)

    def look(self) -> str:
        """Ask nothing: a table says nothing of itself by which a change could be told."""
        return ""

    def page(self, address: str) -> Page:
        """Ask for a page; see `Book.page`."""
        source = self.wanted.source
        content, _ = self.client.text(source, address, self.client.manners.page_bytes)
        page = parsed(source, address, content)
        return Page(_rows(source, address, page), _next(self.wanted, address, page), None)


def _rows(source: Source, address: str, page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Take the rows of a page, refusing one that is none of rows."""
    rows = page.get("value")
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise FileError("fetch.no_table_rows", source=source.id, address=address)
    return rows


def _next(wanted: Wanted, address: str, page: Mapping[str, Any]) -> str | None:
    """Find the next page, refusing one of another table or another host."""
    said = next((page[name] for name in NEXT if name in page), None)
    if said is None:
        return None
    to = urljoin(address, said) if isinstance(said, str) else ""
    try:
        one, first = urlsplit(to), urlsplit(wanted.address)
        same = (one.scheme, one.netloc.lower()) == (first.scheme, first.netloc.lower())
        same &= one.path.rstrip("/").lower() == first.path.rstrip("/").lower()
    except ValueError:
        same = False
    if not same:
        told = {"address": address, "to": ascii(str(said))[1:-1]}
        raise FileError("fetch.next_elsewhere", source=wanted.source.id, **told)
    return to
