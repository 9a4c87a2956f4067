"""The promise that each layer and table makes; `check` holds a frame to it.

A schema is read from the ``datapackage.json`` beside the data (Frictionless Table
Schema), so that the published description and the check cannot drift apart. Three
properties are ours: ``geometry`` on a resource (allowed types, and which columns
hold it in the embedded table), ``default`` and ``default_field`` on a field (what a
user's own file may leave out).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


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


@dataclass(frozen=True)
class LayerSchema:
    """What a layer promises: its key, its columns and its geometry."""

    name: str
    key: str  # column whose values are the ids; it becomes the index
    fields: tuple[Field, ...]  # the attribute columns, the key among them
    geometry_types: tuple[str, ...]
    geometry_columns: tuple[str, ...]  # in the table: one with WKT, or x and y, RD New metres

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
        choices=tuple(limits.get("enum", ())),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        default=raw.get("default"),
        default_field=raw.get("default_field"),
    )


def _has_default(raw: Mapping[str, Any]) -> bool:
    return "default" in raw or "default_field" in raw
