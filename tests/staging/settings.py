"""The settings of the clinic for tests: a quick hasher and static files from their folders; all else as in earnest."""

from nagi.clinic.settings import *  # noqa: F403
from nagi.clinic.settings import DATABASES, PLACE, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "nagi.clinic.sqlcipher":
    DATABASES["default"]["TEST"] = {"NAME": PLACE.folder / "test.db"}
