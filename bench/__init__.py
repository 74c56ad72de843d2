"""What is measured, and how anyone measures it again: docs/figures.md says what came out."""
