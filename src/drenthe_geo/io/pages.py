"""How pages of HTML are filled in: words of a user are text in them, never markup."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from drenthe_geo.io.drawing import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from jinja2 import Template


def page_of(
    room: str, name: str, *, finished: Callable[[str], str] = str, **filters: Callable[..., Any]
) -> Template:
    """Read a page of a room; every word in it is escaped, whatever its name ends in.

    What would turn the rest of a page round is left out; `finished` has the last word on a text.

    >>> page_of("page", "report.html").name
    'report.html'
    """

    def finalized(value: object) -> object:
        return finished(printable(value)) if type(value) is str else value

    pages = Environment(
        loader=PackageLoader("drenthe_geo", room),
        autoescape=True,
        finalize=finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters |= {"base64": base64_of, **filters}
    return pages.get_template(name)


def base64_of(raw: bytes) -> str:
    """Write bytes so that a page can hold them."""
    return base64.b64encode(raw).decode("ascii")


def digest_of(text: str) -> str:
    """Name a script or a style that a page allows, as its policy does.

    >>> digest_of("")[:13]
    'sha256-47DEQp'
    """
    return f"sha256-{base64_of(hashlib.sha256(text.encode()).digest())}"
