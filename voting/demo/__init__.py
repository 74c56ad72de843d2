"""The demo: an award to try everything on, and its outbox as a page."""
