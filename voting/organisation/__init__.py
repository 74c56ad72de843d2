"""Who runs the site: its first start, and its settings."""
