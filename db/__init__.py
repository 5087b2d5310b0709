"""The shape of the database: migrations, views, and what is said of each table."""

MIGRATIONS = ("create_tables",)
"""The names of the migrations in migrations.py, in order; asked at every start, so without importing them."""
