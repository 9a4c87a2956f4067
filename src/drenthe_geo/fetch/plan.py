"""What a run would do: which files are wanted, and which of them are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.manifest import Manifest, known_manifest
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.sources import read_wanted
from drenthe_geo.fetch.standing import Standing, standing_of
from drenthe_geo.files.gate import own_path, short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from drenthe_geo.fetch.manners import Manners
    from drenthe_geo.fetch.sources import Needs
    from drenthe_geo.words.message import Message


@dataclass(frozen=True)
class Plan:
    """What a run would do.

    Parameters
    ----------
    folder : pathlib.Path
        Where to.
    manifest : Manifest
        What is there.
    standing : tuple of Standing
        How it stands with every file that is wanted.
    far : tuple of str
        Sources that are not asked for, as no land of theirs is near.
    max_age_days : float or None
        What is older is old; None where each source has its own age.
    """

    folder: Path
    manifest: Manifest
    standing: tuple[Standing, ...]
    far: tuple[str, ...] = ()
    max_age_days: float | None = None

    @property
    def notices(self) -> tuple[Message, ...]:
        """What is odd about the ages of files."""
        return tuple(one.notice for one in self.standing if one.notice is not None)


def read_plan(
    area: str | None,
    to: Path,
    only: Sequence[str] = (),
    *,
    sources: Path | None = None,
    max_age_days: float | None = None,
    manners: Manners | None = None,
    now: Callable[[], dt.datetime] | None = None,
) -> Plan:
    """Find what a run would do; nobody is contacted.

    Parameters
    ----------
    area : str or None
        Name of a province, or a folder that holds ``sources.toml``.
    to : pathlib.Path
        Where the files are, or will be.
    only : sequence of str
        Ids of sources; all where empty.
    sources : pathlib.Path, optional
        A file of sources of one's own.
    max_age_days : float, optional
        What was fetched longer ago is asked for again.
    manners : Manners, optional
        Waits and bounds; those that ship where not given.
    now : callable, optional
        Gives the moment.

    Returns
    -------
    Plan
        What is there, and what is not.
    """
    manners = manners or read_manners()
    manifest, needs = begun(area, own_path(to), only, sources, manners)
    moment = (now or utc_now)()
    standing = tuple(
        standing_of(one, manifest, manners, moment, max_age_days) for one in needs.wanted
    )
    return Plan(own_path(to), manifest, standing, needs.far, max_age_days)


def begun(
    area: str | None, folder: Path, only: Sequence[str], sources: Path | None, manners: Manners
) -> tuple[Manifest, Needs]:
    """Find what is wanted and what the folder holds, refusing one that is of something else."""
    needs = read_wanted(area, only, sources, rim_m=manners.rim_m)
    where = needs.where
    if folder.exists() and not folder.is_dir():
        raise FileError("io.is_a_file", path=short(folder))
    manifest = known_manifest(folder) or Manifest(folder, where.name)
    if manifest.fetched and manifest.area != where.name:
        said = {"folder": short(folder), "area": manifest.area, "asked": where.name}
        raise FileError("fetch.other_area", **said)
    return replace(manifest, area=where.name), needs


def utc_now() -> dt.datetime:
    """Give the moment."""
    return dt.datetime.now(dt.UTC)
