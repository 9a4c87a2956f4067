"""What lies within a time: roads, land and people, and who is nearest to what.

It may import situation and what lies below; it does not know trips.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
