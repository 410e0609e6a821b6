// @ts-check
/** Things to try, in both languages. */

/** @type {Record<string, [string, string]>} key: Chinese, English */
export const TRY_WORDS = {
  tries_title: ["按顺序试一遍", "A walk through everything"],
  tries_foot: ["“重新开始”挂断所有话机，并恢复同事的行为。", "“Start over” hangs up every telephone and resets the colleagues."],
  "try.register": ["登记", "Register"],
  "try.register_text": [
    "在云总机里输入 138 0000 8057，校验后选择“江苏云帆科技有限公司”，按“确定”。这里“您的手机”响铃，应答后听到 4 位验证码。",
    "In Cloud Switchboard enter 138 0000 8057, check it, choose 江苏云帆科技有限公司 and press OK. “Your mobile” rings here; answer it to hear the 4-digit code."],
  "try.directory": ["通讯录", "Directory"],
  "try.directory_text": [
    "登录后通讯录自动下载。按部门浏览，右击一位成员看详情，按姓名、分机或手机号码搜索。",
    "The directory downloads by itself. Browse the departments, right-click somebody for details, search by name, extension or mobile."],
  "try.call": ["拨打", "Call"],
  "try.call_text": [
    "拨 8014，听张珊说话；8015 重复您的话，8020 忙线，8007 无人接听。拨 025-5799 5555，这里的“外线固话”响铃，看到的是企业总机号码。",
    "Dial 8014 and listen to 张珊; 8015 echoes you, 8020 is busy, 8007 never answers. Dial 025-5799 5555: the “Outside landline” rings and sees the company’s main number."],
  "try.incoming": ["经总机来电", "A call by the main number"],
  "try.incoming_text": [
    "用“外线固话”拨 025-5799 0000，听到问候后按 8057，云总机响铃；按 0 转到前台。",
    "Dial 025-5799 0000 from the “Outside landline”. At the greeting press 8057: Cloud Switchboard rings. 0 leads to the operator."],
  "try.transfer": ["呼叫转接", "Transfer"],
  "try.transfer_text": [
    "接听外线后按“呼叫转接”，选择张珊（8014）：她应答后，您的通话自动结束。再试 8020（忙）和 8007（无人接听）：通话会回到您这里，并说明原因。",
    "Answer the outside call, press Transfer and choose 张珊 (8014): when she answers, your call ends by itself. Then try 8020 (busy) and 8007 (never answers): the call comes back and says why."],
  "try.permission": ["呼叫权限", "Call permission"],
  "try.permission_text": [
    "在“同事”里点何雨桐后面的滑块图标，把呼叫权限改为“内线”，再从云总机拨 025-5799 5555：会说明为什么不能拨打。110、119、120、122 总能拨打。",
    "Under “Colleagues” press the sliders behind 何雨桐 and set what she may call to Internal. Dial 025-5799 5555 in Cloud Switchboard: it says why not. 110, 119, 120 and 122 are always dialled."],
  "try.clients": ["多个客户端", "Several clients"],
  "try.clients_text": [
    "在“手机客户端”登录江苏云帆：电脑上的登录被取代，注销后重新登记。再到“同事”把江苏云帆的规则改为“电脑和手机可同时登录”，两边都登录。用“外线固话”拨 025-5799 0000，按 8057：两边都响铃，一边应答，另一边停止。",
    "Sign in to 江苏云帆 under “Mobile app”: the sign-in on the PC is replaced; sign out there and register again. Then set the rule of 江苏云帆 under “Colleagues” to “PC and mobile together”, and sign in on both. Dial 025-5799 0000 from the “Outside landline” and press 8057: both ring; answering one stops the other."],
  "try.callback": ["回拨到手机", "Call back to mobile"],
  "try.callback_text": [
    "在“手机客户端”改为“回拨到手机”；手机没有登录时，在“同事”里改何雨桐的呼叫方式。在云总机里拨 8014：先是“您的手机”响铃，应答后再接通对方。来电时，手机响铃，电脑已登录时一起响铃。",
    "Set the app to “Call back”, or, when it is signed out, the call mode of 何雨桐 under “Colleagues”. Dial 8014 in Cloud Switchboard: “Your mobile” rings first, then the other side is connected. Calls to you ring on the mobile, and on the PC where it is signed in."],
  "try.update": ["更新", "Update"],
  "try.update_text": [
    "在“更新”里发布新版本，再到云总机的“关于”检查新版本：会显示版本号和更新说明。也可以换一种服务器的表现再检查一次，看云总机怎样拒绝。",
    "Publish a version under “Updates”, then check for updates in “About” of Cloud Switchboard: it shows number and notes. Choose another thing for the server to do and check again, to see how it is refused."],
};
