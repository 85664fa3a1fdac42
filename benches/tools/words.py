#!/usr/bin/env python3
"""How many of a document's words are read, beside another reader of the format.

The documents are folders of the reader's own. `--words` is the program of benches/tools/words.rs (`cargo build --example words`).
Readers asked: pdftotext for PDF (`-layout`); for the rest Python packages (docx2txt, python-pptx, xlrd, odfpy, striprtf), the
text cells of xlsx by the standard library; and LibreOffice where it is installed (doc, ppt, odt, rtf). A format whose reader
is missing is left out. Words are `\\w+` of the text in NFKC and lower case, counted as a multiset
(characters of no width left out); a document counts where the
reader asked found at least five. micro: words found of all words; macro: the mean over documents.
"""
import argparse
import collections
import importlib
import io
import pathlib
import re
import resource
import shutil
import subprocess
import tempfile
import unicodedata
import xml.etree.ElementTree as tree
import zipfile

# Of each program that is asked, and of memory of each, in bytes.
SECONDS = 60
MEMORY = 4 << 30


# Soft hyphen, zero width space and joiners, marks of direction: nobody sees them, and no word ends at one.
UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])


def words(text):
    return collections.Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text.translate(UNSEEN)).lower()))


def limits():
    """Processor time of a program that is asked; its memory is bounded as that of this one."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def output(command):
    """What a program prints, to its end or to where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, preexec_fn=limits)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def pdf(path):
    return output(["pdftotext", "-layout", "-enc", "UTF-8", str(path), "-"])


def docx(path):
    return importlib.import_module("docx2txt").process(str(path))


def pptx(path):
    """The text of shapes, groups and tables, and of notes."""
    def of(shapes):
        for shape in shapes:
            if shape.shape_type == 6:
                yield from of(shape.shapes)
            if shape.has_text_frame:
                yield shape.text_frame.text
            if getattr(shape, "has_table", False) and shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
    slides = importlib.import_module("pptx").Presentation(str(path)).slides
    texts = [text for slide in slides for text in of(slide.shapes)]
    texts += [slide.notes_slide.notes_text_frame.text for slide in slides if slide.has_notes_slide and slide.notes_slide.notes_text_frame]
    return "\n".join(texts)


def xlsx(path):
    """Cells that hold text: shared, inline, and results of formulas."""
    name = lambda element: element.tag.rsplit("}", 1)[-1]
    def text(element):
        if name(element) == "rPh":
            return ""
        own = element.text or "" if name(element) == "t" else ""
        return own + "".join(text(child) for child in element)
    with zipfile.ZipFile(path) as package:
        parts = package.namelist()
        shared = []
        for part in parts:
            if part.lower().endswith("sharedstrings.xml"):
                shared = [text(item) for item in tree.fromstring(package.read(part)) if name(item) == "si"]
        found = []
        for part in parts:
            if not re.fullmatch(r"/?xl/worksheets/[^/]*\.xml", part, re.I):
                continue
            for cell in tree.fromstring(package.read(part)).iter():
                if name(cell) != "c":
                    continue
                kind = cell.get("t")
                value = "".join(child.text or "" for child in cell if name(child) == "v")
                if kind == "s" and value:
                    found.append(shared[int(value)])
                elif kind == "str":
                    found.append(value)
                elif kind == "inlineStr":
                    found.append(text(cell))
    return "\n".join(found)


def xls(path):
    book = importlib.import_module("xlrd").open_workbook(str(path), logfile=io.StringIO(), on_demand=True)
    return "\n".join(str(cell.value) for sheet in book.sheets() for row in sheet.get_rows() for cell in row if cell.ctype == 1)


def rtf(path):
    return importlib.import_module("striprtf.striprtf").rtf_to_text(path.read_bytes().decode("cp1252", "replace"), errors="ignore")


def libreoffice(kind):
    """A reader by conversion: to text, or through pptx for presentations."""
    def read(path):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                ["soffice", "--headless", f"-env:UserInstallation=file://{tempfile.gettempdir()}/words-office", "--convert-to", kind,
                 "--outdir", folder, str(path)], capture_output=True, timeout=SECONDS)
            made = list(pathlib.Path(folder).iterdir())
            if not made:
                return None
            return pptx(made[0]) if kind == "pptx" else made[0].read_text("utf-8", "replace")
    return read


READERS = {
    ".pdf": [("pdftotext", pdf)],
    ".docx": [("docx2txt", docx)], ".docm": [("docx2txt", docx)],
    ".pptx": [("python-pptx", pptx)],
    ".xlsx": [("text cells", xlsx)], ".xlsm": [("text cells", xlsx)],
    ".xls": [("xlrd", xls)],
    ".rtf": [("striprtf", rtf), ("LibreOffice", libreoffice("txt:Text (encoded):UTF8"))],
    ".doc": [("LibreOffice", libreoffice("txt:Text (encoded):UTF8"))],
    ".odt": [("LibreOffice", libreoffice("txt:Text (encoded):UTF8"))],
    ".ppt": [("LibreOffice", libreoffice("pptx"))],
}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", nargs="+", type=pathlib.Path, help="folders of documents")
    options.add_argument("--words", required=True, help="the program of benches/tools/words.rs")
    options.add_argument("--only", default="", help="endings, for example pdf,docx")
    options.add_argument("--worst", type=int, default=0, help="name so many documents with the fewest words found")
    options.add_argument("--keep", type=pathlib.Path, help="a folder that keeps what the readers asked said")
    given = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    only = [f".{ending}" for ending in given.only.split(",") if ending]
    scores = collections.defaultdict(list)
    for folder in given.documents:
        for path in sorted(folder.rglob("*")):
            ending = path.suffix.lower()
            if ending not in READERS or (only and ending not in only) or not path.is_file():
                continue
            found = None
            for reader, read in READERS[ending]:
                if reader == "LibreOffice" and not shutil.which("soffice"):
                    continue
                kept = given.keep and given.keep / (re.sub(r"\W", "_", f"{path.resolve()}-{reader}") + ".txt")[-200:]
                if kept and kept.exists():
                    said = kept.read_text("utf-8", "replace")
                else:
                    try:
                        said = read(path) or ""
                    except Exception:  # A reader may fail in any way on these documents.
                        said = ""
                    if kept:
                        given.keep.mkdir(parents=True, exist_ok=True)
                        kept.write_text(said, "utf-8", "replace")
                asked = words(said)
                if asked.total() < 5:
                    continue
                if found is None:
                    found = words(output([given.words, str(path)]))
                hits = (asked & found).total()
                scores[f"{ending[1:]} beside {reader}"].append((hits / asked.total(), hits, asked.total(), (found & asked).total() / max(found.total(), 1), path))
    print(f"{'':32} {'documents':>9} {'words':>9} {'micro':>7} {'macro':>7} {'under half':>10}")
    for name, rows in sorted(scores.items()):
        micro = sum(row[1] for row in rows) / sum(row[2] for row in rows)
        macro = sum(row[0] for row in rows) / len(rows)
        print(f"{name:32} {len(rows):9} {sum(row[2] for row in rows):9} {micro:7.4f} {macro:7.4f} {sum(row[0] < 0.5 for row in rows):10}")
        for share, hits, asked, precision, path in sorted(rows, key=lambda row: row[1] - row[2])[:given.worst]:
            print(f"    {share:.3f} of {asked:6} (precision {precision:.2f})  {path}")


if __name__ == "__main__":
    main()
