"""The tables of a history and all that reads and writes them, on SQLite and PostgreSQL."""
