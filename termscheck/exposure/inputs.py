"""What the user says of money: options of the command line, and a small YAML file. Options go before the file.

The file holds the same names as the options, and terms of the contract that it is to be counted with::

    annual-value: 240000
    monthly-cost: 19500
    reserves: 60000
    terms:
      payment-days: 30
      liability-cap: none
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from termscheck.engine.source import Source, did_you_mean
from termscheck.errors import UsageError
from termscheck.exposure.model import SCOPES, Inputs
from termscheck.exposure.spec import Spec, specs

MOST_POUNDS = Decimal(10_000_000_000)
_UNLIMITED = frozenset({"clawback-months", "leave-days", "liability-cap"})
"""Terms that may be stated as "none": no limit in time, no right to leave, no ceiling."""
_MOST = {"days": Decimal(3650), "months": Decimal(240), "per cent": Decimal(100), "points": Decimal(100)}


def number(value: object) -> object:
    """A number as people write it: 240000, "£240,000", "7.5%"."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise _wrong("should be a number")
    text = str(value).strip().replace(",", "").replace("_", "").removeprefix("£").removesuffix("%").strip()
    try:
        made = Decimal(text)
    except InvalidOperation:
        raise _wrong(f"“{str(value)[:40]}” is not a number") from None
    if not made.is_finite():
        raise _wrong("should be a number that has an end")
    return made


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("number", "{sentence}", {"sentence": sentence})


Money = Annotated[Decimal, BeforeValidator(number), Field(ge=0, le=MOST_POUNDS, decimal_places=2)]
Positive = Annotated[Decimal, BeforeValidator(number), Field(gt=0, le=MOST_POUNDS, decimal_places=2)]
Percentage = Annotated[Decimal, BeforeValidator(number), Field(ge=0, le=1000, decimal_places=4)]
PositivePercentage = Annotated[Decimal, BeforeValidator(number), Field(gt=0, le=1000, decimal_places=4)]


class File(BaseModel):
    """What a file of inputs may hold."""

    model_config = ConfigDict(
        extra="forbid", alias_generator=lambda name: name.replace("_", "-"), hide_input_in_errors=True
    )

    annual_value: Positive | None = None
    monthly_cost: Money | None = None
    setup_cost: Money | None = None
    staff: int | None = Field(None, ge=0, le=100_000)
    redundancy_each: Money | None = None
    reserves: Money | None = None
    expected_rate: Percentage | None = None
    low_rate: Percentage | None = None
    planned_rate: PositivePercentage | None = None
    low_volume: Annotated[Decimal, BeforeValidator(number), Field(ge=0, le=100, decimal_places=4)] | None = None
    base_rate: Annotated[Decimal, BeforeValidator(number), Field(ge=0, le=100, decimal_places=4)] | None = None
    inflation: Annotated[Decimal, BeforeValidator(number), Field(ge=0, le=50, decimal_places=4)] | None = None
    authority_days: int | None = Field(None, ge=0, le=3650)
    late_days: int | None = Field(None, ge=0, le=3650)
    ended_after: int | None = Field(None, ge=1, le=240)
    run_on_months: int | None = Field(None, ge=0, le=60)
    terms: dict[str, Any] = {}


def read_inputs(path: Path) -> Inputs:
    """The inputs of a YAML file. Raises UsageError with everything that is wrong with it, each with its place."""
    source = Source(path, str(path))
    file = source.validated(File, source.data or {}) if not source.faults else None
    stated: dict[str, Decimal | None] = {}
    for key, value in (file.terms if file else {}).items():
        try:
            stated[key] = term_value(key, value)
        except UsageError as problem:
            source.fault(("terms", key), str(problem))
    if source.faults or file is None:
        raise UsageError("\n".join(map(str, source.faults)))
    return _inputs(file, stated)


def inputs_of(options: Mapping[str, object], terms: Sequence[str] = (), file: Path | None = None) -> Inputs:
    """The inputs of options by name (None: not given), such as {"annual_value": "240000"}, and of terms such as
    "payment-days=30", over those of a file. Raises UsageError."""
    from pydantic import ValidationError

    given = {name.replace("_", "-"): value for name, value in options.items() if value is not None}
    try:
        said = File.model_validate(given)
    except ValidationError as problem:
        told = [f"--{one['loc'][0]}: {_sentence(one)}." for one in problem.errors(include_url=False)]
        raise UsageError("\n".join(dict.fromkeys(told))) from None
    stated = {}
    for term in terms:
        key, sign, value = term.partition("=")
        if not sign:
            raise UsageError(f"--term {term}: write it as NAME=VALUE, such as payment-days=30.")
        stated[key.strip()] = term_value(key.strip(), value.strip())
    ours = _inputs(said, stated)
    base = read_inputs(file) if file else Inputs()
    over = {
        one.name: getattr(ours, one.name)
        for one in fields(ours)
        if one.name != "terms" and getattr(ours, one.name) is not None
    }
    return replace(base, **over, terms={**(base.terms or {}), **stated} or None)


def term_value(key: str, value: object) -> Decimal | None:
    """The value of a term as it is stated: a number, yes or no, "none", or a part of the price. Raises UsageError."""
    spec = specs().get(key)
    if spec is None:
        known = did_you_mean(key, specs(), f"; there are {', '.join(specs())}")
        raise UsageError(f"There is no term “{key[:60]}”{known}")
    told = str(value).strip().lower()
    if told in ("none", "null") and spec.unit != "scope":
        if key in _UNLIMITED:
            return None
        raise UsageError(f"{key} cannot be “none”: give its figure")
    return _value(spec, told)


def _value(spec: Spec, told: str) -> Decimal:
    if spec.unit == "yes or no":
        if told not in ("yes", "no", "true", "false"):
            raise UsageError(f"{spec.key} is yes or no")
        return Decimal(told in ("yes", "true"))
    if spec.unit == "scope":
        if told not in SCOPES:
            raise UsageError(f"{spec.key} is one of {', '.join(SCOPES)}")
        return Decimal(SCOPES.index(told))
    try:
        made = number(told)
    except ValueError as problem:
        raise UsageError(f"{spec.key}: {problem}") from None
    most = _MOST.get(spec.unit, MOST_POUNDS)
    least = Decimal(1) if spec.key in ("annual-value", "term-months") else Decimal(0)
    if not isinstance(made, Decimal) or not least <= made <= most:
        raise UsageError(f"{spec.key} should be from {least} to {most:,} {spec.unit}")
    if spec.unit in ("days", "months") and made != made.to_integral_value():
        raise UsageError(f"{spec.key} should be whole {spec.unit}")
    return made


def _inputs(file: File, stated: Mapping[str, Decimal | None]) -> Inputs:
    said = {name: getattr(file, name) for name in File.model_fields if name != "terms"}
    return Inputs(**said, terms=dict(stated) or None)


def _sentence(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Input ")
    return f"{message[0].lower()}{message[1:]}"
