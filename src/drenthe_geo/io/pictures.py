"""Figures that a notebook shows without being told how: as pictures of a modest size."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from drenthe_geo.io.drawing import show_figures
from drenthe_geo.io.writers import rendered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

SCREEN_DPI = 90
"""Pixels in an inch of a page: a map is then as wide as the text of a notebook."""

COLORS = 192
"""Colours of a picture: maps have few, so it is a third as large and looks the same."""


def picture_of(figure: Figure) -> bytes:
    """Draw a figure as a small PNG, the same bytes every time.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.

    Returns
    -------
    bytes
        The picture.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> picture_of(Figure(figsize=(1, 1)))[1:4]
    b'PNG'
    """
    from PIL import Image  # noqa: PLC0415 - comes with matplotlib, and only figures need it

    before = figure.get_dpi()
    drawn = Image.open(io.BytesIO(rendered(figure, SCREEN_DPI)))
    figure.set_dpi(before)
    few, kept = drawn.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE), io.BytesIO()
    few.save(kept, "PNG", optimize=True)
    return kept.getvalue()


class Figures(Mapping[str, "Figure"]):
    """Figures by name; a notebook shows all of them, or the one that is looked up.

    Parameters
    ----------
    drawn : mapping of str to matplotlib.figure.Figure
        The figures.

    Examples
    --------
    >>> Figures({})
    Figures()
    """

    def __init__(self, drawn: Mapping[str, Figure]) -> None:
        """Keep them, and let a notebook know what to do with one."""
        self._drawn = dict(drawn)
        if drawn:
            show_figures()

    def __getitem__(self, name: str) -> Figure:
        """Look one up."""
        return self._drawn[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names in order."""
        return iter(self._drawn)

    def __len__(self) -> int:
        """Count them."""
        return len(self._drawn)

    def __repr__(self) -> str:
        """Name them."""
        return f"Figures({', '.join(self._drawn)})"

    def _repr_html_(self) -> str:
        """Show them one below the other, each with its name."""
        return "".join(
            f'<figure style="margin:0 0 16px"><img alt="{escape(name)}" style="max-width:100%" '
            f'src="data:image/png;base64,{base64.b64encode(picture_of(figure)).decode("ascii")}">'
            f"<figcaption><code>{escape(name)}</code></figcaption></figure>"
            for name, figure in self._drawn.items()
        )
