from tests.e2e.manual.test_m6_transfer import *
import time, numpy as np
del_names=[n for n in list(globals()) if n.startswith("test_m6")]
for n in del_names: del globals()[n]
def test_m6_x(talking):
    talking.phones.behave("8014", "silent")
    talking.user.transfer("大客户组", "张珊")
    expect(talking.user.call).to_contain_text("正在转接用户（8014），请稍候")
    for _ in range(10):
        time.sleep(1)
        h = party.at_landline(talking.phones)()
        r = h[-48000:].astype(float)
        print(len(h)/16000, np.abs(r).max(), party.likeness_now(h, party.music()), party.likeness_now(h, party.speech_of("8057")), talking.user.call.inner_text()[:80].replace("\n"," "))
