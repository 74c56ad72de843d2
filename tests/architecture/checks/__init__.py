"""What can be seen in the files. A check takes the project's folder and returns complaints that name their places."""
