"""A draft's public pages, for who has a private link."""
