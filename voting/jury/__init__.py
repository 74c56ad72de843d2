"""Screens for those who follow the count."""
