"""A house style: what it changes in the report, what is refused, and that no template can do harm."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import lxml.html
import pytest
from jinja2 import DictLoader, Environment

from termscheck.errors import UsageError
from termscheck.renderers import house_style, render
from termscheck.renderers.house import KEPT, plain_style
from termscheck.renderers.house.folder import LARGEST_TEMPLATE, MOST_FILES, replaceable
from termscheck.renderers.house.logo import LARGEST_LOGO
from termscheck.renderers.sandbox import Sandbox

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
OWN = "html/sections/own.html.j2"


@pytest.fixture
def page(folder, review):
    def make(files):
        return lxml.html.document_fromstring(render(review, "html", house_style(folder(files))))

    return make


@pytest.fixture
def refused(folder, review):
    """The sentence with which a house style is refused, its folder left out."""

    def make(files):
        place = folder(files)
        with pytest.raises(UsageError) as caught:
            render(review, "html", house_style(place))
        return str(caught.value).replace(f"{place.as_posix()}/", "").replace(place.as_posix(), "house")

    return make


def with_section(text):
    """A house style with a section of its own and few others."""
    others = ", ".join(name for name in plain_style().order if name not in KEPT)
    return {"house.yaml": f"order: [own]\nhide: [{others}]", OWN: text}


def words(element):
    return " ".join(element.text_content().split())


# --- what it changes ------------------------------------------------------------------------------------


def test_without_anything_in_the_folder_the_report_is_the_same(folder, review):
    assert render(review, "html", house_style(folder({}))) == render(review, "html")


def test_name_and_logo_stand_at_the_head_of_the_report(page):
    tree = page({"house.yaml": "name: Tern & Tide\nlogo: logo.svg\n", "logo.svg": SVG})
    (logo,) = tree.xpath("//img")
    assert logo.get("alt") == "Tern & Tide"
    assert base64.b64decode(logo.get("src").removeprefix("data:image/svg+xml;base64,")).decode() == SVG


def test_a_name_without_a_logo_is_written_out(page):
    assert "Tern & Tide" in words(page({"house.yaml": "name: Tern & Tide"}).find("body/header"))


def test_a_file_called_logo_is_enough(page):
    (logo,) = page({"logo.svg": SVG}).xpath("//img")
    assert (logo.get("alt"), logo.get("src")[:19]) == ("Logo", "data:image/svg+xml;")


def test_words_are_changed_one_by_one_and_escaped(page):
    tree = page({"html/words.yaml": "rags: {red: 'Stop <b>now</b>'}\nheadings: {first: Raise these first}\n"})
    assert words(tree.get_element_by_id("result")).startswith("Stop <b>now</b>")
    assert words(tree.get_element_by_id("first")) == "Raise these first"
    assert words(tree.get_element_by_id("findings")) == "Unfair terms"


def test_sections_come_in_the_order_asked_for_and_the_rest_as_ever(page):
    tree = page({"house.yaml": "order: [questions, first]\nhide: [technical, looked]"})
    named = tree.xpath("//main/section/@aria-labelledby")
    assert named[:4] == ["result", "questions", "first", "decide"]
    assert not {"technical", "looked"} & set(named)
    assert tree.xpath("//nav[@class='contents']//a/@href")[:3] == ["#result", "#questions", "#first"]


@pytest.mark.parametrize("name", [name for name in plain_style().order if name not in KEPT])
def test_a_report_without_a_section_has_no_link_that_leads_nowhere(page, name):
    tree = page({"house.yaml": f"hide: [{name}]"})
    assert name not in tree.xpath("//main/section/@aria-labelledby")
    assert {target.removeprefix("#") for target in tree.xpath("//a/@href")} <= set(tree.xpath("//@id"))


def test_looks_of_the_house_come_after_those_of_the_report_and_the_policy_lets_them_through(page):
    tree = page({"html/house.css": ":root { --link: #24407a; }\n"})
    (style,) = tree.xpath("//style/text()")
    assert style.endswith(":root { --link: #24407a; }\n")


def test_a_section_of_ones_own_stands_where_the_order_says(page):
    text = """
        {% import "parts.j2" as parts %}
        <section aria-labelledby="next-steps">{{ parts.heading("next-steps") }}
        <ul>{% for card in page.groups[0][1] %}<li>{{ card.place }}</li>{% endfor %}</ul>
        </section>"""
    tree = page({"house.yaml": "order: [next-steps]", "html/sections/next-steps.html.j2": text})
    assert tree.xpath("//main/section/@aria-labelledby")[:2] == ["result", "next-steps"]
    assert words(tree.get_element_by_id("next-steps")) == "Next steps"
    assert tree.xpath("//section[@aria-labelledby='next-steps']//li/text()") == ["Clause 7.2", "Clause 9.1(b)"]


def test_a_section_may_take_the_place_of_one_and_hold_what_was_there(page):
    text = '{% include "termscheck/sections/decide.html.j2" %}<section id="more"><p>Ring us.</p></section>'
    told = words(page({"html/sections/decide.html.j2": text}).find("body/main"))
    assert "not legal advice" in told
    assert told.index("not legal advice") < told.index("Ring us.")


def test_the_same_house_style_gives_the_same_bytes(folder, review):
    place = folder(with_section("<section id='own'>{{ page.cards|length }}</section>"))
    assert render(review, "html", house_style(place)) == render(review, "html", house_style(place))


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"house.yaml": "ordre: [first]"}, "house.yaml:1:1: unknown key “ordre”. Did you mean “order”?"),
        ({"house.yaml": "order:\n  - frist"}, "house.yaml:2:5: there is no section “frist”. Did you mean “first”?"),
        ({"house.yaml": "hide: [read]"}, "house.yaml:1:8: “read” cannot be hidden: a report says what it found"),
        ({"house.yaml": "name: [1"}, "house.yaml:2:1: "),
        ({"house.yaml": "logo: lgo.svg", "logo.svg": SVG}, "“lgo.svg” is not in the folder. Did you mean “logo.svg”?"),
        ({"house.yaml": "logo: ../logo.svg"}, "house.yaml:1:1: “../logo.svg” is not in the folder"),
        ({"house.yaml": "logo: logo.txt", "logo.txt": ""}, "“logo.txt” should be a .png, .jpg or .svg"),
        ({"house.yaml": "logo: a.png", "a.png": b"GIF89a"}, "a.png: is not what its name says, a picture"),
        ({"house.yaml": "logo: a.svg", "a.svg": 40_000 * SVG}, "a.svg: is too big: 300 kB is the most"),
        ({"house.yaml": "logo: a.svg", "a.svg": f"<!DOCTYPE x [<!ENTITY a 'b'>]>{SVG}"}, "a.svg: declares entities"),
        ({"html/words.yaml": "headings:\n  frist: x"}, "html/words.yaml:2:3: unknown words “frist”"),
        ({"html/words.yaml": "labels: {wy: x}"}, "html/words.yaml:1:10: unknown words “wy”. Did you mean “why”?"),
        ({"html/words.yaml": "title: 7"}, "html/words.yaml:1:1: “title” should be words: put them in quotation marks"),
        ({"html/words.yaml": "rags: Stop"}, "“rags” should hold words under names, such as “red”"),
        ({"html/words.yaml": "- x"}, "html/words.yaml:1:1: should hold words under the names"),
        ({"html/words.yaml": f"title: {6000 * 'x'}"}, "“title” is longer than 5,000 characters"),
        ({"html/house.css": "p {}\n@import 'x.css';"}, "html/house.css:2:1: a report opens nothing"),
        ({"html/house.css": "p { src: url(https://example.org/x) }"}, "html/house.css:1:10: a report opens nothing"),
        ({"html/house.css": "p {}</style><script>"}, "html/house.css:1:5: “</” cannot stand in a style sheet"),
        ({"html/house.css": b"\xff\xfe"}, "html/house.css: is not UTF-8 text"),
        ({"htlm/words.yaml": "title: x"}, "htlm/words.yaml: lies in no folder of a house style. Did you mean “html”?"),
        ({"html/word.yaml": "title: x"}, "word.yaml: is no part of a house style. Did you mean “html/words.yaml”?"),
        ({"html/report.html.j2": "x"}, "html/report.html.j2: is no part of a house style"),
        ({"html/section/decide.html.j2": "x"}, "part of a house style. Did you mean “html/sections/decide.html.j2”?"),
        ({"html/sections/decied.html.j2": "x"}, "does not say where it comes. Did you mean “decide”?"),
        ({OWN: (LARGEST_TEMPLATE + 1) * "x", "house.yaml": "order: [own]"}, "is too big: 64 kB is the most"),
        ({f"{number}.txt": "" for number in range(MOST_FILES + 1)}, f"holds more than {MOST_FILES} files"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(refused, files, told):
    assert told in refused(files)


def test_all_that_is_wrong_is_told_at_once(refused):
    told = refused({"house.yaml": "hide: [result, frist]", "html/words.yaml": "titel: x"})
    assert len(told.splitlines()) == 3


def test_what_is_not_a_folder_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is not a folder: --reports names a folder with a house style"):
        house_style(tmp_path / "nowhere")


def test_links_are_not_followed(folder, tmp_path, refused):
    (tmp_path / "secret.txt").write_text("secret")
    place = folder({"html/sections/own.html.j2": "x", "house.yaml": "order: [decide]"})
    (place / OWN).unlink()
    (place / OWN).symlink_to(tmp_path / "secret.txt")
    assert refused({}) == f"{OWN}: is a link; put the file itself here"


# --- templates that are wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>\n{% if %}", "line 2: "),
        ("<p>\n\n{% for card in page.cards %}<p>", "line 3: "),
        ("{{ page.cards|lenght }}", "line 1: no filter named 'lenght'"),
        ("a\n{{ nobody }}", "line 2: “nobody” is not known here."),
        ("{{ page.nobody }}", "line 1: “nobody” is not known here."),
        ("\n{% for card in page.cards %}\n{{ card.nobody }}\n{% endfor %}", "line 3: “nobody” is not known here."),
        ("{{ page.cards[0].place|counted }}", "line 1: this cannot be filled in"),
        ("{% include 'nowhere.j2' %}", "line 1: there is no template “nowhere.j2”."),
        ("{{ 1 / 0 }}", "line 1: this cannot be filled in"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_with_its_file_and_line(refused, text, told):
    assert refused(with_section(text)).lower().startswith(f"{OWN}, {told}".lower())


@pytest.mark.parametrize(
    "text",
    [
        # out of the sandbox
        "{{ ''.__class__.__mro__ }}",
        "{{ page.review.to_dict.__globals__ }}",
        "{{ page.__init__.__globals__ }}",
        "{{ words.__class__ }}",
        "{{ cycler.__init__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ namespace.__init__ }}",
        "{{ ''|attr('__class__') }}",
        # other files
        "{% include '/etc/passwd' %}",
        "{% include '../../../../../../etc/passwd' %}",
        "{% include 'termscheck/../../json/termscheck.rule-1.schema.json' %}",
        "{% import 'os' as os %}{{ os }}",
        # without escaping
        "{{ page.review.contract.documents[0].text|safe }}",
        "{% autoescape false %}{{ page.review }}{% endautoescape %}",
        # too much
        "{% for a in range(10 ** 9) %}{% endfor %}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ [1] * 10 ** 9 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ 'x'.center(10 ** 9) }}",
        "{{ 'x'|center(10 ** 9) }}",
        "{{ lipsum(10 ** 6) }}",
        "{{ '%s'|filled(page.cards) }}",
        "{% set x = 'a' ~ 'b' %}{{ x }}",
        "{% set c = page.contract %}{% for a in c for b in c %}{% endfor %}",
        "{% set n = namespace(s='ab') %}" + 40 * "{% set n.s = n.s + n.s %}" + "{{ n.s }}",
        "{% set n = namespace(s='ab') %}" + 40 * "{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}" + "{{ n.s }}",
        "{% set n = namespace(s=[1]) %}" + 60 * "{% set n.s = [n.s, n.s] %}" + "{{ n.s }}",
        "{% set n = namespace(s=[1]) %}" + 60 * "{% set n.s = [n.s, n.s] %}" + "{{ n.s|join }}",
        "{% set n = namespace(s=[1]) %}" + 60 * "{% set n.s = [n.s, n.s] %}" + "{{ n.s|upper }}",
        "{% set t = page.review.contract.documents[0].text %}{{ t.split()|join(t) }}",
        "{{ page.review.contract.documents[0].text|replace('a', page.review.contract.documents[0].text) }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'sections/own.html.j2' %}{% include 'sections/own.html.j2' %}",
        "{% set t = page.review.contract.documents[0].text.split() %}"
        + "".join(f"{{% for a{n} in t %}}" for n in range(6)) + "x" + 6 * "{% endfor %}",
        "{% set t = page.review.contract.documents[0].text.split() %}"
        + "".join(f"{{% for a{n} in t if a{n} == 'no such word' %}}" for n in range(2))
        + "".join(f"{{% for a{n} in t %}}" for n in range(6)) + 6 * "{% endfor %}" + 2 * "{% endfor %}{{ t.pop() }}",
        # into the page
        "<script>alert(1)</script>",
        "<SCRIPT src='https://example.org/x.js'></SCRIPT>",
        "<iframe src='data:text/html,x'></iframe>",
        "<img src='https://example.org/x.png'>",
        "<a href='https://example.org/'>x</a>",
        "<a href='javascript:alert(1)'>x</a>",
        "<meta http-equiv='refresh' content='0; url=https://example.org/'>",
        "<form action='https://example.org/'></form>",
        "<link rel='stylesheet' href='https://example.org/x.css'>",
        "<style>p { color: red }</style>",
        "<base href='https://example.org/'>",
        "<object data='x'></object>",
        "<p onclick='alert(1)'>x</p>",
    ],
)  # fmt: skip
def test_a_hostile_template_is_stopped_and_told(refused, text):
    assert re.search(r"own\.html\.j2|The templates of the house", refused(with_section(text)))


def test_words_of_a_contract_in_a_house_template_are_escaped(folder, changed):
    hostile = changed(rag_reason="<script>alert(1)</script>\u202e")
    place = folder(with_section("<section id='own'><p>{{ review.rag_reason }}</p></section>"))
    made = render(hostile, "html", house_style(place)).decode()
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]</p>" in made


# --- loops mean what they mean without the sandbox ----------------------------------------------------------

LOOPS = (
    "{% for a in b %}{{ a }}{% endfor %}",
    "{% for a in b if a > 1 %}{{ loop.index }}{{ a }}{{ loop.last }}{% else %}none{% endfor %}",
    "{% for a, c in d.items() %}{{ a }}{{ c }}{% endfor %}",
    "{% for a in b[1:] %}{{ loop.length }}{% endfor %}",
    "{% for a in (b if b else [7]) %}{{ a }}{% endfor %}",
    "{% for a in b|map('abs') if a in b %}{{ a }}{% endfor %}",
    "{% for a in 1, 2, 3 %}{{ a }}{{ 'x' if a in (1, 2) }}{% endfor %}",
    "{% for a in e recursive %}[{{ loop(a) }}]{% endfor %}",
    "{%- for a in {'for': 1, 'in': 2} -%} {{ a }} {%- endfor -%}",
    "{% for a in b %}{% for c in b if c != a %}{{ a + c }}{% endfor %}{% endfor %}",
    "{% for a in 'if' %}{{ a }}{% endfor %}",
    "{% raw %}{% for a in b %}{% endraw %}for a in b if c",
)


@pytest.mark.parametrize("text", LOOPS)
@pytest.mark.parametrize("numbers", [[], [1], [-2, 3, 1, 1]])
def test_a_loop_does_what_it_does_without_being_counted(text, numbers):
    names = {"b": numbers, "d": dict.fromkeys(numbers, 1), "e": [[], [[]]]}
    loader = DictLoader({"t": text})
    plain = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    assert Sandbox(loader, {}, bounded=True).get_template("t").render(**names) == plain.get_template("t").render(
        **names
    )


# --- the manual ---------------------------------------------------------------------------------------------

MANUAL = (Path(__file__).parents[2] / "docs" / "house-style.md").read_text(encoding="utf-8")


def test_the_house_style_of_the_manual_does_what_the_manual_says(page):
    files = dict(re.findall(r"^```\w+ our-style/(\S+)\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE))
    assert len(files) == 7
    tree = page({**files, "logo.svg": SVG})
    assert tree.xpath("//main/section/@aria-labelledby")[:4] == ["result", "first", "next-steps", "findings"]
    assert words(tree.get_element_by_id("result")).startswith("Stop, and talk to us")
    told = words(tree.xpath("//section[@aria-labelledby='next-steps']")[0])
    assert "It makes 4 points about Harbour Lane sub-contract (draft 3).pdf." in told
    assert "#24407a" in tree.xpath("//style/text()")[0]


def test_the_manual_names_every_file_that_can_be_replaced():
    listed = [name for name in replaceable() if not name.startswith("html/sections/")]
    assert [name for name in listed if name.rpartition("/")[2] not in MANUAL] == []


def test_the_manual_names_every_section_and_the_largest_logo():
    named = set(re.findall(r"`([\w-]+)`", MANUAL))
    assert set(plain_style().order) <= named
    assert f"at most {LARGEST_LOGO // 1000} kB" in MANUAL
