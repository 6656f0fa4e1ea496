"""EASI from the signs and the area of four body regions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nagi.dermatology.scores.age import AGE_GAP, age_problems
from nagi.dermatology.scores.instrument import AreaSeverity, Instrument, Region, instrument
from nagi.dermatology.scores.limits import Limits, exact
from nagi.dermatology.scores.score import Gap, Part, Score, not_assessed, open_score, total_score
from nagi.errors import NagiError, Problem
from nagi.language import Text

PERCENT = Limits(low=0, high=100)
AREA = Text(ja="病変の面積", en="affected area")


@dataclass(frozen=True, kw_only=True)
class EasiRegion:
    """One region: four signs from 0 to 3 (halves allowed), and its area as a score 0-6 or in per cent.

    None is not assessed. Where the area is 0 the signs may be left out.
    """

    erythema: float | None = None
    edema_papulation: float | None = None
    excoriation: float | None = None
    lichenification: float | None = None
    area_score: int | None = None
    area_percent: float | None = None

    def sign(self, key: str) -> float | None:
        """The grade of one sign."""
        grade: float | None = getattr(self, key)
        return grade


Regions = Mapping[str, EasiRegion | None]


def area_score(percent: float) -> int:
    """The area score 0-6 of an affected area in per cent of the region."""
    easi, scheme = _scheme()
    problems = PERCENT.problems(percent, where=easi.id, key="area_percent")
    if problems:
        raise NagiError(problems)
    return _score_of(percent, scheme)


def score_easi(regions: Regions, *, age: float | None) -> Score:
    """EASI total 0-72 with one part per region.

    `regions` by key (head_neck, upper_limbs, trunk, lower_limbs); `age` in years on the day, exact or
    completed: below 8 the head weighs more and the legs less. A region that is missing or whose area and
    signs contradict each other leaves no total. Impossible entries raise NagiError (D202, D203, D204, D207).
    """
    easi, scheme = _scheme()
    problems = [*_problems(regions), *age_problems(age, where=easi.id)]
    if problems:
        raise NagiError(problems)
    gaps: list[Gap] = []
    complete: list[tuple[Region, EasiRegion]] = []
    for region in scheme.regions:
        seen = regions.get(region.key)
        missing = list(_gaps(region, seen, scheme=scheme))
        gaps += missing
        complete += [(region, seen)] if seen and not missing else []
    if age is None:
        return open_score(easi, [AGE_GAP, *gaps])
    child = age < scheme.child_below_years
    sums = {region.key: _weighted(region, seen, scheme=scheme, child=child) for region, seen in complete}
    parts = [Part(key=key, value=float(value)) for key, value in sums.items()]
    if gaps:
        return open_score(easi, gaps, parts=parts)
    return total_score(easi, float(sum(sums.values())), parts=parts, remarks=_remarks(regions, scheme))


def _scheme() -> tuple[Instrument, AreaSeverity]:
    easi = instrument("easi")
    if not isinstance(easi.formula, AreaSeverity):
        raise TypeError("easi.toml has another formula")
    return easi, easi.formula


def _score_of(percent: float, scheme: AreaSeverity) -> int:
    return sum(start <= percent for start in scheme.area_from_percent) if percent > 0 else 0


def _area(region: EasiRegion, scheme: AreaSeverity) -> int | None:
    if region.area_score is None and region.area_percent is not None:
        return _score_of(region.area_percent, scheme)
    return None if region.area_score is None else int(region.area_score)


def _weighted(region: Region, seen: EasiRegion, *, scheme: AreaSeverity, child: bool) -> Decimal:
    weight = region.child_weight if child else region.weight
    severity = sum((exact(seen.sign(sign.key) or 0) for sign in scheme.signs), Decimal(0))
    return weight * (_area(seen, scheme) or 0) * severity


def _problems(regions: Regions) -> Iterator[Problem]:
    easi, scheme = _scheme()
    known = [region.key for region in scheme.regions]
    if not set(regions) <= set(known):
        choice = ", ".join(known)
        said = Text(ja=f"部位は {choice} のみです。", en=f"the regions are {choice}")
        yield Problem(code="NAGI-D207", where=easi.id, key="regions", said=said)
    areas = Limits(low=0, high=len(scheme.area_from_percent), step=1)
    for key in known:
        region = regions.get(key) or EasiRegion()
        entries: list[tuple[str, float | None, Limits]]
        entries = [(sign.key, region.sign(sign.key), easi.items) for sign in scheme.signs]
        entries += [("area_score", region.area_score, areas), ("area_percent", region.area_percent, PERCENT)]
        for name, value, limits in entries:
            if value is not None:
                yield from limits.problems(value, where=easi.id, key=f"{key}.{name}")


def _gaps(region: Region, seen: EasiRegion | None, *, scheme: AreaSeverity) -> Iterator[Gap]:
    if seen is None:
        yield not_assessed(region.key, region.name)
        return
    area = _area(seen, scheme)
    if area is None:
        yield not_assessed(f"{region.key}.area", _of(region, AREA))
    if area != 0:
        for sign in scheme.signs:
            if seen.sign(sign.key) is None:
                yield not_assessed(f"{region.key}.{sign.key}", _of(region, sign.name))
    if _contradicts(seen, scheme):
        yield _contradiction(region)


def _contradicts(seen: EasiRegion, scheme: AreaSeverity) -> bool:
    """Area without any sign, a sign without area, or an area score that is not that of the percentage."""
    area = _area(seen, scheme)
    if area is None:
        return False
    if seen.area_percent is not None and _score_of(seen.area_percent, scheme) != area:
        return True
    grades = [seen.sign(sign.key) for sign in scheme.signs]
    return any(grades) if area == 0 else all(grade == 0 for grade in grades)


def _of(region: Region, part: Text) -> Text:
    return Text(ja=f"{region.name.ja}の{part.ja}", en=f"{part.en} ({region.name.en})")


def _contradiction(region: Region) -> Gap:
    return Gap(
        key=region.key,
        reason=Text(
            ja=f"{region.name.ja}の面積と徴候、または面積の二つの値が食い違っています。",
            en=f"Area and signs, or the two values of the area, contradict each other: {region.name.en}.",
        ),
        question=Text(
            ja=f"{region.name.ja}の面積と徴候をもう一度確認してください。",
            en=f"Please check area and signs again: {region.name.en}.",
        ),
    )


def _remarks(regions: Regions, scheme: AreaSeverity) -> tuple[Text, ...]:
    grades = {seen.sign(sign.key) for seen in regions.values() if seen for sign in scheme.signs}
    return (scheme.unusual_signs_remark,) if grades & set(scheme.unusual_signs) else ()
