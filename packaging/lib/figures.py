"""One line of a bench's table: median, worst, how many, and the aim.

figures.py LABEL AIM EXPRESSION FILE...   of the phases of drill reports
figures.py LABEL AIM numbers NUMBER...    of the numbers themselves
"""
import json
import statistics
import sys


def values(expression, files):
    for name in files:
        with open(name, encoding="utf-8") as file:
            report = json.load(file)
        for phase in report["phases"]:
            value = figure(expression, report, phase)
            if value is not None:
                yield value


def figure(expression, report, phase):
    """outage | outage-deadtime | gap | lost | FIGURE | MILESTONE..MILESTONE, each with PHASE-PREFIX@ in front when wanted.

    gap is the outage beyond the usual time between two answers before the fault, lost the requests that failed.
    """
    if "@" in expression:
        prefix, expression = expression.split("@", 1)
        if not phase["name"].startswith(prefix):
            return None
    if not phase["served"]:
        return float("inf")
    if expression == "outage":
        return phase["outage_ms"]
    if expression == "outage-deadtime":
        return phase["outage_ms"] - milliseconds(report["deadtime"])
    if expression == "gap":
        return max(0.0, phase["outage_ms"] - phase["usual_gap_ms"])
    if expression == "lost":
        return phase["failed"]
    if expression in phase["figures_ms"]:
        return phase["figures_ms"][expression]
    first, _, last = expression.partition("..")
    marks = phase["milestones_ms"]
    return marks[last] - marks[first] if first in marks and last in marks else None


def milliseconds(time):
    for unit, factor in (("ms", 1), ("us", 0.001), ("s", 1000)):
        if time.endswith(unit):
            return float(time[: -len(unit)]) * factor
    return float(time) * 1000


def main():
    label, aim, expression, rest = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    found = [float(word) for word in rest] if expression == "numbers" else list(values(expression, rest))
    if not found:
        print(f"  {label:<66} no figure")
        return
    digits = 0 if expression.endswith("lost") else 1
    median, worst = (f"{value:>9.{digits}f}" for value in (statistics.median(found), max(found)))
    print(f"  {label:<66} {median} {worst} {len(found):>4}  {aim}".rstrip())


main()
