"""Results to disk: written aside first, then renamed, the same bytes every time."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.resources import descriptor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

MAP_DPI = 200


def require_folder(out: Path) -> None:
    """Raise if results cannot go to a folder because it is a file.

    Parameters
    ----------
    out : pathlib.Path
        The folder; it need not be there.

    Raises
    ------
    FileError
        If it is a file.
    """
    if out.exists() and not out.is_dir():
        msg = f"{out}: is a file, but a folder for the results is needed."
        raise FileError(msg)


def require_ending(out: str | Path, ending: str) -> Path:
    """Check the name of a file for a result.

    Parameters
    ----------
    out : str or pathlib.Path
        The name.
    ending : str
        How it must end, with the dot.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    ArgumentError
        If it ends otherwise.
    """
    path = Path(out).expanduser()
    if path.suffix.lower() != ending:
        msg = f"--out {path.name}: must end in {ending}."
        raise ArgumentError(msg)
    return path


@contextmanager
def staged_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write in, whose files appear in `out` only when all are done.

    Parameters
    ----------
    out : pathlib.Path
        Folder for the results; made if it is not there. Other files in it stay.

    Yields
    ------
    pathlib.Path
        A folder in or beside `out`. It is removed at the end, also of a failure. The
        files are renamed one by one, when all are complete.

    Raises
    ------
    FileError
        If `out` is a file, or cannot be written.
    """
    require_folder(out)
    try:
        # Inside the folder where it is there: it can be written, and a rename within it works.
        at, name = (out, "partial") if out.exists() else (out.parent, out.name)
        at.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=at))
    except OSError as error:
        msg = f"{out}: cannot be written ({error.strerror}); choose another folder with --out."
        raise FileError(msg) from error
    try:
        yield aside
        out.mkdir(exist_ok=True)
        for path in aside.iterdir():  # before the first is replaced, so all or none are
            _require_no_folder(out / path.name)
        for path in sorted(aside.iterdir()):
            path.replace(out / path.name)
    except FileError:
        raise
    except OSError as error:
        msg = f"{out}: cannot be written ({error.strerror}); choose another folder with --out."
        raise FileError(msg) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _require_no_folder(path: Path) -> None:
    if path.is_dir():
        msg = f"{path}: is a folder where a file must be written."
        raise FileError(msg)


def write_csv(table: pd.DataFrame, path: Path, *, decimals: int = 3) -> None:
    """Write a table as CSV, missing values as empty fields.

    Parameters
    ----------
    table : pandas.DataFrame
        The table, without its index.
    path : pathlib.Path
        The file.
    decimals : int
        Decimals of floats. Three tell a tenth of a second apart in minutes.
    """
    table.to_csv(path, index=False, float_format=f"%.{decimals}f", lineterminator="\n")


def write_geopackage(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write layers to one GeoPackage, with the data's date instead of the clock's.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        Layers by name; an index with a name becomes a column.
    path : pathlib.Path
        The file.
    """
    import pyogrio  # noqa: PLC0415 - only for writing

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _gpkg_date()})
    try:
        for number, (name, layer) in enumerate(layers.items()):
            frame = layer.reset_index() if layer.index.name else layer
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=number > 0)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write a mapping as JSON.

    Parameters
    ----------
    content : mapping
        What to write.
    path : pathlib.Path
        The file.
    """
    text = json.dumps(content, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_map(figure: Figure, path: Path) -> None:
    """Write a figure as PNG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    path : pathlib.Path
        The file.
    """
    figure.savefig(path, dpi=MAP_DPI, metadata={"Software": "drenthe-geo"})


def _gpkg_date() -> str:
    return str(descriptor()["created"]).replace("Z", ".000Z")
