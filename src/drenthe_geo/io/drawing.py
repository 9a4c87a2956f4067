"""How figures are drawn, whatever a user has set: every name stays as it is.

To matplotlib two dollar signs are a formula, and what a user's settings say of fonts, TeX and
sizes would change figures, or break them.
"""

from __future__ import annotations

import functools
import sys
import unicodedata
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from matplotlib.figure import Figure

    P = ParamSpec("P")

LATIN_ENDS = 0x24F
"""Up to here the font has every sign."""

KNOWN = frozenset("–—‘’“”…•€→−≤≥■□\u200b\u202f\u2060")
"""Signs of our own sentences that it has too, so that one need not look."""

STEERING = {"Cc", "Cs", "Zl", "Zp"}
"""Kinds of signs that no font has."""

TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that nobody sees and that turn round what comes after them."""

FROM_RIGHT = {"R", "AL", "AN"}
"""Directions of signs that run from right to left, which matplotlib does not draw."""


@contextmanager
def plainly() -> Iterator[None]:
    """Draw as matplotlib does by itself, without formulas, and without a word on the screen."""
    import matplotlib as mpl  # noqa: PLC0415 - few answers have figures

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams["text.parse_math"] = False
        warnings.filterwarnings("ignore", message="Glyph ")
        yield


def drawn_plainly(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a function draw its figure so."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        from matplotlib.text import Text  # noqa: PLC0415 - see above

        with plainly():
            figure = draw(*args, **kwargs)
            for text in figure.findobj(Text):
                if isinstance(text, Text):
                    text.set_parse_math(False)
        show_figures()
        return figure

    return drawn


def show_figures() -> None:
    """Let a notebook that runs us show figures; one that has its own way keeps it."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    from matplotlib.figure import Figure  # noqa: PLC0415 - see above

    from drenthe_geo.io.pictures import picture_of  # noqa: PLC0415 - only a notebook needs it

    formatter = shell.display_formatter.formatters["image/png"]
    if Figure not in formatter.type_printers:
        formatter.for_type(Figure, picture_of)


def printable(text: str) -> str:
    """Leave out of a text what no font has: signs that steer a screen, or turn the text round."""
    if text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(sign) in STEERING else sign
        for sign in text
        if sign not in TURNING
    )


def undrawable(texts: Iterable[str]) -> list[str]:
    """Give the signs that figures and PDFs cannot show as they are, in order of their number."""
    every = set().union(*texts)  # of a hundred signs, not of a million letters
    signs = sorted(sign for sign in every if ord(sign) > LATIN_ENDS and sign not in KNOWN)
    if not signs:
        return []
    font = _signs_of_font()
    return [
        sign
        for sign in signs
        if sign not in TURNING
        and (ord(sign) not in font or unicodedata.bidirectional(sign) in FROM_RIGHT)
    ]


@functools.cache
def _signs_of_font() -> frozenset[int]:
    """Read which signs the font of figures and documents has."""
    import matplotlib as mpl  # noqa: PLC0415 - rare
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - rare

    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(FT2Font(str(path)).get_charmap())
