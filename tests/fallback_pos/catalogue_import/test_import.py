import csv
import gzip
import os
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from fallback_pos.catalogue_import import (
    DamagedFile,
    FileNotFound,
    ImportProgress,
    MissingColumns,
    NoTable,
    NothingToImport,
    UnknownEncoding,
    WrongEncoding,
    import_catalogue,
)
from fallback_pos.catalogue_import.run import TooManyRows
from fallback_pos.storage.catalogue import Catalogue
from fallback_pos.storage.catalogue_files import CatalogueBusy, CatalogueNotWritten, writing
from tests.fallback_pos.catalogue_import.files import EUR, gtin, import_text, key, options, reasons

SHARED = Path(__file__).parents[4] / "shared" / "data" / "catalogue-hr.csv.gz"
HEADER = "barcode,name,price,tax\n"
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.fallback_pos.catalogue_import.files import *
def kill(progress):
    os.kill(os.getpid(), signal.SIGKILL)
import_catalogue(Path(sys.argv[1]), Path(sys.argv[2]), options(), kill)
"""


def rows(count: int, name: str = "Kruh") -> str:
    return HEADER + "".join(f"{gtin(number)},{name} {number},1.{number % 100:02d},A\n" for number in range(count))


def name_at(folder: Path, number: int) -> str | None:
    catalogue = Catalogue.open(folder, EUR)
    found = catalogue.find(key(number))
    catalogue.close()
    return found[0].product.name if found else None


@pytest.fixture
def old(tmp_path) -> Path:
    """A folder with a catalogue in use."""
    import_text(tmp_path, rows(3, "old"))
    return tmp_path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_delimiter_and_the_mark_at_the_beginning_are_found_out(tmp_path, delimiter, encoding) -> None:
    text = f'barcode,name,price,tax\n{gtin(1)},"Čaj, zeleni; 绿茶",1.29,A\n'
    if delimiter != ",":
        text = f'barcode,name,price,tax\n{gtin(1)},"Čaj zeleni 绿茶",1.29,A\n'.replace(",", delimiter)
    assert import_text(tmp_path, text, encoding).rows == 1
    assert name_at(tmp_path, 1) in ("Čaj, zeleni; 绿茶", "Čaj zeleni 绿茶")


def test_the_line_that_a_spreadsheet_puts_first_is_understood(tmp_path) -> None:
    report = import_text(tmp_path, f"sep=;\r\nbarcode;name;price;tax\r\n{gtin(1)};Kruh;1,29;A\r\nx;y;z;A\r\n")
    assert report.rows == 1
    assert [problem.line for problem in report.problems] == [4]


def test_another_encoding_is_refused_with_a_way_out_or_read_when_named(tmp_path) -> None:
    text = HEADER + f"{gtin(1)},Šećer,1.29,A\n"
    with pytest.raises(WrongEncoding, match="cp1250"):
        import_text(tmp_path, text, "cp1250")
    assert import_text(tmp_path, text, "cp1250", encoding="cp1250").rows == 1
    assert name_at(tmp_path, 1) == "Šećer"
    assert import_text(tmp_path, HEADER + f"{gtin(1)},酱油,1.29,A\n", "gb18030", encoding="gb18030").rows == 1
    with pytest.raises(UnknownEncoding, match="klingon"):
        import_text(tmp_path, text, encoding="klingon")


def test_a_compressed_file_is_read_whatever_its_name(old) -> None:
    file = old / "list.csv"
    file.write_bytes(gzip.compress(rows(5, "new").encode()))
    assert import_catalogue(file, old, options()).rows == 5


def test_a_compressed_file_that_breaks_off_leaves_the_old_catalogue(old) -> None:
    file = old / "list.csv.gz"
    file.write_bytes(gzip.compress(os.urandom(10) + rows(3_000, "new").encode(), mtime=0)[:-2_000])
    with pytest.raises((DamagedFile, WrongEncoding)):
        import_catalogue(file, old, options())
    file.write_bytes(gzip.compress(rows(3_000, "new").encode(), mtime=0)[:-2_000])
    with pytest.raises(DamagedFile, match=r"list\.csv\.gz is damaged near line \d+"):
        import_catalogue(file, old, options())
    assert name_at(old, 1) == "old 1"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NoTable),
        (b"\n\n\n", NoTable),
        (b"just a text\nwithout columns\n", NoTable),
        (b"PK\x03\x04\x14\x00\x06\x00", NoTable),
        (b"article,name\n1,x\n", MissingColumns),
        (HEADER.encode(), NothingToImport),
        (HEADER.encode() + b"x,y,z,A\n", NothingToImport),
        (HEADER.encode() + b"1,\xff\xfe\xfa,1,A\n", WrongEncoding),
    ],
)
def test_a_file_that_is_no_catalogue_leaves_the_old_one(old, content, error) -> None:
    file = old / "list.csv"
    file.write_bytes(content)
    with pytest.raises(error) as raised:
        import_catalogue(file, old, options())
    assert str(raised.value)
    assert name_at(old, 1) == "old 1"


def test_a_file_that_is_not_there_is_named(old) -> None:
    with pytest.raises(FileNotFound, match=r"gone\.csv"):
        import_catalogue(old / "gone.csv", old, options())
    with pytest.raises(FileNotFound):
        import_catalogue(old, old, options())


def test_rows_that_cannot_be_split_are_left_out_and_the_rest_goes_in(tmp_path) -> None:
    text = (
        HEADER + f"{gtin(1)},Kruh,1.29,A\n{gtin(2)},Mlijeko, svježe,1,29,A\n\n{gtin(3)},Sol,0.79,A\n{gtin(4)},Papar\n"
    )
    report = import_text(tmp_path, text)
    assert report.rows == 2
    assert reasons(report) == [(3, "TooManyCells", True), (6, "EmptyCell", True)]


def test_lines_are_counted_through_names_of_several_lines(tmp_path) -> None:
    report = import_text(tmp_path, HEADER + f'{gtin(1)},"Kruh\nbijeli",1.29,A\nx,bad,free,A\n')
    assert name_at(tmp_path, 1) == "Kruh bijeli"
    assert [problem.line for problem in report.problems] == [4]


def test_a_quotation_mark_that_never_closes_does_not_eat_the_memory(tmp_path) -> None:
    report = import_text(tmp_path, HEADER + f'{gtin(1)},Kruh,1.29,A\n{gtin(2)},"open,1,A\n' + rows(20_000, "eaten"))
    assert report.rows >= 1
    assert report.left_out >= 1


def test_every_problem_is_written_to_a_file_and_the_first_are_in_the_report(tmp_path) -> None:
    file, problems = tmp_path / "products.csv", tmp_path / "problems.csv"
    file.write_text(rows(2) + "".join(f"{gtin(number)},bad {number},free,A\n" for number in range(10, 1_000)))
    report = import_catalogue(file, tmp_path, options(), problems_file=problems)
    assert (report.rows, report.left_out, len(report.problems), report.problems_file) == (2, 990, 200, problems)
    with problems.open(encoding="utf-8-sig", newline="") as text:
        written = list(csv.DictReader(text))
    assert len(written) == 990
    assert written[0] | {"reason": ""} == {
        "line": "4",
        "left out": "yes",
        "reason": "",
        "barcode": gtin(10),
        "name": "bad 10",
        "price": "free",
        "tax": "A",
    }
    file.write_text(rows(2))
    assert import_catalogue(file, tmp_path, options(), problems_file=problems).problems_file is None
    assert not problems.exists(), "no stale problems beside a clean import"


def test_progress_goes_from_the_first_rows_to_the_last_byte(tmp_path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(rows(9_000))
    told: list[ImportProgress] = []
    import_catalogue(file, tmp_path, options(), told.append)
    assert [each.rows for each in told] == [2_000, 4_000, 6_000, 8_000, 9_000]
    assert told[-1].bytes_read == told[-1].bytes_total == file.stat().st_size


def test_an_import_killed_in_the_middle_leaves_the_old_catalogue(old) -> None:
    file = old / "list.csv"
    file.write_text(rows(5_000, "new"))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file), str(old)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert name_at(old, 1) == "old 1"
    assert import_catalogue(file, old, options()).rows == 5_000
    assert name_at(old, 1) == "new 1"


def test_an_import_stopped_by_the_person_leaves_the_old_catalogue(old) -> None:
    file = old / "list.csv"
    file.write_text(rows(5_000, "new"))

    def stop(_progress: ImportProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_catalogue(file, old, options(), stop)
    assert name_at(old, 1) == "old 1"
    assert not (old / "catalogue.building").exists()


def test_a_full_disk_leaves_the_old_catalogue(old) -> None:
    with pytest.raises(CatalogueNotWritten, match="full"):
        import_text(old, rows(3_000, "new"), largest_file_bytes=200_000)
    assert name_at(old, 1) == "old 1"


def test_too_many_rows_leave_the_old_catalogue(old) -> None:
    with pytest.raises(TooManyRows):
        import_text(old, rows(11, "new"), largest_rows=10)
    assert name_at(old, 1) == "old 1"


def test_an_import_while_another_writes_is_told_to_wait(old) -> None:
    with writing(old), pytest.raises(CatalogueBusy):
        import_text(old, rows(5, "new"))
    assert name_at(old, 1) == "old 1"


def test_memory_stays_bounded_however_long_the_file_is(tmp_path) -> None:
    file = tmp_path / "products.csv"

    def peak_bytes(count: int) -> int:
        file.write_text(rows(count))
        tracemalloc.start()
        import_catalogue(file, tmp_path, options())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    short = peak_bytes(1_000)
    assert peak_bytes(15_000) < short + 500_000


@pytest.mark.skipif(not SHARED.exists(), reason=f"left out: {SHARED.name} is not beside this project")
def test_a_real_catalogue_of_29699_rows_goes_in_with_no_mapping_at_all(tmp_path) -> None:
    report = import_catalogue(SHARED, tmp_path, options())
    assert report.rows + report.left_out == 29_699
    assert {problem.fault.code for problem in report.problems} == {"CodeAlreadyTaken"}, (
        "one GTIN written in two lengths"
    )
    assert report.left_out < 100
    catalogue = Catalogue.open(tmp_path, EUR)
    assert catalogue.find("09008700124195")[0].product.name == "Nektar Jabuka Bravo 2 L"
    assert len(catalogue.search("čokol", 20)) == 20
    catalogue.close()
