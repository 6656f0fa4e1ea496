"""The papers of a consent: as it is shown, and with the page of signatures, sealed with the clinic's own certificate."""

import gzip
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from nagi.clinic.certificate import Certificate
from nagi.language import Lang
from nagi.reports import pdf
from nagi.reports.glyphs import refuse_unprintable
from nagi.reports.view import view_of
from nagi.services.consultation import Consultation

FIELD = "ClinicSeal"
Points = Sequence[Sequence[Sequence[float]]]
"""Strokes of a pen: each a list of points, across and down, from 0 to 1."""


def consent_view(held: Consultation, lang: Lang) -> dict[str, Any]:
    """All that a consent form shows. Raises NagiError (NAGI-R301) for a letter that cannot be printed."""
    view = {key: part for key, part in view_of(held, lang=lang).items() if key != "sources"}
    refuse_unprintable(view)
    return view


def consent_pdf(view: Mapping[str, Any], on: date) -> bytes:
    """The consent form as it is shown: the same view gives the same bytes."""
    return pdf.render("consent", view, on=on)


def signature_pdf(view: Mapping[str, Any], signed: Mapping[str, Any], on: date) -> bytes:
    """The page that says who agreed to what, when and how."""
    refuse_unprintable(dict(signed))
    return pdf.render("consent-signature", {**view, "signed": signed}, on=on)


def sealed(shown: bytes, last: bytes, certificate: Certificate) -> bytes:
    """What was shown, byte for byte, with the page of signatures behind it, sealed (PAdES)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(shown))
    _put_behind(writer, PdfFileReader(io.BytesIO(last)))
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", name=certificate.name
    )
    out: Any = signers.PdfSigner(meta, signer=certificate.signer()).sign_pdf(writer)
    return bytes(out.getbuffer())


def _put_behind(writer: Any, last: Any) -> None:
    """The one page of `last` behind the pages of `writer`, with its structure, so that a screen reader reads on.

    Both are of our typesetter: their branch of pages and of structure is hung whole into the other's tree.
    """
    for name in last.root.keys() - {"/Pages", "/StructTreeRoot"}:
        del last.root[name]
    number: Any = NumberObject
    root, added = writer.root, writer.import_object(last.root)
    pages, tree = root["/Pages"], root["/StructTreeRoot"]
    added["/Pages"][pdf_name("/Parent")] = root.raw_get("/Pages")
    pages["/Kids"].append(added.raw_get("/Pages"))
    pages[pdf_name("/Count")] = number(pages["/Count"] + 1)
    turn = tree["/ParentTreeNextKey"]
    added["/Pages"]["/Kids"][0][pdf_name("/StructParents")] = turn
    tree["/ParentTree"]["/Nums"].extend([turn, added["/StructTreeRoot"]["/ParentTree"]["/Nums"].raw_get(1)])
    tree[pdf_name("/ParentTreeNextKey")] = number(turn + 1)
    for part in added["/StructTreeRoot"]["/K"]:
        part.get_object()[pdf_name("/P")] = root.raw_get("/StructTreeRoot")
    tree["/K"].extend(added["/StructTreeRoot"]["/K"])
    for changed in (
        pages,
        pages["/Kids"],
        tree,
        tree["/K"],
        tree["/ParentTree"],
        tree["/ParentTree"]["/Nums"],
    ):
        writer.update_container(changed)


def intact(document: bytes, certificate: Certificate) -> bool:
    """Is this the document that the clinic sealed, unchanged?"""
    reader = PdfFileReader(io.BytesIO(document))
    trust = ValidationContext(trust_roots=[certificate.x509()], allow_fetching=False)
    found = [validate_pdf_signature(one, trust) for one in reader.embedded_signatures]
    return len(found) == 1 and found[0].bottom_line


def drawn(strokes: Points) -> str:
    """Strokes as SVG, for the page of signatures."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x * 600:.1f},{y * 200:.1f}" for x, y in line)}"/>'
        for line in strokes
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200" fill="none" stroke="#1d2b2e" '
        f'stroke-width="4" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


SQUEEZE = 4
"""Six times as fast as the default, and a tenth larger."""


def pictures(view: Mapping[str, Any]) -> tuple[bytes, ...]:
    """The pages of a consent form for the screen: SVG, compressed."""
    return tuple(gzip.compress(page, SQUEEZE, mtime=0) for page in pdf.pictures("consent", view))
