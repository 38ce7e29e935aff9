import json
import os
import signal
import subprocess
import sys
from decimal import Decimal

import pytest

from fallback_pos.domain.product import Product
from fallback_pos.storage.catalogue_build import (
    CatalogueFacts,
    CodeAlreadyTaken,
    DepositReference,
    ProductAlreadyListed,
    ProductCode,
    building_catalogue,
)
from fallback_pos.storage.catalogue_files import CatalogueBusy, CatalogueNotWritten, Layer, read_pointer
from tests.fallback_pos.storage.catalogue_rows import EUR, MORNING, TAX, key_of, open_catalogue, product, publish

FACTS = CatalogueFacts(EUR, MORNING, "test")

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.fallback_pos.storage.catalogue_rows import *
with building_catalogue(Path(sys.argv[1]), Layer.IMPORTED, CatalogueFacts(EUR, MORNING, "test")) as builder:
    for number in range(1, 20_000):
        builder.add(product(number, f"new {number}"), (ProductCode(key_of(number)),))
    os.kill(os.getpid(), signal.SIGKILL)
"""
FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.fallback_pos.storage.catalogue_rows import *
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    publish(Path(sys.argv[1]), (product(number, f"new {number}") for number in range(1, 20_000)))
except Exception as error:
    print(type(error).__name__)
"""


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "catalogue.lock")


def test_a_published_catalogue_has_a_number_and_a_pointer(tmp_path) -> None:
    publish(tmp_path, [product(1, "Kruh")])
    assert files(tmp_path) == ["catalogue-1.db", "catalogue.json"]
    assert json.loads((tmp_path / "catalogue.json").read_text())["imported"] == "catalogue-1.db"


def test_the_sealed_file_needs_no_journal_beside_it(tmp_path) -> None:
    sealed = publish(tmp_path, [product(1, "Kruh")])
    assert sealed.read_bytes()[18:20] == b"\x01\x01", "a file in WAL mode could not be opened immutable"


def test_the_previous_catalogue_is_kept_and_older_ones_are_removed(tmp_path) -> None:
    for cents in (100, 110, 120):
        publish(tmp_path, [product(1, "Kruh", cents)])
    assert files(tmp_path) == ["catalogue-2.db", "catalogue-3.db", "catalogue.json"]


def test_an_import_does_not_erase_what_was_pulled(tmp_path) -> None:
    publish(tmp_path, [product(1, "pulled")], Layer.PULLED)
    for _ in range(3):
        publish(tmp_path, [product(2, "imported")], Layer.IMPORTED)
    pointer = read_pointer(tmp_path)
    assert pointer is not None
    assert dict(pointer.current) == {Layer.PULLED: "catalogue-1.db", Layer.IMPORTED: "catalogue-4.db"}
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find(key_of(1))[0].product.name == "pulled"
    assert catalogue.find(key_of(2))[0].product.name == "imported"


def test_leaving_without_publishing_leaves_the_old_one(tmp_path) -> None:
    publish(tmp_path, [product(1, "old")])
    with pytest.raises(ZeroDivisionError), building_catalogue(tmp_path, Layer.IMPORTED, FACTS) as builder:
        builder.add(product(1, "new"), (ProductCode(key_of(1)),))
        raise ZeroDivisionError
    assert files(tmp_path) == ["catalogue-1.db", "catalogue.json"]
    assert open_catalogue(tmp_path).find(key_of(1))[0].product.name == "old"


def test_a_writer_killed_in_the_middle_leaves_the_old_one_and_blocks_nobody(tmp_path) -> None:
    publish(tmp_path, [product(1, "old")])
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert "catalogue.building" in files(tmp_path)
    assert open_catalogue(tmp_path).find(key_of(1))[0].product.name == "old"
    publish(tmp_path, [product(1, "newer")])
    assert files(tmp_path) == ["catalogue-1.db", "catalogue-2.db", "catalogue.json"]
    assert open_catalogue(tmp_path).find(key_of(1))[0].product.name == "newer"


def test_a_file_that_may_not_grow_is_reported_and_leaves_the_old_one(tmp_path) -> None:
    publish(tmp_path, [product(1, "old")])
    with pytest.raises(CatalogueNotWritten), building_catalogue(tmp_path, Layer.IMPORTED, FACTS, 100_000) as builder:
        for number in range(1, 5_000):
            builder.add(product(number, f"new {number}"), (ProductCode(key_of(number)),))
        builder.publish([TAX])
    assert files(tmp_path) == ["catalogue-1.db", "catalogue.json"]
    assert open_catalogue(tmp_path).find(key_of(1))[0].product.name == "old"


@pytest.mark.skipif(os.name == "nt", reason="limits the size of files as POSIX does")
def test_a_disk_that_refuses_to_write_is_reported_and_leaves_the_old_one(tmp_path) -> None:
    publish(tmp_path, [product(1, "old")])
    writer = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], check=True, timeout=60, capture_output=True, text=True
    )
    assert writer.stdout.strip() == "CatalogueNotWritten"
    assert files(tmp_path) == ["catalogue-1.db", "catalogue.json"]
    assert open_catalogue(tmp_path).find(key_of(1))[0].product.name == "old"


def test_a_second_writer_is_told_to_wait(tmp_path) -> None:
    with building_catalogue(tmp_path, Layer.PULLED, FACTS) as builder:
        builder.add(product(1, "pulled"), ())
        with pytest.raises(CatalogueBusy, match=str(os.getpid())):
            publish(tmp_path, [product(1, "imported")])
        builder.publish([TAX])
    publish(tmp_path, [product(1, "imported")])


def test_a_code_or_an_id_that_is_taken_is_refused_and_adds_nothing(tmp_path) -> None:
    with building_catalogue(tmp_path, Layer.IMPORTED, FACTS) as builder:
        builder.add(product(1, "Kruh"), (ProductCode("a"), ProductCode("b", Decimal(6))))
        with pytest.raises(CodeAlreadyTaken, match="Kruh"):
            builder.add(product(2, "Mlijeko"), (ProductCode("c"), ProductCode("b")))
        with pytest.raises(ProductAlreadyListed, match="Kruh"):
            builder.add(product(1, "Drugi kruh"), (ProductCode("d"),))
        assert builder.rows == 1
        builder.publish([TAX])
    catalogue = open_catalogue(tmp_path)
    assert catalogue.find("b")[0].pack_quantity == 6
    assert catalogue.find("c") == catalogue.find("d") == []


def test_deposits_are_linked_by_id_or_code_wherever_they_stand(tmp_path) -> None:
    with building_catalogue(tmp_path, Layer.IMPORTED, FACTS) as builder:
        builder.add(product(1, "Cola"), (ProductCode("a"),), DepositReference("P9", ()))
        builder.add(product(2, "Pivo"), (ProductCode("b"),), DepositReference("9", ("x", "plu:9")))
        builder.add(product(3, "Vino"), (ProductCode("c"),), DepositReference("nowhere", ("x",), line=4))
        builder.add(product(9, "Naknada"), (ProductCode("plu:9"),), DepositReference("P9", ()))
        assert [lost.text for lost in builder.settle_deposits()] == ["nowhere", "P9"]
        builder.publish([TAX])
    catalogue = open_catalogue(tmp_path)
    assert [catalogue.find(key)[0].product.deposit_product for key in ("a", "b", "c", "plu:9")] == [
        "P9",
        "P9",
        None,
        None,
    ]


def test_a_product_without_any_code_is_found_by_name_and_id(tmp_path) -> None:
    with building_catalogue(tmp_path, Layer.IMPORTED, FACTS) as builder:
        builder.add(Product("D", "Naknada", product(1, "x").price, TAX), ())
        builder.publish([TAX])
    catalogue = open_catalogue(tmp_path)
    assert catalogue.by_id("D") == catalogue.search("naknada")[0]
