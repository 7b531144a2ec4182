#!/bin/bash
# Small measurements of the engine's inner parts, by JMH and a program of its own:
#   packaging/jmh.sh [REGEX [JMH-OPTION...]]
# SchedulerPick      ns for one choice of each scheduler among 2, 10 and 1,000 servers
# TableOperations    ns for finding, missing, and adding and removing a connection among 10^3, 10^5 and 10^6
# TableFootprint     bytes a connection at 10^5 and 10^6, longest waits and the collector's pauses meanwhile
# REGEX names some of them (default: all). JMH runs with an engine's collector and the first compiler; every table shows
# bytes allocated by an operation (gc.alloc.rate.norm). JMH-OPTIONs stand instead of -wi 3 -w 300ms -i 5 -r 300ms
# and may be -p scheduler=mh, or -jvmArgsAppend -XX:TieredStopAtLevel=4. A bench, not a test: it judges nothing.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"
regex=${1:-.}
[ $# -eq 0 ] || shift

module=$checkout/lvs-engine
classes=$module/target/bench-classes
launcher=$checkout/packaging/bin/director
words=(-Pjmh -pl lvs-engine -am test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath
    -Dmdep.includeScope=test)
# Maven Central is asked only for what was never downloaded.
(build -o "${words[@]}") >/dev/null 2>&1 || build "${words[@]}"
classpath=$module/target/classes:$(cat "$module/target/bench.classpath")
rm -rf "$classes"
mkdir -p "$classes"
javac --release 17 -d "$classes" -cp "$classpath" "$module"/src/bench/java/org/hadirector/lvs/bench/*.java

# What the launcher gives an engine: heap, collector, compiler.
mapfile -t engine < <(sed -n '/^if \[ \$daemon != no \]/,/^else/{/^    else/,/^    fi/!p}' "$launcher" |
    grep -oE -- '-X(m[sx]|X:)[^ )]+')
[[ ${engine[*]} == *Xmx*Shenandoah*Xms* ]] || die "the launcher's options are not where they were: ${engine[*]}"
engine=(-XX:+UnlockDiagnosticVMOptions "${engine[@]}")

if printf 'SchedulerPick\nTableOperations\n' | grep -qE -- "$regex"; then
    [ $# -gt 0 ] || set -- -wi 3 -w 300ms -i 5 -r 300ms
    java -cp "$classes:$classpath" org.openjdk.jmh.Main "$regex" -f 1 -prof gc -jvmArgs "${engine[*]}" "$@"
fi

# pauses FILE   of the collector's log, but for the first and the last, which the program asks for
pauses() {
    grep Pause "$1" | sed '1d;$d' | sed 's/.* \([0-9.]*\)ms$/\1/' | sort -n |
        awk '{ ms[NR] = $1 } END {
            if (NR) printf "  stops for the collector: %d, median %.2f ms, longest %.2f ms\n", NR, ms[int((NR + 1) / 2)], ms[NR] }'
}

if printf 'TableFootprint\n' | grep -qE -- "$regex"; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    for connections in 0 100000 1000000; do
        java "${engine[@]}" -XX:+AlwaysPreTouch -Xlog:gc:file="$log":: -cp "$classes:$classpath" \
            org.hadirector.lvs.bench.TableFootprint "$connections" 20
        pauses "$log"
    done
    say "load of the machine: $(cut -d' ' -f1-3 /proc/loadavg)"
fi
