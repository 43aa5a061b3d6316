"""The inbox: each event takes effect once, in its subject's order, whatever the broker does.

`guard` locks the last version of each publisher and subject; a lower version is a duplicate, the next
one is applied (`settling`), a later one is parked in the same transaction (`parking`) and taken along by
whoever commits the missing one.
"""

from shared.inbox.guard import Heard as Heard
from shared.inbox.guard import Key as Key
from shared.inbox.parking import parked as parked
from shared.inbox.settling import Handler as Handler
from shared.inbox.settling import Inbox as Inbox
from shared.inbox.settling import Load as Load
from shared.inbox.settling import Policy as Policy
from shared.inbox.settling import Settled as Settled
