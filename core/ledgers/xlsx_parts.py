"""The fixed parts of a written .xlsx file: styles, relations, properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Indexes of cellXfs below.
TITLE, LEFT, RIGHT, HEADING, TEXT, QUOTED, WHOLE, MONEY, DATE, TOTAL, TOTAL_MONEY, NOTE, TOTAL_WHOLE, PLAIN = range(
    1, 15
)
_FONTS: Final = (
    ("宋体", 11, False),
    ("方正小标宋简体", 20, False),
    ("黑体", 11, False),
    ("宋体", 11, True),
)
_FORMATS: Final = {164: "#,##0.00", 165: "yyyy-mm-dd", 166: "#,##0.00####"}


def styles() -> str:
    """The office look: one thin grid, text cells as text, amounts with two decimals."""
    fonts = "".join(
        f'<font>{"<b/>" if bold else ""}<sz val="{size}"/><color rgb="FF000000"/><name val="{name}"/>'
        f'<family val="3"/><charset val="134"/></font>'
        for name, size, bold in _FONTS
    )
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for number, code in _FORMATS.items()
    )
    sides = "".join(f'<{s} style="thin"><color auto="1"/></{s}>' for s in ("left", "right", "top", "bottom"))
    cells = "".join(
        (
            _style(),
            _style(font=1, align='horizontal="center" vertical="center"'),
            _style(align='horizontal="left" vertical="center"'),
            _style(align='horizontal="right" vertical="center"'),
            _style(font=2, fill=2, border=1, align='horizontal="center" vertical="center" wrapText="1"'),
            _style(form=49, border=1, align='vertical="center"'),
            _style(form=49, border=1, align='vertical="center"', quoted=True),
            _style(form=1, border=1, align='vertical="center"'),
            _style(form=164, border=1, align='vertical="center"'),
            _style(form=165, border=1, align='horizontal="center" vertical="center"'),
            _style(font=3, form=49, border=1, align='horizontal="center" vertical="center"'),
            _style(font=3, form=164, border=1, align='vertical="center"'),
            _style(align='horizontal="left" vertical="top" wrapText="1"'),
            _style(font=3, form=1, border=1, align='vertical="center"'),
            _style(form=166, border=1, align='vertical="center"'),
        )
    )
    return (
        f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        f'<fonts count="{len(_FONTS)}">{fonts}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FFE8EEF6"/><bgColor indexed="64"/></patternFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{sides}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="15">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _style(font: int = 0, fill: int = 0, border: int = 0, form: int = 0, align: str = "", quoted: bool = False) -> str:
    base = f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
    if not align:
        return base + "/>"
    quote = ' quotePrefix="1"' if quoted else ""
    applied = "".join(f' apply{what}="1"' for what in ("NumberFormat", "Font", "Fill", "Border", "Alignment"))
    return f"{base}{quote}{applied}><alignment {align}/></xf>"


def content_types(sheets: int) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.spreadsheetml.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.spreadsheetml.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.spreadsheetml.styles+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f'<Override PartName="/docProps/app.xml" ContentType="{_TYPES}.extended-properties+xml"/></Types>'
    )


def package_relations() -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
        ' Target="docProps/core.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>"
    )


def workbook_relations(sheets: int) -> str:
    parts = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{parts}'
        f'<Relationship Id="rId{sheets + 1}" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    )


def workbook(names: Sequence[str], heading_rows: Sequence[int]) -> str:
    """The list of sheets; ``heading_rows`` rows of each are repeated on every printed page."""
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"'{escape(name.replace(chr(39), chr(39) * 2))}'!$1:${last}</definedName>"
        for n, (name, last) in enumerate(zip(names, heading_rows, strict=True))
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{titles}</definedNames></workbook>"
    )


def core_properties(title: str) -> str:
    """Only the title: no author, no time, nothing of a person or a machine."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    )


def app_properties() -> str:
    return (
        f'{DECLARATION}<Properties xmlns="{RELATIONS.replace("relationships", "extended-properties")}">'
        "<Application>摘帽</Application></Properties>"
    )
