"""Files that an organiser takes away from a vote, and when."""
