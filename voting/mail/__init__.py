"""The outbox: written with the transaction, sent after it."""
