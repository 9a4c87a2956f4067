"""What is held against a built site: links lead somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src"}
LOADED_RELS = {"stylesheet", "icon", "preload", "preconnect", "manifest", "dns-prefetch"}


class Page(HTMLParser):
    """What a page links to, what it loads, and which anchors it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in LOADED and LOADED[tag] in given:
            self.loaded.append(given[LOADED[tag]])
        if tag == "link" and LOADED_RELS & set(given.get("rel", "").split()):
            self.loaded.append(given.get("href", ""))


def faults(site: Path) -> list[str]:
    """Name what is wrong with a site, a line per fault."""
    pages = {
        file.resolve(): Page(file.read_text(encoding="utf-8"))
        for file in sorted(site.rglob("*.html"))
        if file.name != "404.html"  # its links are those of a server
    }
    return [
        f"{file.relative_to(site.resolve())}: {fault}"
        for file, page in pages.items()
        for fault in [
            *(_of_loaded(one, file) for one in page.loaded),
            *(_of_link(one, file, pages) for one in page.links),
        ]
        if fault
    ]


def _of_loaded(given: str, file: Path) -> str:
    """Say what is wrong with something that is loaded: it must lie in the site."""
    parts = urlsplit(given)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return f"loads {given}, which is not in the site"
    return "" if (file.parent / unquote(parts.path)).is_file() else f"{given} is not there"


def _of_link(given: str, file: Path, pages: dict[Path, Page]) -> str:
    """Say what is wrong with a link; of one that leads out only the form is looked at."""
    parts = urlsplit(given)
    if parts.scheme or parts.netloc:
        right = parts.scheme == "mailto" or (parts.scheme == "https" and "." in parts.netloc)
        return "" if right and " " not in given else f"{given} is no address that begins https://"
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return f"{given} is not there"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return f"{given} has no such anchor"
    return ""
