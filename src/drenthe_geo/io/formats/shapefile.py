"""Shapefile (also zipped) and FlatGeobuf, by GDAL, each under its own driver alone."""

from __future__ import annotations

import shutil
import tempfile
import warnings
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from drenthe_geo.errors import CrsError, FileError
from drenthe_geo.files.gate import BYTES_PER_MB, with_notices
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

MAGIC = {".shp": b"\x00\x00\x27\x0a", ".fgb": b"fgb\x03fgb"}
"""First bytes of a file. None of GDAL's other drivers takes a file that begins so."""

DRIVERS = {".shp": "ESRI Shapefile", ".fgb": "FlatGeobuf"}

NEEDED, ALSO = (".shp", ".shx", ".dbf"), (".prj", ".cpg")

LANGUAGE_AT = 29
"""Byte of a .dbf that says which signs its text is in; nought where it does not."""

MOST_UNZIPPED_MB = 2000.0

ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""What zipfile raises: RuntimeError of a locked file, or of a way of packing that it does not know.
All of it ends in one sentence."""


def read_shapefile(path: Path) -> gpd.GeoDataFrame:
    """Read a shapefile: the parts of one name that lie beside each other."""
    beside = {one.suffix.lower(): one for one in path.parent.iterdir() if one.stem == path.stem}
    parts = {end: beside[end] for end in (*NEEDED, *ALSO) if end in beside}
    with tempfile.TemporaryDirectory() as folder:
        for end, part in parts.items():
            shutil.copyfile(part, Path(folder) / f"layer{end}")
        return _read_parts(path, Path(folder))


def read_zip(path: Path) -> gpd.GeoDataFrame:
    """Read the one shapefile of a zip; its other files are left alone."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                for end, member in _members(archive, path).items():
                    with (
                        archive.open(member) as part,
                        (Path(folder) / f"layer{end}").open("wb") as to,
                    ):
                        shutil.copyfileobj(part, to)
        except FileError:
            raise
        except ZIP_FAULTS as error:
            raise FileError("io.bad_zip", file=path.name) from error
        return _read_parts(path, Path(folder))


def _members(archive: zipfile.ZipFile, path: Path) -> Mapping[str, zipfile.ZipInfo]:
    """Find the parts of the one shapefile in an archive, none of them hidden or too large."""
    for one in archive.infolist():
        if one.filename.startswith("/") or ".." in PurePosixPath(one.filename).parts:
            raise FileError("io.zip_escapes", file=path.name, member=ascii(one.filename))
        if one.flag_bits & 1:
            raise FileError("io.zip_locked", file=path.name)
    inside = {
        PurePosixPath(one.filename): one
        for one in archive.infolist()
        if not one.is_dir() and not one.filename.startswith("__MACOSX/")
    }
    found = [name for name in inside if name.suffix.lower() == ".shp"]
    if len(found) != 1:
        raise FileError("io.zip_holds", file=path.name, count=len(found))
    parts = {
        name.suffix.lower(): one
        for name, one in inside.items()
        if name.with_suffix("") == found[0].with_suffix("")
        and name.suffix.lower() in (*NEEDED, *ALSO)
    }
    size_mb = sum(one.file_size for one in parts.values()) / BYTES_PER_MB
    if size_mb > MOST_UNZIPPED_MB:
        said = {"size": size_mb, "most": MOST_UNZIPPED_MB}
        raise FileError("io.zip_too_large", file=path.name, **said)
    return parts


def _read_parts(path: Path, folder: Path) -> gpd.GeoDataFrame:
    missing = [end for end in NEEDED if not (folder / f"layer{end}").is_file()]
    if missing:
        raise FileError("io.shapefile_lacks", file=path.name, missing=missing)
    encoding, guessed = _encoding(folder)
    frame = _by_gdal(folder / "layer.shp", path, encoding=encoding)
    return with_notices(frame, Message("io.is_windows", file=path.name)) if guessed else frame


def _encoding(folder: Path) -> tuple[str | None, bool]:
    """Tell in which signs the text of a shapefile is, where it does not say so itself."""
    raw = (folder / "layer.dbf").read_bytes()
    if (folder / "layer.cpg").is_file() or (len(raw) > LANGUAGE_AT and raw[LANGUAGE_AT]):
        return None, False
    try:
        raw.split(b"\r", 1)[-1].decode("utf-8")
    except UnicodeDecodeError:
        return "CP1252", True
    return "UTF-8", False


def read_flatgeobuf(path: Path) -> gpd.GeoDataFrame:
    """Read a FlatGeobuf file."""
    with tempfile.TemporaryDirectory() as folder:
        # Under a plain name: GDAL reads more than a path into some names.
        copy = Path(folder) / "layer.fgb"
        shutil.copyfile(path, copy)
        return _by_gdal(copy, path)


def _by_gdal(copy: Path, path: Path, *, encoding: str | None = None) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415 - not needed for the embedded data

    with copy.open("rb") as file:
        kind = DRIVERS[copy.suffix]
        if not file.read(16).startswith(MAGIC[copy.suffix]):
            raise FileError("io.not_what_it_says", file=path.name, kind=kind)
    faults = (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.FieldError,
        pyogrio.errors.GeometryError,
        shapely.errors.ShapelyError,
        ValueError,
        RuntimeError,
        OverflowError,
        IndexError,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if pyogrio.read_info(copy, encoding=encoding)["driver"] != kind:
                raise FileError("io.not_what_it_says", file=path.name, kind=kind)
            frame = pyogrio.read_dataframe(copy, encoding=encoding, force_2d=True)
        except pyogrio.errors.CRSError as error:
            raise CrsError("crs.unknown", what=path.name, given=kind) from error
        except UnicodeDecodeError as error:
            raise FileError("io.not_utf8_text", file=path.name, kind=kind) from error
        except faults as error:
            raise FileError("io.not_what_it_says", file=path.name, kind=kind) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileError("io.no_geometry", file=path.name)
    return frame
