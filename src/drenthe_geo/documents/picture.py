"""A figure as a block of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.documents.blocks import Picture
from drenthe_geo.io.writers import rendered

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURE_DPI = 130


def picture_of(figure: Figure, text: str) -> Picture:
    """Draw a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    text : str
        What it shows, in words.

    Returns
    -------
    Picture
        As PNG; equal figures give equal bytes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> picture = picture_of(Figure(figsize=(2, 1)), "nothing at all")
    >>> picture.png[1:4], picture.width_in
    (b'PNG', 2.0)
    """
    width, height = figure.get_size_inches()
    return Picture(rendered(figure, PICTURE_DPI), text, float(width), float(height))
