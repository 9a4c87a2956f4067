"""Results to disk, file by file: the same bytes every time."""

from __future__ import annotations

import errno
import json
import os
import shutil
from typing import TYPE_CHECKING

from drenthe_geo.io.drawing import plainly

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from matplotlib.figure import Figure

MAP_DPI = 200

LEAST_FREE_BYTES = 1_000_000
"""Room on a disk below which one takes it for full: a database grows by less than this at once."""


def why_not_written(path: Path, error: Exception) -> str:
    """Say why GDAL could not write: it is not told why, but room can be measured."""
    free = shutil.disk_usage(path.parent).free
    return os.strerror(errno.ENOSPC) if free < LEAST_FREE_BYTES else str(error)


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write a mapping as JSON."""
    write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", path)


def write_text(text: str, path: Path) -> None:
    """Write text in UTF-8, with the same ends of lines on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_map(figure: Figure, path: Path) -> None:
    """Write a figure as PNG."""
    with plainly():
        figure.savefig(path, dpi=MAP_DPI, metadata={"Software": "drenthe-geo"})
