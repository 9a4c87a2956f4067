"""Fetch one made-up file, or see that it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from drenthe_geo.errors import FileError
from drenthe_geo.fetch.run import Fetched, fetch_sources
from tools.serving import Server, entry, quick, write_sources

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"<!DOCTYPE html>\n<html><body>Sorry, we are working on it.</body></html>"


def fetch(server: Server, folder: Path, *, address: str = "/a.pbf", **more: Any) -> Fetched:
    """Fetch one file."""
    told = {name: more.pop(name) for name in ("manners", "now", "max_age_days") if name in more}
    said = {"begins": "pbf", **more}
    address = address if "://" in address else server.address + address
    path = write_sources(folder, entry("osm", address, "a.pbf", **said))
    return fetch_sources(None, folder / "to", sources=path, **{"manners": quick(), **told})


def refused(server: Server, folder: Path, **more: Any) -> str:
    """Tell what is said of a file that is refused, and see that nothing of it is used."""
    with pytest.raises(FileError) as caught:
        fetch(server, folder, **more)
    assert not (folder / "to" / "a.pbf").exists()
    assert not (folder / "to" / "manifest.json").exists()
    return str(caught.value).replace(server.address, "ADDRESS").replace(str(folder), "FOLDER")
