"""Roads of others, row by row: what their columns say, which rows are one road, what is odd."""
