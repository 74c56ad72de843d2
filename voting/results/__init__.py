"""Tallies, certification and the published result."""
