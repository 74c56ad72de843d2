"""Reading what staff did: its pages, its files, and its check against the installation's log."""
