"""Which work an entry is, and which of its parts do not belong to it."""

import pytest

from nagi.evidence.audit import AuditKnowledge, Kind, audit_text

TITLE = "Vesicles of invented cells make scars of mice smaller after incision"
HAIR_TITLE = "Conditioned medium and density of hair in women of an invented town"
RIGHT = [
    f"Aoki, T., Baker, M., Curie, R., & Doi, K. (2015). {TITLE}. Journal of Invented Skin, 15(2), 101-110.",
    f"Aoki, T., Baker, M., … & Doi, K. (2015). {TITLE}. Journal of Invented Skin, 15(2), 1-10.",
    f"Aoki T, Baker M, et al. {TITLE}. J Invent Skin. 2015;15(2):101. doi:10.9999/jis.2015.77",
    f"Aoki T, et al. {TITLE.upper()}. J. Invent. Skin 2015",
    "Kondo T, et al. Something nobody knows. Unknown Journal. 2011;3:1",
    "Kondo T, et al. Something nobody knows. J Invent Skin. 2011;11:1. doi:10.9999/jis.2010.3",
]
WRONG = [
    (f"Aoki, T., Baker, M., … & Zhu, H. (2015). {TITLE}. J Invent Skin, 15(2), 101-110.", "last author", "Doi K"),
    (f"Aoki T, Baker M, Curie R, Doi K, et al. {TITLE}. J Invent Skin. 2015;15(2):101.", "et al.", "already named"),
    (f"Aoki, T., & Doi, K. (2017). {TITLE}. J Invent Skin, 15(2), 101-110.", "year", "2015"),
    (f"Aoki, T., & Doi, K. (2015). {TITLE}. Arch Made-up Med, 15(2), 101-110.", "journal", "Invented Skin"),
    (f"Aoki, T., & Doi, K. (2015). {TITLE}. J Invent Skin, 51(2), 101-110.", "volume", "15"),
    (f"Aoki, T., & Doi, K. (2015). {TITLE}. J Invent Skin, 15(2), 201-210.", "pages", "101"),
    (f"Aoki T, et al. {TITLE}. J Invent Skin. 2015;15:101. doi:10.9999/jis.2015.78", "DOI", "jis.2015.77"),
    ("Aoki T, et al. Another thing altogether, on elbows. J Invent Skin. 2015. doi:10.9999/jis.2015.77", "title", TITLE),
    (f"Noda T, Mori K. {TITLE}. J Invent Skin. 2015;15(2):101.", "authors", "Aoki T"),
    (f"Endo S, Fuchs L, Gupta P (2019). {TITLE}. J Invent Skin, 15(2), 101-110.", "fused", HAIR_TITLE),
    ("Kondo T, et al. Something nobody knows. J Invent Skin. 2013;11:1.", "Volume 11", "2011"),
    ("Kondo T, et al. Something nobody knows. J Invent Skin. 2011;11:1. doi:10.1126/sciadv.aaz1", "DOI", "not one of"),
    ("Kondo T, et al. Something nobody knows. J Invent Skin. 2011. doi:10.9999/jis.2017.3", "DOI", "2017"),
]  # fmt: skip


def on_reference(entry: str, shelf: AuditKnowledge) -> list[str]:
    remarks = audit_text(f"References\n\n1) {entry}", knowledge=shelf)
    assert all(r.line == 3 and r.rule == "S000-050" for r in remarks if r.kind is Kind.REFERENCE)
    return [r.why.en for r in remarks if r.kind is Kind.REFERENCE]


@pytest.mark.parametrize("entry", RIGHT)
def test_a_right_or_unknown_reference_is_quiet(entry: str, shelf: AuditKnowledge) -> None:
    assert on_reference(entry, shelf) == []


@pytest.mark.parametrize(("entry", "part", "right"), WRONG)
def test_a_wrong_part_is_named_with_what_is_right(
    entry: str, part: str, right: str, shelf: AuditKnowledge
) -> None:
    (why,) = on_reference(entry, shelf)
    assert part in why
    assert right in why


def test_the_suggestion_is_the_right_record(shelf: AuditKnowledge) -> None:
    (remark,) = audit_text(f"References\n1) {WRONG[2][0]}", knowledge=shelf)
    place = "Journal of Invented Skin 15(2):101-110. 2015. doi:10.9999/jis.2015.77"
    assert remark.suggestion.en.endswith(f"Aoki T, Baker M, Curie R, Doi K. {TITLE}. {place}")
    assert remark.works == ("SCAR2015",)
