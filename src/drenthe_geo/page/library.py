"""The script and style that draw the map, read of the installed package that carries them."""

from __future__ import annotations

import functools
from importlib.metadata import files
from typing import TYPE_CHECKING

from drenthe_geo.errors import FileError

if TYPE_CHECKING:
    from importlib.metadata import PackagePath

PACKAGE = "maplibre"
"""It is never imported: that would load what it needs in Python."""

SCRIPT, STYLE = "maplibre-gl.js", "maplibre-gl.css"


@functools.cache
def map_library() -> tuple[str, str]:
    """Read the script and the style of the map library.

    Returns
    -------
    tuple of str
        JavaScript and CSS.

    Raises
    ------
    FileError
        If the installed package does not hold them.

    Examples
    --------
    >>> script, style = map_library()
    >>> "maplibregl" in script, ".maplibregl-map" in style
    (True, True)
    """
    held: dict[str, PackagePath] = {one.name: one for one in files(PACKAGE) or ()}
    try:
        script, style = (held[name].read_text(encoding="utf-8") for name in (SCRIPT, STYLE))
    except (KeyError, OSError) as error:
        raise FileError("page.no_library", package=PACKAGE) from error
    return script, style
