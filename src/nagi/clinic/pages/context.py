"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from nagi.clinic.access.rights import RIGHTS, may
from nagi.clinic.pages.door import fresh_mark
from nagi.clinic.records.models import Staff


def shared(request: HttpRequest) -> dict[str, Any]:
    """The rights of the reader by name (`can.patient_list`), and a mark for a form."""
    staff = getattr(request, "user", None)
    held = {right for right in RIGHTS if isinstance(staff, Staff) and may(staff, right)}
    return {"can": {right.replace(".", "_"): right in held for right in RIGHTS}, "once": fresh_mark()}
