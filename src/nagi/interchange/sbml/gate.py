"""The gate of an SBML file: harmless XML, valid SBML, nothing in it that core alone cannot explain."""

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from nagi.interchange.sbml.library import libsbml
from nagi.interchange.sbml.refusals import Refusals

DEEPEST = 120
"""Levels of elements; files of tools have some 20."""
DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
HARMLESS = "/l3v2extendedmath/version1"
"""A package that only says which functions Level 3 Version 1 may use; unknown functions are refused by name."""


class _TooDeepError(Exception):
    """Elements are nested deeper than any model needs."""


class _DoctypeError(Exception):
    """The text declares a document type, and could declare entities."""


def admitted(text: str, refusals: Refusals) -> Any:
    """The libSBML document of `text`, as Level 3. Raises NagiError (NAGI-X101 to X104, X001) with what is wrong."""
    _refuse_harmful(text, refusals)
    refusals.stop()
    document = libsbml().readSBMLFromString(DECLARATION.sub("", text, count=1))
    _refuse_invalid(document, refusals)
    if document.getModel() is None:
        ja, en = "モデルがありません。", "holds no model"
        refusals.refuse("NAGI-X103", "sbml", ja=ja, en=en)
    refusals.stop()
    if document.getLevel() < 3:
        document.setLevelAndVersion(3, 2, False)  # noqa: FBT003 - not strictly: libSBML takes no keywords
        _refuse_invalid(document, refusals)
    _check_consistency(document)
    _refuse_invalid(document, refusals)
    refusals.stop()
    return document


def _refuse_harmful(text: str, refusals: Refusals) -> None:
    """XML that is broken, declares entities, or is nested so deeply that it can only be meant to harm."""
    parser, depth = expat.ParserCreate("utf-8"), 0

    def enter(_: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        if depth == 0:
            _refuse_packages(attributes, refusals)
        depth += 1
        if depth > DEEPEST:
            raise _TooDeepError

    def leave(_: str) -> None:
        nonlocal depth
        depth -= 1

    def declare(*_: object) -> None:
        raise _DoctypeError

    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    parser.StartDoctypeDeclHandler = declare
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - takes no keywords
    except expat.ExpatError as error:
        ja, en = f"XML として読めません: {error}", f"not readable as XML: {error}"
        refusals.refuse("NAGI-X101", f"line {error.lineno}", ja=ja, en=en)
    except _DoctypeError:
        ja, en = "DOCTYPE は使えません。除いてください。", "a DOCTYPE is not accepted; remove it"
        refusals.refuse("NAGI-X102", f"line {parser.CurrentLineNumber}", ja=ja, en=en)
    except _TooDeepError:
        ja, en = (
            f"要素の入れ子が {DEEPEST} 段を超えています。",
            f"elements are nested deeper than {DEEPEST} levels",
        )
        refusals.refuse("NAGI-X102", f"line {parser.CurrentLineNumber}", ja=ja, en=en)


def _refuse_packages(attributes: Mapping[str, str], refusals: Refusals) -> None:
    """Packages without which the model means something else, by what the first element says."""
    for key, value in attributes.items():
        name, _, word = key.partition(":")
        harmless = attributes.get(f"xmlns:{name}", "").endswith(HARMLESS)
        if word == "required" and value in {"true", "1"} and not harmless:
            refusals.refuse(
                "NAGI-X104", name,
                ja=f"パッケージ {name} がないとこのモデルの意味が変わります。core だけのモデルにしてください。",
                en=f"the model means something else without the package {name}; flatten it to core first",
            )  # fmt: skip


def _refuse_invalid(document: Any, refusals: Refusals) -> None:
    """Every error of libSBML; warnings are not problems."""
    for number in range(document.getNumErrors()):
        error = document.getError(number)
        if error.getSeverity() >= libsbml().LIBSBML_SEV_ERROR:
            said = " ".join((error.getMessage() or error.getShortMessage()).split())
            refusals.refuse(
                "NAGI-X103", f"line {error.getLine()}",
                ja=f"正しい SBML ではありません ({error.getErrorId()}): {said}",
                en=f"not valid SBML ({error.getErrorId()}): {said}",
            )  # fmt: skip


def _check_consistency(document: Any) -> None:
    """Everything but units and style: they do not change what a model computes."""
    sbml = libsbml()
    for category in (
        sbml.LIBSBML_CAT_UNITS_CONSISTENCY,
        sbml.LIBSBML_CAT_SBO_CONSISTENCY,
        sbml.LIBSBML_CAT_MODELING_PRACTICE,
    ):
        document.setConsistencyChecks(category, False)  # noqa: FBT003 - takes no keywords
    document.checkConsistency()
