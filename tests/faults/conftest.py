"""The clinic's fixtures."""

from staging.fixtures import client_of, emptied_with_the_trail, fresh_place, house, other_house, patient

__all__ = ["client_of", "emptied_with_the_trail", "fresh_place", "house", "other_house", "patient"]
