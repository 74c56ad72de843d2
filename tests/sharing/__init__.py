"""What carries a vote to other places."""
