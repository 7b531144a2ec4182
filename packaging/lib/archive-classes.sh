#!/bin/bash
# Makes client.jsa and daemon.jsa beside the jars: class archives (AppCDS) with which director starts in half the time.
#   archive-classes.sh HOME CONFIG    HOME holds director-*.jar and lib/; run it again wherever the jars are moved to
# An archive is a convenience: when this JVM cannot make one it says so and the launcher does without.
set -u
home=$1
config=$2
launcher=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../bin" && pwd -P)/director
scratch=$(mktemp -d) || exit 0
trap 'rm -rf "$scratch"' EXIT

# archive NAME WORDS …   what director WORDS loads; how the command itself ends does not matter
archive() {
    local name=$1
    shift
    rm -f "$home/$name.jsa"
    if HA_DIRECTOR_HOME=$home HA_DIRECTOR_JAVA_OPTS="-XX:ArchiveClassesAtExit=$scratch/$name.jsa" \
        timeout 60 "$launcher" "$@" >"$scratch/$name.out" 2>&1 </dev/null; then :; fi
    if ! mv -f "$scratch/$name.jsa" "$home/$name.jsa" 2>/dev/null; then
        echo "no class archive $name.jsa, director will start slower:" >&2
        tail -n 3 "$scratch/$name.out" >&2
    fi
}

archive client archive-commands --run "$scratch/tour"
archive daemon daemon --archive-classes --config "$config" --run "$scratch" --state "$scratch"
exit 0
