"""What is wrong with this telephone: checks the user sees, and a report without anybody's secrets, names or numbers."""
