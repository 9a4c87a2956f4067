"""Open an area by its name or its folder."""

from __future__ import annotations

from pathlib import Path

from drenthe_geo.area.area import Area
from drenthe_geo.area.identity import read_facts, wrong_fact
from drenthe_geo.area.package import FACTS, area_folder, described, files_of
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.work.key import look_of_files


@checked
def open_area(what: str | Path | None = None) -> Area:
    """Open an area: what every question is asked of.

    Parameters
    ----------
    what : str or pathlib.Path, optional
        Name of an area that ships with the package, or a folder with an ``area.toml``;
        where only one ships, it need not be named.

    Returns
    -------
    Area
        The area; its tables are read when they are asked for.

    Raises
    ------
    ArgumentError
        If there is no such area.
    FileError
        If the folder is no area.
    DataError
        If what it says of itself cannot be read.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> dg.open_area("drenthe").facts.languages
    ('nl', 'en')
    """
    folder = area_folder(what)
    facts, resources = read_facts(folder / FACTS), described(folder)
    looks = look_of_files(files_of(folder, resources))
    area = Area(folder, facts, looks=looks, _read={"resources": resources})
    outline = area.facts.outline
    if outline not in area.layer_names:
        raise wrong_fact(f"{folder.name}/{FACTS}", "outline", outline, "layers.a_layer")
    return area


def is_as_opened(area: Area) -> bool:
    """Tell whether the files of an area are those that it was opened with."""
    try:
        return bool(area.looks) and area.looks == look_of_files(
            {name: Path(name) for name, _, _ in area.looks}
        )
    except OSError:
        return False
