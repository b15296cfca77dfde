"""Bodies of Word files made at random, for tests that hold whatever is in a file."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.readers.word_files import mark, run


@dataclass(frozen=True)
class Made:
    """XML made at random, and the words in it that either view reads, in order."""

    xml: str
    final: tuple[str, ...]
    original: tuple[str, ...]


def join(parts: list[Made], around: str = "{}") -> Made:
    inside = "".join(part.xml for part in parts)
    return Made(
        around.replace("{}", inside),
        tuple(word for part in parts for word in part.final),
        tuple(word for part in parts for word in part.original),
    )


WORDS = st.text("abcdefgh", min_size=3, max_size=6).map(lambda letters: f"{letters} ")


KINDS = st.sampled_from(["plain", "bold", "hidden", "ins", "del", "moveTo", "moveFrom", "link", "field", "sdt"])
CONTROL = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"


@st.composite
def runs(draw: st.DrawFn) -> Made:
    word = draw(WORDS)
    kind = draw(KINDS)
    plain, key = run(word), (word.strip(),)
    code = "<w:r><w:instrText> DOCPROPERTY x </w:instrText></w:r>"
    match kind:
        case "ins" | "moveTo":
            return Made(f"<w:{kind}>{plain}</w:{kind}>", key, ())
        case "del":
            return Made(f"<w:del>{plain.replace('w:t', 'w:delText')}</w:del>", (), key)
        case "moveFrom":
            return Made(f"<w:moveFrom>{plain}</w:moveFrom>", (), key)
        case "field":
            return Made(f"{mark('begin')}{code}{mark('separate')}{plain}{mark('end')}", key, key)
        case "link":
            return Made(f"<w:hyperlink>{plain}</w:hyperlink>", key, key)
        case "sdt":
            return Made(f"<w:sdt><w:sdtContent>{plain}</w:sdtContent></w:sdt>", key, key)
        case _:
            look = {"bold": "<w:b/>", "hidden": "<w:vanish/>"}.get(kind, "")
            return Made(run(word, look), key, key)


@st.composite
def paragraphs(draw: st.DrawFn) -> Made:
    inside = draw(st.lists(runs(), max_size=4))
    marks = draw(st.sampled_from(["", "", "<w:del/>", "<w:ins/>", "<w:vanish/>"]))
    numbered = draw(st.sampled_from(["", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>']))
    look = f"<w:pPr>{numbered}<w:rPr>{marks}</w:rPr></w:pPr>"
    return join(inside, f"<w:p>{look}{{}}</w:p>")


@st.composite
def tables(draw: st.DrawFn, inside: st.SearchStrategy[Made]) -> Made:
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        cells = [join([draw(inside)], "<w:tc>{}<w:p/></w:tc>") for _ in range(draw(st.integers(1, 3)))]
        made = join(cells)
        match draw(st.sampled_from(["", "", "ins", "del"])):
            case "ins":
                rows.append(Made(f"<w:tr><w:trPr><w:ins/></w:trPr>{made.xml}</w:tr>", made.final, ()))
            case "del":
                rows.append(Made(f"<w:tr><w:trPr><w:del/></w:trPr>{made.xml}</w:tr>", (), made.original))
            case _:
                rows.append(Made(f"<w:tr>{made.xml}</w:tr>", made.final, made.original))
    return join(rows, "<w:tbl>{}</w:tbl>")


BODIES = st.lists(
    st.recursive(
        paragraphs(),
        lambda inner: st.one_of(
            tables(inner),
            st.lists(inner, max_size=3).map(lambda parts: join(parts, CONTROL)),
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=5,
).map(join)
