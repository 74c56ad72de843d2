"""Mark, review, cast and change; the pseudonyms and receipts. Never who."""
