"""A card: what a result says of itself at one glance, as HTML and as text."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drenthe_geo.cards.sketch import Sketch

# Styles stand in the tags alone: what takes them away (a page that shows notebooks of
# strangers) leaves a heading, a table and sentences. No ink is set but half-clear grey, so
# the card has the colours of a light or a dark page.
LINE = "1px solid rgba(128,128,128,.45)"
CARD = f"border:{LINE};border-radius:8px;padding:12px 16px;margin:4px 0;max-width:62em"
COLUMNS = "display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start"
CELL = "text-align:left;padding:2px 16px 2px 0;border:none;background:none;vertical-align:top"
SMALL = "font-size:90%;opacity:.85;margin:6px 0 0"


@dataclass(frozen=True)
class Card:
    """A card in a language.

    Parameters
    ----------
    title : str
        What it is.
    figures : tuple of (str, str)
        What is counted or measured, and how much with its unit.
    sentences : tuple of str
        What it says.
    warned : str
        How many warnings there are; empty if none.
    warnings : tuple of str
        The warnings.
    onward : str
        The words before `names`.
    names : tuple of (str, str)
        Attributes to go on with, and how large each is.
    data : str
        Which data it rests on, and their date.
    picture : Sketch or None
        A small map.

    Examples
    --------
    >>> Card("Two points", (("points", "2"),))
    Two points: points 2
    """

    title: str
    figures: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    warned: str = ""
    warnings: tuple[str, ...] = ()
    onward: str = ""
    names: tuple[tuple[str, str], ...] = ()
    data: str = ""
    picture: Sketch | None = None

    def __repr__(self) -> str:
        """Say title and figures in a line."""
        said = "; ".join(f"{label} {value}" for label, value in self.figures)
        return f"{self.title}: {said}" if said else self.title

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        parts = [*self._sentences(), self._table(), self._warnings(), self._onward()]
        if self.data:
            parts.append(f'<p style="{SMALL}">{escape(self.data)}</p>')
        body = "".join(filter(None, parts))
        head = f'<p style="margin:0 0 6px"><strong>{escape(self.title)}</strong></p>'
        text = f'<div style="flex:1 1 24em;min-width:0">{head}{body}</div>'
        return f'<div style="{CARD}"><div style="{COLUMNS}">{text}{self._picture()}</div></div>'

    def _sentences(self) -> list[str]:
        return [f'<p style="margin:4px 0">{escape(one)}</p>' for one in self.sentences]

    def _table(self) -> str:
        rows = "".join(
            f'<tr style="background:none"><th scope="row" style="{CELL};font-weight:normal">'
            f'{escape(label)}</th><td style="{CELL};font-weight:bold">{escape(value)}</td></tr>'
            for label, value in self.figures
        )
        style = "border-collapse:collapse;margin:4px 0;border:none"
        return f'<table style="{style}"><tbody>{rows}</tbody></table>' if rows else ""

    def _warnings(self) -> str:
        if not self.warnings:
            return ""
        first, *others = map(escape, self.warnings)
        said = f'<p style="margin:6px 0 0">⚠ {escape(self.warned)}: {first}</p>'
        if not others:
            return said
        rest = "".join(f"<li>{one}</li>" for one in others)
        return f"{said}<details><summary>+ {len(others)}</summary><ul>{rest}</ul></details>"

    def _onward(self) -> str:
        if not self.names:
            return ""
        each = ", ".join(
            f"<code>{escape(name)}</code>{f' ({escape(size)})' if size else ''}"
            for name, size in self.names
        )
        return f'<p style="{SMALL}">{escape(self.onward)} {each}</p>'

    def _picture(self) -> str:
        if self.picture is None:
            return ""
        width, height = self.picture.size
        source = self.picture.data_uri(self.title)
        return (
            f'<img src="{source}" alt="{escape(self.title)}" width="{width // 2}" '
            f'height="{height // 2}" style="flex:none;max-width:100%">'
        )
