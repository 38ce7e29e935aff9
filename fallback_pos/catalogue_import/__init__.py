"""Bringing a file of products into the till: CSV in, a sealed catalogue and a report out. See DESIGN.md."""

from fallback_pos.catalogue_import.columns import FIELDS, MissingColumns, NoSuchColumn, UnknownField
from fallback_pos.catalogue_import.options import ImportOptions
from fallback_pos.catalogue_import.report import ImportProgress, ImportReport, RowProblem
from fallback_pos.catalogue_import.run import NothingToImport, import_catalogue
from fallback_pos.catalogue_import.table import DamagedFile, FileNotFound, NoTable, UnknownEncoding, WrongEncoding

__all__ = [
    "FIELDS",
    "DamagedFile",
    "FileNotFound",
    "ImportOptions",
    "ImportProgress",
    "ImportReport",
    "MissingColumns",
    "NoSuchColumn",
    "NoTable",
    "NothingToImport",
    "RowProblem",
    "UnknownEncoding",
    "UnknownField",
    "WrongEncoding",
    "import_catalogue",
]
