"""Every action of the clinic, ready to be killed, by the verb that the trail tells of it.

Each module makes one world of rows; its acts are done on it. An action that is killed in more than one way has words
behind its verb.
"""

from collections.abc import Mapping

from faults.acts import aftercare, consents, people, programs, stock, treatment, visits

GROUPS = (people, programs, visits, stock, consents, treatment, aftercare)
NAMES = tuple(name for group in GROUPS for name in group.ACTS)
TORN = "torn"
"""Two actions in a row: the harness must find the point between them."""
NOT_KILLED: Mapping[str, str] = {
    "session.refused": "one line of the trail and no other row; asked again, it is refused and told again",
    "clinic.founded": "the command line founds a clinic, before there is anybody who could send a form again",
}
"""Verbs that nothing here kills, each with its reason."""
