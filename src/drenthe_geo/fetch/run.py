"""A run: what is wanted and not there is fetched to a folder, each file whole or not at all."""

from __future__ import annotations

import contextlib
import queue
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import DrentheGeoError, FileError
from drenthe_geo.fetch.arcgis import Layer
from drenthe_geo.fetch.book import LATER, S_PER_HOUR, collect
from drenthe_geo.fetch.client import Client
from drenthe_geo.fetch.content import require_inside
from drenthe_geo.fetch.download import download
from drenthe_geo.fetch.features import Features
from drenthe_geo.fetch.half import Half
from drenthe_geo.fetch.headers import is_whole_told
from drenthe_geo.fetch.lock import locked
from drenthe_geo.fetch.manifest import FetchedFile, Manifest, sha256_of
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.odata import Table
from drenthe_geo.fetch.plan import Plan, begun, read_plan, utc_now
from drenthe_geo.fetch.standing import FRESH, OLD, S_PER_DAY, Standing, addresses_of
from drenthe_geo.files.gate import own_path
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from drenthe_geo.fetch.book import Book
    from drenthe_geo.fetch.manners import Manners
    from drenthe_geo.fetch.pages import Collection
    from drenthe_geo.fetch.sources import Wanted

UNANSWERED = {"fetch.unreached", "fetch.silent"}
"""What is said of an address from which no answer came."""

PAGED: dict[str, Callable[[Client, Wanted], Book]] = {
    "ogc_features": Features,
    "arcgis": Layer,
    "odata": Table,
}


class Watch:
    """Is told how a run goes; this one says nothing."""

    def begins(self, file: str, expected_mb: float | None) -> None:
        """Hear that a file is begun."""

    def moved(self, file: str, done: int, total: int | None) -> None:
        """Hear how many bytes of it there are, and how many there will be."""

    def ends(self, file: str) -> None:
        """Hear that it is there, or failed."""

    def waits(self, what: Message) -> None:
        """Hear that another run is waited for."""


@dataclass(frozen=True)
class Fetched:
    """What a run came to.

    Parameters
    ----------
    manifest : Manifest
        All files that are there.
    fetched : tuple of str
        Names of those that were fetched.
    unchanged : tuple of str
        Names of those that were asked for, and of which there is none newer.
    fresh : tuple of str
        Names of those that were not asked for.
    notices : tuple of Message
        What is odd.
    """

    manifest: Manifest
    fetched: tuple[str, ...]
    unchanged: tuple[str, ...]
    fresh: tuple[str, ...]
    notices: tuple[Message, ...]


def fetch_sources(
    area: str | None,
    to: str | Path,
    only: Sequence[str] = (),
    *,
    sources: Path | None = None,
    max_age_days: float | None = None,
    manners: Manners | None = None,
    watch: Watch | None = None,
    now: Callable[[], dt.datetime] | None = None,
) -> Fetched:
    """Fetch the public sources of an area to a folder, as ``drenthe-geo fetch`` does.

    Parameters
    ----------
    area : str or None
        Name of a province, or a folder that holds ``sources.toml``.
    to : str or pathlib.Path
        The folder; it is made where it is not there.
    only : sequence of str
        Ids of sources; all where empty.
    sources : pathlib.Path, optional
        A file of sources of one's own.
    max_age_days : float, optional
        What was fetched longer ago is asked for again; 0 asks for all.
    manners : Manners, optional
        Waits and bounds; those that ship where not given.
    watch : Watch, optional
        Is told how it goes.
    now : callable, optional
        Gives the moment.

    Returns
    -------
    Fetched
        What there is now.

    Raises
    ------
    FileError
        If something could not be fetched, or is not what it should be; what else was wanted is
        there all the same.
    """
    how, telling, clock = manners or read_manners(), watch or Watch(), now or utc_now
    folder = own_path(to)
    begun(area, folder, only, sources, how)  # a wrong question leaves nothing behind
    for package in ("requests", "stamina", "filelock"):
        require_extra(package, "fetch")
    with locked(folder, telling.waits):
        plan = read_plan(
            area,
            folder,
            only,
            sources=sources,
            max_age_days=max_age_days,
            manners=how,
            now=clock,
        )
        return _Run(plan, how, telling, clock).all()


class _Run:
    """One run, which alone works in its folder."""

    def __init__(
        self, plan: Plan, manners: Manners, watch: Watch, clock: Callable[[], dt.datetime]
    ) -> None:
        self.plan, self.manners, self.watch, self.clock = plan, manners, watch, clock
        self.manifest, self.client = plan.manifest, Client(manners)
        self.failed: list[DrentheGeoError] = []
        self.broken: list[BaseException] = []
        self.made: dict[str, bool] = {}
        self.notices: list[Message] = []
        self._lock = threading.Lock()

    def all(self) -> Fetched:
        """Fetch all that is not fresh, several at a time."""
        ahead: queue.SimpleQueue[Standing] = queue.SimpleQueue()
        asked = [one for one in self.plan.standing if one.state != FRESH]
        for one in asked:
            ahead.put(one)
        # As daemons: who stops a run does not wait for a server that says nothing.
        threads = [
            threading.Thread(target=self._work, args=(ahead,), daemon=True)
            for _ in range(min(self.manners.at_once, len(asked)))
        ]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            self.client.stopped.set()
            self.client.close()
        if self.broken:
            raise self.broken[0]
        if len(self.failed) == 1:
            raise self.failed[0]
        if self.failed:
            self._require_someone()
            reasons = [one.message for one in self.failed]
            raise FileError("fetch.several", count=len(reasons), of=len(asked), reasons=reasons)
        return self._result()

    def _require_someone(self) -> None:
        """Say it once where nobody at all answered: then it is not the files."""
        said = [one.message for one in self.failed]
        if self.client.is_alone and all(one.key in UNANSWERED for one in said):
            hosts = sorted({urlsplit(str(one.values["address"])).netloc for one in said})
            whys = list(dict.fromkeys(one.values["why"] for one in said))
            raise FileError("fetch.nobody", hosts=hosts, whys=whys)

    def _result(self) -> Fetched:
        fresh = tuple(one.wanted.file for one in self.plan.standing if one.state == FRESH)
        new, same = (
            tuple(sorted(name for name, is_new in self.made.items() if is_new == kind))
            for kind in (True, False)
        )
        empty = [
            Message(
                "fetch.no_rows" if one.crs else "fetch.empty_table",
                source=one.source,
                file=one.file,
            )
            for one in self.manifest.fetched
            if one.rows == 0 and one.file in new
        ]
        return Fetched(self.manifest, new, same, fresh, (*self.plan.notices, *self.notices, *empty))

    def _work(self, ahead: queue.SimpleQueue[Standing]) -> None:
        """Fetch files till none is left; what fails does not keep the others from coming."""
        while not self.client.stopped.is_set():
            try:
                one = ahead.get_nowait()
            except queue.Empty:
                return
            self.watch.begins(one.wanted.file, one.wanted.expected_mb)
            try:
                self._fetch(one)
            except DrentheGeoError as error:
                self.failed.append(error)
            except BaseException as error:  # noqa: BLE001 - raised again where the run is asked
                self.broken.append(error)
                self.client.stopped.set()
            finally:
                self.watch.ends(one.wanted.file)

    def _fetch(self, one: Standing) -> None:
        """Fetch a file, and note it."""
        wanted, half = one.wanted, Half(self.plan.folder, one.wanted.file)

        def moved(done: int, total: int | None) -> None:
            self.watch.moved(wanted.file, done, total)

        known = one.known if one.state == OLD else None
        if wanted.source.format in PAGED:
            self._note(wanted, half, {}, self._paged(wanted, half, moved))
            return
        headers = download(self.client, wanted, self.plan.folder, known, moved)
        if headers is not None:
            # Of other kinds a cut is seen in what came.
            if wanted.source.begins == "csv" and not is_whole_told(headers):
                self.notices.append(Message("fetch.no_length", file=wanted.file))
            self._note(wanted, half, headers)
        elif known is not None:
            self._put(replace(known, fetched=self._moment()), is_new=False)

    def _paged(
        self, wanted: Wanted, half: Half, moved: Callable[[int, int | None], None]
    ) -> Collection:
        """Fetch what comes page by page; what came is kept if only the rest is late."""
        half.require_room(0, self.manners.spare_mb)
        book = PAGED[wanted.source.format](self.client, wanted)
        try:
            with half.writing():
                made = collect(
                    book,
                    wanted,
                    half,
                    moved,
                    now=self.clock(),
                    manners=self.manners,
                    most_h=self._kept_h,
                )
            require_inside(wanted.source, half.path, self.manners)
        except BaseException as error:
            if not (isinstance(error, DrentheGeoError) and error.message.key in LATER):
                with contextlib.suppress(OSError):
                    half.forget()
            raise
        if book.unknown:
            self.notices.append(
                Message("fetch.all_years", file=wanted.file, names=list(book.unknown))
            )
        return made

    @property
    def _kept_h(self) -> float:
        """For how long pages are of use: no longer than whole files are."""
        most_h = self.manners.pages_kept_h
        days = self.plan.max_age_days
        return most_h if days is None else min(most_h, days * S_PER_DAY / S_PER_HOUR)

    def _note(
        self,
        wanted: Wanted,
        half: Half,
        headers: Mapping[str, str],
        made: Collection | None = None,
    ) -> None:
        """Put a file in its place, and write down what it is."""
        source, said = wanted.source, {name.lower(): value for name, value in headers.items()}
        new = FetchedFile(
            source=source.id,
            file=wanted.file,
            address=addresses_of(wanted, self.manners)[0],
            fetched=self._moment(),
            bytes=half.size,
            sha256=sha256_of(half.path),
            licence=source.licence,
            title=source.title,
            credit=dict(source.credit),
            etag=said.get("etag"),
            last_modified=said.get("last-modified"),
            date=source.date if made is None else self._date_of(wanted, made),
            crs=None if made is None else made.crs or None,
            rows=None if made is None else made.rows,
            folder=self.plan.folder,
        )
        self._put(new, is_new=True, half=half)

    def _date_of(self, wanted: Wanted, made: Collection) -> str | None:
        """Give of when data are: as their own column of years says, if they have one."""
        (column, years), expected = made.years, wanted.source.date
        if not years:
            return expected
        said = {"file": wanted.file, "column": column, "years": [str(one) for one in years]}
        if len(years) > 1:
            self.notices.append(Message("fetch.several_years", **said))
        newest = str(years[-1])
        if expected is None or expected.startswith(newest):
            return expected or newest
        self.notices.append(Message("fetch.other_year", **said, expected=expected, newest=newest))
        return newest

    def _put(self, new: FetchedFile, *, is_new: bool, half: Half | None = None) -> None:
        """Put a file in its place; the manifest never says of a file what it is not."""
        with self._lock, Half(self.plan.folder, new.file).writing():
            if half is not None:
                others = [one for one in self.manifest.fetched if one.file != new.file]
                if len(others) < len(self.manifest.fetched):
                    self.manifest = replace(self.manifest, fetched=tuple(others))
                    self.manifest.write()
                half.put_in_place()
            self.manifest = self.manifest.with_file(new)
            self.manifest.write()
            self.made[new.file] = is_new

    def _moment(self) -> str:
        return self.clock().isoformat(timespec="seconds")
