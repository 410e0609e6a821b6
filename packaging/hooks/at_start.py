"""Runs first in the frozen program on Linux: other programs that it starts are no part of the bundle."""

import os

# The bundle's own libraries are found already; a browser or a settings program must find the machine's.
_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if _before is not None:
    os.environ["LD_LIBRARY_PATH"] = _before
