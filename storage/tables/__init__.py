"""The tables, for SQLAlchemy Core. Migrations create them; a test compares the two.

Columns named `*_local`, and `wall_start`, are wall time in the zone of their row's coach or
booking. Lengths and notices are minutes; prices are in the smallest unit.
"""
