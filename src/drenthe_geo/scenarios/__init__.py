"""What would be: edits of trains, roads and sites, and what they change.

It may import trips, reach and what lies below.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
