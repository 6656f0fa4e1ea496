"""Settings of all tests: the same examples on every machine and in every run, and no limit of time."""

import gc

from hypothesis import settings
from staging.place import prepare

gc.set_threshold(10_000, 20, 50)  # looking through all that thousands of tests hold took a tenth of the time
settings.register_profile("nagi", deadline=None, derandomize=True, database=None)
settings.load_profile("nagi")
prepare()
