; What is checked before anything is written.

; XP, 7 and 8 cannot be served: the parts the program is made of do not run there.
Function RefuseOldWindows
  ${If} ${AtLeastWin10}
  ${AndIf} ${AtLeastBuild} ${OLDEST_BUILD}
  ${AndIf} ${RunningX64}
    Return
  ${EndIf}
  MessageBox MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
  SetErrorLevel ${NOT_SUPPORTED}
  Abort
FunctionEnd

; $Platform from the command line in $0. GetOptions would end an address at its first slash.
Function ReadPlatform
  ClearErrors
  ${WordFind2X} '$0 ' "/PLATFORM=" " " "E+1" $Platform
  ${If} ${Errors}
    StrCpy $Platform ""
    Return
  ${EndIf}
  StrCpy $2 $Platform 1
  ${If} $2 == '"'  ; as people quote it
    StrCpy $Platform $Platform -1 1
  ${EndIf}
FunctionEnd

; $1 says what is wrong with $Platform, "" for nothing. No address at all is none either: the program asks for it then.
Function CheckPlatform
  StrCpy $1 ""
  ${If} $Platform == ""
    Return
  ${EndIf}
  StrCpy $2 $Platform 8
  StrCpy $3 $Platform 17
  StrCpy $4 $Platform 16
  ${If} $2 != "https://"
  ${AndIf} $3 != "http://127.0.0.1:"
  ${AndIf} $4 != "http://localhost"
    StrCpy $1 "$(NO_ADDRESS)"
    Return
  ${EndIf}
  StrCpy $3 0
  ${Do}
    StrCpy $2 $Platform 1 $3
    ${If} $2 == '"'
    ${OrIf} $2 == "\"
    ${OrIf} $2 == " "
    ${OrIf} $2 == "@"
      StrCpy $1 "$(NO_ADDRESS)"
      Return
    ${EndIf}
    IntOp $3 $3 + 1
  ${LoopUntil} $2 == ""
FunctionEnd

; For all users in the machine's folder, for one in the own: whoever has a file already has settings, which stay.
Function KeepPlatform
  ${If} $Platform == ""
    Return
  ${EndIf}
  ${If} $MultiUser.InstallMode == "AllUsers"
    StrCpy $0 "$APPDATA\${KEY}"
  ${Else}
    StrCpy $0 "$LOCALAPPDATA\${PROGRAM}"
    ${If} ${FileExists} "$0\settings.json"
      Return
    ${EndIf}
  ${EndIf}
  CreateDirectory "$0"
  FileOpen $1 "$0\settings.json" w
  FileWrite $1 '{"platform": "$Platform"}$\r$\n'
  FileClose $1
FunctionEnd

; A running program ($2) cannot be replaced: Windows does not let its file be opened to write.
!macro WAIT_UNTIL_IT_HAS_ENDED un
  Function ${un}WaitUntilItHasEnded
    ${Do}
      ${IfNot} ${FileExists} $2
        Return
      ${EndIf}
      ClearErrors
      FileOpen $3 $2 a
      ${IfNot} ${Errors}
        FileClose $3
        Return
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
      SetErrorLevel ${STILL_RUNNING}
      Abort
      again:
    ${Loop}
  FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_IT_HAS_ENDED ""
!insertmacro WAIT_UNTIL_IT_HAS_ENDED "un."
