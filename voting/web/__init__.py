"""Plumbing for every screen: sessions, headers, languages, limits, errors. Knows no domain word."""
