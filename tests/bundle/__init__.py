"""The program as people get it: installed from a package, and replacing itself. Long; a bundle is built first."""
