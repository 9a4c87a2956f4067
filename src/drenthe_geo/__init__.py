"""Say where in an area a government service should sit, and who can reach it.

>>> import drenthe_geo as dg
>>> area = dg.open_area("drenthe")
>>> area.layer("stations").loc["asn", "name"]
'Assen'
"""

from drenthe_geo import lazy

__version__ = "0.5.0"

__getattr__, __dir__, __all__ = lazy.attach(__name__, __file__)
