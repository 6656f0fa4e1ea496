"""What the server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nagi.clinic.settings")
application = get_wsgi_application()

from nagi.clinic.warm import warm  # noqa: E402 - what is read needs the settings

warm()
