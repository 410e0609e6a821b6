"""The HTTP client of the operator's platform: look-up, verification call, login, directory, log out."""
