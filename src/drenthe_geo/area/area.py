"""An area: its layers, tables and choices, read once from its folder."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from drenthe_geo.area.identity import read_words, words_of_own_people
from drenthe_geo.area.package import DESCRIPTOR, described, read_descriptor, read_toml
from drenthe_geo.area.schema import LayerSchema
from drenthe_geo.area.select import province_outline, require_here
from drenthe_geo.area.settings import Settings, settings_from_mapping
from drenthe_geo.area.sources import credit_line, sources_of
from drenthe_geo.area.tables import handed_in, read_layer, read_table, with_references
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.results import result
from drenthe_geo.errors import DataError, close_to, unknown_choice
from drenthe_geo.files.gate import Reading, file_of, notices_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd
    import shapely

    from drenthe_geo.area.identity import Facts
    from drenthe_geo.area.sources import Source
    from drenthe_geo.words.message import Message
    from drenthe_geo.words.table import Words

Made = TypeVar("Made")


@result
@dataclass(frozen=True)
class Area:
    """One area, read from its folder: each table once, however often it is asked for.

    Parameters
    ----------
    folder : pathlib.Path
        Where its tables are.
    facts : Facts
        What ``area.toml`` says.
    opened : dict
        Names of the tables that were read, in order: what a result rests on.
    notices : dict
        What is odd about files of a user that were read, in order: warnings of a result.
    own : mapping of str to geopandas.GeoDataFrame
        Layers, or tables, that a user put in place of the area's.
    peak : bool
        Whether it is asked about in the peak, see `at_peak`.
    credits : dict
        Sources of a user's files that ask to be named, in order; see `credit`.
    reading : Reading
        How files of a user are read for it.
    looks : tuple
        Size and date of every file of it when it was opened; none of what was not opened.

    Examples
    --------
    >>> area.name, area.layer("stations").loc["vnd", "name"]
    ('veldland', 'Venendal')
    """

    folder: Path
    facts: Facts
    opened: dict[str, None] = field(default_factory=dict, repr=False, compare=False)
    notices: dict[Message, None] = field(default_factory=dict, repr=False, compare=False)
    own: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict, repr=False, compare=False)
    peak: bool = False
    credits: dict[Source, None] = field(default_factory=dict, repr=False, compare=False)
    reading: Reading = field(default_factory=Reading, repr=False, compare=False)
    looks: tuple[tuple[str, int, int], ...] = field(default=(), repr=False, compare=False)
    _read: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _kept: dict[str, tuple[Any, dict[str, None]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def name(self) -> str:
        """Name of the area, as in ``--area``."""
        return self.facts.name

    @property
    def language(self) -> str:
        """Language of the area's files."""
        return self.facts.languages[0]

    def words(self, lang: str | None = None) -> Words:
        """Give the words for this area: its own over the general ones; see `read_words`.

        Parameters
        ----------
        lang : str, optional
            One of the area's languages; the first if not given.

        Returns
        -------
        Words
            Its sentences.

        Examples
        --------
        >>> area.words().say("area.own_stations")
        'de vier stations van Veldland'
        """
        lang = self.language if lang is None else lang
        words: Words = self._once(f"words {lang}", lambda: read_words(self, lang))
        people = self.own.get("people", self.own.get("places"))
        return words if people is None else words_of_own_people(words, file_of(people))

    def _once(self, key: str, read: Callable[[], Made]) -> Made:
        """Read something of the folder once, whatever layers a user puts in its place."""
        if key not in self._read:
            self._read[key] = read()
        return cast("Made", self._read[key])

    def keep(self, key: str, make: Callable[[], Made]) -> Made:
        """Make something of the area's tables once; those count as opened each time."""
        if key not in self._kept:
            before = dict(self.opened)
            self.opened.clear()
            try:
                made = make()
            finally:
                used = dict(self.opened)
                self.opened.clear()
                self.opened.update(before)
            self._kept[key] = made, used
        made, used = self._kept[key]
        self.opened.update(used)
        return cast("Made", made)

    def fresh(self) -> Area:
        """Give the same area with no table opened yet, so that an answer notes its own."""
        own = [notice for frame in self.own.values() for notice in notices_of(frame)]
        return replace(self, opened={}, notices=dict.fromkeys(own), credits={})

    def note(self, *notices: Message) -> None:
        """Note what is odd about a file of a user: it is a warning of what is asked with it."""
        self.notices.update(dict.fromkeys(notices))

    def credit(self, *sources: Source) -> None:
        """Note where a file of a user is from: what is asked with it names that too."""
        self.credits.update(dict.fromkeys(sources))

    @checked
    def with_layers(self, own: Mapping[str, gpd.GeoDataFrame]) -> Area:
        """Put layers of a user in place of the area's.

        Parameters
        ----------
        own : mapping of str to geopandas.GeoDataFrame
            By name of the layer; rows in any CRS with ids in the key's column or index.

        Returns
        -------
        Area
            The same area with those layers.

        Raises
        ------
        ArgumentError
            If there is no layer of a name.
        CrsError, LayerError
            If a layer has no CRS, or breaks its promise; all problems in one message.

        Examples
        --------
        >>> few = area.with_layers({"places": area.layer("places").iloc[:2]})
        >>> len(few.layer("places")), len(area.layer("places")), list(few.own)
        (2, 12, ['places'])
        """
        taken = {one: handed_in(it, self.schema(one), self.facts.grid) for one, it in own.items()}
        require_here(self, taken)
        odd = dict.fromkeys(one for frame in taken.values() for one in notices_of(frame))
        own = {**self.own, **taken}
        return replace(self, own=own, notices={**self.notices, **odd}, _kept={})

    def at_peak(self) -> Area:
        """Give the same area in the peak: all times by a mode that knows one are longer.

        Returns
        -------
        Area
            The area; `read_profile` gives the profiles of the peak for it.

        Examples
        --------
        >>> dg.read_profile(area.at_peak(), "car").at_peak, dg.read_profile(area, "car").at_peak
        (True, False)
        """
        return replace(self, peak=True, _kept={})

    def without_own(self) -> Area:
        """Give the area as it is in its folder, without a user's layers."""
        return replace(self, own={}, _kept={}) if self.own else self

    @property
    def date(self) -> str:
        """Moment of the area's data, as a GeoPackage writes it; equal data write equal bytes."""
        made: str = self._once("created", lambda: read_descriptor(self.folder)["created"])
        return made.replace("Z", ".000Z")

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Descriptions of all tables and files by name: the area's, and the defaults."""
        return copy.deepcopy(self._resources())

    @property
    def resource_names(self) -> tuple[str, ...]:
        """Names of all tables and files, in the order of `resources`."""
        return tuple(self._resources())

    def _resources(self) -> dict[str, dict[str, Any]]:
        """Describe tables and files as they are kept: not to be changed."""
        return self._once("resources", lambda: described(self.folder))

    def resource(self, name: str) -> dict[str, Any]:
        """Look the description of a table or file up: its entry of ``datapackage.json``."""
        known = self._resources()
        if name not in known:
            raise unknown_choice("resource", name, known)
        return copy.deepcopy(known[name])

    def path(self, name: str) -> Path:
        """Where the file of a table is; it counts as opened."""
        entry = self._resources().get(name)
        if entry is None:
            raise DataError("layers.no_table", area=self.name, name=name, file=DESCRIPTOR)
        path = Path(entry["folder"]) / str(entry["path"])
        if not path.is_file():
            raise DataError("layers.no_file", area=self.name, name=name, file=entry["path"])
        self.opened[name] = None
        return path

    def table(self, name: str) -> pd.DataFrame:
        """Read a table, text columns as text and empty fields as missing.

        Parameters
        ----------
        name : str
            Name of the table.

        Returns
        -------
        pandas.DataFrame
            The rows as they are stored, one column per field; a copy of what is kept.

        Raises
        ------
        DataError
            If the area has no such table, or its rows are not what their description says.

        Examples
        --------
        >>> len(area.table("stations").query("role == 'own'"))
        4
        """
        self.path(name)
        if name in self.own and name not in self.layer_names:
            return cast("pd.DataFrame", self.own[name].copy())
        entry, read = self._resources()[name], self._rows
        return self._once(name, lambda: with_references(read(name), entry, read)).copy()

    def _rows(self, name: str) -> pd.DataFrame:
        """Read the rows of a table; it does not count as opened."""
        path, entry = self.fresh().path(name), self._resources()[name]
        return self._once(f"rows {name}", lambda: read_table(path, entry))

    def toml(self, name: str) -> dict[str, Any]:
        """Read a file of choices or words.

        Parameters
        ----------
        name : str
            Its name, for example ``"profiles"``.

        Returns
        -------
        dict
            The parsed file; a copy of what is kept.

        Raises
        ------
        DataError
            If the area has no such file, or it is missing or cannot be parsed.

        Examples
        --------
        >>> area.toml("analysis")["cell_m"]["value"]
        50.0
        """
        path = self.path(name)
        return copy.deepcopy(self._once(f"toml {name}", lambda: read_toml(path)))

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Tables that have a place on the map, in the order of the description."""
        described = self._resources().items()
        return tuple(name for name, entry in described if "geometry" in entry)

    def schema(self, name: str) -> LayerSchema:
        """Look the promise of a layer up."""
        if name not in self.layer_names:
            raise unknown_choice("layer", name, self.layer_names)
        return LayerSchema.from_resource(self._resources()[name])

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Read a layer: the area's, or what a user put in its place.

        Parameters
        ----------
        name : str
            Name of the layer.

        Returns
        -------
        geopandas.GeoDataFrame
            In the area's CRS, ids in an index named after its key; a copy of what is kept.

        Raises
        ------
        ArgumentError, DataError, LayerError
            If there is no layer of that name, or its table is missing, damaged, or wrong.

        Examples
        --------
        >>> area.layer("gemeenten")["name"].tolist()
        ['Heidemark', 'Veenhoek', 'Zandwolde']
        """
        if name in self.own:
            return self.own[name].copy()
        if name not in self.layer_names and not close_to(name, self.layer_names):
            self.path(name)  # no slip of the pen: it says that the area lacks a table
        self.schema(name)
        path, at, of = self.path(name), self._resources()[name], self.facts  # opened, if kept too
        layer = self._once(f"layer {name}", lambda: read_layer(path, at, self.table(name), of))
        return layer.copy()

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Read all layers by name; see `layer`."""
        return {name: self.layer(name) for name in self.layer_names}

    def outline(self) -> shapely.Geometry:
        """Give the outline of the area: its polygons together.

        Returns
        -------
        shapely.Geometry
            A polygon or multipolygon.

        Examples
        --------
        >>> round(area.outline().area / 1e6)
        200
        """
        name = self.facts.outline
        return self.keep(f"outline {name}", lambda: province_outline(self.layer(name)))

    @property
    def settings(self) -> Settings:
        """Choices of the analysis, every number with its source."""
        raw, end_m = self.toml("analysis"), self.facts.roads_end_m
        return self._once("settings", lambda: settings_from_mapping(raw, end_m))

    def sources(self) -> tuple[Source, ...]:
        """List where the tables that were opened are from.

        Returns
        -------
        tuple of Source
            Title, date, licence and address of each, once, in the order of opening.
            Roads of a user that say where they are from are among them, other layers of a
            user are not.

        Examples
        --------
        >>> fresh = area.fresh()
        >>> _ = fresh.layer("stations")
        >>> [(one.title, one.licence) for one in fresh.sources()]
        [('made up for tests', 'MIT')]
        """
        return (*sources_of(self._resources()[name] for name in self.opened), *self.credits)

    def attribution(self, words: Words) -> str:
        """Name in one line whom licences ask to name; empty where nothing was opened.

        Examples
        --------
        >>> fresh = area.fresh()
        >>> _ = fresh.layer("stations")
        >>> fresh.attribution(area.words("nl"))
        'Veldland, verzonnen voor tests 2026 (MIT)'
        """
        return credit_line(self.sources(), words)
