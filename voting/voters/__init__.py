"""Who may vote in a contest that is not for everybody."""
