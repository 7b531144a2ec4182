# Sourced by golden.sh and fuzz-config.sh: builds the test classes when a source is newer than the last build.
# shellcheck shell=bash

classpath=$checkout/director/target/golden.classpath

test_classes_stale() {
    [ ! -s "$classpath" ] && return 0
    [ -n "$(find "$checkout" -name target -prune -o \( -name '*.java' -o -name '*.c' -o -name pom.xml -o \
        -path '*/resources/*' \) -newer "$classpath" -type f -print -quit)" ]
}

# Needs no network when everything was downloaded once.
build_test_classes() {
    (cd "$checkout" && mvn -B -q "$@" -pl director -am test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/golden.classpath -Dmdep.includeScope=test)
}

# run_test_class CLASS ARGUMENT…
run_test_class() {
    if test_classes_stale; then
        local log
        log=$(mktemp)
        build_test_classes -o >"$log" 2>&1 || build_test_classes >"$log" 2>&1 || {
            cat "$log" >&2
            rm -f "$log"
            return 2
        }
        rm -f "$log"
        touch "$classpath"
    fi
    java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m \
        -cp "$checkout/director/target/test-classes:$checkout/director/target/classes:$(cat "$classpath")" "$@"
}
