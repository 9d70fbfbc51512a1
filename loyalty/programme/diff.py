"""What changes from one programme to the next, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loyalty.programme.model import Programme
from loyalty.programme.validate import dump
from loyalty.words import Words, times, yuan


@dataclass(frozen=True, slots=True)
class Change:
    """`old` None: new here; `new` None: gone. Both are plain values. `words` is the whole sentence."""

    path: str
    old: Any
    new: Any
    words: Words


# The last name of a path in words; what is not here is called by its path.
_NAMES = {
    "points": Words("积分", "points"),
    "every_fen": Words("每满", "every full"),
    "min_fen": Words("最低消费", "minimum"),
    "spend_fen": Words("消费门槛", "spend"),
    "visits": Words("到店门槛", "visits"),
    "basis_points": Words("倍率", "multiplier"),
    "value_fen": Words("减免", "takes off"),
    "min_order_fen": Words("最低订单", "minimum order"),
    "months": Words("有效月数", "months"),
    "valid_days": Words("有效天数", "valid days"),
    "before_days": Words("提前天数", "days before"),
    "after_days": Words("延后天数", "days after"),
    "stock": Words("库存", "stock"),
    "order_cap": Words("每单上限", "cap an order"),
    "day_cap": Words("每日上限", "cap a day"),
    "period_cap": Words("周期上限", "cap a period"),
    "balance_cap": Words("余额上限", "cap on the balance"),
    "grace_days": Words("宽限天数", "grace days"),
    "hold_s": Words("预留秒数", "seconds held"),
}


def diff(old: Programme, new: Programme) -> tuple[Change, ...]:
    """Every value that differs, by path; things with a key (`rewards[off-10].points`) are matched by it."""
    return tuple(_compare("", dump(old), dump(new)))


def _compare(path: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            here = f"{path}.{name}" if path else name
            yield from _compare(here, old.get(name), new.get(name))
    elif _keyed(old) and _keyed(new) and (old or new):
        before, after = _by_key(old), _by_key(new)
        for key in {**before, **after}:
            yield from _compare(f"{path}[{key}]", before.get(key), after.get(key))
        common = [key for key in before if key in after]
        if common != [key for key in after if key in before]:
            yield Change(path, common, list(after), Words(f"{path}：顺序改变", f"{path}: in another order"))
    elif old != new:
        yield Change(path, old, new, _words(path, old, new))


def _words(path: str, old: Any, new: Any) -> Words:
    place, _, last = path.rpartition(".")
    name = _NAMES.get(last)
    zh, en = (f"{place} {name.zh}", f"{place} {name.en}") if name and place else (path, path)
    if old is None and isinstance(new, Mapping):
        return Words(f"{zh}：新增{_called(new, 'zh')}", f"{en}: added{_called(new, 'en')}")
    if new is None and isinstance(old, Mapping):
        return Words(f"{zh}：删除{_called(old, 'zh')}", f"{en}: removed{_called(old, 'en')}")
    before, after = _value(last, old), _value(last, new)
    return Words(f"{zh}：{before.zh} → {after.zh}", f"{en}: {before.en} → {after.en}")


def _value(name: str, value: Any) -> Words:
    if value is None:
        return Words("无", "none")
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if isinstance(value, int) and name.endswith("_fen"):
        return Words(yuan(value), yuan(value))
    if isinstance(value, int) and name == "basis_points":
        return Words(f"{times(value)} 倍", f"{times(value)}x")
    text = str(value)
    return Words(text, text)


def _called(thing: Mapping[str, Any], language: str) -> str:
    title = thing.get("title") or thing.get("name")
    said = title.get(language, "") if isinstance(title, Mapping) else ""
    return f" {said}" if said else ""


def _keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) and "key" in one for one in value)


def _by_key(things: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """By key; versions of one rule by key and number."""
    return {f"{one['key']} v{one['version']}" if "version" in one else str(one["key"]): one for one in things}
