"""The dossier of a service: findings, evidence and pictures as one document.

It may import maps, documents and what lies below.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
