"""tomli is compiled; its modules share one library at the top level, under a name that only the wheel's list knows."""

from importlib.metadata import files

hiddenimports = [path.name.partition(".")[0] for path in files("tomli") or () if "__mypyc." in path.name]
