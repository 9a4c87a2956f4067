"""The gate of OpenStreetMap's files: what is no such file, or is not whole, is refused here."""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import DrentheGeoError, FileError
from drenthe_geo.files.gate import BYTES_PER_MB, own_file, short
from drenthe_geo.osm.blocks import require_harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

ENDINGS = (".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".o5m", ".osm.xml.gz")
"""Names of OpenStreetMap's files."""

ANY_XML = (".xml", ".xml.gz", ".xml.bz2")
"""Names of XML of any kind: it is OpenStreetMap's where it begins so."""

BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<osm(?:Change)?[\s>/]", re.DOTALL
)
LOOKED_AT = 1 << 16

CHANGES = (".osc", ".osc.gz", ".osc.bz2", ".osc.pbf", ".osh", ".osh.pbf")
"""Names of files of changes and of history: not a map of one moment."""

MOST_TIMES, MOST_BYTES, BLOCK = 100, 200_000_000, 1 << 20
"""XML of a map shrinks ten to twenty times; what shrinks far more, and is large, is a trap."""


def is_osm_file(path: Path) -> bool:
    """Tell whether a file is OpenStreetMap's: by its name, and of XML by how it begins.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    bool
        Whether its name ends as those do.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_osm_file(Path("town.osm.pbf")), is_osm_file(Path("town.gpkg"))
    (True, False)
    """
    return path.name.lower().endswith((*ENDINGS, *CHANGES)) or _is_osm_xml(path)


def _is_osm_xml(path: Path) -> bool:
    """Tell whether a file is named as XML and begins as a map does."""
    name = path.name.lower()
    if not name.endswith(ANY_XML) or not path.is_file():
        return False
    try:
        with opened(path) as stream:
            return BEGINS.match(stream.read(LOOKED_AT)) is not None
    except (EOFError, zlib.error, OSError):
        return False


def opened(path: Path) -> IO[bytes]:
    """Open a file by its name, packed or not."""
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return cast("IO[bytes]", bz2.open(path, "rb")) if name.endswith(".bz2") else path.open("rb")


def require_osm_file(path: Path) -> None:
    """Refuse what is no file of OpenStreetMap, before its first element is read."""
    require_extra("osmium", path.name)
    own_file(path)
    name = path.name.lower()
    if name.endswith(CHANGES):
        raise FileError("osm.changes", path=short(path))
    if name.endswith(ANY_XML) and not name.endswith(ENDINGS) and not _is_osm_xml(path):
        raise FileError("osm.other_xml", path=short(path))
    if not name.endswith((*ENDINGS, *ANY_XML)):
        raise FileError("osm.other_file", path=short(path), endings=list(ENDINGS))
    if path.stat().st_size == 0:
        raise FileError("osm.empty", path=short(path))
    if name.endswith((".gz", ".bz2")):
        _require_no_bomb(path)
    if name.endswith(".pbf"):
        require_harmless(path, MOST_BYTES)


def _require_no_bomb(path: Path) -> None:
    """Unpack a file without keeping it, till it is clear that it is not a trap."""
    packed = path.stat().st_size
    unpacked = 0
    try:
        with opened(path) as stream:
            while block := stream.read(BLOCK):
                unpacked += len(block)
                if unpacked > max(MOST_TIMES * packed, MOST_BYTES):
                    raise FileError("osm.bomb", path=short(path), times=MOST_TIMES,
                                    size=unpacked // BYTES_PER_MB)  # fmt: skip
    except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError("osm.broken", path=short(path), problem=str(error)) from error


@contextmanager
def said_by_osmium(path: Path) -> Iterator[None]:
    """Say in one sentence what the reader says of a file that is damaged."""
    import osmium  # noqa: PLC0415 - an extra

    try:
        yield
    except DrentheGeoError:
        raise
    except MemoryError:
        raise FileError("osm.no_memory", path=short(path)) from None
    # ValueError: of ids and texts that are none.
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        problem = " ".join(str(error).split())
        raise FileError("osm.broken", path=short(path), problem=problem) from error
