"""Tables as people keep them: CSV and XLSX files read with care, and written safely.

:func:`open_table` gives the headings and then line after line as text, each with what is
wrong with it; a file that cannot be read at all raises a :class:`BadFile` with its reason.
"""

from core.sheets.errors import BadFile
from core.sheets.table import Line, Problem, Table, open_table
from core.sheets.writing import Cell, csv_lines, safe_cell, write_xlsx

__all__ = [
    "BadFile",
    "Cell",
    "Line",
    "Problem",
    "Table",
    "csv_lines",
    "open_table",
    "safe_cell",
    "write_xlsx",
]
