"""The second factor of staff: apps that show codes, passkeys, and recovery codes on paper."""
