"""Settings of all tests: the same examples on every machine and in every run, and no limit of time."""

from clinic_place import prepare
from hypothesis import settings

settings.register_profile("nagi", deadline=None, derandomize=True, database=None)
settings.load_profile("nagi")
prepare()
