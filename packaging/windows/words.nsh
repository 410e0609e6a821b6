; Every sentence of the wizard that is not NSIS's own, in both languages.
!macro SAY name chinese english
  LangString ${name} ${LANG_SIMPCHINESE} "${chinese}"
  LangString ${name} ${LANG_ENGLISH} "${english}"
!macroend

!insertmacro SAY PRODUCT "云总机" "Cloud Switchboard"
!insertmacro SAY DESCRIPTION "企业总机的电脑电话" "The desktop telephone of a cloud switchboard"
!insertmacro SAY TOO_OLD "云总机需要 Windows 10（1809 版或更新，64 位）或 Windows 11。此电脑上的 Windows 版本较旧，无法运行；Windows XP、7 和 8 也不再支持。请升级 Windows，或在另一台电脑上安装。" "Cloud Switchboard needs Windows 10 (version 1809 or newer, 64-bit) or Windows 11. The Windows of this computer is older and cannot run it; Windows XP, 7 and 8 are not supported either. Please update Windows, or install on another computer."
!insertmacro SAY PLATFORM_TITLE "平台地址" "Address of the platform"
!insertmacro SAY PLATFORM_SUBTITLE "运营商或企业管理员会提供此地址。" "Your operator or administrator gives it to you."
!insertmacro SAY PLATFORM_TEXT "请输入平台地址，例如 https://switchboard.example.com 。如果还不知道，可以留空，以后由管理员设置。" "Please type the address of the platform, such as https://switchboard.example.com . It may stay empty when you do not know it yet; an administrator can set it later."
!insertmacro SAY NO_ADDRESS "这不是可用的平台地址。地址应以 https:// 开头，且不含空格、引号或 @。" "This is no usable address of a platform. It begins with https:// and has no spaces, quotes or @."
!insertmacro SAY LINKS "打开网页和邮件中的电话链接" "Open telephone links of web pages and mail"
!insertmacro SAY LINKS_TEXT "让 Windows 可以选择用云总机打开 tel:、sip: 和 callto: 链接。号码会先显示，点击后才拨出。" "Lets Windows offer Cloud Switchboard for tel:, sip: and callto: links. A number is shown first and dialled after a click."
!insertmacro SAY AT_LOGIN "登录 Windows 后自动启动" "Start when you log in to Windows"
!insertmacro SAY AT_LOGIN_TEXT "启动后停留在任务栏的通知区域，可以接听来电。" "It starts in the notification area and can be called."
!insertmacro SAY RUN_NOW "立即运行云总机" "Run Cloud Switchboard now"
!insertmacro SAY RUNNING "云总机正在运行。请在通知区域的菜单中选择“退出”，然后重试。" "Cloud Switchboard is running. Please choose Exit in its menu in the notification area, then try again."
!insertmacro SAY ERASE_TITLE "您的数据" "Your data"
!insertmacro SAY ERASE_SUBTITLE "登录信息、设置、通讯录和通话记录" "Login, settings, directory and history"
!insertmacro SAY ERASE_TEXT "默认保留您的数据，重新安装后可以继续使用。如果不再需要，可以一并删除；删除后无法恢复。" "Your data stays unless you say otherwise, so that a later installation finds it again. It can be deleted too; that cannot be undone."
!insertmacro SAY ERASE "同时删除我的数据" "Delete my data too"
