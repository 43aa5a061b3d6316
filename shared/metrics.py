"""The kit's Prometheus metrics.  Labels are services, types and outcomes: never a subject."""

from prometheus_client import Counter, Gauge, Histogram

RELAYED = Counter("heartbridge_relayed_total", "Events confirmed by the broker", ["service"])
HEARD = Counter(
    "heartbridge_heard_total",
    "Events settled, by what became of them: applied, duplicate, early, not_yet, failed, dead",
    ["service", "outcome"],
)
GROUP_SIZE = Histogram(
    "heartbridge_group_size", "Deliveries per transaction", ["service"],
    buckets=(1, 2, 5, 10, 20, 50, 100),
)  # fmt: skip
GROUP_SECONDS = Histogram("heartbridge_group_seconds", "Time of one group", ["service"])
COMMANDS = Counter(
    "heartbridge_commands_total",
    "HTTP requests by route and status",
    ["service", "route", "status"],
)
OUTBOX_ROWS = Gauge("heartbridge_outbox_rows", "Events not yet confirmed", ["service"])
OUTBOX_OLDEST = Gauge("heartbridge_outbox_oldest_seconds", "Age of the oldest of them", ["service"])
STOPPED = Gauge(
    "heartbridge_outbox_stopped", "Events and work that the broker does not take", ["service"]
)
STOPPED_OLDEST = Gauge(
    "heartbridge_outbox_stopped_oldest_seconds", "How long the oldest has stood", ["service"]
)
PARKED = Gauge("heartbridge_parked", "Parked events", ["service", "kind"])
PARKED_OLDEST = Gauge("heartbridge_parked_oldest_seconds", "Age of the oldest", ["service", "kind"])
DEAD = Gauge("heartbridge_dead_letters", "Events a person must look at", ["service"])
