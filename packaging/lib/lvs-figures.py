"""The table of bench.sh's section lvs: lines NAME FIGURE VALUE ROUND in; medians, and ratios to the first NAME, out."""
import collections
import statistics
import sys

TITLES = {
    "kept": "req/s kept alive",
    "kept-p99": "p99 ms",
    "each": "req/s one conn each",
    "each-p99": "p99 ms",
    "bulk": "bulk Gbit/s",
    "kpps": "64 B, kpps",
}


def main():
    series = collections.defaultdict(list)
    for line in sys.stdin:
        name, figure, value, _ = line.split()
        series[name, figure].append(float(value))
    names = list(dict.fromkeys(name for name, _ in series))
    print(f"{'':14}" + "".join(f"{title:>22}" for title in TITLES.values()))
    for name in names:
        print(f"{name:14}" + "".join(f"{cell(series, name, names[0], figure):>22}" for figure in TITLES))


def cell(series, name, first, figure):
    if (name, figure) not in series:
        return "-"
    value, base = (statistics.median(series[each, figure]) for each in (name, first))
    digits = 0 if value >= 100 else 2
    ratio = f" ({value / base:.2f})" if base else ""
    return f"{value:,.{digits}f}{ratio}"


main()
