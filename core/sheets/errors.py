"""Why a file cannot be read, each in words and with the row where there is one."""

from core.errors import DomainError
from core.i18n import N_


class BadFile(DomainError):
    """A file that cannot be read; nothing of it is used."""

    code = "sheets.bad_file"
    message = N_("This file is damaged. Open it in your spreadsheet program and save it again.")
    status = 422


class Empty(BadFile):
    """Nothing in it."""

    code = "sheets.empty"
    message = N_("This file is empty: there is not one row with text in it.")


class NotATable(BadFile):
    """Another kind of file."""

    code = "sheets.not_a_table"
    message = N_("This is no spreadsheet. Please send an Excel file (.xlsx) or a CSV file.")


class OldExcel(BadFile):
    """The binary format of before 2007."""

    code = "sheets.old_excel"
    message = N_(
        "This is an old Excel file (.xls), perhaps renamed. Open it, choose “Save as” and then "
        "“Excel workbook (.xlsx)”."
    )


class OtherSheet(BadFile):
    """A spreadsheet of a kind we do not read."""

    code = "sheets.other_sheet"
    message = N_(
        "This is a %(kind)s file. Open it, choose “Save as” and then “Excel workbook (.xlsx)”."
    )


class Encrypted(BadFile):
    """Locked with a password."""

    code = "sheets.encrypted"
    message = N_("This file is locked with a password. Take the password off and save it again.")


class TooBig(BadFile):
    """Unpacks to far more than any list needs."""

    code = "sheets.too_big"
    message = N_(
        "Unpacked, this file is larger than %(megabytes)d MB. Copy only the table into a new file."
    )


class TooManyRows(BadFile):
    """More rows than one import takes."""

    code = "sheets.too_many_rows"
    message = N_("Row %(row)d: this file has more than %(most)d rows. Please send it in parts.")


class TooManyColumns(BadFile):
    """Wider than any list."""

    code = "sheets.too_many_columns"
    message = N_(
        "Row %(row)d: this table has more than %(most)d columns. Keep those that are needed."
    )


class Dangerous(BadFile):
    """XML that names entities: no spreadsheet program writes that."""

    code = "sheets.dangerous"
    message = N_(
        "This file contains instructions that no spreadsheet program writes. "
        "Copy the table into a new file."
    )


class OnlyHidden(BadFile):
    """What there is stands on hidden sheets."""

    code = "sheets.only_hidden"
    message = N_(
        "Only hidden sheets of this file have text (%(names)s). Show the sheet and save again."
    )


class NotUnicode(BadFile):
    """Bytes of an older encoding."""

    code = "sheets.not_unicode"
    message = N_(
        "Row %(row)d: the letters are stored as %(guess)s, so tone marks would be lost. "
        "Save the file as “CSV UTF-8”, or as .xlsx."
    )


class BrokenUtf16(BadFile):
    """UTF-16 that breaks off."""

    code = "sheets.broken_utf16"
    message = N_("Row %(row)d: the file breaks off inside a letter. Save it as “CSV UTF-8”.")


class OpenQuote(BadFile):
    """A quotation mark without its other half swallows the rows below."""

    code = "sheets.open_quote"
    message = N_(
        "Row %(row)d: a quotation mark is not closed, or has text behind it. "
        "Correct it, or save the file as .xlsx."
    )


class DoubleHeading(BadFile):
    """Two columns of one name."""

    code = "sheets.double_heading"
    message = N_(
        "Row %(row)d: the heading “%(heading)s” stands over columns %(columns)s. "
        "Rename or delete one of them."
    )


class MergedHeadings(BadFile):
    """Headings over several columns."""

    code = "sheets.merged_headings"
    message = N_(
        "Row %(row)d: headings are merged (%(cells)s). Split the cells, so that each column has "
        "its own heading."
    )
