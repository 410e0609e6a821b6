"""pjsua2's compiled half is imported by a name that no import statement shows; its libraries lie beside the package."""

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs

hiddenimports = ["pjsua2.pjsua2", "pjsua2._pjsua2", "_pjsua2"]
binaries = collect_dynamic_libs("pjsua2")
datas = collect_data_files("pjsua2")
