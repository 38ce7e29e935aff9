"""The least program that shows a scan: bytes of a serial line, a dict of products, one line written to a raw terminal.

python raw_till.py SERIAL_PORT PRODUCTS.json        [{"code", "name", "price"}, ...]
"""

import json
import os
import select
import sys
import tty
from pathlib import Path

FIRST_ROW, LAST_ROW = 3, 21
READY = "ready to scan"


def main(port: str, products_file: str) -> None:
    products = {product["code"]: product for product in json.loads(Path(products_file).read_text(encoding="utf-8"))}
    keyboard, screen = 0, 1
    serial = os.open(port, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(serial)
    tty.setraw(keyboard)
    os.write(screen, f"\x1b[2J\x1b[{FIRST_ROW};{LAST_ROW}r\x1b[1;1H{READY}".encode())
    row, number, held = FIRST_ROW, 0, b""
    while True:
        ready, _, _ = select.select([serial, keyboard], [], [])
        if keyboard in ready and os.read(keyboard, 100):
            row, number = FIRST_ROW, 0
            os.write(screen, f"\x1b[{FIRST_ROW};1H\x1b[0J{READY}".encode())
            continue
        held += os.read(serial, 4096)
        while b"\r" in held:
            code, _, held = held.partition(b"\r")
            product = products[code.decode()]
            number += 1
            line = f"{number:>4} {product['name'][:50]:<50} {product['price']:>12}"
            place = f"\x1b[{row};1H" if row <= LAST_ROW else f"\x1b[{LAST_ROW};1H\n\r"
            os.write(screen, f"{place}{line}\x1b[K".encode())
            row += row <= LAST_ROW


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
