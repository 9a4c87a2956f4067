"""One module per kind of file: its bytes become rows, and nothing else is opened."""
