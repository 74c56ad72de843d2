"""Writing about who stands: nominees are added, changed, ordered, corrected and withdrawn, one by one."""
