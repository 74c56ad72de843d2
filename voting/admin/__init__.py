"""Screens for those who run a contest."""
