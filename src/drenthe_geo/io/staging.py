"""Folders of results: made beside their place, then put in it as a whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError, DrentheGeoError, FileError
from drenthe_geo.files.gate import is_file, own_path, short, split_layer
from drenthe_geo.files.leftovers import NEW, OLD, clear_leftovers, make_aside, prefix_of, release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ENDINGS = (
    ".csv", ".geojson", ".gpkg", ".html", ".json", ".parquet", ".pdf", ".png", ".qgz", ".shp",
    ".tif", ".txt", ".xlsx", ".zip",
)  # fmt: skip
"""A folder is hardly meant by these."""

WRITTEN = (
    ".csv", ".gpkg", ".html", ".json", ".pdf", ".png", ".qgz", ".qml", ".svg", ".tif", ".xlsx",
)  # fmt: skip
"""What answers are written in, where nobody asks for something else."""

COMPANIONS = ("-wal", "-shm", "-journal", ".aux.xml")
"""Endings of what a program puts beside a file that it has open; worth nothing without it."""


def require_folder(out: Path) -> None:
    """Raise if results cannot go to a folder: it is a file, or cannot be made or replaced.

    What runs that were killed left beside it is put right first.
    """
    try:
        _require_folder(out)
    except DrentheGeoError:
        raise
    except (OSError, RuntimeError) as error:  # names too long, links in a ring, no rights
        raise not_written(out, error) from error


def _require_folder(out: Path) -> None:
    here = out.resolve()
    clear_leftovers(here)
    if out.is_symlink():
        out.stat()  # a link in a ring, or to nowhere we may look
    if here.exists() and not here.is_dir():
        raise FileError("io.is_a_file", path=short(out))
    if not here.exists() and out.suffix.lower() in ENDINGS:
        raise ArgumentError("io.like_a_file", name=out.name, stem=out.stem)
    if here == Path.cwd() or here in Path.cwd().parents or os.path.ismount(here):
        raise ArgumentError("io.in_use", path=out)
    above = here.parent
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise FileError("io.no_folder", path=short(out), above=short(above))
    try:  # what a folder's rights say is not all: some let nobody make anything
        Path(tempfile.mkdtemp(prefix=prefix_of(here), dir=above)).rmdir()
    except BaseException:  # stopped in between
        clear_leftovers(above / here.name)
        raise


def require_apart(out: Path, reads: Iterable[object]) -> None:
    """Raise if a folder for results holds a file that the question reads: it would be replaced.

    What is no path of a file is a word, an object or nothing, and is left out. A link counts
    where it lies and where it leads to.
    """
    for given in (one for one in reads if isinstance(one, (str, Path)) and out.exists()):
        is_folder = isinstance(given, Path) and own_path(given).is_dir()  # text may be a word
        if is_folder or is_file(given):
            path = split_layer(given)[0]
            for one in (Path(os.path.abspath(path)), path.resolve()):  # noqa: PTH100 - no link followed
                if any(_is_same(above, out) for above in (one, *one.parents)):
                    raise ArgumentError("io.reads_from", path=short(out), file=path.name)


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two paths are one folder, however they are written."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def require_free(out: Path, ours: Iterable[str], stems: Iterable[str]) -> None:
    """Raise if something of the user has a name that will be written; case is of no matter."""
    old, new = set(ours), {stem.casefold() for stem in stems}
    for path in sorted(out.iterdir()) if out.is_dir() else ():
        will_be = path.stem.casefold() in new and path.suffix.casefold() in WRITTEN
        if will_be and path.name not in old:
            raise name_taken(path)


@contextmanager
def staged_folder(
    out: Path,
    ours: Iterable[str] | Callable[[], Iterable[str]] = (),
    *,
    rename: Callable[[Path, Path], object] = Path.rename,
    exchange: Callable[[Path, Path], bool] | None = None,
) -> Iterator[Path]:
    """Give an empty folder to write in, which takes the place of `out` when all is done.

    What lies in `out` and is neither in the new folder nor named in `ours` (files of the
    answer that is replaced; asked for when all is written) is carried over. If anything fails
    `out` is as it was.
    """
    require_folder(out)
    given, out = out, out.resolve()
    made = next((one for one in (*reversed(out.parents),) if not one.exists()), None)
    aside = held = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside, held = make_aside(out)
        new = aside / NEW
        new.mkdir()
        new.chmod(out.stat().st_mode if out.is_dir() else 0o777 & ~_umask())
        yield new
        _carry_over(out, new, frozenset(ours() if callable(ours) else ours))
        _put_in_place(new, out, rename, exchange or _exchange)
        made = None
    except DrentheGeoError as error:
        if aside is None or not _is_of(error, aside):
            raise
        # Said of what is written in the folder beside it, of which nobody knows.
        raise FileError(
            "io.not_written", **{**error.message.values, "path": short(given)}
        ) from error
    except OSError as error:
        raise not_written(given, error) from error
    except BaseException:  # stopped where the folder beside it had no name here yet
        if aside is None:
            clear_leftovers(out)
        raise
    finally:
        if aside is not None and held is not None and not release(aside, held, out):
            raise FileError("io.old_aside", path=short(out), old=aside / OLD)
        if made is not None:
            _remove_empty(out.parent, made)


def _is_of(error: DrentheGeoError, aside: Path) -> bool:
    """Tell whether an error says that something in the folder beside cannot be written."""
    path = str(error.message.values.get("path", ""))
    return error.message.key == "io.not_written" and aside.name in path


def _remove_empty(folder: Path, last: Path) -> None:
    """Remove folders that were made for an answer that did not come, as far as they are empty."""
    for one in (folder, *folder.parents):
        if not one.is_relative_to(last):
            return
        try:
            one.rmdir()
        except OSError:
            return


def _carry_over(out: Path, new: Path, ours: frozenset[str]) -> None:
    """Put what a user keeps in the folder into the new one: linked, so that nothing moves yet."""
    for path in sorted(out.iterdir()) if out.is_dir() else ():
        if path.name in ours or _is_companion(path.name, ours):
            continue
        if (new / path.name).exists():
            raise name_taken(path)
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True, copy_function=_link)
        else:
            _link(path, new / path.name)


def name_taken(path: Path) -> FileError:
    """Say that something of the user has the name of a file that must be written."""
    return FileError("io.folder_for_file" if path.is_dir() else "io.not_ours", path=path)


def _is_companion(name: str, ours: frozenset[str]) -> bool:
    return any(name.endswith(end) and name.removesuffix(end) in ours for end in COMPANIONS)


def _link(source: str | Path, target: str | Path) -> None:
    """Give a file a second name; copy it where the disk has no links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, RuntimeError):  # Python raises the second where a system has no links
        # Links are not to be had on FAT, across disks or on some systems; a copy does as well,
        # and if the copy fails too, that is said.
        shutil.copy2(source, target, follow_symlinks=False)


def _put_in_place(
    new: Path,
    out: Path,
    rename: Callable[[Path, Path], object],
    exchange: Callable[[Path, Path], bool],
) -> None:
    """Exchange two folders: in one step where the system can, else in two, undone if need be."""
    if not out.exists():
        rename(new, out)
        return
    if exchange(new, out):
        return
    old = new.with_name(OLD)
    try:
        rename(out, old)
    except PermissionError as error:  # Windows, where a file that is open cannot be moved
        raise FileError("io.open_elsewhere", path=out) from error
    rename(new, out)  # if this fails, the old one goes back when the folder is released


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; false where the system or the disk cannot."""
    try:
        swap, here, flag = _swap()
        pair = (os.fsencode(one), os.fsencode(other))
        arguments = (here, pair[0], here, pair[1]) if here is not None else pair
        return bool(swap(*arguments, flag) == 0)
    except (OSError, AttributeError, ValueError, TypeError):  # the last on Windows
        return False


AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2
"""Constants of Linux and macOS."""


def _swap() -> tuple[Callable[..., int], int | None, int]:
    """Find what exchanges two names in one step; an AttributeError where there is nothing."""
    system = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        return system.renamex_np, None, RENAME_SWAP
    return system.renameat2, AT_FDCWD, RENAME_EXCHANGE


def _umask() -> int:
    """Read what a new folder may not be; a temporary one is closed to others."""
    now = os.umask(0)
    os.umask(now)
    return now


def not_written(out: Path, error: Exception) -> FileError:
    """Say that a folder cannot be written, and why the system says so."""
    why = getattr(error, "strerror", None) or str(error)
    if isinstance(error, RuntimeError):  # Python 3.12 and older say so of links in a ring
        why = os.strerror(errno.ELOOP)
    return FileError("io.not_written", path=short(out), why=why)
