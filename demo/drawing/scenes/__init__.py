"""One module for each picture, named after the nominee; each has a `draw()` that returns a `Picture`."""
