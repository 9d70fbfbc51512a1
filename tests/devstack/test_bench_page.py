"""A person at the bench page, played by headless Chromium."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from devstack.tour.bench_client import BenchClient
from kiosk.design.guard import ECHO_S

DEADLINE_S = 20.0
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--window-size=1366,768", "--lang=en"),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture
def page(browser: webdriver.Chrome, restaurant: dict[str, Any], bench: BenchClient) -> webdriver.Chrome:
    if bench.state()["screen"] != "attract":
        bench.post("/bench/touch", button="done")
    browser.get(restaurant["bench"])
    wait_for(lambda: find(browser, "#screen").get_attribute("src"))
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-card=card-long]"))
    return browser


def find(page: webdriver.Chrome, selector: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, selector)


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def touch_control(page: webdriver.Chrome, bench: BenchClient, what: str) -> None:
    """Click where this control is on the picture, as a finger would: never as soon as the screen has come."""
    time.sleep(ECHO_S)
    control = next(c for c in bench.get("/bench/controls") if c["what"] == what)
    x, y, width, height = control["box_px"]
    picture = find(page, "#screen")
    scale = picture.rect["width"] / 1280
    action = webdriver.ActionChains(page)
    # Selenium measures from the middle of the element.
    action.move_to_element_with_offset(
        picture, int((x + width / 2 - 640) * scale), int((y + height / 2 - 400) * scale)
    ).click().perform()


def test_a_person_taps_a_card_checks_in_and_gets_a_coupon_on_paper(page: webdriver.Chrome, bench: BenchClient) -> None:
    idle = find(page, "#screen").get_attribute("src")
    find(page, "[data-card=card-long]").click()
    wait_for(lambda: bench.state()["screen"] == "greeting")
    wait_for(lambda: find(page, "#chip-screen").text == "Greeting")
    wait_for(lambda: find(page, "#screen").get_attribute("src") != idle)

    touch_control(page, bench, "check_in")
    wait_for(lambda: bench.state()["screen"] == "checked_in")
    touch_control(page, bench, "back")
    wait_for(lambda: bench.state()["screen"] == "greeting")

    before = {ticket["id"] for ticket in bench.get("/bench/tickets")}
    touch_control(page, bench, "print")
    wait_for(lambda: bench.state()["screen"] == "finished")
    (fresh,) = (ticket for ticket in bench.get("/bench/tickets") if ticket["id"] not in before)
    wait_for(lambda: page.find_elements(By.CSS_SELECTOR, f"[data-ticket='{fresh['id']}'] img"))
    paper = find(page, f"[data-ticket='{fresh['id']}'] img")
    wait_for(lambda: page.execute_script("return arguments[0].naturalWidth", paper) > 500)


def test_the_page_is_used_with_the_keyboard_alone(page: webdriver.Chrome, bench: BenchClient) -> None:
    find(page, "#keys summary").send_keys(Keys.ENTER)
    wait_for(lambda: page.find_elements(By.CSS_SELECTOR, "[data-word='join ']"))
    find(page, "[data-word='join ']").send_keys(Keys.ENTER)
    wait_for(lambda: bench.state()["screen"] == "join_phone")
    bench.post("/bench/touch", button="done")


def test_the_switches_break_and_mend_what_they_say(page: webdriver.Chrome, bench: BenchClient) -> None:
    find(page, "#tab-faults").click()
    find(page, "#switch-network").click()
    wait_for(lambda: bench.state()["network"] == "down" and not bench.state()["online"])
    wait_for(lambda: not find(page, "#switch-network").is_selected())
    find(page, "#switch-network").click()
    wait_for(lambda: bench.state()["online"])
    page.execute_script("document.querySelector('#printer-faults [value=paper_out]').click()")
    wait_for(lambda: bench.state()["printer_fault"] == "paper_out")
    page.execute_script("document.querySelector('#printer-faults [value=\"\"]').click()")
    wait_for(lambda: bench.state()["printer_fault"] is None)


def test_an_order_at_the_page_s_till_shows_its_points_and_why(page: webdriver.Chrome) -> None:
    find(page, "#tab-till").click()
    find(page, "#till-form button.primary").click()
    wait_for(lambda: page.find_elements(By.CSS_SELECTOR, "#receipt .earned"))
    assert page.find_elements(By.CSS_SELECTOR, "#receipt li")


def test_the_page_speaks_both_languages_and_its_scripts_report_no_error(page: webdriver.Chrome, tmp_path: Path) -> None:
    find(page, "[data-language=zh]").click()
    assert find(page, "#tab-people").text == "顾客"
    find(page, "[data-language=en]").click()
    assert find(page, "#tab-people").text == "Guests"
    log: list[dict[str, Any]] = page.get_log("browser")  # type: ignore[no-untyped-call]  # selenium forgot
    severe = [entry for entry in log if entry["level"] == "SEVERE"]
    assert severe == []
