"""A price list of any length with names as shops have them: Croatian, English, Chinese; the same for the same seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

GOODS = (
    "Nektar naranča", "Sok jabuka", "Mlijeko svježe", "Jogurt tekući", "Kruh bijeli", "Kruh raženi",
    "Čokolada mliječna", "Čokolada tamna", "Keks maslac", "Kava mljevena", "Čaj kamilica", "Riža dugo zrno",
    "Tjestenina špageti", "Ulje suncokretovo", "Maslinovo ulje", "Šećer kristal", "Brašno glatko", "Sol morska",
    "Paprika slatka", "Ajvar blagi", "Pivo svijetlo", "Vino graševina", "Vino plavac", "Mineralna voda",
    "Deterdžent za rublje", "Omekšivač", "Papir toaletni", "Šampon za kosu", "Gel za tuširanje",
    "Pasta za zube", "Krema za ruke", "Pelene", "Sladoled vanilija", "Pizza smrznuta", "Grašak",
    "Kukuruz šećerac", "Tuna u ulju", "Sardine", "Pašteta jetrena", "Kobasica domaća", "Šunka kuhana",
    "Salama zimska", "Sir gauda", "Sir svježi", "Vrhnje za kuhanje", "Maslac", "Jaja", "Med bagrem",
    "Džem šljiva", "Orange juice", "Whole milk", "Dark chocolate", "Ground coffee", "Green tea", "Olive oil",
    "Corn flakes", "Toothpaste", "Dish soap", "Paper towels", "Dog food", "Cat litter", "Batteries AA",
    "Light bulb", "Notebook A5",
)  # fmt: skip
KINDS = (
    "klasik", "extra", "bio", "light", "bez šećera", "bez laktoze", "integralni", "domaći", "premium", "mini",
    "maxi", "obiteljski", "dječji", "ljuti", "blagi", "s vitaminom C", "original", "fresh", "gold", "sport",
    "zero", "classic", "natural", "sensitive", "s medom", "s lješnjakom", "s čokoladom", "limun", "jagoda",
    "vanilija",
)  # fmt: skip
CHINESE_GOODS = (
    "牛奶", "酸奶", "橙汁", "苹果汁", "绿茶", "红茶", "茉莉花茶", "咖啡", "白面包", "饼干", "巧克力", "方便面",
    "大米", "面粉", "酱油", "陈醋", "辣椒酱", "豆腐", "火腿肠", "鸡蛋", "洗发水", "沐浴露", "牙膏", "洗衣液",
    "卫生纸", "啤酒", "矿泉水", "冰淇淋", "薯片", "蜂蜜",
)  # fmt: skip
CHINESE_KINDS = (
    "经典", "无糖", "有机", "家庭装", "儿童", "原味", "草莓味", "香辣", "低脂", "进口", "特级", "精选",
)  # fmt: skip
SIZES = (
    "50 g", "100 g", "125 g", "200 g", "250 g", "400 g", "500 g", "750 g", "1 kg", "2 kg", "0,25 l", "0,33 l", "0,5 l",
    "0,7 l", "1 l", "1,5 l", "2 l", "6/1", "10/1", "3 kom",
)  # fmt: skip
RARE = (
    "Tartuf bijeli", "Šafran u nitima", "Škampi kvarnerski", "Žganci kukuruzni", "Kumkvat kandirani",
    "Quinoa crvena", "Wasabi pasta", "Yuzu ponzu", "Fuži istarski", "鱼子酱", "鲍鱼", "燕窝", "松茸",
)  # fmt: skip
"""Each stands in RARE_EACH names, spread over the list."""
RARE_EACH = 4
RARE_TERMS = (
    "tartuf", "šafran", "škampi", "žganci", "kumkvat", "quinoa", "wasabi", "yuzu", "fuži", "ponzu",
    "kvarner", "鱼子酱", "鱼子", "鲍", "燕窝", "松茸", "茸",
)  # fmt: skip
MISSES = ("xylograf", "kwqz", "zzyzx", "brašnovit", "čokoladomat", "诗词", "籮", "猫咖啡馆", "qqq", "2 litrex")
TYPED = (
    "naranča", "nektar nar", "mlijeko", "mlijeko bez lak", "jogurt", "čokolada", "cokolada tamna", "kruh ra",
    "kava mlj", "pivo svij", "vino plavac", "deterdžent", "papir toal", "šampon", "sir gauda 400",
    "maslinovo ulje 1 l", "orange j", "green tea", "toothpaste", "batteries", "bio", "bez šećera", "0,5", "1 l",
    "s lješ", "kukuruz", "tartuf", "kumkvat", "牛奶", "酸奶 草莓", "绿茶", "茉莉花茶", "巧克力", "无糖",
    "洗衣液", "矿泉水", "鱼子酱", "方便面 香辣", "xylograf", "诗词",
)  # fmt: skip
"""What people type into the search; each beginning of it is a keystroke."""
CHINESE_SHARE = 0.15
_SYLLABLES = ("bra", "vo", "ka", "lin", "do", "mar", "po", "dra", "zve", "le", "kra", "san", "ti", "ve", "gor")


class Good(NamedTuple):
    """A row of the price list. `code` is an EAN-13 with its check digit, `price` a decimal string."""

    code: str
    name: str
    price: str
    tax: str


def goods(count: int, seed: int = 7) -> Iterator[Good]:
    """`count` products, each with a code of its own."""
    chance = random.Random(seed)
    brands = ["".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(300)]
    rare_every = max(1, count // (len(RARE) * RARE_EACH))
    for number in range(count):
        turn, rest = divmod(number, rare_every)
        if rest == rare_every - 1 and turn < len(RARE) * RARE_EACH:
            name = f"{RARE[turn % len(RARE)]} {chance.choice(brands)} {chance.choice(SIZES)}"
        elif chance.random() < CHINESE_SHARE:
            name = (
                f"{chance.choice(CHINESE_KINDS)}{chance.choice(CHINESE_GOODS)} {chance.choice(brands)} {_size(chance)}"
            )
        else:
            name = f"{chance.choice(GOODS)} {chance.choice(KINDS)} {chance.choice(brands)} {_size(chance)}"
        price = f"{chance.randint(0, 40)}.{chance.randint(10, 99)}"
        yield Good(_ean13(385_000_000_000 + number), name, price, chance.choice(("25", "13", "5")))


def write_price_list(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("barcode", "name", "price", "tax"))
        writer.writerows(goods(count))


def _size(chance: random.Random) -> str:
    return chance.choice(SIZES)


def _ean13(number: int) -> str:
    digits = str(number)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)
