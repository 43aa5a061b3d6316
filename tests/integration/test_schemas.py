"""`schema.sql` shows a new reader the tables as they are: the same that all migrations make."""

import pytest

from deploy.cli.connect import PROJECT, SERVICES

WRITTEN = "written"

# What does not depend on the order in which columns were added, a line per thing.  Left out are the
# months' partitions, which the deploy step makes, and its own table of applied migrations.
CATALOG = """
WITH rel AS (
  SELECT c.* FROM pg_class c
  WHERE c.relnamespace = $1::regnamespace
    AND c.relname !~ '_[0-9]{4}_[0-9]{2}(_|$)' AND c.relname !~ '^migration(_|$)')
SELECT concat_ws(' ', 'relation', relname, relkind, relpersistence,
                 array_to_string(reloptions, ','), pg_get_partkeydef(oid),
                 pg_get_expr(relpartbound, oid)) AS line
FROM rel
UNION ALL
SELECT concat_ws(' ', 'column', rel.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                 CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid),
                 nullif(a.attidentity, ''), nullif(a.attgenerated, ''), a.attcollation::regcollation)
FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = rel.oid AND d.adnum = a.attnum
WHERE rel.relkind <> 'i'
UNION ALL
SELECT concat_ws(' ', 'constraint', rel.relname, k.conname, pg_get_constraintdef(k.oid, true))
FROM rel JOIN pg_constraint k ON k.conrelid = rel.oid
UNION ALL
SELECT 'index ' || replace(pg_get_indexdef(i.indexrelid), $1 || '.', '')
FROM rel JOIN pg_index i ON i.indexrelid = rel.oid
UNION ALL
SELECT 'trigger ' || replace(pg_get_triggerdef(t.oid), $1 || '.', '')
FROM rel JOIN pg_trigger t ON t.tgrelid = rel.oid AND NOT t.tgisinternal
UNION ALL
SELECT concat_ws(' ', 'sequence', rel.relname, s.seqtypid::regtype, s.seqstart, s.seqincrement,
                 s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
FROM rel JOIN pg_sequence s ON s.seqrelid = rel.oid
UNION ALL
SELECT concat_ws(' ', 'function', p.proname, pg_get_function_arguments(p.oid),
                 pg_get_function_result(p.oid), p.provolatile, p.prosecdef,
                 array_to_string(p.proconfig, ','), p.prosrc)
FROM pg_proc p WHERE p.pronamespace = $1::regnamespace
"""


async def catalog(connection, schema):
    """Everything in a schema; its own names unqualified, for it alone is on the search path."""
    await connection.execute(f"SET search_path = {schema}")
    return {row["line"] for row in await connection.fetch(CATALOG, schema)}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_schema_as_written_is_what_the_migrations_make(database, service):
    kit, own = PROJECT / "shared/schema.sql", PROJECT / "services" / service / "schema.sql"
    async with database.connect() as connection:
        await connection.execute(f"CREATE SCHEMA {WRITTEN}; SET search_path = {WRITTEN}")
        for file in (kit, own):
            await connection.execute(file.read_text())
        written = await catalog(connection, WRITTEN)
        migrated = await catalog(connection, service)
    assert len(migrated) > 100
    assert written ^ migrated == set()


async def test_the_clock_as_written_is_what_its_migrations_make(database):
    async with database.connect() as connection:
        migrated = await catalog(connection, "clock")
        await connection.execute("DROP SCHEMA clock CASCADE")
        await connection.execute((PROJECT / "shared/clock.sql").read_text())
        written = await catalog(connection, "clock")
    assert migrated
    assert written ^ migrated == set()
