"""Speed and memory of `assess` beside the same rules in public rule engines, in one run.

    python benchmarks/assess.py [--cases 10000] [--seed 1]

Each engine runs alone in its own process on one core. Before anything is timed, every peer must fire exactly
the rules that nagi fires on a sample of the cases.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cases import synthetic_cases
from peers import json_logic, plain_facts, rule_engine_py

from nagi.dermatology.decision.decider import Decider
from nagi.dermatology.intake.form import Form
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import Rule

Run = Callable[[dict[str, Any]], set[str]]
ENGINES = ("nagi", "panzi-json-logic", "rule-engine")
SAMPLE = 150
WARM_UP = 50


def nagi() -> Run:
    """The whole of `assess`: read the input, judge the phase, decide every route, keep the reasons."""
    table = load_rules()
    decider, form = Decider(table), Form(table.fields)
    return lambda raw: set(decider.decide(form.read(raw, case_id="b")).rule_ids)


def peer(translate: Callable[..., Callable[[dict[str, Any]], bool]]) -> Run:
    """Only the conditions: the facts are worked out beforehand and not timed."""
    table = load_rules()
    rules = [rule for rule in table.rules.values() if rule.when is not None and not rule.closes_gap]
    fires = {rule.id: translate(rule.when, table.bounds) for rule in rules}

    def run(prepared: dict[str, Any]) -> set[str]:
        return {rule.id for rule, facts in _asked(rules, prepared) if fires[rule.id](facts)}

    return run


def _asked(rules: list[Rule], prepared: dict[str, Any]) -> Iterator[tuple[Rule, dict[str, Any]]]:
    for rule in rules:
        scope = rule.scope if rule.scope in ("site", "product") else "person"
        for facts in prepared[scope]:
            yield rule, facts


def prepared(raw: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case as the rules of each scope read them."""
    table = load_rules()
    decider = Decider(table)
    case = Form(table.fields).read(raw, case_id="b")
    person, sites = decider._facts(case)  # noqa: SLF001 - the benchmark hands the peers what nagi works out
    products = [{**product.answers, "product.route": route} for route, product in case.products.items()]
    scopes = {"person": [person], "site": [judged.facts for judged in sites], "product": products}
    return {scope: [plain_facts(facts) for facts in each] for scope, each in scopes.items()}


def engine(name: str) -> tuple[Run, Callable[[dict[str, Any]], dict[str, Any]]]:
    """How to run an engine, and what it is fed from a raw case."""
    if name == "nagi":
        return nagi(), lambda raw: raw
    return peer(json_logic if name == "panzi-json-logic" else rule_engine_py), prepared


def measure(name: str, count: int, seed: int) -> dict[str, float]:
    """Cases per second, and the peak memory of the process."""
    run, feed = engine(name)
    fed = [feed(raw) for raw in synthetic_cases(count, seed=seed)]
    for raw in fed[:WARM_UP]:
        run(raw)
    start = time.perf_counter()
    for raw in fed:
        run(raw)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cases_per_s": count / taken, "peak_mb": peak}


def agree(seed: int) -> None:
    """Every peer fires exactly the table's rules that nagi fires."""
    ours, _ = engine("nagi")
    for name in ENGINES[1:]:
        run, feed = engine(name)
        for raw in synthetic_cases(SAMPLE, seed=seed):
            mine = {rule for rule in ours(raw) if not load_rules().rules[rule].closes_gap}
            if run(feed(raw)) != mine:
                sys.exit(f"{name} differs: {sorted(run(feed(raw)) ^ mine)}")


def main() -> None:
    """Check that all agree, run each engine in its own process, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES)
    asked = parser.parse_args()
    if asked.engine:
        print(json.dumps(measure(asked.engine, asked.cases, asked.seed)))
        return
    agree(asked.seed)
    print(f"{asked.cases} cases, seed {asked.seed}, one core; all engines fire the same rules")
    rows = {name: _alone(name, asked.cases, asked.seed) for name in ENGINES}
    for name, row in rows.items():
        ratio = rows["nagi"]["cases_per_s"] / row["cases_per_s"]
        print(
            f"{name:18} {row['cases_per_s']:9.0f} cases/s   {row['peak_mb']:6.0f} MB peak   nagi is {ratio:5.1f} x"
        )


def _alone(name: str, count: int, seed: int) -> dict[str, float]:
    command = [
        sys.executable,
        str(Path(__file__)),
        "--engine",
        name,
        "--cases",
        str(count),
        "--seed",
        str(seed),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    row: dict[str, float] = json.loads(done.stdout)
    return row


if __name__ == "__main__":
    main()
