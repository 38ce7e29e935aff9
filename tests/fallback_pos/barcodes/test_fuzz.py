"""Whatever a scanner, a keyboard or a hostile label sends: a barcode or a sentence, never anything else."""

import random
import string

from fallback_pos.barcodes import Barcode, BarcodeRules, label_layouts, normalise_for_catalogue, understand
from fallback_pos.errors import TillError

_SAMPLES = (
    "4006381333931",
    "04252614",
    "2312345012500",
    "0109506000134352310300123410ABC123\x1d17261231",
    "]C1010950600013435210ABC\x1d3932978125021X9",
    "https://id.gs1.org/01/09506000134352/10/AB%2FC?17=261231&3103=001250",
    "(01)09506000134352(10)ABC",
    "]E3977204936300205",
    "03-1-000057",
    "281234567890123456",
    "4111 1111 1111 1111",
    "0-306-40615-X",
    "20123450125000734" + "1",
)
_ALPHABET = string.printable + "\x00\x1d\x1b٣９²é中�" + "😀\ud800"
_RULES = (
    BarcodeRules(),
    BarcodeRules(layouts=label_layouts("cn"), upce_six_digits=True, upca_without_check_digit=True),
    BarcodeRules(layouts=label_layouts("us", ["21IIIIIWW.WWWC"]), label_items_are_plu=True),
)
_SYMBOLOGIES = (None, None, "]E0", "]E1", "]E3", "]E4", "]C0", "]C1", "]d2", "]Q1", "]Q3", "]I1", "nonsense", "]")
_INPUTS = 20_000


def _mutated(chance: random.Random) -> str:
    text = list(chance.choice(_SAMPLES))
    for _ in range(chance.randint(0, 4)):
        position = chance.randrange(len(text) + 1)
        action = chance.randrange(4)
        if action == 0:
            text.insert(position, chance.choice(_ALPHABET))
        elif action == 1 and position < len(text):
            text[position] = chance.choice(_ALPHABET)
        elif action == 2:
            del text[position:]
        else:
            text[position:position] = chance.choice(_SAMPLES)[: chance.randint(0, 20)]
    return "".join(text)


def _random(chance: random.Random) -> str:
    alphabet = chance.choice((string.digits, _ALPHABET, string.digits + "()\x1d", "01379"))
    return "".join(chance.choices(alphabet, k=chance.randint(0, 40)))


def test_no_input_is_answered_with_anything_but_a_barcode_or_a_sentence() -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for _ in range(_INPUTS):
        text = chance.choice((_mutated, _random))(chance)
        symbology, rules = chance.choice(_SYMBOLOGIES), chance.choice(_RULES)
        about = f"seed {seed}: {text!r} {symbology}"
        try:
            barcode = understand(text, symbology, rules)
            assert isinstance(barcode, Barcode), about
            assert barcode.describe()["kind"] == barcode.kind, about
            assert barcode.price is None or barcode.price > 0, about
        except TillError as error:
            assert str(error), about
        try:
            normalise_for_catalogue(text, rules)
        except TillError as error:
            assert str(error), about
