"""What comes page by page, gone through from the first page to the last, or on from the last kept.

Every page that is written is noted beside the file, with where the next one is and the hash of all
that came. Who was cut goes on from there, if the collection still says the same of itself and the
server has the last page as it came: else all of it begins anew. So no file is ever made of two
states of a collection.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.pages import Collection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from drenthe_geo.fetch.half import Half
    from drenthe_geo.fetch.manners import Manners
    from drenthe_geo.fetch.pages import Kind, Page
    from drenthe_geo.fetch.sources import Wanted

    Moved = Callable[[int, int | None], None]

FORMAT = 1
"""Number of the way in which pages are noted."""

S_PER_HOUR = 3600.0

LATER = frozenset({
    "fetch.unreached", "fetch.silent", "fetch.long_wait", "fetch.disk_full", "fetch.not_written",
    "fetch.disk_full_at_once",
})  # fmt: skip
"""What keeps a run from going on, and says nothing against what came."""


class Book(Protocol):
    """A collection of pages."""

    crs: str
    first: str
    kind: Kind
    unknown: tuple[str, ...]
    """Names of a query that the server does not know: what comes is of all."""

    def look(self) -> str:
        """Ask what the collection says of itself: another text where it changed."""

    def page(self, address: str) -> Page:
        """Ask for a page.

        Parameters
        ----------
        address : str
            Where it is.

        Returns
        -------
        Page
            The page.

        Raises
        ------
        FileError
            If it is no page of the collection, in another CRS than was asked for, or if the next
            one is elsewhere.
        """


@dataclass(frozen=True)
class _Kept:
    """A page that is there: its address, and how the file stood when it was written."""

    address: str
    bytes: int
    sha256: str
    rows: int
    matched: int | None
    following: str | None


class _Notes:
    """Notes of the pages that are there, a line for each; the last may be torn."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, head: dict[str, Any]) -> None:
        """Say what is begun."""
        self.path.write_bytes(_line(head))

    def add(self, page: _Kept) -> None:
        """Note a page, once it is written."""
        with self.path.open("ab") as file:
            file.write(_line(asdict(page)))

    def read(self, head: dict[str, Any], now: dt.datetime, most_h: float) -> list[_Kept]:
        """Give the pages of what is begun; none where it is of something else, or too old."""
        try:
            first, *lines = self.path.read_bytes().splitlines(keepends=True)
            said = json.loads(first)
            age_s = (now - dt.datetime.fromisoformat(said.pop("begun"))).total_seconds()
            if said != head or not 0 <= age_s <= most_h * S_PER_HOUR:
                return []
            return [_Kept(**json.loads(one)) for one in lines if one.endswith(b"\n")]
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return []


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"


def collect(
    book: Book,
    wanted: Wanted,
    half: Half,
    moved: Moved,
    *,
    now: dt.datetime,
    manners: Manners,
    most_h: float,
) -> Collection:
    """Write all features of a collection within bounds to a file on its way.

    Parameters
    ----------
    book : Book
        Asks for pages.
    wanted : Wanted
        The collection.
    half : Half
        The file.
    moved : callable
        Told how far it is.
    now : datetime.datetime
        The moment.
    manners : Manners
        What columns of years are called.
    most_h : float
        What was begun longer ago is begun anew.

    Returns
    -------
    Collection
        What was written.

    Raises
    ------
    FileError
        If a page is no page of the collection, features lack, or it changed meanwhile.
    """
    state, notes = book.look(), _Notes(half.pages)
    head = {"format": FORMAT, "first": book.first, "crs": book.crs, "state": state}
    kept = notes.read(head, now, most_h)
    if kept and half.path.is_file():
        with half.path.open("r+b") as file:
            made = Collection(wanted, file, book.crs, book.kind, manners.year_columns)
            if _goes_on(made, kept, book):
                file.truncate(made.size)
                return _through(book, made, notes, kept, moved=moved, state=state)
    half.begin(wanted.address, {})
    with half.path.open("wb") as file:
        made = Collection(wanted, file, book.crs, book.kind, manners.year_columns)
        made.begin()
        notes.begin({**head, "begun": now.isoformat()})
        return _through(book, made, notes, [], moved=moved, state=state)


def _goes_on(made: Collection, kept: Sequence[_Kept], book: Book) -> bool:
    """Take up what is there, if the server has the last page of it as it came."""
    last = kept[-1]
    try:
        page = book.page(last.address)
        if page.matched not in {None, last.matched}:
            return False
        made.take_up(kept[-2].bytes if len(kept) > 1 else None)
        made.add(last.address, page.features)
    except FileError as error:
        if error.message.key in LATER:
            raise
        return False
    except (ValueError, LookupError, AttributeError):  # somebody changed the file
        return False
    return (made.rows, made.size, made.sha256) == (last.rows, last.bytes, last.sha256)


def _through(
    book: Book,
    made: Collection,
    notes: _Notes,
    kept: Sequence[_Kept],
    *,
    moved: Moved,
    state: str,
) -> Collection:
    """Go through the pages that are left."""
    source = made.wanted.source.id
    seen = {one.address for one in kept}
    matched = kept[-1].matched if kept else None
    address = kept[-1].following if kept else book.first
    moved(made.size, None)
    while address is not None:
        if address in seen:
            raise FileError("fetch.pages_round", source=source, address=address)
        seen.add(address)
        page = book.page(address)
        if page.matched is not None:
            if matched is not None and page.matched != matched:
                said = {"before": matched, "now": page.matched}
                raise FileError("fetch.changed_count", source=source, address=address, **said)
            matched = page.matched
        made.add(address, page.features)
        if page.following is not None and not page.features:
            raise FileError("fetch.pages_round", source=source, address=address)
        made.file.flush()  # who is killed now goes on from here
        notes.add(_Kept(address, made.size, made.sha256, made.rows, matched, page.following))
        moved(made.size, None)
        address = page.following
    now = book.look()
    # What says something else at each question tells nothing.
    if now != state and book.look() == now:
        raise FileError("fetch.changed", source=source, address=made.wanted.address)
    if book.unknown and made.rows and not made.years[1]:
        named: dict[str, Any] = {"names": list(book.unknown), "there": made.columns}
        raise FileError("fetch.no_year", source=source, address=made.wanted.address, **named)
    made.end(matched)
    return made
