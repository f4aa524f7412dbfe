"""Rows taken over from the `articles.sqlite` of one generation into that of the next, by sqlite itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote


def read_only_address(path: Path) -> str:
    """Give the address by which sqlite opens a published file.

    It is immutable: nobody writes it, so neither locks nor journals are looked for.
    """
    return f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"


def copy_rows(connection: sqlite3.Connection, path: Path, counts: Mapping[str, int]) -> None:
    """Copy the first rows of some tables, those whose `number` is below a count.

    No row passes through Python, so that the other threads of this process stay at work.

    Args:
        connection: Where they go; it takes addresses, and is in a transaction, as it is afterwards.
        path: The file that has them.
        counts: How many of each table, by its name, which is written into the query as it is.
    """
    connection.execute("COMMIT")
    connection.execute("ATTACH ? AS other", [read_only_address(path)])
    connection.execute("BEGIN")
    for table, count in counts.items():
        query = f"INSERT INTO main.{table} SELECT * FROM other.{table} WHERE number < ? ORDER BY number"  # noqa: S608
        connection.execute(query, [count])
    connection.execute("COMMIT")
    connection.execute("DETACH other")
    connection.execute("BEGIN")
