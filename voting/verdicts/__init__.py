"""What the jury writes: its choice between equals, its citation, its notes."""
