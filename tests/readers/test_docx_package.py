"""The Word file as a package: formats, damage, bombs and limits."""

from __future__ import annotations

import io
import zipfile

import pytest
from word_files import OFFICE, error, numbered, package, para, part, relationships, text, word, word_parts

from termscheck.readers.docx import read_docx


def test_strict_office_files_are_read():
    strict = {
        name: str(content)
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"
        )
        .replace(f"{OFFICE}/", "http://purl.oclc.org/ooxml/officeDocument/")
        for name, content in word_parts(para("Term", look=numbered(0))).items()
    }
    document = read_docx(package(strict), "strict.docx")
    assert (document.text, document.blocks[0].label) == ("Term\n", "1")


def test_parts_are_found_whatever_the_case_and_form_of_their_names():
    parts = word_parts(para("Term"))
    parts["_rels/.rels"] = relationships(("officeDocument", "/Word/Document.xml"))
    assert read_docx(package(parts), "a.docx").text == "Term\n"


def test_the_digest_is_of_the_bytes_given_and_reading_is_repeatable():
    data = word(para("Term"))
    first, second = read_docx(data, "a.docx"), read_docx(data, "a.docx")
    assert first == second
    assert len(first.sha256) == 64


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "OpenDocument"),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "Excel"),
        ({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}, "PowerPoint"),
        ({"contract.pdf": "%PDF"}, "zip archive"),
    ],
)
def test_other_zip_files_are_named_and_refused(parts, what):
    refused = error(package(parts))
    assert refused.code == "E-FORMAT"
    assert what in str(refused)


def without(name: str) -> bytes:
    return package({key: content for key, content in word_parts(para("a")).items() if key != name})


@pytest.mark.parametrize("name", ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"])
def test_a_missing_part_is_damage(name):
    assert error(without(name)).code == "E-CORRUPT"


def test_damage_is_told_with_part_and_line():
    data = word(para("a"))
    assert error(data[: len(data) // 2]).code == "E-CORRUPT"
    malformed = error(package({**word_parts(""), "word/document.xml": "<w:document\n><oops"}))
    assert malformed.code == "E-CORRUPT"
    assert "word/document.xml is damaged at line 2" in str(malformed)


def test_bit_rot_in_a_part_is_damage():
    data = package(word_parts(para("untouched")), zipfile.ZIP_STORED)
    rotten = error(data.replace(b"untouched", b"Untouched"))
    assert rotten.code == "E-CORRUPT"
    assert "word/document.xml" in str(rotten)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    stream = io.BytesIO(word(para("a")))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/document.xml", part("document", para("another contract")))
    assert error(stream.getvalue()).code == "E-CORRUPT"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(encoding):
    evil = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e "boom">]>' + part(
        "document", "<w:body>&e;</w:body>"
    )
    refused = error(package({**word_parts(""), "word/document.xml": evil.encode(encoding)}))
    assert refused.code == "E-UNSAFE"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert error(word(para(" " * 3 * 2**20))).code == "E-TOOBIG"


def test_a_bomb_in_a_part_that_is_not_read_does_no_harm():
    parts = {**word_parts(para("Term")), "word/media/image1.bmp": bytes(20 * 2**20)}
    assert read_docx(package(parts), "a.docx").text == "Term\n"


def test_too_many_paragraphs_are_refused(monkeypatch):
    monkeypatch.setattr("termscheck.readers.docx.reader.MOST_PARAGRAPHS", 3)
    assert text(para("a") * 3) == "a\na\na\n"
    assert error(word(para("a") * 4)).code == "E-TOOBIG"


def test_too_large_a_package_is_refused_by_its_directory(monkeypatch):
    monkeypatch.setattr("termscheck.readers.docx.package.MOST_BYTES_UNPACKED", 100)
    assert error(word(para("a"))).code == "E-TOOBIG"


def test_nesting_without_end_is_refused():
    refused = error(word("<w:sdt><w:sdtContent>" * 400 + para("a") + "</w:sdtContent></w:sdt>" * 400))
    assert refused.code == "E-CORRUPT"
    assert "too deep" in str(refused)


def test_deep_nesting_that_the_parser_allows_is_read():
    depth = 20
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    assert text(opening * depth + para("deep") + closing * depth) == "deep\n"


def test_names_that_climb_out_of_the_package_are_ignored():
    assert read_docx(package({**word_parts(para("Term")), "../../evil": "x"}), "a.docx").text == "Term\n"


def test_a_file_without_words_is_refused():
    refused = error(word(para("<w:r><w:drawing><pic:pic/></w:drawing></w:r>")))
    assert refused.code == "E-NOTEXT"
    assert "1 picture" in str(refused)


def test_thousands_of_deleted_paragraph_marks_take_no_time():
    body = para("a ", look="<w:rPr><w:del/></w:rPr>") * 40_000 + para("end")
    document = read_docx(package(word_parts(body), zipfile.ZIP_STORED), "a.docx")
    assert len(document.blocks) == 1


def test_progress_is_told():
    told: list[tuple[str, int, int]] = []
    read_docx(word(para("a")), "a.docx", lambda *step: told.append(step))
    assert told[-1] == ("Reading paragraphs", 1, 1)
