"""Nominees as a table: out to a spreadsheet program, and in again."""
