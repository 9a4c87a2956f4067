"""Roads out of OpenStreetMap's own files: what tags mean, and how ways become a network.

It may import area and what lies below.
"""
