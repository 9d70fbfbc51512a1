"""What the demo's restaurant sells. Six of the dishes are what the demo's coupons make free."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dish:
    """One article; `fen` is the price of one."""

    sku: str
    zh: str
    en: str
    category: str
    fen: int


MENU = {
    dish.sku: dish
    for dish in (
        Dish("duck", "招牌烤鸭", "Roast duck", "main", 26_800),
        Dish("half-duck", "烤鸭半只", "Half a roast duck", "main", 14_800),
        Dish("mapo-tofu", "麻婆豆腐", "Mapo tofu", "main", 3_800),
        Dish("dan-dan", "担担面", "Dan dan noodles", "noodles", 2_600),
        Dish("dumplings", "鲜肉水饺", "Pork dumplings", "noodles", 3_200),
        Dish("long-noodles", "长寿面", "Longevity noodles", "noodles", 2_800),
        Dish("greens", "蒜蓉时蔬", "Greens with garlic", "vegetables", 2_800),
        Dish("mango-pomelo", "杨枝甘露", "Mango pomelo sago", "dessert", 2_200),
        Dish("rice-cake", "年糕", "Rice cake", "dessert", 1_800),
        Dish("moon-cake", "月饼", "Mooncake", "dessert", 1_600),
        Dish("plum-juice", "酸梅汤", "Plum juice", "drink", 1_200),
        Dish("tea", "茉莉花茶", "Jasmine tea", "drink", 1_800),
        Dish("set-menu", "双人套餐", "Set menu for two", "set", 12_800),
    )
}
