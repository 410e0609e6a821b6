"""miniaudio's compiled half needs cffi's."""

hiddenimports = ["_miniaudio", "_cffi_backend"]
