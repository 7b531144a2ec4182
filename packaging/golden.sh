#!/bin/bash
# Does recorded cases of the originals again with this program and says PASS, FAIL, DIFFERS-BY-DESIGN or SKIP for each.
#   packaging/golden.sh [FILE|FOLDER...]
# Without an argument: the project's own copies, director/src/test/resources/golden (heartbeat) and
# lvs-engine/src/test/resources/golden (the kernel's IPVS). Exit status 0: no FAIL; 1: a FAIL; 2: nothing was run.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"
case ${1:-} in
    -h | --help) sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac

words=()
for word in "$@"; do
    words+=("$(realpath -- "$word")")
done

# Built again only when a source is newer than the last build.
classpath=$checkout/director/target/golden.classpath
stale() {
    [ ! -s "$classpath" ] && return 0
    [ -n "$(find "$checkout" -name target -prune -o \( -name '*.java' -o -name '*.c' -o -name pom.xml -o \
        -path '*/resources/*' \) -newer "$classpath" -type f -print -quit)" ]
}
if stale; then
    build() {
        (cd "$checkout" && mvn -B -q "$@" -pl director -am test-compile dependency:build-classpath \
            -Dmdep.outputFile=target/golden.classpath -Dmdep.includeScope=test)
    }
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    build -o >"$log" 2>&1 || build >"$log" 2>&1 || { cat "$log" >&2; exit 2; }
    touch "$classpath"
fi
java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m -Djava.net.preferIPv4Stack=true \
    -cp "$checkout/director/target/test-classes:$checkout/director/target/classes:$(cat "$classpath")" \
    org.hadirector.director.golden.GoldenMain "$checkout" "${words[@]}"
