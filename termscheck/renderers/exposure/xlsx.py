"""What a contract would cost, as a workbook that works itself out: change a number and all follows.

The sheet "Numbers" holds the numbers, each with where it comes from. Each case has a sheet of its own whose months are
formulas over these numbers; "In short" reads the results from there. Words of the contract are cells of text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from termscheck.exposure.deal import locked_in
from termscheck.exposure.ledger import run_on
from termscheck.exposure.model import Deal, Exposure, Ledger
from termscheck.model import Review
from termscheck.places import Places
from termscheck.renderers.exposure.view import ORIGINS, View, view
from termscheck.renderers.xlsx import FONT, SIZE, lay_out, mark_head, saved, write_row
from termscheck.words import cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FIRST = 14
"""The row of month 0 in a case's sheet."""
POUNDS, PLAIN = "#,##0.00;[Red]−#,##0.00", "General"
_NUMBERS: Sequence[tuple[str, str, str]] = (
    ("annual_value", "Price for a year, £", "annual-value"),
    ("monthly_cost", "Cost of a month’s work, £", "--monthly-cost"),
    ("setup_cost", "Spent before the start, £", "--setup-cost"),
    ("redundancy", "Redundancy pay in all, £", "--redundancy-each"),
    ("term_months", "Months that the contract lasts", "term-months"),
    ("inflation", "Rise of costs, % a year", "--inflation"),
    ("price_review", "Price rises with costs, 1 or 0", "price-review"),
    ("results_share", "Share of the price on results, %", "results-share"),
    ("payment_days", "Days from invoice to payment", "payment-days"),
    ("results_payment_days", "The same for results", "results-payment-days"),
    ("measure_days", "Days until a result is measured", "measure-days"),
    ("approval_days", "Days until it is approved", "approval-days"),
    ("waits_base", "What does not hang on results waits for the authority, 1 or 0", "waits-for-authority"),
    ("waits_results", "What hangs on results waits for the authority, 1 or 0", "waits-for-authority"),
    ("authority_days", "Days until the authority pays", "--authority-days"),
    ("pass_on_days", "Days to pass its money on", "pass-on-days"),
    ("kept_base", "Kept back of what does not hang on results, %", "retention"),
    ("kept_results", "Kept back of what hangs on results, %", "retention"),
    ("release_months", "Months after the end until it is released", "release-months"),
    ("prime_fee", "Fee of the other side, %", "prime-fee"),
    ("volume_floor", "Work that is promised, %", "volume-floor"),
    ("termination_payment", "Costs of an early end that they pay, %", "termination-payment"),
    ("tail_kept", "Results that show after the end are paid, 1 or 0", "tail-kept"),
    ("left_over", "Months of cost that run on after an early end, less the notice", "--run-on-months"),
)
"""The numbers of the sheet "Numbers": name, meaning, and the term or option that it comes from."""


def render(review: Review, exposure: Exposure) -> bytes:
    """The workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    shown = view(exposure, Places(review.contract, linked=False))
    short = book.create_sheet("In short")
    numbers = book.create_sheet("Numbers")
    at = _numbers(numbers, exposure)
    for ledger in exposure.ledgers:
        _case(book.create_sheet(_sheet(ledger)), exposure.deal, ledger, at)
    _short(short, review, exposure, shown)
    _rows(book.create_sheet("What to negotiate"), (40, 24, 26, 24, 70), _changes(shown))
    _rows(book.create_sheet("Workings"), (44, 34, 90, 40), _workings(shown))
    _rows(book.create_sheet("Terms"), (40, 24, 26, 90, 24), _terms(exposure))
    return saved(book, review.tool_version)


def _sheet(ledger: Ledger) -> str:
    return ledger.scenario.name


def _numbers(sheet: Worksheet, exposure: Exposure) -> Mapping[str, str]:
    """Writes the numbers; the place of each, by name, as a formula names it."""
    widths = (62, 18, 100)
    mark_head(write_row(sheet, widths, ("Number", "Value", "Where it comes from")))
    values, assumed = _values(exposure.deal), dict(exposure.assumed)
    at = {}
    for number, (name, meaning, source) in enumerate(_NUMBERS, 2):
        if source.startswith("--"):
            told = assumed.get(source, "You said it, or it follows from what you said.")
        else:
            told = exposure.term(source).words
        write_row(sheet, widths, (meaning, "", cell(told)))
        _put(sheet, f"B{number}", float(values[name]))
        at[name] = f"Numbers!$B${number}"
    if exposure.relative:
        write_row(sheet, widths, ("No price for a year is known: all sums are per £1,000,000 of it.", "", ""))
    lay_out(sheet, widths)
    sheet.freeze_panes = "A2"
    return at


def _values(deal: Deal) -> Mapping[str, Decimal | int]:
    kept = deal.retention_scope
    own: dict[str, Decimal | int] = {
        "waits_base": int(deal.waits in ("base", "all")),
        "waits_results": int(deal.waits in ("results", "all")),
        "kept_base": deal.retention if kept in ("base", "all") else 0,
        "kept_results": deal.retention if kept in ("results", "all") else 0,
        "left_over": max(0, deal.run_on_months - deal.notice_days // 30),
    }
    return own | {name: getattr(deal, name) for name, _, _ in _NUMBERS if name not in own}


def _case(sheet: Worksheet, deal: Deal, ledger: Ledger, at: Mapping[str, str]) -> None:
    """A case: its own numbers, what follows from them, and its months."""
    scenario, last = ledger.scenario, FIRST + ledger.months[-1].number
    early = scenario.ends_after is not None and scenario.ends_after < deal.term_months
    widths = (46, 16, 16, 16, 16, 16, 16, 16, 16, 16)
    write_row(sheet, widths, (f"{scenario.name}: {scenario.meaning}", *[""] * 9))
    sheet.row_dimensions[1].height = 34
    end = "={term_months}" if scenario.ends_after is None else f"=MIN({scenario.ends_after},{{term_months}})"
    heads: Sequence[tuple[str, str | float]] = (
        ("Work that comes, %", float(scenario.volume)),
        ("Results reached, % of those planned", float(scenario.results)),
        ("Days that payments come late", scenario.late_days),
        ("Last month of the contract", end),
        ("Months of cost after it", run_on(deal, early and not scenario.by_us)),
        ("Ended early by them, 1 or 0", int(early and not scenario.by_us)),
        ("Ended early at all, 1 or 0", int(early)),
        ("Months from work to money", "=ROUNDUP((IF({waits_base}=1,MAX({payment_days},{authority_days}+{pass_on_days}),"
         "{payment_days})+$B$4)/30,0)"),
        ("Months from work to money for its results", "=ROUNDUP(({measure_days}+{approval_days}+IF({waits_results}=1,"
         "MAX({results_payment_days},{authority_days}+{pass_on_days}),{results_payment_days})+$B$4)/30,0)"),
        ("Months from work to its result", "=ROUNDUP(({measure_days}+{approval_days})/30,0)"),
        ("Month in which what was kept back is released", "=$B$5+{release_months}"),
    )  # fmt: skip
    for number, (meaning, value) in enumerate(heads, 2):
        write_row(sheet, widths, (meaning, *[""] * 9))
        _put(sheet, f"B{number}", value.format_map(at) if isinstance(value, str) else value)
    columns = (
        "Month", "Earned, not on results", "Earned on results", "Of that, paid at all", "Goes out",
        "Comes in", "Comes in for results", "Released", "Before the receipts", "Balance",
    )  # fmt: skip
    mark_head(write_row(sheet, widths, columns))
    for row in range(FIRST, last + 1):
        write_row(sheet, widths, ("",) * 10)
        _put(sheet, f"A{row}", row - FIRST)
        for column, formula in _month(row, last).items():
            _put(sheet, f"{column}{row}", formula.format_map(at), POUNDS)
    lay_out(sheet, widths)
    sheet.freeze_panes = f"B{FIRST}"


def _month(row: int, last: int) -> Mapping[str, str]:
    """The formulas of a month; the names in braces are places of the sheet "Numbers"."""
    risen = "(1+{inflation}/100)^INT((%s-1)/12)"
    month = f"$A{row}"
    price = f"{{annual_value}}/12*(100-{{prime_fee}})/100*IF({{price_review}}=1,{risen % month},1)"
    works = f"AND({month}>=1,{month}<=$B$5)"

    def of(column: str, lag: str) -> str:
        return f"INDEX(${column}${FIRST}:${column}${last},{month}-{lag}+1)"

    def due(lag: str) -> str:
        return f"AND({month}-{lag}>=1,{month}-{lag}<=$B$5)"

    def kept(column: str, lag: str, share: str) -> str:
        column_ = f"${column}${FIRST}:${column}${last}"
        months = f"$A${FIRST}:$A${last}"
        return (
            f"IF({month}=$B$12,SUMPRODUCT(({months}>=1)*({months}+{lag}<=$B$12)*ROUND({column_}*{share}/100,2)),"
            f"IF({due(lag)},ROUND({of(column, lag)}*{share}/100,2),0))"
        )

    end_cost = f"ROUND({{monthly_cost}}*{risen % '$B$5'},2)"
    paid_to_us = f"ROUND(({{left_over}}*{end_cost}+{{redundancy}})*{{termination_payment}}/100,2)"
    before = "0" if row == FIRST else f"$J{row - 1}"
    return {
        "B": f"=IF({works},ROUND({price}*(100-{{results_share}})/100*MAX($B$2,{{volume_floor}})/100,2),0)",
        "C": f"=IF({works},ROUND({price}*{{results_share}}/100*$B$2/100*$B$3/100,2),0)",
        "D": f"=IF(OR({{tail_kept}}=1,{month}+$B$11<=$B$5),$C{row},0)",
        "E": f"=IF({month}=0,{{setup_cost}},IF({month}<=$B$5+$B$6,ROUND({{monthly_cost}}*"
        f"{risen % f'MIN({month},$B$5)'},2),0))+IF(AND($B$8=1,{month}=$B$5),{{redundancy}},0)",
        "F": f"=IF({due('$B$9')},{of('B', '$B$9')}-ROUND({of('B', '$B$9')}*{{kept_base}}/100,2),0)",
        "G": f"=IF({due('$B$10')},{of('D', '$B$10')}-ROUND({of('D', '$B$10')}*{{kept_results}}/100,2),0)",
        "H": f"=IF({month}<$B$12,0,{kept('B', '$B$9', '{kept_base}')}+{kept('D', '$B$10', '{kept_results}')})"
        f"+IF(AND($B$7=1,{month}=$B$5+ROUNDUP({{payment_days}}/30,0)),{paid_to_us},0)",
        "I": f"={before}-$E{row}",
        "J": f"=$I{row}+$F{row}+$G{row}+$H{row}",
    }


def _put(sheet: Worksheet, place: str, value: float | str, shown_as: str = PLAIN) -> None:
    """A number or a formula of ours; words of a contract are never written in this way."""
    from openpyxl.styles import Font

    target = sheet[place]
    target.value = value
    target.quotePrefix = False
    target.number_format = shown_as
    target.font = Font(FONT, SIZE)


def _short(sheet: Worksheet, review: Review, exposure: Exposure, shown: View) -> None:
    widths = (44, 20, 20, 22, 22, 60)
    write_row(sheet, widths, (cell(f"What {review.contract.documents[0].name} could cost"), *[""] * 5))
    heads = ("Case", "Most of your own money in it", "In month", "In the first year", "At the end", "What happens")
    mark_head(write_row(sheet, widths, heads))
    for row, ledger in enumerate(exposure.ledgers, 3):
        write_row(sheet, widths, (ledger.scenario.name, "", "", "", "", ledger.scenario.meaning))
        last = FIRST + ledger.months[-1].number
        lowest = f"'{_sheet(ledger)}'!$I${FIRST}:$I${last}"
        first_year = f"'{_sheet(ledger)}'!$I${FIRST}:$I${min(last, FIRST + 12)}"
        _put(sheet, f"B{row}", f"=MAX(0,-MIN({lowest}))", POUNDS)
        _put(sheet, f"C{row}", f"=MATCH(MIN({lowest}),{lowest},0)-1")
        _put(sheet, f"D{row}", f"=MAX(0,-MIN({first_year}))", POUNDS)
        _put(sheet, f"E{row}", f"='{_sheet(ledger)}'!$J${last}", POUNDS)
    for figure in shown.first:
        told = (figure.title, cell(figure.told), "", "", "", cell(figure.share_of_reserves))
        write_row(sheet, widths, told)
    notes = (
        "The table is worked out anew when a number in the sheet “Numbers” is changed; the lines below it and the "
        "sheets of words stay as they were. The months that are shown do not grow: run termscheck again for a longer "
        "contract.",
        "A forecast, not a prediction; neither legal nor financial advice.",
    )
    for note in notes:
        write_row(sheet, widths, (note, *[""] * 5))
    if exposure.deal.leave_days is not None:
        still = f"You may leave: the case of fewest referrals lasts {locked_in(exposure.deal)} months."
        write_row(sheet, widths, (still, *[""] * 5))
    lay_out(sheet, widths)
    sheet.freeze_panes = "A3"


def _changes(shown: View) -> Sequence[Sequence[str]]:
    rows = [(one.ask, one.place, one.now, one.worth, one.working) for one in (*shown.changes, *shown.more_changes)]
    return [("Ask for", "Clause", "Now", "Worth", "How that is worked out"), *rows]


def _workings(shown: View) -> Sequence[Sequence[str]]:
    rows = [(one.title, one.told, one.working, "; ".join(one.places)) for one in shown.figures]
    return [("Figure", "Rounded", "Arithmetic", "Clauses"), *rows]


def _terms(exposure: Exposure) -> Sequence[Sequence[str]]:
    rows = [(one.name, one.told, ORIGINS[one.origin], one.words, one.place) for one in exposure.terms]
    notes = [("Not said", "", ORIGINS["assumed"], sentence, option) for option, sentence in exposure.assumed]
    limits = [("No limit", title, "", "", place) for title, place in exposure.unlimited]
    return [("Term", "Counted as", "From", "Why", "Clause or option"), *rows, *notes, *limits]


def _rows(sheet: Worksheet, widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    mark_head(write_row(sheet, widths, rows[0]))
    for row in rows[1:]:
        write_row(sheet, widths, [cell(text) for text in row])
    lay_out(sheet, widths)
    sheet.freeze_panes = "A2"
