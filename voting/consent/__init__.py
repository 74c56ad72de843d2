"""What nominees are told, and what they answer by a private link, without an account."""
