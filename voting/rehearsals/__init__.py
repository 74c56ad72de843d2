"""A draft is tried out with test voters, at an address of its own, and thrown away afterwards."""
