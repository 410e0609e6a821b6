"""What a person does with the page, in Chinese, by what stands on it; the same in the window and in a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.simulated_phones import SimulatedPhones

MOBILE = "138 0000 8057"
PATIENCE_MS = 20_000


class User:
    """Somebody in front of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)

    def check_number(self, mobile: str = MOBILE) -> None:
        """First step of registration."""
        self.page.get_by_label("手机号码").fill(mobile)
        self.page.get_by_role("button", name="校验手机号码").click()

    def choose_enterprise(self, name: str = "云帆") -> None:
        """Second step; the platform calls the mobile."""
        self.page.get_by_role("radio", name=name).click()
        self.page.get_by_role("button", name="确定").click()

    def enter_code(self, code: str) -> None:
        """Third step; the fourth digit submits."""
        field = self.page.get_by_label("4 位验证码")
        expect(field).to_be_focused()
        self.page.keyboard.type(code)

    def register(self, phones: SimulatedPhones) -> None:
        """All three steps, and the directory."""
        self.check_number()
        self.choose_enterprise()
        self.enter_code(phones.hear_code())
        self.wait_registered()

    def wait_registered(self) -> None:
        """The main page, connected."""
        expect(self.page.get_by_label("连接 已连接")).to_be_visible()

    def go(self, section: str) -> None:
        """通话, 通讯录, 拨号盘 or 设置."""
        self.page.get_by_role("navigation").get_by_role("button", name=section).click()

    def dial(self, number: str) -> None:
        """From the dial pad, by keyboard."""
        self.go("拨号盘")
        self.page.get_by_label("号码", exact=True).fill(number)
        self.page.keyboard.press("Enter")

    def dial_person(self, extension: str, name: str) -> None:
        """From the directory: find by extension, press the dial key behind the name."""
        self.go("通讯录")
        self.page.get_by_role("combobox", name="搜索或拨号").fill(extension)
        self.page.get_by_role("option", name=name).click()
        self.page.get_by_role("button", name=f"呼叫 {name}").first.click()

    @property
    def call(self) -> Locator:
        """The current call, wherever it is shown."""
        return self.page.get_by_role("region", name="当前通话")

    @property
    def over(self) -> Locator:
        """The call that has just ended."""
        return self.page.get_by_role("region", name="刚结束的通话")

    def wait_talking(self) -> None:
        """The call was answered."""
        expect(self.call.get_by_role("button", name="挂断")).to_be_visible()

    def hang_up(self) -> None:
        """End the call and see that it has ended."""
        self.call.get_by_role("button", name="挂断").click()
        expect(self.over).to_be_visible()

    def answer(self) -> None:
        """应答, in the window."""
        self.page.get_by_role("button", name="应答").first.click()
        self.wait_talking()

    def transfer(self, department: str, name: str) -> None:
        """呼叫转接: the department list, a person, 直接转接."""
        self.call.get_by_role("button", name="呼叫转接").click()
        sheet = self.page.get_by_role("dialog", name="呼叫转接")
        sheet.get_by_role("treeitem", name="市场部").click()
        branch = sheet.get_by_role("treeitem", name="市场部")
        if branch.get_attribute("aria-expanded") == "false":
            branch.press("ArrowRight")
        sheet.get_by_role("treeitem", name=department).click()
        sheet.get_by_role("listitem", name=name).click()
        sheet.get_by_role("button", name="直接转接").click()

    def history(self) -> Locator:
        """The rows of the history, newest first."""
        self.go("通话")
        return self.page.get_by_role("list", name="通话").get_by_role("listitem")

    def switch_processing(self, on: bool) -> None:
        """All three kinds of processing of the own voice."""
        self.go("设置")
        self.page.get_by_role("button", name="声音", exact=True).click()
        for label in ("自动增益", "回声消除", "噪声抑制"):
            switch = self.page.get_by_role("switch", name=label)
            if (switch.get_attribute("aria-checked") == "true") != on:
                switch.click()
            expect(switch).to_have_attribute("aria-checked", "true" if on else "false")
