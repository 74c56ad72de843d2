"""The certified result on its way to everybody: seen as it will be, shown on a stage, published at once or later."""
