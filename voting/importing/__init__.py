"""The contest file: one award year in one readable file."""
