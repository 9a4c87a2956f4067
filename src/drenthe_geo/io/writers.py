"""Results to disk: written aside first, then put in place as a whole, the same bytes every time."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError, DrentheGeoError, FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    import geopandas as gpd
    import pandas as pd
    from matplotlib.figure import Figure

MAP_DPI = 200

ENDINGS = (
    ".csv", ".geojson", ".gpkg", ".html", ".json", ".parquet", ".pdf", ".png", ".shp", ".txt",
    ".xlsx", ".zip",
)  # fmt: skip
"""A folder is hardly meant by these."""

COMPANIONS = ("-wal", "-shm", "-journal", ".aux.xml")
"""Endings of what a program puts beside a file that it has open; worth nothing without it."""


def require_folder(out: Path) -> None:
    """Raise if results cannot go to a folder: it is a file, or cannot be made or replaced."""
    if out.exists() and not out.is_dir():
        raise FileError("io.is_a_file", path=out)
    if not out.exists() and out.suffix.lower() in ENDINGS:
        raise ArgumentError("io.like_a_file", name=out.name, stem=out.stem)
    here = out.resolve()
    if here == Path.cwd() or here in Path.cwd().parents or here.is_mount():
        raise ArgumentError("io.in_use", path=out)
    above = here.parent
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise FileError("io.no_folder", path=out, above=above)
    try:  # what a folder's rights say is not all: some let nobody make anything
        Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=above)).rmdir()
    except OSError as error:
        raise _not_written(out, error.strerror or str(error)) from error


@contextmanager
def staged_folder(
    out: Path,
    ours: Iterable[str] = (),
    *,
    rename: Callable[[Path, Path], object] = Path.rename,
) -> Iterator[Path]:
    """Give an empty folder to write in, which takes the place of `out` when all is done.

    What lies in `out` and is neither in the new folder nor named in `ours` (files of the
    answer that is replaced) is carried over. If anything fails `out` is as it was.
    """
    require_folder(out)
    out = out.resolve()
    aside = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        aside.chmod(out.stat().st_mode if out.is_dir() else 0o777 & ~_umask())
        yield aside
        _carry_over(out, aside, frozenset(ours))
        _put_in_place(aside, out, rename)
    except DrentheGeoError:
        raise
    except OSError as error:
        raise _not_written(out, error.strerror or str(error)) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _carry_over(out: Path, aside: Path, ours: frozenset[str]) -> None:
    """Put what a user keeps in the folder into the new one: linked, so that nothing moves yet."""
    for path in sorted(out.iterdir()) if out.is_dir() else ():
        if path.name in ours or _is_companion(path.name, ours):
            continue
        if (aside / path.name).exists():
            key = "io.folder_for_file" if path.is_dir() else "io.not_ours"
            raise FileError(key, path=path)
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, aside / path.name, symlinks=True, copy_function=_link)
        else:
            _link(path, aside / path.name)


def _is_companion(name: str, ours: frozenset[str]) -> bool:
    return any(name.endswith(end) and name.removesuffix(end) in ours for end in COMPANIONS)


def _link(source: str | Path, target: str | Path) -> None:
    """Give a file a second name; copy it where the disk has no links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        # Links are not to be had on FAT, across disks or on some systems; a copy does as well,
        # and if the copy fails too, that is said.
        shutil.copy2(source, target, follow_symlinks=False)


def _put_in_place(aside: Path, out: Path, rename: Callable[[Path, Path], object]) -> None:
    """Exchange two folders by name; if the second step fails the first is undone."""
    if not out.exists():
        rename(aside, out)
        return
    old = aside.with_name(f"{aside.name}.old")
    try:
        rename(out, old)
    except PermissionError as error:  # Windows, where a file that is open cannot be moved
        raise FileError("io.open_elsewhere", path=out) from error
    try:
        rename(aside, out)
    except BaseException:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    """Read what a new folder may not be; a temporary one is closed to others."""
    now = os.umask(0)
    os.umask(now)
    return now


def _not_written(out: Path, why: str) -> FileError:
    return FileError("io.not_written", path=out, why=why)


def write_csv(table: pd.DataFrame, path: Path, *, decimals: int = 3) -> None:
    """Write a table as CSV without its index; three decimals tell a tenth of a second apart."""
    table.to_csv(path, index=False, float_format=f"%.{decimals}f", lineterminator="\n")


def write_geopackage(layers: Mapping[str, gpd.GeoDataFrame], path: Path, *, date: str) -> None:
    """Write layers to one GeoPackage, with the date of the data instead of the clock's."""
    import pyogrio  # noqa: PLC0415 - only for writing

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date})
    try:
        for number, (name, layer) in enumerate(layers.items()):
            frame = layer.reset_index() if layer.index.name else layer
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=number > 0)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write a mapping as JSON."""
    write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", path)


def write_text(text: str, path: Path) -> None:
    """Write text in UTF-8, with the same ends of lines on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_map(figure: Figure, path: Path) -> None:
    """Write a figure as PNG."""
    figure.savefig(path, dpi=MAP_DPI, metadata={"Software": "drenthe-geo"})
