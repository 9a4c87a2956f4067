"""Files of public sources as frames: in the area's CRS, under our names, the unknown as unknown."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.build.fetched import sound
from drenthe_geo.crs import grid_of
from drenthe_geo.errors import CrsError, DataError, DrentheGeoError, FileError, LayerError
from drenthe_geo.files.gate import BYTES_PER_MB, own_file
from drenthe_geo.io.formats.text_table import read_text_table
from drenthe_geo.io.reading import read_file
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.fetch.manifest import FetchedFile, Manifest

MOST_DEGREES = 180.0
YEAR = "year"
JSON = (".geojson", ".json")
WHOLE, LAND = ("outlines", "areas", "squares"), ("outlines", "areas")
"""Kinds of sources whose every row must lie somewhere, and those whose rows are land."""


class Sources:
    """The files of a fetched folder, read when they are asked for; notes which were used."""

    def __init__(self, manifest: Manifest, settings: Mapping[str, Any]) -> None:
        """Take the choices: names of columns, which numbers mean unknown, the CRS."""
        self.manifest, self.settings = manifest, settings
        self.crs = str(settings["area"]["crs"])
        self._frames: dict[str, gpd.GeoDataFrame] = {}

    def has(self, *names: str) -> bool:
        """Tell whether one of some sources was fetched."""
        return any(self.manifest.files(name) for name in names)

    def files(self, name: str) -> list[FetchedFile]:
        """Give the files of a source, of which there must be one."""
        found = self.manifest.files(name)
        if not found:
            raise FileError("build.not_fetched", folder=self.manifest.folder.name, source=name)
        return found

    def frame(self, name: str, kind: str) -> gpd.GeoDataFrame:
        """Read a source: the columns of its kind under our names, of the newest year alone.

        Files that end in different years are refused: of the older one the land would be lost,
        or count as it was then.
        Numbers below `unknown.below` are missing: what CBS does not tell is no number.
        """
        if name not in self._frames:
            files = self.files(name)
            parts = [self._one(file, kind) for file in files]
            require_one_year({file.file: part for file, part in zip(files, parts, strict=True)})
            whole = pd.concat(parts, ignore_index=True)
            self._frames[name] = gpd.GeoDataFrame(whole, geometry="geometry", crs=self.crs)
        return self._frames[name].copy()

    def raw(self, name: str) -> gpd.GeoDataFrame:
        """Read the shapes of a source, whatever its columns are."""
        parts = [self._shapes(file) for file in self.files(name)]
        return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=self.crs)

    def standing(self, name: str, kind: str) -> gpd.GeoDataFrame:
        """Read the shapes of what stands already, where a source lists plans beside it."""
        rows = self.raw(name)
        table = named_columns(rows, kind, name, self.settings)
        if "status" not in table:
            return rows
        words = {str(one).lower() for one in self.settings[name]["standing"]}
        told = table["status"].fillna("").astype(str).str.strip().str.lower()
        stands: gpd.GeoDataFrame = rows[(told == "") | told.isin(words)].reset_index(drop=True)
        return stands

    def _shapes(self, file: FetchedFile, *, whole: bool = False) -> gpd.GeoDataFrame:
        frame = read_features(file)
        if whole:
            sound.require_shapes(frame, file.file)
        frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty].reset_index(drop=True)
        if frame.empty:
            raise DataError("build.empty", file=file.file, source=file.source)
        require_its_crs(frame, file.file)
        try:
            moved = frame.to_crs(self.crs)
        except Exception as error:
            raise CrsError("build.other_crs", file=file.file, crs=file.crs or "") from error
        if not np.isfinite(moved.total_bounds).all():
            raise CrsError("build.other_crs", file=file.file, crs=frame.crs.to_string())
        return moved

    def _one(self, file: FetchedFile, kind: str) -> gpd.GeoDataFrame:
        shapes = self._shapes(file, whole=kind in WHOLE)
        sound.require_on_grid(shapes, grid_of(self.crs), file.file, each=kind in WHOLE)
        if kind in LAND:
            slip_share = self.settings["outlines"]["slip_share"]
            shapes = sound.sound_polygons(shapes, file.file, slip_share=slip_share)
        table = named_columns(shapes, kind, file.file, self.settings)
        return newest(gpd.GeoDataFrame(table, geometry=shapes.geometry, crs=shapes.crs), file.file)


def read_features(file: FetchedFile) -> gpd.GeoDataFrame:
    """Read a file of features in the CRS that the manifest says, or that it says itself."""
    try:
        with warnings.catch_warnings():  # of pyogrio, on columns that are lists or hold words
            warnings.simplefilter("ignore")
            frame = _features(file.path)
    except DrentheGeoError:
        raise
    except Exception as error:
        raise FileError("build.unreadable", file=file.file, source=file.source) from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise DataError("build.empty", file=file.file, source=file.source)
    if file.crs:
        try:
            frame = frame.set_crs(plain_crs(file.crs), allow_override=True)
        except Exception as error:
            raise CrsError("build.other_crs", file=file.file, crs=file.crs) from error
    return frame


def read_table(file: FetchedFile) -> pd.DataFrame:
    """Read a table of text as it was typed; rows that are longer than its heading are refused."""
    try:
        table = read_text_table(own_file(file.path))
    except DrentheGeoError:
        raise
    except Exception as error:
        raise FileError("build.unreadable", file=file.file, source=file.source) from error
    if table.problems:
        raise LayerError("schema.problems", what=file.file, problems=table.problems)
    return table.frame().fillna("").astype(str)


def read_zipped(file: FetchedFile, ends: str, most_mb: float) -> pd.DataFrame:
    """Read the one table in a zip whose name, in small letters, ends so."""
    try:
        with zipfile.ZipFile(own_file(file.path)) as whole, tempfile.TemporaryDirectory() as folder:
            [one] = [one for one in whole.infolist() if one.filename.lower().endswith(ends)]
            if one.file_size > most_mb * BYTES_PER_MB:
                raise FileError("build.unreadable", file=file.file, source=file.source)
            name = Path(one.filename).name
            (Path(folder) / name).write_bytes(whole.read(one))
            return read_table(replace(file, file=name, folder=Path(folder)))
    # RuntimeError: packed in a way that zipfile does not know. ValueError: none ends so, or two do.
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        raise FileError("build.unreadable", file=file.file, source=file.source) from None


def _features(path: Path) -> Any:  # noqa: ANN401 - pyogrio is not typed
    """Read under the driver of the file's name alone: others take files that name further ones."""
    if path.suffix.lower() not in JSON:
        return read_file(path)
    import pyogrio  # noqa: PLC0415 - not needed for the embedded data

    return pyogrio.read_dataframe(f"GeoJSON:{path}")


def plain_crs(said: str) -> str:
    """Take the number out of the address by which OGC calls a CRS."""
    if "CRS84" in said:
        return "OGC:CRS84"
    last = said.rstrip("/").rpartition("/")[2]
    return f"EPSG:{last}" if last.isdigit() and "/" in said else said


def require_its_crs(frame: gpd.GeoDataFrame, file: str) -> None:
    """Refuse places that cannot be in the CRS that is said: metres for degrees, or the reverse."""
    if frame.crs is None:
        raise CrsError("build.other_crs", file=file, crs="")
    small = bool((np.abs(frame.total_bounds) <= MOST_DEGREES).all())
    if bool(frame.crs.is_geographic) != small:
        raise CrsError("build.wrong_crs", file=file, crs=frame.crs.to_string())


def newest(frame: gpd.GeoDataFrame, file: str) -> gpd.GeoDataFrame:
    """Keep the rows of the newest year, where a file holds several."""
    if YEAR not in frame or frame[YEAR].isna().all():
        return frame
    sound.require_years(frame[YEAR], file)
    return frame[frame[YEAR] == frame[YEAR].max()].reset_index(drop=True)


def require_one_year(frames: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Refuse files of one source of which the newest years differ; who tells none may be any."""
    years = {
        file: int(float(frame[YEAR].max()))
        for file, frame in frames.items()
        if YEAR in frame and frame[YEAR].notna().any()
    }
    if len(set(years.values())) > 1:
        old, new = min(years, key=years.__getitem__), max(years, key=years.__getitem__)
        said = {"year": years[old], "other": new, "newest": years[new]}
        raise DataError("build.years_differ", file=old, **said)


def named_columns(
    rows: pd.DataFrame, kind: str, file: str, settings: Mapping[str, Any]
) -> pd.DataFrame:
    """Take the columns of a kind of source under our names; those it lacks are missing."""
    known = {**settings["fields"]["all"], **settings["fields"][kind]}
    sound.require_one_heading(rows, file)
    found: dict[str, Any] = {}
    for ours, theirs in known.items():
        column = _column(rows, theirs)
        if column is not None:
            found[ours] = column
    numbers = set(settings["fields"]["numbers"])
    table = pd.DataFrame(found, index=rows.index)
    if "inwoners" in table:
        table["few"] = sound.plain_numbers(table["inwoners"]) == settings["unknown"]["few_code"]
    for ours in sorted(numbers & set(table)):
        column = table[ours].rename(found[ours].name or ours)
        unknown = settings["unknown"]
        codes = unknown["also"].get(kind, ())
        table[ours] = sound.sound_numbers(
            column,
            kind=ours,
            below=unknown["below"],
            unknown=codes,
            most=settings["bounds"]["most_count"],
            file=file,
        )
    if "naam" in table:
        table["naam"] = table["naam"].map(str, na_action="ignore")
    for ours in settings["fields"]["needed"].get(kind, ()):
        if ours not in table:
            said = {"wanted": known[ours], "there": [str(one) for one in rows if one != "geometry"]}
            raise DataError("build.no_column", file=file, **said)
    return table


def _column(rows: pd.DataFrame, names: list[str]) -> pd.Series | None:
    """Find the first of some names among the columns, in any case; "a + b" is their sum."""
    by_name = {str(name).lower(): name for name in rows}
    for wanted in names:
        parts = [part.strip().lower() for part in wanted.split("+")]
        if all(part in by_name for part in parts):
            if len(parts) == 1:
                column: pd.Series = rows[by_name[parts[0]]]
                return column
            numbers = [sound.plain_numbers(rows[by_name[part]]) for part in parts]
            # A code for "unknown" in one of them makes the sum unknown, and never a number.
            unknown = np.logical_or.reduce([(part < 0) | part.isna() for part in numbers])
            whole: pd.Series = sum(numbers[1:], numbers[0])
            return whole.mask(unknown)
    return None


def note(key: str, **said: object) -> Message:
    """Say something of how the sources were read."""
    return Message(f"build.{key}", **said)
