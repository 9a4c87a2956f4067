"""Formats of maps: pictures of points, and drawings that stay sharp at every size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from drenthe_geo.contracts.arguments import names_in
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.io.drawing import plainly
from drenthe_geo.io.writers import write_map

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

MAP_FORMATS = ("png", "svg", "pdf")

# Letters in an SVG are drawn: hardly a computer has the font, and with another names would cover
# each other. In a PDF the font is embedded as it is, so its texts can be searched and copied.
LOOK: Any = {"svg.fonttype": "path", "svg.hashsalt": "drenthe-geo", "pdf.fonttype": 42}

NO_CLOCK: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "drenthe-geo"},
    "pdf": {"CreationDate": None, "Creator": "drenthe-geo", "Producer": "drenthe-geo"},
}
"""What is said in a file of how it was made: no clock time, so that equal maps are equal."""


def read_map_formats(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Read names of formats of maps, in a list or with commas between; each counts once.

    Parameters
    ----------
    given : str or iterable of str, optional
        The names.

    Returns
    -------
    tuple of str
        The names in the order of `MAP_FORMATS`; PNG where nothing is given.

    Raises
    ------
    ArgumentError
        If there is no such format, or none is named.

    Examples
    --------
    >>> read_map_formats("pdf, PNG"), read_map_formats(None)
    (('png', 'pdf'), ('png',))
    """
    if given is None:
        return MAP_FORMATS[:1]
    if not isinstance(given, Iterable):
        raise ArgumentError("out.map_formats_kind", kind=type(given).__name__)
    names = names_in(given)
    if not names:
        raise ArgumentError("out.no_map_format", choices=list(MAP_FORMATS))
    for name in names:
        if name not in MAP_FORMATS:
            raise unknown_choice("map_format", name, MAP_FORMATS)
    return tuple(name for name in MAP_FORMATS if name in names)


def write_figure(figure: Figure, folder: Path, stem: str, formats: Iterable[str]) -> None:
    """Write a figure in formats, one file each."""
    for name in formats:
        path = folder / f"{stem}.{name}"
        if name == "png":
            write_map(figure, path)
            continue
        import matplotlib as mpl  # noqa: PLC0415 - few answers have figures

        with plainly():
            mpl.rcParams.update(LOOK)
            figure.savefig(path, format=name, metadata=NO_CLOCK[name])
