"""What staff did, appended for ever."""
