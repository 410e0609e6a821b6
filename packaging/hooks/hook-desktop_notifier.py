"""desktop-notifier opens the icon it shows by default among its resources."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("desktop_notifier")
hiddenimports = ["desktop_notifier.resources"]
