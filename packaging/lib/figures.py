"""Median and worst of the figures in drill reports. Usage: figures.py LABEL EXPRESSION FILE..."""
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
    """outage | outage-deadtime | FIGURE | MILESTONE-MILESTONE, each with @PHASE-PREFIX in front when wanted."""
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
    label, expression, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    found = list(values(expression, files))
    if not found:
        print(f"  {label:<58} no figure")
        return
    print(f"  {label:<58} {statistics.median(found):>9.1f} {max(found):>9.1f} {len(found):>4}")


main()
