; Stands in for the program where the Windows bundle cannot be built, so that the wizard can be compiled and tried: it
; writes down that it was started, and ends.
Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
SilentInstall silent
RequestExecutionLevel user
OutFile "${OUT}"
!include FileFunc.nsh
Section
  ${GetParameters} $0
  FileOpen $1 "$EXEDIR\started.txt" w
  FileWrite $1 "$0"
  FileClose $1
SectionEnd
