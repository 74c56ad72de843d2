"""What maintainers and ./run start; no part of the product."""
