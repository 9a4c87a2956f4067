"""Roads as networks: profiles of modes, points that join them, shortest paths and routes.

It may import area and what lies below.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
