"""Results to disk, file by file: the same bytes every time."""

from __future__ import annotations

import errno
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np

from drenthe_geo.io.drawing import plainly
from drenthe_geo.io.out.png import png_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
    path.write_bytes(rendered(figure, MAP_DPI))


def rendered(figure: Figure, dpi: float) -> bytes:
    """Draw a figure as PNG."""
    from matplotlib.backend_bases import FigureCanvasBase  # noqa: PLC0415 - see `plainly`
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - see `plainly`

    with plainly():
        figure.set_dpi(dpi)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        rgb = np.asarray(canvas.buffer_rgba())[..., :3]
        content = png_of(rgb, dpi, {"Software": "drenthe-geo"})
        FigureCanvasBase(figure)  # takes the place of the one that holds all pixels
        return content
