"""Reading an intake: the whole case, or every problem found, each with its path."""

from collections.abc import Iterator, Mapping
from typing import Any

from nagi.dermatology.intake.answers import Unfit, answer, nearest
from nagi.dermatology.intake.case import Case, Facts, Site
from nagi.errors import NagiError, Problem
from nagi.evidence.fields import Field, Value
from nagi.evidence.rules import ROUTES
from nagi.language import Text

PARTS = ("patient", "sites", "clinic", "products", "session", "followup", "ae", "person")
PERSON = ("name", "kana", "record_number")


class Form:
    """The blank form: every field that may be filled in. Made once, then reads any number of cases."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = {name: field for name, field in fields.items() if not field.derived}
        self.groups = {name.rsplit(".", 1)[0] for name in self.fields} | {
            field.group for field in fields.values()
        }

    def read(self, raw: object, *, case_id: str, where: str = "case") -> Case:
        """The case that `raw` (nested mappings and lists, as read from a file) describes.

        Absent answers are allowed: the decision says what is still to be asked. Raises NagiError with every
        problem: unknown keys (with the nearest known one), answers out of range, wrong kinds, repeated sites.
        """
        reading = _Reading(self, where)
        case = reading.case(raw, case_id)
        if reading.problems:
            raise NagiError(reading.problems)
        return case


def case_from(raw: object, *, case_id: str, fields: Mapping[str, Field], where: str = "case") -> Case:
    """One case read from a form of these fields; see `Form.read`."""
    return Form(fields).read(raw, case_id=case_id, where=where)


class _Reading:
    """One reading of one case; gathers problems as it goes."""

    def __init__(self, form: Form, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []
        self.fields, self.groups = form.fields, form.groups

    def case(self, raw: object, case_id: str) -> Case:
        """Every part of the case."""
        parts = self._parts(raw)
        return Case(
            id=case_id,
            patient=self._facts(parts.get("patient"), "patient", "patient"),
            sites=tuple(self._sites(parts.get("sites"))),
            clinic=self._facts(parts.get("clinic"), "clinic", "clinic"),
            products=dict(self._products(parts.get("products"))),
            session=self._facts(parts.get("session"), "session", "session"),
            followup=self._facts(parts.get("followup"), "followup", "followup"),
            ae=self._facts(parts.get("ae"), "ae", "ae"),
            person=self._person(parts.get("person")),
        )

    def _parts(self, raw: object) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping):
            self._say(
                "NAGI-D101", "", ja="症例の内容がありません。", en="a case holds patient, sites, clinic, ..."
            )
            return {}
        for key in raw:
            if key not in PARTS:
                self._unknown(str(key), str(key), list(PARTS))
        return raw

    def _facts(self, raw: object, group: str, path: str) -> Facts:
        return Facts(dict(self._answers(raw, group, path)))

    def _answers(self, raw: object, group: str, path: str) -> Iterator[tuple[str, Value]]:
        """Every answer below `raw`, by dotted field name."""
        if raw is None:
            return
        if not isinstance(raw, Mapping):
            self._say("NAGI-D102", path, ja="項目: 値 の形が必要です。", en="expected keys with values")
            return
        for key, written in raw.items():
            name = f"{group}.{key}"
            if name in self.fields:
                try:
                    yield name, answer(self.fields[name], written)
                except Unfit as unfit:
                    self._say("NAGI-D103", f"{path}.{key}", ja=unfit.said.ja, en=unfit.said.en)
            elif name in self.groups:
                yield from self._answers(written, name, f"{path}.{key}")
            else:
                self._unknown(f"{path}.{key}", str(key), self._keys(group))

    def _keys(self, group: str) -> list[str]:
        prefix = f"{group}."
        return sorted({name[len(prefix) :].split(".")[0] for name in self.fields if name.startswith(prefix)})

    def _sites(self, raw: object) -> Iterator[Site]:
        seen: set[str] = set()
        for position, entry in enumerate(self._listed(raw, "sites")):
            path = f"sites[{position}]"
            facts = self._facts(entry, "site", path)
            code = facts.code("site.code")
            if code is None:
                self._say(
                    "NAGI-D104", f"{path}.code", ja="部位の code が必要です。", en="every site needs a code"
                )
            elif code in seen:
                self._say(
                    "NAGI-D105",
                    f"{path}.code",
                    ja="同じ code の部位があります。",
                    en="this code is used twice",
                )
            else:
                seen.add(code)
                yield Site(code=code, facts=facts)

    def _products(self, raw: object) -> Iterator[tuple[str, Facts]]:
        if raw is None:
            return
        if not isinstance(raw, Mapping):
            self._say(
                "NAGI-D102", "products", ja="方法: 製剤 の形が必要です。", en="expected one product per route"
            )
            return
        for route, entry in raw.items():
            path = f"products.{route}"
            if route not in ROUTES:
                self._unknown(path, str(route), list(ROUTES))
            elif entry is not None:
                yield route, self._facts(entry, "product", path)

    def _person(self, raw: object) -> dict[str, str]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping) or not all(isinstance(v, str | int) for v in raw.values()):
            self._say(
                "NAGI-D106",
                "person",
                ja="氏名などは文字列で書きます。",
                en="expected name, kana, record_number",
            )
            return {}
        for key in raw:
            if key not in PERSON:
                self._unknown(f"person.{key}", str(key), list(PERSON))
        return {str(key): str(value).strip() for key, value in raw.items()}

    def _listed(self, raw: object, path: str) -> list[object]:
        if raw is None or isinstance(raw, list | tuple):
            return list(raw or ())
        self._say("NAGI-D107", path, ja="リストが必要です。", en="expected a list")
        return []

    def _unknown(self, path: str, key: str, known: list[str]) -> None:
        near = nearest(key, known)
        if near:
            self._say(
                "NAGI-D108",
                path,
                ja=f"未知の項目です。{near} ですか。",
                en=f"unknown key; did you mean {near}?",
            )
        else:
            listed = ", ".join(known)
            self._say(
                "NAGI-D108",
                path,
                ja=f"未知の項目です。使える項目: {listed}",
                en=f"unknown key; known: {listed}",
            )

    def _say(self, code: str, path: str, *, ja: str, en: str) -> None:
        self.problems.append(Problem(code=code, where=self.where, key=path, said=Text(ja=ja, en=en)))
