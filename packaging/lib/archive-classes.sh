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

# jvm OPTIONS WORDS …   director WORDS, the JVM with these options as well
jvm() {
    HA_DIRECTOR_HOME=$home HA_DIRECTOR_JAVA_OPTS=$1 timeout 60 "$launcher" "${@:2}" >"$scratch/out" 2>&1 </dev/null
}

# archive NAME WORDS …   what director WORDS loads; what it loaded before it failed is better than nothing.
# A static archive, made from a list of classes: a dynamic one, written at the exit of a JVM, cannot hold classes as old
# as picocli's. Lambdas for picocli are left out of the list: they would have its largest class linked before its time.
# The daemon's has all lambdas of our classes, also those that the run did not come past; a line that is there twice makes
# two of a kind, for a class that has two.
archive() {
    local name=$1 list=$scratch/$1.classes new=$scratch/$1.jsa
    rm -f "$home/$name.jsa"
    if ! jvm "-XX:DumpLoadedClassList=$list.all" "${@:2}"; then
        echo "director ${*:2} failed, class archive $name.jsa holds less than it could:" >&2
        tail -n 3 "$scratch/out" >&2
    fi
    touch "$scratch/lambdas"
    {
        grep -v '^@lambda-proxy .*picocli' "$list.all" | grep -vxFf "$scratch/lambdas"
        cat "$scratch/lambdas"
    } | awk '/^@lambda-proxy/ || !known[$0]++' >"$list"
    jvm "-Xshare:dump -XX:SharedClassListFile=$list -XX:SharedArchiveFile=$new" "${@:2}"
    if ! mv -f "$new" "$home/$name.jsa" 2>/dev/null; then
        echo "no class archive $name.jsa, director will start slower:" >&2
        tail -n 3 "$scratch/out" >&2
    fi
}

archive client archive-commands --run "$scratch/tour"
archive daemon daemon --archive-classes --config "$config" --run "$scratch" --state "$scratch"
exit 0
