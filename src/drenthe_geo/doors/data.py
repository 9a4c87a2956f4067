"""Public data to a folder, an area out of them, and roads out of a file of OpenStreetMap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.build.fetched import area as built
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.doors.given import WARNINGS, take_area, take_profile
from drenthe_geo.errors import unknown_choice
from drenthe_geo.fetch import run
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.plan import read_plan
from drenthe_geo.fetch.standing import addresses_of
from drenthe_geo.files.gate import BYTES_PER_MB, own_path
from drenthe_geo.io.osm import network_of_file
from drenthe_geo.osm.choices import EVERYWHERE, countries
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.fetch.standing import Standing
    from drenthe_geo.roads.modes import Mode
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile

COLUMNS = ("source", "file", "mb", "state", "fetched", "date", "licence", "address", "sha256")


class _Telling(run.Watch):
    """Tells how many bytes there are."""

    def __init__(self, on_bytes: Callable[[str, int, int | None], None]) -> None:
        self.on_bytes = on_bytes

    def moved(self, file: str, done: int, total: int | None) -> None:
        """Tell it."""
        self.on_bytes(file, done, total)


@checked
def fetch_sources(
    area: str | Path | None,
    to: str | Path,
    only: Sequence[str] = (),
    *,
    sources: str | Path | None = None,
    max_age_days: float | None = None,
    dry_run: bool = False,
    on_bytes: Callable[[str, int, int | None], None] | None = None,
) -> pd.DataFrame:
    """Fetch the public data of a province to a folder, as ``drenthe-geo fetch`` does.

    Parameters
    ----------
    area : str or pathlib.Path, optional
        Name or code of a province, or a folder that holds ``sources.toml``; the province that
        ships where it is None.
    to : str or pathlib.Path
        The folder; it is made where it is not there. After a cut call again: it goes on.
    only : sequence of str
        Ids of sources, such as ``"osm"``; all where empty.
    sources : str or pathlib.Path, optional
        A file of sources of your own: other addresses, or other sources.
    max_age_days : float, optional
        What was fetched longer ago is asked for again; 0 asks for all.
    dry_run : bool
        Only tell what would be asked for: nobody is contacted, and nothing is written.
    on_bytes : callable, optional
        Called, from other threads, with the name of a file, how many bytes of it there are, and
        how many there will be (None where nobody knows).

    Returns
    -------
    pandas.DataFrame
        A row per file: ``source``, ``file``, ``mb``, ``state`` (``fetched``, ``unchanged`` or
        ``fresh``; of a dry run ``missing``, ``old``, ``spoiled``, ``other`` or ``fresh``, and
        then ``mb`` is what is expected), ``fetched`` (the moment), ``date`` (of the data),
        ``licence``, ``address`` and ``sha256``. ``attrs["warnings"]`` has sentences on what to
        look at.

    Raises
    ------
    DrentheGeoError
        If an argument is refused, or something could not be fetched or is not what it should
        be; what else was wanted is there all the same.

    Examples
    --------
    >>> plan = fetch_sources("groningen", "sources", ["osm", "stations"], dry_run=True)
    >>> plan["file"].tolist()[:2], plan["state"].unique().tolist()
    (['osm-groningen.osm.pbf', 'osm-friesland.osm.pbf'], ['missing'])
    >>> plan["licence"].unique().tolist()
    ['ODbL-1.0', 'CC0-1.0']
    """
    where = None if area is None else str(area)
    own = None if sources is None else own_path(sources)
    if dry_run:
        plan = read_plan(where, own_path(to), only, sources=own, max_age_days=max_age_days)
        rows = [_planned(one) for one in plan.standing]
        said = [*plan.notices]
        if plan.far:
            named = {"sources": list(plan.far), "area": plan.manifest.area}
            said.append(Message("screen.fetch.far", **named))
        return _table(rows, said)
    watch = None if on_bytes is None else _Telling(on_bytes)
    found = run.fetch_sources(where, to, only, sources=own, max_age_days=max_age_days, watch=watch)
    states = {
        file: state for state in ("fetched", "unchanged", "fresh") for file in getattr(found, state)
    }
    rows = [
        (
            one.source, one.file, one.bytes / BYTES_PER_MB, states[one.file], one.fetched,
            one.date, one.licence, one.address, one.sha256,
        )
        for one in found.manifest.fetched
        if one.file in states
    ]  # fmt: skip
    return _table(rows, found.notices)


def _planned(one: Standing) -> tuple[object, ...]:
    """Tell how it stands with a file that is wanted."""
    wanted, known = one.wanted, one.known
    source, address = wanted.source, addresses_of(wanted, read_manners())[0]
    there = (None, None) if known is None else (known.fetched, known.sha256)
    size = wanted.expected_mb if known is None else known.bytes / BYTES_PER_MB
    return (
        source.id, wanted.file, size, one.state, there[0], source.date, source.licence, address,
        there[1],
    )  # fmt: skip


def _table(rows: Iterable[tuple[object, ...]], said: Iterable[Message]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    table.attrs[WARNINGS] = [words_of("en").say(one) for one in said]
    return table


@checked
def build_area(
    source: str | Path,
    area: str | Path,
    out: str | Path,
    *,
    on_made: Callable[[str], None] | None = None,
) -> Area:
    """Make an area of what was fetched, as ``drenthe-geo build`` does.

    Parameters
    ----------
    source : str or pathlib.Path
        The folder that `fetch_sources` filled.
    area : str or pathlib.Path
        The province, or a folder with a ``build.toml`` that says which gemeenten the area is.
    out : str or pathlib.Path
        The folder of the area, made in one step; one that is an area already is replaced.
    on_made : callable, optional
        Called with a sentence for each table that is made, such as `print`.

    Returns
    -------
    Area
        The area; all that takes an ``area`` takes it, or its folder.

    Raises
    ------
    DrentheGeoError
        If a source is missing, changed, or is not what it should be.

    Examples
    --------
    >>> build_area("sources", "groningen", "mine")
    Traceback (most recent call last):
    drenthe_geo.errors.FileError: sources: has no manifest.json; drenthe-geo fetch makes one.
    """
    words = words_of("en")

    def told(what: Message) -> None:
        if on_made is not None:
            on_made(words.say(what))

    return built.build_area(source, area, out, say=told)


@checked
def read_osm(
    file: str | Path,
    mode: Mode | None = None,
    *,
    country: str | None = None,
    profile: Profile | str | Path | None = None,
    area: Area | str | Path | None = None,
) -> Network:
    """Read a file of OpenStreetMap as the network of a mode, once for many questions.

    Parameters
    ----------
    file : str or pathlib.Path
        The file: ``.osm.pbf``, ``.osm`` or ``.osm.gz``, of anywhere.
    mode : str, optional
        ``"car"`` (where not given), ``"bicycle"``, ``"ebike"``, ``"walk"``, or one of their
        other names.
    country : str, optional
        Whose rules of the road hold, such as ``"nl"``; where not given those of the
        land that its first nodes lie in, else those that hold nearly everywhere; see `notices`.
    profile : Profile, str or pathlib.Path, optional
        A profile of your own, or a file of profiles; see `read_profile`.
    area : Area, str or pathlib.Path, optional
        Whose profiles are taken, and whose coordinate system where the file lies in it.

    Returns
    -------
    Network
        The roads, which every ``network`` takes: ``edges`` and ``lines`` with their names,
        ``turns`` that are banned, in ``crs``.

    Raises
    ------
    DrentheGeoError
        If the file is none of OpenStreetMap, is broken or holds no road of the mode.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> file = Path(mkdtemp(), "street.osm")
    >>> _ = file.write_text(
    ...     '<osm version="0.6"><node id="1" lon="6.56" lat="52.99"/><node id="2" lon="6.57" '
    ...     'lat="52.99"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" '
    ...     'v="residential"/><tag k="name" v="Dorpsstraat"/></way></osm>'
    ... )
    >>> network = read_osm(file, "bike")
    >>> network.crs, network.edges["length_m"].round().tolist()
    ('EPSG:28992', [672.0])
    """
    opened, path = take_area(area), own_path(file)
    if country is not None and country not in (*countries(), EVERYWHERE):
        raise unknown_choice("country", country, [*countries(), EVERYWHERE])
    by = take_profile(opened, mode, profile)
    return network_of_file(path, by, country, near=opened.facts.grid)
