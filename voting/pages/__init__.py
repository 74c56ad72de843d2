"""Screens about the installation: how we count, privacy, health."""
