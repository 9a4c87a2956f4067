"""A page as one file of HTML: style, scripts and data are inside, and nothing else may load."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from drenthe_geo.errors import FileError
from drenthe_geo.io.pages import digest_of, page_of
from drenthe_geo.page.library import PACKAGE, map_library

if TYPE_CHECKING:
    from jinja2 import Template

    from drenthe_geo.page.report import Report, Table

TILES = "https://service.pdok.nl"
"""Where the background map is fetched, if a reader asks for it; nothing else may be."""

NOTICE = "maplibre.license.txt"
"""The licence of the library that stands in a page, which asks that it comes along."""

INSIDE = "data: blob:"
"""Pictures that are made on the page."""

SCRIPTS = (
    "base/state.js",
    "base/words.js",
    "base/dom.js",
    "base/pack.js",
    "table/csv.js",
    "table/zip.js",
    "table/xlsx.js",
    "table/tables.js",
    "map/inks.js",
    "map/grid.js",
    "map/labels.js",
    "map/map.js",
    "map/dots.js",
    "map/pair.js",
    "panel/controls.js",
    "panel/details.js",
    "panel/search.js",
    "panel/parts.js",
    "weights/chance.js",
    "weights/weigh.js",
    "weights/told.js",
    "weights/compare.js",
    "weights/part.js",
    "weights/services.js",
    "view/run_model.js",
    "view/run.js",
    "view/sites.js",
    "view/place.js",
    "view/scenario.js",
    "main.js",
)
"""Our own scripts below ``js``, in the order in which they stand in a page."""


def html_of(report: Report) -> str:
    """Write a page as one file of HTML.

    Parameters
    ----------
    report : Report
        The page.

    Returns
    -------
    str
        HTML that works without a network. Words of a user are text in it, never markup, and a
        policy in its head lets no script run that is not one of its own.

    Examples
    --------
    >>> from drenthe_geo.page.report import Report
    >>> texts = area.words("en").group("page.ui")
    >>> page = html_of(Report("en", "a < b", {}, None, [], [], [], [], [], texts, None))
    >>> page.count("a &lt; b"), "unsafe" in page
    (2, False)
    """
    library, library_style = map_library()
    script, style = own_script(), f"{library_style}\n{_own('report.css')}"
    data = _json(_content(report))
    return _template().render(
        report=report,
        policy=_policy([library, script], [style]),
        library=_inside(library),
        library_notice=Markup(_own(NOTICE)),  # noqa: S704 - a text of ours to keep, no sign of it ends a comment
        script=_inside(script),
        style=Markup(style),  # noqa: S704 - ours and the library's
        data=Markup(data),  # noqa: S704 - see `_json`
    )


def own_script() -> str:
    """Put our scripts together in one, which shares nothing with others on the page."""
    parts = [_own(f"js/{name}") for name in SCRIPTS]
    return "(() => {\n" + "\n".join(parts) + "\n})();\n"


def _own(name: str) -> str:
    return files("drenthe_geo.page").joinpath(name).read_text(encoding="utf-8")


def _inside(script: str) -> Markup:
    """Let a script stand in HTML as it is."""
    if "</script" in script.lower() or "<!--" in script:  # it would end too early
        raise FileError("page.no_library", package=PACKAGE)
    return Markup(script)  # noqa: S704 - ours and the library's


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Say what the page may load: its own scripts and styles, and the background map."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": " ".join(map(_hash, styles)),
        "img-src": f"{INSIDE} {TILES}",
        "connect-src": TILES,
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"'{digest_of(text)}'"


def _json(content: object) -> str:
    """Write values so that no sign of them ends the element that they stand in."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _content(report: Report) -> dict[str, object]:
    """Give what the scripts read."""
    view = report.view
    return {
        "lang": report.lang,
        "title": report.title,
        "texts": dict(report.texts),
        "credit": report.credit,
        "tables": [_table(one) for one in report.tables],
        "claims": _table(view.claims.table) if view and view.claims else None,
        "view": None
        if view is None
        else {"kind": view.kind, "base": view.base, "data": view.data, "parts": view.parts},
    }  # fmt: skip


def _table(one: Table) -> dict[str, object]:
    return {
        "name": one.name,
        "title": one.title,
        "heads": [
            {"name": head.name, "head": head.head, "means": head.means,
             "decimals": head.decimals, "text": head.is_text, "share": head.is_share}
            for head in one.heads
        ],
        "rows": one.rows,
    }  # fmt: skip


@cache
def _template() -> Template:
    """Read the page, once."""
    return page_of("page", "report.html")
