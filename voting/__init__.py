"""The public award vote: one package per word the public knows."""
