"""Administration: staff, the clinic's settings, what it has ready, trusted programs, the legal status texts."""

from nagi.clinic.pages.administration import equipment, law, programs, settings, staff
from nagi.clinic.pages.door import door

addresses = [
    door("staff/", staff.show, "staff", kind="list", right="staff.manage"),
    door("staff/new/", staff.hire, "staff_new", kind="change", right="staff.manage"),
    door("staff/<int:person>/leave/", staff.leave, "staff_leave", kind="change", right="staff.manage"),
    door("staff/<int:person>/login/", staff.renew, "staff_renew", kind="change", right="staff.manage"),
    door("clinic/", settings.change, "clinic", kind="change", right="clinic.manage"),
    door("clinic/equipment/", equipment.change, "equipment", kind="change", right="clinic.manage"),
    door("clinic/programs/", programs.show, "programs", kind="read", right="clinic.manage"),
    door("clinic/law/", law.show, "law", kind="read", right="clinic.manage"),
    door("clinic/law/checked/", law.checked, "law_checked", kind="change", right="clinic.manage"),
]
