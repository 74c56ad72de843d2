"""What is deleted, and when: after each vote, by itself, and for everybody to see."""
