"""Settings of all tests: the same examples on every machine and in every run, and no limit of time."""

from hypothesis import settings
from staging.place import prepare

settings.register_profile("nagi", deadline=None, derandomize=True, database=None)
settings.load_profile("nagi")
prepare()
