// @ts-check
/** The company's rules. */
import { go, h, list, note, p, page, table, warning } from "../blocks.js";

export const policy = page("Client policy",
  p("On how many devices one account may be signed in is set by the administrator, for the whole company. In the settings under “{settings.page_calls}”, “{calls.policy}” shows yours."),
  table(["Policy", "Computer and mobile", "When one more signs in"],
    ["Exclusive (the default)", "One of them", "The new device is signed in; the old one leaves and says why."],
    ["Refuse", "One of them", "The new device is refused; the old one is not affected."],
    ["Shared", "One computer and one mobile", "A new device replaces the old one of its kind; the other kind is not affected."]),
  p("The first two count clients on computers and on mobiles together."),
  note("To be signed in on both, please ask your administrator or the operator’s account manager."),
  warning("With “refuse” a lost device keeps the sign-in for itself. Ask your administrator to sign it out."),
  go("settings/calls", "See the policy"),
);

export const clients = page("Computer and mobile together",
  p("Where the company’s policy is “shared”, this program on the computer and the app on the mobile may be signed in together."),
  table(["Call mode of the mobile app", "When somebody calls from outside"],
    ["Internet call", "Computer and mobile app ring. Answering one stops the other, which notes “{outcome.answered_elsewhere}”."],
    ["Call back to mobile", "The computer and the mobile itself ring. Answer with either."]),
  note("While a mobile app is signed in, the mode set there rules; it cannot be changed on the computer."),
);

export const mode = page("Call mode",
  p("The top of the window always shows the call mode. Your administrator sets it; while a mobile app is signed in, the mode set there rules. It cannot be changed on the computer."),
  h("Internet call"),
  p("{mode.network_explained}"),
  h("Call back to mobile"),
  list("When you dial, the switchboard first calls your mobile. Answer it; then it calls the other side, and you talk on the mobile.",
    "The microphone of this computer is not used. You can hang up here or on the mobile.",
    "Calls to you ring this computer and your mobile.",
    "Emergency numbers are still dialled from this computer."),
  h("When the callback does not succeed"),
  table(["Message", "What to do"],
    ["Your mobile is busy", "End the call on the mobile, then dial again."],
    ["Your mobile did not answer", "Dial again and answer the switchboard’s call."],
    ["Your mobile cannot be reached", "Make sure that it is on and has signal."],
    ["The platform has no mobile number for you", "Ask your administrator."],
    ["The call mode has just changed", "Dial again; the call will go the new way."]),
);

export const permission = page("Call permission",
  p("Which numbers you can call is set by your administrator. Each level includes those before it."),
  table(["Permission", "Numbers you can call"],
    ["{permission.internal}", "Extensions of the company and its main number."],
    ["{permission.local}", "Local fixed numbers, mobiles, service numbers, 400 and 800 numbers as well."],
    ["{permission.national}", "Fixed numbers of other places as well."],
    ["{permission.international}", "Numbers abroad, in Hong Kong, Macau and Taiwan as well."]),
  note("110, 119, 120 and 122 are always dialled, whatever the permission."),
  p("A call beyond the permission is not placed, and you are told which level it takes. The same holds for a transfer. To have it extended, ask your administrator."),
  go("settings/account", "See my permission"),
);

export const emergency = page("Emergency calls",
  p("110, 119, 120 and 122 are always dialled, whatever the call permission, and in callback mode too from this computer. A running call is ended to let the emergency call out first."),
  warning("While this computer is not connected to the switchboard, emergency calls cannot be made here. Use a mobile."),
  warning("The call comes from your company’s switchboard, so the address they see may be the one the company registered. Say first where you are."),
  note("Without power or network a telephone on the computer does not work. Keep a mobile at hand."),
);
