"""livekit opens its native library by a path among its resources."""

from PyInstaller.utils.hooks import collect_dynamic_libs

hiddenimports = ["livekit.rtc.resources"]
binaries = collect_dynamic_libs("livekit.rtc")
