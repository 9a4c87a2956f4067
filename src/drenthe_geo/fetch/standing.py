"""What of all that is wanted is there already, and how old it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.arcgis import count_address, layer_address, page_address
from drenthe_geo.fetch.download import hash_address
from drenthe_geo.fetch.features import collection_address, first_page
from drenthe_geo.fetch.odata import table_address
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.fetch.manifest import FetchedFile, Manifest
    from drenthe_geo.fetch.manners import Manners
    from drenthe_geo.fetch.sources import Wanted

FRESH, OLD, MISSING, SPOILED, OTHER = "fresh", "old", "missing", "spoiled", "other"
"""There and recent; there and old; not there; not as it was fetched; of another address."""

S_PER_DAY = 86400.0


@dataclass(frozen=True)
class Standing:
    """How it stands with one file.

    Parameters
    ----------
    wanted : Wanted
        The file.
    state : str
        One of the above.
    known : FetchedFile or None
        What the manifest says of it, where it is sound.
    age_days : float or None
        Since when it is there; None where it is not, or where the clock cannot tell.
    notice : Message or None
        What is odd about its age.
    """

    wanted: Wanted
    state: str
    known: FetchedFile | None = None
    age_days: float | None = None
    notice: Message | None = None


def addresses_of(wanted: Wanted, manners: Manners) -> list[str]:
    """List the addresses that are asked for a file; of pages the first.

    Parameters
    ----------
    wanted : Wanted
        The file.
    manners : Manners
        How long pages are.

    Returns
    -------
    list of str
        The one that the manifest names comes first.
    """
    if wanted.source.format == "ogc_features":
        return [first_page(wanted, manners.ogc_limit), collection_address(wanted)]
    if wanted.source.format == "arcgis":
        first = page_address(wanted, 0, manners.arcgis_limit)
        return [first, layer_address(wanted), count_address(wanted)]
    if wanted.source.format == "odata":
        return [table_address(wanted)]
    if wanted.source.format == "geofabrik":
        return [wanted.address, hash_address(wanted.address)]
    return [wanted.address]


def standing_of(
    wanted: Wanted,
    manifest: Manifest,
    manners: Manners,
    now: dt.datetime,
    max_age_days: float | None = None,
) -> Standing:
    """Find how it stands with a file; every byte of it is read.

    Parameters
    ----------
    wanted : Wanted
        The file.
    manifest : Manifest
        What was fetched.
    manners : Manners
        How long pages are.
    now : datetime.datetime
        The moment, with its zone.
    max_age_days : float, optional
        What is older is old; that of the source where not given.

    Returns
    -------
    Standing
        How it stands.
    """
    known = next((one for one in manifest.fetched if one.file == wanted.file), None)
    if known is None:
        return Standing(wanted, MISSING)
    if known.address != addresses_of(wanted, manners)[0]:
        return Standing(wanted, OTHER)
    try:
        known.require_sound(by_hash=True)
    except FileError:
        return Standing(wanted, SPOILED if known.path.exists() else MISSING)
    most = wanted.source.max_age_days if max_age_days is None else max_age_days
    try:
        then = dt.datetime.fromisoformat(known.fetched)
        age_days = (now - then).total_seconds() / S_PER_DAY
    except (ValueError, TypeError, OverflowError):
        return Standing(wanted, OLD, known)
    if age_days < 0:
        said = {"file": known.file, "fetched": known.fetched[:10], "now": now.date().isoformat()}
        return Standing(wanted, OLD, known, None, Message("fetch.clock", **said))
    return Standing(wanted, FRESH if age_days < most else OLD, known, age_days)
