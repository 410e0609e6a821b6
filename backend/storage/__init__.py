"""What the program remembers: history, directory, settings and secrets."""
