from .gtfs import read_transit_from_gtfs as read_transit_from_gtfs
from .networks import read_network_from as read_network_from
from .osmnx import from_osmnx as from_osmnx
from .osmnx import to_osmnx as to_osmnx
from .vector import read_points as read_points
from .vector import read_points_or_layer as read_points_or_layer
from .vector import with_own_layers as with_own_layers
