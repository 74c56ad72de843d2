"""Awards, and the contests in which they are put to a vote."""
