"""The page's way in: a Flask app behind the JS bridge, or behind a loopback server in browser mode."""
