"""schema.sql shows the tables as all migrations made them."""

from pathlib import Path

import asyncpg
import pytest

SERVICES = Path(__file__).parents[2] / "services"

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY 1, a.attnum
"""
CHECKS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 ORDER BY 1, 2
"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY 1"


async def shape(connection, sql):
    """What these statements make, in a schema of its own that goes with the transaction."""
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("CREATE SCHEMA made; SET LOCAL search_path = made")
    for statement in sql:
        await connection.execute(statement)
    found = [[tuple(row) for row in await connection.fetch(q, "made")]
             for q in (COLUMNS, CHECKS, INDEXES)]  # fmt: skip
    await transaction.rollback()
    return found


@pytest.mark.parametrize("name", sorted(p.parent.name for p in SERVICES.glob("*/schema.sql")))
async def test_the_schema_is_what_the_migrations_make(name, database):
    home = SERVICES / name
    migrations = [file.read_text() for file in sorted(home.glob("migrations/*.sql"))]
    connection = await asyncpg.connect(database.admin)
    made, shown = [
        await shape(connection, sql) for sql in (migrations, [(home / "schema.sql").read_text()])
    ]
    await connection.close()
    for by_migrations, by_schema in zip(made, shown, strict=True):
        assert by_schema == by_migrations
