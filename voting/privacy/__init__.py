"""What people may ask of the organiser: everything that is stored about them, and that it is erased."""
