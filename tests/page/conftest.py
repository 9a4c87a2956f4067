"""A headless Chromium without a network, and pages of the made-up area."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from asked import ASKED
from browsing import DRAWN, Opened, hostile_sites
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.report import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent

NPM_S = 90
"""Seconds that npm may take; as a rule it takes four."""


@pytest.fixture(scope="session")
def answers() -> Callable[[str], dg.Answer]:
    """The answer that a page is of."""

    def ask(kind: str) -> dg.Answer:
        if kind == "suggest":
            return dg.ask_suggest(VELDLAND, "loket-zuid", sites=hostile_sites())
        answer: dg.Answer = ASKED[kind]()
        return answer

    return cache(ask)


@pytest.fixture(scope="session")
def pages(
    answers: Callable[[str], dg.Answer], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The file of a page."""
    top = tmp_path_factory.mktemp("pages")

    @cache
    def write(kind: str) -> Path:
        path = top / f"{kind}.html"
        path.write_text(page_of(answers(kind), "nl"), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=path, args=DRAWN)
        except playwright.Error as error:
            pytest.skip(f"chromium does not start here: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture(scope="session")
def from_npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what npm installs of `package.json`, kept between runs."""
    wanted = HERE / "package.json"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]
    kept = Path(tempfile.gettempdir()) / f"drenthe-geo-npm-{digest}"
    if (kept / "done").is_file():
        return kept / "node_modules"
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm on this machine (Debian: apt-get install npm)")
    made = tmp_path_factory.mktemp("npm")
    shutil.copy(wanted, made)
    how = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
    try:  # without a network it would try again for minutes
        done = subprocess.run(
            [npm, "install", *how],
            cwd=made, capture_output=True, text=True, check=False, timeout=NPM_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm brings nothing within {NPM_S} seconds: is there a network?")
    if done.returncode:
        pytest.skip(f"npm cannot install here: {done.stderr.strip().splitlines()[-1:]}")
    (made / "done").touch()
    shutil.copytree(made, kept, dirs_exist_ok=True)
    return kept / "node_modules"


@pytest.fixture
def opened(browser: Browser, pages: Callable[[str], Path]) -> Iterator[Callable[..., Opened]]:
    """Open pages, each checked at the end: nothing went wrong, and nothing was fetched."""
    every: list[Opened] = []

    def open_(kind: str | Path, look: str = "small", **how: Any) -> Opened:
        path = kind if isinstance(kind, Path) else pages(kind)
        every.append(Opened(browser, path, look, **how))
        return every[-1]

    yield open_
    for one in every:
        one.context.close()
        assert not one.wrong
        assert all(url.startswith(("file:", "blob:", "data:", "about:")) for url in one.asked)
