"""The promise that each layer and table makes; `check` holds a frame to it.

A schema is read from the ``datapackage.json`` beside the data (Frictionless Table
Schema), so that the published description and the check cannot drift apart. Some
properties are ours: ``geometry`` on a resource (allowed types, and which columns
hold it in the embedded table), ``default`` and ``default_field`` on a field (what a
user's own file may leave out), and where a cell holds several words, ``separator`` and
``words`` (those allowed) on the field and ``references`` on the schema, which say of each
word what ``enum`` and ``foreignKeys`` say of a whole cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

OF_LAYER: dict[str, Any] = {
    "string": "str", "boolean": "bool", "number": "float64", "integer": "int64",
}  # fmt: skip
"""Types of the columns of a layer, by kind of field."""


@dataclass(frozen=True)
class Field:
    """One column: its type, its limits, and what stands in where it is missing."""

    name: str
    kind: str  # "string", "integer", "number" or "boolean"
    required: bool = False  # it must be there and filled in every row
    choices: tuple[str, ...] = ()  # the only values allowed; empty for any
    minimum: float | None = None  # inclusive
    maximum: float | None = None  # inclusive
    default: str | float | bool | None = None  # where a file lacks the column
    default_field: str | None = None  # column to copy where a file lacks this one
    separator: str = ""  # between the words of a cell that holds several


@dataclass(frozen=True)
class LayerSchema:
    """What a layer promises: its key, its columns and its geometry."""

    name: str
    key: str  # column whose values are the ids; it becomes the index
    fields: tuple[Field, ...]  # the attribute columns, the key among them
    geometry_types: tuple[str, ...]
    geometry_columns: tuple[str, ...]  # in the table: one with WKT, or x and y, metres

    def choices_of(self, column: str) -> tuple[str, ...]:
        """Give what a column may say; nothing where it may say anything."""
        return next((one.choices for one in self.fields if one.name == column), ())

    @classmethod
    def from_resource(cls, resource: Mapping[str, Any]) -> LayerSchema:
        """Read the schema of a layer from its datapackage resource."""
        geometry = resource.get("geometry")
        if not geometry:
            raise DataError("schema.no_layer", name=resource.get("name"))
        columns = tuple(geometry["columns"])
        fields = tuple(one for one in fields_of(resource) if one.name not in columns)
        return cls(
            name=resource["name"],
            key=resource["schema"]["primaryKey"],
            fields=fields,
            geometry_types=tuple(geometry["types"]),
            geometry_columns=columns,
        )


def fields_of(resource: Mapping[str, Any]) -> tuple[Field, ...]:
    """Read the columns of a table from its datapackage resource."""
    return tuple(_field(raw) for raw in resource["schema"]["fields"])


def _field(raw: Mapping[str, Any]) -> Field:
    limits = raw.get("constraints", {})
    return Field(
        name=raw["name"],
        kind=raw["type"],
        required=limits.get("required", False) and not _has_default(raw),
        choices=tuple(limits.get("enum", raw.get("words", ()))),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        default=raw.get("default"),
        default_field=raw.get("default_field"),
        separator=raw.get("separator", ""),
    )


@dataclass(frozen=True)
class Reference:
    """A column whose words are keys of another table."""

    field: str
    separator: str
    table: str
    key: str


def references_of(resource: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Read which columns of a table refer to others from its datapackage resource."""
    separators = {one.name: one.separator for one in fields_of(resource)}
    return tuple(
        Reference(
            field=one["fields"],
            separator=separators[one["fields"]],
            table=one["reference"]["resource"],
            key=one["reference"]["fields"],
        )
        for kind in ("foreignKeys", "references")
        for one in resource["schema"].get(kind, ())
    )


def words_in(column: pd.Series, separator: str) -> pd.Series:
    """Take the filled cells of a column apart into words; the index says of which row each is."""
    filled = column.dropna().astype(str)
    return filled.str.split(separator).explode() if separator else filled


def _has_default(raw: Mapping[str, Any]) -> bool:
    return "default" in raw or "default_field" in raw
