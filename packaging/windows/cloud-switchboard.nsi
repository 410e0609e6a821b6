; The wizard that installs Cloud Switchboard on Windows, in Chinese and English. Built by `dev.py installer`, which says:
;   VERSION  the version, up to four numbers        BUNDLE  the folder that PyInstaller made
;   ICON     app.ico    LICENCE  the text           OUT     the installer to be written
; Silent: /S [/AllUsers | /CurrentUser] [/PLATFORM=https://...] [/START_AT_LOGIN] [/D=folder]; exit code 0, or see below.
; The uninstaller keeps what users have: /ERASE takes along what belongs to the user who removes the program.

Unicode true
!ifdef TARGET  ; only to try it where 32-bit programs do not run: an old Windows must be able to read why it is too old
  Target ${TARGET}
!endif
!define NAME "Cloud Switchboard"
!define KEY "CloudSwitchboard"
!define PROGRAM "cloud-switchboard"
!define OLDEST_BUILD 17763  ; Windows 10 1809
!define NOT_SUPPORTED 3     ; exit codes besides NSIS's own: the system is too old
!define BAD_ADDRESS 4       ; /PLATFORM= is no address
!define STILL_RUNNING 5     ; the program runs and cannot be replaced
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${KEY}"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallMode"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"

!include MultiUser.nsh
!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include Sections.nsh

Name "$(PRODUCT)"
OutFile "${OUT}"
ShowInstDetails nevershow
ShowUnInstDetails nevershow
SetCompressor /SOLID lzma
VIProductVersion "${VERSION4}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME} Setup"
VIAddVersionKey LegalCopyright "GPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "Software\${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
Page custom AskPlatform TakePlatform
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(RUN_NOW)"
!define MUI_FINISHPAGE_RUN_FUNCTION RunNow
!insertmacro MUI_PAGE_FINISH

!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.AskErase un.TakeErase
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE SimpChinese
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_RESERVEFILE_LANGDLL
!include words.nsh

Var Platform
Var PlatformField
Var EraseField
Var Erase

!include checks.nsh

Function AskPlatform
  !insertmacro MUI_HEADER_TEXT "$(PLATFORM_TITLE)" "$(PLATFORM_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 36u "$(PLATFORM_TEXT)"
  Pop $0
  ${NSD_CreateText} 0 42u 100% 13u "$Platform"
  Pop $PlatformField
  ${NSD_SetFocus} $PlatformField
  nsDialogs::Show
FunctionEnd

Function TakePlatform
  ${NSD_GetText} $PlatformField $Platform
  Call CheckPlatform
  ${If} $1 != ""
    MessageBox MB_ICONEXCLAMATION "$1"
    Abort
  ${EndIf}
FunctionEnd

; Explorer starts it: as the user, also where this installer has an administrator's rights.
Function RunNow
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${PROGRAM}.exe"'
FunctionEnd

Section "-Program"
  StrCpy $2 "$INSTDIR\${PROGRAM}.exe"
  Call WaitUntilItHasEnded
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal"  ; a part that the new version does not have any more
  File /r "${BUNDLE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call KeepPlatform
  CreateShortcut "$SMPROGRAMS\$(PRODUCT).lnk" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "$(PRODUCT)"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallMode" "$MultiUser.InstallMode"
  WriteRegStr SHCTX "${UNINSTALL}" "Shortcut" "$SMPROGRAMS\$(PRODUCT).lnk"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

; Offered to Windows, which asks the user who shall open such links; nothing is taken from another telephone.
Section "$(LINKS)" Links
  WriteRegStr SHCTX "Software\Classes\${KEY}.Link" "" "$(PRODUCT)"
  WriteRegStr SHCTX "Software\Classes\${KEY}.Link" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\${KEY}.Link\DefaultIcon" "" "$INSTDIR\${PROGRAM}.exe,0"
  WriteRegStr SHCTX "Software\Classes\${KEY}.Link\shell\open\command" "" '"$INSTDIR\${PROGRAM}.exe" "%1"'
  WriteRegStr SHCTX "Software\${KEY}\Capabilities" "ApplicationName" "$(PRODUCT)"
  WriteRegStr SHCTX "Software\${KEY}\Capabilities" "ApplicationDescription" "$(DESCRIPTION)"
  WriteRegStr SHCTX "Software\${KEY}\Capabilities\URLAssociations" "tel" "${KEY}.Link"
  WriteRegStr SHCTX "Software\${KEY}\Capabilities\URLAssociations" "sip" "${KEY}.Link"
  WriteRegStr SHCTX "Software\${KEY}\Capabilities\URLAssociations" "callto" "${KEY}.Link"
  WriteRegStr SHCTX "Software\RegisteredApplications" "${KEY}" "Software\${KEY}\Capabilities"
SectionEnd

Section /o "$(AT_LOGIN)" AtLogin
  WriteRegStr SHCTX "${RUN}" "${KEY}" '"$INSTDIR\${PROGRAM}.exe" --hidden'
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${Links} "$(LINKS_TEXT)"
  !insertmacro MUI_DESCRIPTION_TEXT ${AtLogin} "$(AT_LOGIN_TEXT)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  Call RefuseOldWindows
  !insertmacro MULTIUSER_INIT
  !insertmacro MUI_LANGDLL_DISPLAY
  ${GetParameters} $0
  Call ReadPlatform
  Call CheckPlatform
  ${If} $1 != ""
    MessageBox MB_ICONSTOP "$1" /SD IDOK
    SetErrorLevel ${BAD_ADDRESS}
    Abort
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/START_AT_LOGIN" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${AtLogin}
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
  !insertmacro MUI_UNGETLANGUAGE
  StrCpy $Erase ${BST_UNCHECKED}
  ClearErrors
  ${GetParameters} $0
  ${GetOptions} $0 "/ERASE" $1
  ${IfNot} ${Errors}
    StrCpy $Erase ${BST_CHECKED}
  ${EndIf}
FunctionEnd

Function un.AskErase
  !insertmacro MUI_HEADER_TEXT "$(ERASE_TITLE)" "$(ERASE_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 36u "$(ERASE_TEXT)"
  Pop $0
  ${NSD_CreateCheckbox} 0 42u 100% 13u "$(ERASE)"
  Pop $EraseField
  ${NSD_SetState} $EraseField $Erase
  nsDialogs::Show
FunctionEnd

Function un.TakeErase
  ${NSD_GetState} $EraseField $Erase
FunctionEnd

Section "Uninstall"
  StrCpy $2 "$INSTDIR\${PROGRAM}.exe"
  Call un.WaitUntilItHasEnded
  ReadRegStr $0 SHCTX "${UNINSTALL}" "Shortcut"
  Delete "$0"
  Delete "$INSTDIR\${PROGRAM}.exe"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"  ; only when nothing of somebody else is in it
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "Software\Classes\${KEY}.Link"
  DeleteRegKey SHCTX "Software\${KEY}\Capabilities"
  DeleteRegKey /ifempty SHCTX "Software\${KEY}"
  DeleteRegValue SHCTX "Software\RegisteredApplications" "${KEY}"
  DeleteRegValue SHCTX "${RUN}" "${KEY}"
  DeleteRegValue HKCU "${RUN}" "${KEY}"
  DeleteRegKey HKCU "Software\${KEY}"
  ${If} $MultiUser.InstallMode == "AllUsers"
    SetShellVarContext all
    Delete "$APPDATA\${KEY}\settings.json"
    RMDir "$APPDATA\${KEY}"
  ${EndIf}
  ${If} $Erase == ${BST_CHECKED}
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\${PROGRAM}"
  ${EndIf}
SectionEnd
