"""GraphML as text: any graph that networkx or osmnx writes, its attributes not yet understood.

Edges stand in the order in which networkx would go through them. Read with expat, without its
entities: a document that defines some is refused at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import own_file, unreadable
from drenthe_geo.io.edges.graphs import RowsOfGraph

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = frozenset({"hyperedge", "port", "endpoint"})
"""Elements that stand for what a road network has not."""


class _EntitiesError(Exception):
    """The document defines entities of its own."""


class _Reader:
    """What a parser tells, put into a graph."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[str, str]] = {}
        self.defaults: dict[str, dict[str, str]] = {"graph": {}, "node": {}, "edge": {}}
        self.graph: dict[str, str] = {}
        self.nodes: list[tuple[str, dict[str, str]]] = []
        self.edges: list[tuple[str, str, bool, dict[str, str]]] = []
        self.directed = True
        self.is_graphml = False
        self.graphs = 0
        self.odd = 0
        self._at: list[tuple[str, dict[str, str]]] = []
        self._key = ""
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._text = []
        if tag == "graphml":
            self.is_graphml = True
        elif tag == "key":
            of = attributes.get("for", "all")
            self.names[attributes.get("id", "")] = (attributes.get("attr.name", ""), of)
            self._key = attributes.get("id", "")
        elif tag == "graph":
            self.graphs += 1
            self.directed = attributes.get("edgedefault", "directed") != "undirected"
            self._at.append((tag, self.graph))
        elif tag == "node":
            self.nodes.append((attributes.get("id", ""), {}))
            self._at.append((tag, self.nodes[-1][1]))
        elif tag == "edge":
            directed = attributes.get("directed", str(self.directed)).lower() == "true"
            ends = attributes.get("source", ""), attributes.get("target", "")
            self.edges.append((*ends, directed, {}))
            self._at.append((tag, self.edges[-1][3]))
        elif tag == "data":
            self._key = attributes.get("key", "")
        elif tag in WHOLE:
            self.odd += 1

    def text(self, piece: str) -> None:
        self._text.append(piece)

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "data" and self._at:
            name, _ = self.names.get(self._key, (self._key, ""))
            self._at[-1][1][name] = "".join(self._text).strip()
        elif tag == "default":
            name, of = self.names[self._key]
            for kind in self.defaults if of == "all" else (of,):
                self.defaults.setdefault(kind, {})[name] = "".join(self._text).strip()
        elif tag in ("graph", "node", "edge") and self._at:
            self._at.pop()


def read_graphml(path: Path) -> RowsOfGraph:
    """Read a file: all attributes are text, ids as they stand.

    An edge without a direction of its own in a directed graph is there both ways.
    """
    path = own_file(path)
    reader, parser = _Reader(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse_entities
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except _EntitiesError:
        raise FileError("io.entities", file=path.name) from None
    except (expat.ExpatError, KeyError, ValueError, LookupError) as error:
        raise FileError("io.not_graphml", file=path.name) from error
    except OSError as error:
        raise unreadable(path, error) from error
    if not reader.is_graphml or reader.graphs == 0:
        raise FileError("io.not_graphml", file=path.name)
    if reader.graphs > 1 or reader.odd:
        raise FileError("io.odd_graphml", file=path.name)
    return _graph_of(reader, path)


def _refuse_entities(*_: object) -> None:
    raise _EntitiesError


def _graph_of(reader: _Reader, path: Path) -> RowsOfGraph:
    """Put together what was read, refusing what a graph cannot hold."""
    both = [one for one in reader.edges if not one[2]]
    mixed = bool(both) and len(both) < len(reader.edges)
    known = {name for name, _ in reader.nodes}
    if len(known) < len(reader.nodes):
        raise FileError("io.node_twice", file=path.name, count=len(reader.nodes) - len(known))
    lost = [one for one in reader.edges if one[0] not in known or one[1] not in known]
    if lost:
        node = next(name for name in lost[0][:2] if name not in known)
        counts = {"count": len(lost), "total": len(reader.edges)}
        raise FileError("io.no_such_node", file=path.name, node=node, **counts)
    directed = mixed or not both
    nodes = {name: {**reader.defaults["node"], **data} for name, data in reader.nodes}
    edges = []
    for tail, head, one_way, data in reader.edges:
        edges.append((tail, head, {**reader.defaults["edge"], **data}))
        if mixed and not one_way:
            edges.append((head, tail, {**reader.defaults["edge"], **data}))
    ordered = _in_order(edges, list(nodes), directed=directed)
    return RowsOfGraph({**reader.defaults["graph"], **reader.graph}, nodes, ordered, directed)


def _in_order(
    edges: list[tuple[str, str, dict[str, str]]], nodes: list[str], *, directed: bool
) -> list[tuple[str, str, dict[str, str]]]:
    """Put edges in the order of networkx: by their tails, then by when two nodes were joined first.

    Without directions the tail is the end that stands first among the nodes.
    """
    at = {name: number for number, name in enumerate(nodes)}
    if not directed:
        edges = [one if at[one[0]] <= at[one[1]] else (one[1], one[0], one[2]) for one in edges]
    joined: dict[tuple[str, str], int] = {}
    for number, (tail, head, _) in enumerate(edges):
        joined.setdefault((tail, head), number)
    return sorted(edges, key=lambda one: (at[one[0]], joined[one[0], one[1]]))
