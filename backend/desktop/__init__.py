"""Window, tray, one instance: the seams to the desktop."""
