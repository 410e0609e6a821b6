"""The tests, laid out as the rooms of the program are."""
