"""Everything the kiosk says, in Chinese and English and whatever else lies beside them.

The texts are in `zh.po` and `en.po`, side by side in gettext's format; `scripts/compile_words.py` makes the `.mo`
files the kiosk reads, with how that language writes numbers, money and dates. The msgid is a key, never a text: no
language is the original. Another `.po` is another language; nothing else has to know of it.
"""

from __future__ import annotations

import gettext
import math
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from kiosk.values import Language, Link, PrinterHealth
from mqtt_bridge.messages import CheckInView, CouponView, FirstOrderView, ProgressView, RewardView
from mqtt_bridge.messages import Words as TwoWords

HERE = Path(__file__).parent
BUILT_IN = ("zh", "en")
URGENT_DAYS = 3
# Where catalogues are looked for: ours, and the folders `add_folder` was told of.
_FOLDERS = [HERE]
# The fixed texts that have been asked for: as many as the catalogues hold at most.
_OURS: set[str] = set()


class UnknownWords(KeyError):
    """A key that is in no catalogue: a slip in our own code, never something a diner does."""


def add_folder(folder: Path) -> None:
    """Speak the languages of this folder too; one that is there already is replaced."""
    if folder not in _FOLDERS:
        _FOLDERS.insert(0, folder)
        _catalogue.cache_clear()
        languages.cache_clear()


def drop_folder(folder: Path) -> None:
    """Forget a folder that was added."""
    if folder in _FOLDERS[:-1]:
        _FOLDERS.remove(folder)
        _catalogue.cache_clear()
        languages.cache_clear()


@cache
def languages() -> tuple[Language, ...]:
    """Every language there is a catalogue of: ours first, the others by name."""
    return in_order(stem for folder in _FOLDERS for stem in stems(folder))


def stems(folder: Path) -> set[Language]:
    """The languages that lie compiled in a folder."""
    return {path.stem for path in folder.glob("*.mo")}


def in_order(found: Iterable[Language]) -> tuple[Language, ...]:
    """Ours first, the others by name, each once."""
    found = set(found)
    return (*(one for one in BUILT_IN if one in found), *sorted(found - set(BUILT_IN)))


@cache
def _catalogue(language: Language) -> gettext.GNUTranslations:
    path = next(path for folder in _FOLDERS if (path := folder / f"{language}.mo").is_file())
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    if language not in BUILT_IN:
        # It was translated when the kiosk said less than it does today: what is new is said in English.
        catalogue.add_fallback(_catalogue("en"))
    return catalogue


class Words:
    """One language. Immutable: switching makes another one, and every text that used the old one is drawn anew.

    What comes from the server is in Chinese and English: who speaks neither is shown the English.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._catalogue = _catalogue(language)

    def tr(self, key: str, **values: object) -> str:
        """The text of a key. `n`, an int among the values, picks the plural form."""
        number = values.get("n")
        if isinstance(number, int):
            text = self._catalogue.ngettext(key, key, number)
            values["n"] = self.number(number)
        else:
            text = self._catalogue.gettext(key)
        if text == key:
            raise UnknownWords(f"{key!r} has no words in {self.language}")
        if not values:
            _OURS.add(text)
        return text.format(**values) if values else text

    def spoken_for(self, text: str) -> bool:
        """Whether this is, word for word, a text of ours: then it says nothing of any diner."""
        return text in _OURS

    def has(self, key: str) -> bool:
        return self._catalogue.gettext(key) != key

    def pick(self, words: TwoWords | None) -> str:
        """This language of a text that came with both."""
        return "" if words is None else words.zh if self.chinese else words.en

    def other(self, words: TwoWords) -> str:
        return words.en if self.chinese else words.zh

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    @property
    def twin(self) -> Words:
        """The other language: the idle screens speak both."""
        return Words("en" if self.chinese else "zh")

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self._catalogue.gettext("locale.group"))

    def money(self, fen: int) -> str:
        """¥20, ¥12.50, ¥1,200, as this language writes it: fen only where there are some."""
        yuan, rest = divmod(abs(fen), 100)
        amount = self.number(yuan) + (f"{self._catalogue.gettext('locale.point')}{rest:02d}" if rest else "")
        return ("-" if fen < 0 else "") + self._catalogue.gettext("locale.money").format(amount=amount)

    def date(self, iso: str) -> str:
        """`2026-11-30` as 11月30日 or 30 Nov."""
        day = date.fromisoformat(iso[:10])
        month = self._catalogue.gettext("locale.months").split("|")[day.month - 1]
        return self._catalogue.gettext("locale.day").format(d=day.day, m=day.month, month=month)

    def months(self, lunar: bool) -> list[str]:
        """The twelve months, of the solar or the lunar calendar."""
        return self._catalogue.gettext("birthday.lunar_months" if lunar else "locale.months").split("|")

    def days(self, lunar: bool) -> list[str]:
        """What the days of a month are called, where they are not just counted."""
        return self._catalogue.gettext("birthday.lunar_days").split("|") if lunar else []

    def birthday(self, text: str) -> str:
        """`08-15` as 8月15日 or 15 Aug, `L-08-15` as 农历八月十五; "" for none."""
        if not text:
            return ""
        month, day = (int(part) for part in text.removeprefix("L-").split("-"))
        if text.startswith("L-"):
            names = self.months(lunar=True)[month - 1], self.days(lunar=True)[day - 1]
            return self.tr("birthday.lunar_day", month=names[0], day=names[1])
        return self.date(f"2000-{month:02}-{day:02}")

    def time(self, iso: str) -> str:
        """The hour and minute of a moment, as it was written; "" for none."""
        return f"{datetime.fromisoformat(iso):%H:%M}" if iso else ""

    def hello(self, at: datetime) -> str:
        part = "night" if at.hour < 5 else "morning" if at.hour < 11 else "noon" if at.hour < 14 else "afternoon"
        return self.tr(f"hello.{part if at.hour < 18 else 'evening'}")

    def urgent(self, coupon: CouponView, today: datetime | None) -> bool:
        """Whether the coupon is worth hurrying for."""
        days = _days_left(coupon, today)
        return days is not None and days <= URGENT_DAYS

    def expiry(self, coupon: CouponView, today: datetime | None) -> str:
        """Until when a coupon counts; "" when for ever."""
        if coupon.expires_on is None:
            return ""
        days = _days_left(coupon, today)
        if days is None or days > URGENT_DAYS or days < 0:
            return self.tr("coupon.until", date=self.date(coupon.expires_on))
        return self.tr("coupon.today") if days == 0 else self.tr("coupon.days", n=days)

    def stock(self, reward: RewardView) -> str:
        """What is left of a reward, when that is worth saying."""
        if reward.stock is None or reward.stock > 20:
            return ""
        return self.tr("catalogue.left", n=reward.stock) if reward.stock else self.tr("catalogue.sold_out")

    def state_of(self, reward: RewardView, short: int) -> str:
        """Why a reward cannot be had, or that few are left; "" when there is nothing to say."""
        return self.tr("catalogue.short", n=short) if short and reward.stock != 0 else self.stock(reward)

    def way_up(self, progress: ProgressView | None) -> str:
        """How far the next tier is."""
        if progress is None or progress.next is None:
            return self.tr("progress.top")
        missing = max(0, progress.need - progress.have)
        tier = self.pick(progress.next.name)
        if progress.measure == "spend":
            return self.tr("progress.spend", money=self.money(missing), tier=tier)
        return self.tr("progress.visits", n=missing, tier=tier)

    def keep(self, progress: ProgressView) -> str:
        """What it takes to keep the tier."""
        spend, visits = progress.keep_short_fen, progress.keep_short_visits
        if spend and visits:
            return self.tr("keep.either", money=self.money(spend), n=visits)
        return self.tr("keep.visits", n=visits) if visits else self.tr("keep.spend", money=self.money(spend))

    def first_order(self, bonus: FirstOrderView | None) -> str:
        """What the first order brings on top; "" for nothing."""
        if bonus is None:
            return ""
        if not bonus.min_fen:
            return self.tr("tip.first_order", n=bonus.points)
        return self.tr("tip.first_order_from", n=bonus.points, money=self.money(bonus.min_fen))

    def tomorrow(self, rule: CheckInView) -> str:
        """What coming again tomorrow brings."""
        if (rule.streak + 1) % rule.bonus_every == 0:
            return self.tr("checked_in.tomorrow_bonus", n=rule.points + rule.bonus_points)
        return self.tr("checked_in.tomorrow", n=rule.points)

    def resend(self, at: datetime, now: datetime) -> str:
        """The words on the button that asks for another code."""
        wait = math.ceil((at - now).total_seconds())
        return self.tr("join.resend_in", n=wait) if wait > 0 else self.tr("join.resend")

    def link(self, link: Link, as_of: str) -> str:
        """What is wrong with the network, in a chip; "" when nothing is."""
        if link is Link.ONLINE:
            return ""
        return self.tr(f"link.{link}.as_of", time=self.time(as_of)) if as_of else self.tr(f"link.{link}")

    def printer(self, health: PrinterHealth) -> str:
        """What is wrong with the printer, in a chip; "" when nothing is."""
        return "" if health in (PrinterHealth.OK, PrinterHealth.UNKNOWN) else self.tr(f"printer.{health}")

    def error(self, code: str) -> str:
        """Why the server, or we, said no while joining; "" for no code."""
        if not code:
            return ""
        return self.tr(f"error.{code}") if self.has(f"error.{code}") else self.tr("error.other", code=code)


def _days_left(coupon: CouponView, today: datetime | None) -> int | None:
    if coupon.expires_on is None or today is None:
        return None
    return (date.fromisoformat(coupon.expires_on[:10]) - today.date()).days
