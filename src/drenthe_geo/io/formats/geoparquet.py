"""GeoParquet: the active geometry of a file, and what else it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyproj
import shapely

from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import CrsError, FileError, LayerError
from drenthe_geo.files.gate import with_notices
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    MemoryError,
    RuntimeError,
)
"""What pyarrow, geopandas and json raise of a file that is damaged, or packed in a way that they
do not know (RuntimeError). All of it ends in one sentence, see `read_geoparquet`."""


def read_geoparquet(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoParquet file: rows with its active geometry; a named index becomes columns."""
    require_extra("pyarrow", path.name)
    import pyarrow as pa  # noqa: PLC0415 - not needed for the embedded data
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    try:
        # An open file, so that nothing takes the path for a folder of files or an address.
        with path.open("rb") as file:
            told = (pq.read_schema(file).metadata or {}).get(b"geo")
            others = _checked(told, path)
            file.seek(0)
            frame = gpd.read_parquet(file)
    except (FileError, CrsError, LayerError):
        raise
    except shapely.errors.ShapelyError as error:
        raise LayerError("io.bad_geometries", file=path.name, reason=str(error)[:80]) from error
    except (*FAULTS, pa.ArrowException) as error:
        raise FileError("io.not_what_it_says", file=path.name, kind="GeoParquet") from error
    frame.attrs.clear()  # a file may say of itself what only we may say
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    frame = frame.set_geometry(gpd.GeoSeries(frame.geometry.force_2d(), crs=frame.crs))
    left = [name for name in others if name in frame.columns]
    frame = frame.drop(columns=left)
    if left:
        with_notices(frame, Message("io.other_geometry", file=path.name, columns=left))
    return frame


def _checked(head: bytes | None, path: Path) -> list[str]:
    """Hold the head to the standard; give the names of the geometries that are not active."""
    if head is None:
        raise FileError("io.plain_parquet", file=path.name)
    told: Any = json.loads(head)
    columns, primary = told["columns"], told.get("primary_column")
    if primary not in columns:
        raise FileError("io.no_primary", file=path.name, column=str(primary), there=list(columns))
    system = columns[primary].get("crs", "OGC:CRS84")
    try:
        if system is not None:
            pyproj.CRS.from_user_input(system)
    except pyproj.exceptions.CRSError:
        given = system.get("name") if isinstance(system, dict) else system
        raise CrsError("crs.unknown", what=path.name, given=str(given)[:80]) from None
    return [name for name in columns if name != primary]
