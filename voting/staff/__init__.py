"""Who has which role, for which contests, and what others of the staff can do about it."""
