"""Files of a user in, files of results out.

It may import transit, roads and what lies below.
"""

from drenthe_geo import lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
