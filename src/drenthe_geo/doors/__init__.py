"""One call for one question, with whatever the user has: objects, files, any CRS.

It may import everything but the answers and the command line: what a door gives is a table or
a result, not files.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
