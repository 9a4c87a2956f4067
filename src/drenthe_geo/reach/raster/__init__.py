"""Land drawn from points along roads: which raster point lies near what, and the border of that."""
