"""The clinic's fixtures, and the world of the demo."""

from staging.fixtures import client_of, emptied_with_the_trail, fresh_place, house, other_house, patient
from staging.world import _django_db_helper, world

__all__ = [
    "_django_db_helper", "client_of", "emptied_with_the_trail", "fresh_place", "house", "other_house", "patient",
    "world",
]  # fmt: skip
