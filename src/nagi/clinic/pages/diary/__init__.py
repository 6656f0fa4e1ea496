"""The patient's diary: an installable page that works without a network and sends what it kept once it is back.

The secret of the link stands behind `#`, which browsers keep to themselves: it reaches no log and no proxy.
"""

from nagi.clinic.pages.diary import app, entries
from nagi.clinic.pages.door import door
from nagi.clinic.records.models import Link

addresses = [
    door("diary/open/", app.open_link, "diary_open", kind="change", open=True),
    door("diary/", entries.show, "diary", kind="read", link=Link.Kind.DIARY),
    door("diary/entries/", entries.write, "diary_write", kind="change", link=Link.Kind.DIARY),
    door("diary/app.webmanifest", app.manifest, "diary_manifest", kind="read", open=True),
    door("diary/worker.js", app.worker, "diary_worker", kind="read", open=True),
    door("diary/shell/", app.shell, "diary_shell", kind="read", open=True),
]
