"""Commands that fetch public data and make an area, or a network of roads, out of them."""
