"""What comes out of delimited text, good and damaged."""

import pytest

from lazyit.foundation.files.delimited import Table, TableError, read_table


def table(data: bytes, version: str = "1.4.0") -> Table:
    return read_table(data, own_version=version)


def rows(data: bytes) -> list[list[str]]:
    return [cells for _, cells in table(data).records]


def refusal(data: bytes, version: str = "1.4.0") -> TableError:
    with pytest.raises(TableError) as refused:
        list(table(data, version).records)
    return refused.value


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_end_separates_rows(end: str) -> None:
    assert rows(end.join(["a,b", "1,2", "3,4"]).encode()) == [["1", "2"], ["3", "4"]]


def test_mixed_line_ends_and_a_line_end_inside_quotes() -> None:
    assert rows(b'a,b\r"x\ny",2\r\n3,4\n') == [["x\ny", "2"], ["3", "4"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter_is_the_most_frequent_outside_quotes(mark: str) -> None:
    data = f'\n"a,,,,;;;;||||\t\t\t\t"{mark}b{mark}c\n1{mark}2{mark}3\n'.encode()
    assert table(data).text.delimiter == mark
    assert rows(data) == [["1", "2", "3"]]


def test_a_separator_line_of_a_spreadsheet_names_the_delimiter() -> None:
    assert rows(b"sep=;\r\na,x;b\r\n1;2\r\n") == [["1", "2"]]


def test_lines_are_counted_as_in_the_file() -> None:
    read = table(b'# lazyit v1.0.0 \xe2\x80\x94 now\n\na,b\n"1\n1",2\n\n3,4\n')
    assert [line for line, _ in read.records] == [4, 7]
    assert read.damage.blank == 2


def test_utf8_with_byte_order_mark() -> None:
    read = table(b"\xef\xbb\xbfa\xc3\xb1o,b\n1,2\n")
    assert (read.columns, read.text.encoding, read.text.bom) == (["año", "b"], "UTF-8", True)


def test_windows_1252() -> None:
    read = table("año,€\nñ,2\n".encode("windows-1252"))
    assert (read.columns, read.text.encoding) == (["año", "€"], "Windows-1252")


def test_mixed_encodings_lose_nothing_and_name_the_first_foreign_line() -> None:
    read = table("año,b\nñ,2\n".encode() + "é,3\n".encode("windows-1252"))
    assert [cells for _, cells in read.records] == [["ñ", "2"], ["é", "3"]]
    assert (read.text.encoding, read.text.mixed_line) == ("mixed", 3)


def test_utf16_of_a_spreadsheet_program() -> None:
    assert rows("a\tb\nñ\t2\n".encode("utf-16")) == [["ñ", "2"]]


def test_undefined_windows_bytes_are_refused() -> None:
    assert refusal(b"a,b\n\x81,2\n").code == "encoding"


@pytest.mark.parametrize("start", [b"MZ\x90\x00\x03", b"\x7fELF\x02\x00", b"a,b\n1,\x002\n"])
def test_a_program_is_refused(start: bytes) -> None:
    assert refusal(start).code == "binary"


def test_a_renamed_spreadsheet_is_refused() -> None:
    assert refusal(b"PK\x03\x04rest").code == "spreadsheet"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n \r\n", b"# lazyit v1.0.0\n"])
def test_nothing_in_it(data: bytes) -> None:
    assert refusal(data).code == "empty"


def test_repeated_and_blank_headers_get_names_of_their_own() -> None:
    read = table(b"X,X (2),X,,  Two  words ,,\n1,2,3,4,5\n")
    assert read.columns == ["X", "X (2)", "X (3)", "Column 4", "Two words"]


def test_ragged_rows_are_padded_cut_and_counted() -> None:
    read = table(b"a,b\n1\n1,2,,\n1,2,3\n1,2\n")
    assert [cells for _, cells in read.records] == [["1", ""], ["1", "2"], ["1", "2"], ["1", "2"]]
    assert (read.damage.padded, read.damage.cut, read.damage.first_line) == (1, 1, 2)
    assert read.damage.incomplete_line is None


def test_a_file_cut_inside_a_quoted_cell_is_refused() -> None:
    error = refusal(b'a,b\n1,2\n3,"and then it')
    assert (error.code, error.params) == ("open-quote", {"line": 3})


def test_a_file_cut_between_cells_marks_its_last_row() -> None:
    read = table(b"a,b,c\n1,2,3\n4,5")
    assert len(list(read.records)) == 2
    assert read.damage.incomplete_line == 3


def test_a_file_cut_inside_a_character_marks_its_last_row() -> None:
    read = table("a,b\n1,2\n3,ñ".encode()[:-1])
    list(read.records)
    assert read.text.cut
    assert read.damage.incomplete_line == 3


def test_a_whole_last_row_without_line_end_is_not_cut() -> None:
    read = table(b"a,b\n1,2")
    list(read.records)
    assert read.damage.incomplete_line is None


def test_a_huge_cell_is_refused_by_line() -> None:
    error = refusal(b"a,b\n1,2\n" + b"x" * 10_000_000 + b",2\n")
    assert (error.code, error.params["line"]) == ("cell-too-long", 3)


def test_thousands_of_columns_are_refused() -> None:
    data = ",".join(f"c{number}" for number in range(5000)).encode() + b"\n1\n"
    assert (refusal(data).code, refusal(data).params["count"]) == ("too-many-columns", 5000)


def test_our_own_export_is_read_back_without_its_guard() -> None:
    data = "# lazyit v1.9.0 — 2024-01-01T00:00:00Z\na,b,c\n'=1+1,'  -2,'tis\n".encode()
    assert rows(data) == [["=1+1", "  -2", "'tis"]]


def test_an_apostrophe_of_a_foreign_file_stays() -> None:
    assert rows(b"a,b\n'=1,2\n") == [["'=1", "2"]]


def test_an_export_of_a_newer_major_is_refused() -> None:
    assert refusal(b"# lazyit v2.0.0\na,b\n1,2\n").code == "newer-version"
    assert list(table(b"# lazyit v2.0.0\na,b\n1,2\n", "dev").records)
    assert list(table(b"# lazyit dev\na,b\n1,2\n").records)
