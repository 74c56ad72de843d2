"""Making and changing awards and contests."""
