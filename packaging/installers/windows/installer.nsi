; The Windows installer: per user, never as administrator. Given by the build: VERSION, VERSION_FOUR, OUT, TREE (the
; program), FILES (an include that names every file in one order), ICON, SIZE_KB, ASSETS.
;
; It copies, and executes nothing that it finds: a kit's network file beside it goes along (docs/kits.md).
; A version is unpacked beside the one that is there (program.new), and takes its place only when it is there whole: what
; ends it before (a full disk, a stick that was pulled out, no power) leaves the older one as it was. Vaults lie elsewhere
; and are never touched.
Target amd64-unicode
Unicode true
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 64
SetDateSave off
SetOverwrite on
CRCCheck force
ManifestSupportedOS all
ManifestDPIAware true
RequestExecutionLevel user

!include MUI2.nsh
!include LogicLib.nsh
!include WordFunc.nsh

Name "Haversack"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Haversack"
InstallDirRegKey HKCU "Software\Haversack" "InstallDir"
BrandingText "Haversack ${VERSION}"
VIProductVersion "${VERSION_FOUR}"
VIAddVersionKey "ProductName" "Haversack"
VIAddVersionKey "FileDescription" "Haversack"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "AGPL-3.0-or-later"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Haversack"
!define KIND "Software\Classes\Haversack.NetworkFile"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "Software\Haversack"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartHaversack
!define MUI_FINISHPAGE_NOAUTOCLOSE

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(WhatStays)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "Arabic"
!insertmacro MUI_RESERVEFILE_LANGDLL
!include "${ASSETS}/sentences.nsh"

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Function StartHaversack
  ${If} ${FileExists} "$EXEDIR\network.haversack"
    Exec '"$INSTDIR\program\Haversack.exe" window --kit "$EXEDIR\."'
  ${Else}
    Exec '"$INSTDIR\program\Haversack.exe"'
  ${EndIf}
FunctionEnd

Var Old

; The section ended before the new version was there whole; NSIS comes here by itself where a file cannot be written.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\program.new"
  ${IfNot} ${FileExists} "$INSTDIR\program\*.*"
  ${AndIf} ${FileExists} "$Old\whole"
    StrCpy $R1 "$Old"
    StrCpy $R2 "$INSTDIR\program"
    Call RenameSoon
  ${EndIf}
  SetErrorLevel 2
FunctionEnd

Function GiveUp
  SetErrorLevel 2
  MessageBox MB_OK|MB_ICONSTOP "$(NotWhole)" /SD IDOK
  Abort "$(NotWhole)"
FunctionEnd

; Renames $R1 to $R2. Whatever looks through new files holds them for moments: it is tried for some seconds.
!macro RenameSoon un
Function ${un}RenameSoon
  StrCpy $R0 0
  ${Do}
    ClearErrors
    Rename $R1 $R2
    ${IfNot} ${Errors}
      ${ExitDo}
    ${EndIf}
    IntOp $R0 $R0 + 1
    ${If} $R0 = 20
      SetErrors
      ${ExitDo}
    ${EndIf}
    Sleep 250
  ${Loop}
FunctionEnd
!macroend
!insertmacro RenameSoon ""
!insertmacro RenameSoon "un."

; What an interrupted installation or removal left behind: of several versions the one that is whole stays, as program.
Function MendWhatIsThere
  RMDir /r "$INSTDIR\program.new"
  RMDir /r "$INSTDIR\program.gone"
  ${IfNot} ${FileExists} "$INSTDIR\program\whole"
  ${AndIf} ${FileExists} "$INSTDIR\program.old\whole"
    RMDir /r "$INSTDIR\program"
    StrCpy $R1 "$INSTDIR\program.old"
    StrCpy $R2 "$INSTDIR\program"
    Call RenameSoon
    ${If} ${Errors}
      Call GiveUp
    ${EndIf}
  ${EndIf}
  RMDir /r "$INSTDIR\program.old"
  RMDir /r "$INSTDIR\program.older"
  ; Where something still holds a file of an older one, this one gets another name.
  ${If} ${FileExists} "$Old\*.*"
    StrCpy $Old "$INSTDIR\program.older"
  ${EndIf}
FunctionEnd

; Notes in UTF-8 where the kit lies, which is what the program reads. The path may hold letters of any script.
; In the root of a stick $EXEDIR is a bare "E:", which means another place: the "." makes it one.
Function NoteWhereTheKitLies
  FileOpen $0 "$INSTDIR\program.new\kit\from" w
  System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w "$EXEDIR\.", i -1, p 0, i 0, p 0, p 0) i .r1'
  System::Alloc $1
  Pop $2
  System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w "$EXEDIR\.", i -1, p r2, i r1, p 0, p 0) i .r1'
  IntOp $1 $1 - 1
  System::Call 'kernel32::WriteFile(p r0, p r2, i r1, *i .r3, p 0)'
  System::Free $2
  FileClose $0
FunctionEnd

Section "Haversack"
  AddSize ${SIZE_KB}
  SetOutPath "$INSTDIR"
  StrCpy $Old "$INSTDIR\program.old"
  ; Another program's folder of this name is left alone.
  ${If} ${FileExists} "$INSTDIR\program\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\program\Haversack.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\program.old\Haversack.exe"
    SetErrorLevel 2
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NotOurs)" /SD IDOK
    Abort "$(NotOurs)"
  ${EndIf}
  Call MendWhatIsThere
  ; What a newer version wrote, an older one cannot open.
  ReadRegStr $0 HKCU "${UNINSTALL}" "VersionFour"
  ${If} ${FileExists} "$INSTDIR\program\whole"
  ${AndIf} $0 != ""
    ${VersionCompare} "$0" "${VERSION_FOUR}" $1
    ${If} $1 = 1
      SetErrorLevel 2
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(NewerIsHere)" /SD IDOK
      Abort "$(NewerIsHere)"
    ${EndIf}
  ${EndIf}
  ; A folder with files in use cannot be renamed: nothing is unpacked while Haversack is open.
  ${If} ${FileExists} "$INSTDIR\program\*.*"
    ClearErrors
    Rename "$INSTDIR\program" "$Old"
    ${If} ${Errors}
      SetErrorLevel 2
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(StillOpen)" /SD IDOK
      Abort "$(StillOpen)"
    ${EndIf}
    StrCpy $R1 "$Old"
    StrCpy $R2 "$INSTDIR\program"
    Call RenameSoon
    ${If} ${Errors}
      Call GiveUp
    ${EndIf}
  ${EndIf}

  ClearErrors
  !include "${FILES}"
  ${If} ${Errors}
  ${OrIfNot} ${FileExists} "$INSTDIR\program.new\whole"
    Call GiveUp
  ${EndIf}

  ; A kit is copied, never executed, and only its small profile: what it says is checked by the program.
  CreateDirectory "$INSTDIR\program.new\kit"
  ${If} ${FileExists} "$EXEDIR\network.haversack"
    CopyFiles /SILENT /FILESONLY "$EXEDIR\network.haversack" "$INSTDIR\program.new\kit\network.haversack"
    Call NoteWhereTheKitLies
  ${ElseIf} ${FileExists} "$INSTDIR\program\kit\network.haversack"
    CopyFiles /SILENT /FILESONLY "$INSTDIR\program\kit\*.*" "$INSTDIR\program.new\kit"
  ${EndIf}

  ; The folder in which files were unpacked last is in use until another one is.
  SetOutPath "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR\program\*.*"
    StrCpy $R1 "$INSTDIR\program"
    StrCpy $R2 "$Old"
    Call RenameSoon
    ${If} ${Errors}
      SetErrorLevel 2
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(StillOpen)" /SD IDOK
      Abort "$(StillOpen)"
    ${EndIf}
  ${EndIf}
  StrCpy $R1 "$INSTDIR\program.new"
  StrCpy $R2 "$INSTDIR\program"
  Call RenameSoon
  ${If} ${Errors}
    Call GiveUp
  ${EndIf}

  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Haversack.lnk" "$INSTDIR\program\Haversack.exe"
  ; Coordinators type commands: in this window `haversack` is found.
  SetOutPath "$PROFILE"
  CreateShortcut "$SMPROGRAMS\$(Commands).lnk" "$SYSDIR\cmd.exe" '/k set "PATH=$INSTDIR\program\commands;%PATH%"' "$INSTDIR\program\Haversack.exe"
  SetOutPath "$INSTDIR"
  WriteRegStr HKCU "Software\Haversack" "InstallDir" "$INSTDIR"
  ; A double-click on a network file opens it, for this person alone.
  WriteRegStr HKCU "${KIND}" "" "$(NetworkFile)"
  WriteRegStr HKCU "${KIND}\DefaultIcon" "" "$INSTDIR\program\Haversack.exe"
  WriteRegStr HKCU "${KIND}\shell\open\command" "" '"$INSTDIR\program\Haversack.exe" window "%1"'
  WriteRegStr HKCU "Software\Classes\.haversack" "" "Haversack.NetworkFile"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Haversack"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "VersionFour" "${VERSION_FOUR}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\program\Haversack.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  RMDir /r "$Old"
SectionEnd

Section "Uninstall"
  ; Only what an installer of ours put there: a folder without our mark is somebody else's. What an interrupted removal left
  ; is removed, whatever is left.
  ${If} ${FileExists} "$INSTDIR\program\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\program\whole"
  ${AndIfNot} ${FileExists} "$INSTDIR\program\Haversack.exe"
    SetErrorLevel 2
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NothingOurs)" /SD IDOK
    Abort "$(NothingOurs)"
  ${EndIf}
  RMDir /r "$INSTDIR\program.gone"
  ${If} ${FileExists} "$INSTDIR\program\*.*"
    StrCpy $R1 "$INSTDIR\program"
    StrCpy $R2 "$INSTDIR\program.gone"
    Call un.RenameSoon
    ${If} ${Errors}
      SetErrorLevel 2
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(StillOpen)" /SD IDOK
      Abort "$(StillOpen)"
    ${EndIf}
  ${EndIf}
  RMDir /r "$INSTDIR\program.gone"
  RMDir /r "$INSTDIR\program.old"
  RMDir /r "$INSTDIR\program.older"
  RMDir /r "$INSTDIR\program.new"
  Delete "$SMPROGRAMS\Haversack.lnk"
  Delete "$SMPROGRAMS\$(Commands).lnk"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Haversack"
  DeleteRegKey HKCU "${KIND}"
  ReadRegStr $0 HKCU "Software\Classes\.haversack" ""
  ${If} $0 == "Haversack.NetworkFile"
    DeleteRegKey HKCU "Software\Classes\.haversack"
  ${EndIf}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DetailPrint "$(WhatStays)"
  ; Said where a quiet uninstallation says nothing: beside what stayed.
  ${If} ${FileExists} "$LOCALAPPDATA\haversack\*.*"
    FileOpen $0 "$LOCALAPPDATA\haversack\READ ME - what stayed.txt" w
    FileWriteUTF16LE /BOM $0 "$(WhatStays)$\r$\n"
    FileClose $0
    MessageBox MB_OK|MB_ICONINFORMATION "$(WhatStays)" /SD IDOK
  ${EndIf}
SectionEnd
