"""Other people's ways to the same effect, measured on the same servers in the same run.

They run in a virtual environment of their own; nothing here imports the product, nor the product this.

The same for all: one broker and one database on this machine, durable queues of the quorum type,
persistent messages, publisher confirms, acknowledgement after the effect, a body as long as the average
of ours, and per message one row inserted and committed with the database's own synchronous_commit.
Each has two worker processes, for two cores, and publishes in the fastest way that it offers.  The clock
runs from the first publish to the last effect, with workers that are already warm.

Not the same: they promise less.  None keeps a subject's order, drops a duplicate, writes a journal or
commits the message together with the change that it tells of.  procrastinate needs no broker: its queue
is a table, and so committed with the change.
"""
