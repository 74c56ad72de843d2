"""What the demo's pictures are made of: shapes, the canvas, people, things and one module for each scene."""
