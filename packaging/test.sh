#!/bin/bash
# Installs what is missing and runs all tests, those in network namespaces included. Prints the runner's summary, and
# fails as well when the tests left a namespace, a process or a directory behind.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"

need_root
need_debian
install_build_tools
install_lab_tools
install_missing /usr/sbin/ldirectord:ldirectord tcpdump:tcpdump curl:curl nft:nftables sysctl:procps ping:iputils-ping \
    /usr/sbin/vsftpd:vsftpd ethtool:ethtool python3:python3 /usr/sbin/nginx:nginx-light

log=$(mktemp)
before=$(mktemp)
after=$(mktemp)
trap 'rm -f "$log" "$before" "$after"' EXIT

# What a test may leave behind: namespaces, labs, and processes started from this checkout or living in a lab.
leftovers() {
    ip netns list | awk '{ print "namespace " $1 }'
    ls -d /run/ha-director-lab/* 2>/dev/null | sed 's/^/lab /' || true
    local pid words
    for pid in /proc/[0-9]*; do
        words=$(tr '\0' ' ' <"$pid/cmdline" 2>/dev/null) || continue
        case $words in
            *org.hadirector.* | *ha-director-lab* | *"PTY,link="*) say "process ${pid#/proc/} $words" | cut -c1-150 ;;
        esac
    done
}

leftovers | sort >"$before"
status=0
# A failing test does not hide the modules behind it: the verdict comes from the totals.
(cd "$checkout" && mvn -B -ntp -Dmaven.test.failure.ignore=true "$@" verify) </dev/null 2>&1 | tee "$log" |
    grep --line-buffered -E '^\[(ERROR|INFO)\] (Tests run|BUILD|Building |.*FAIL|.*LEFT OUT|Reactor Summary|.* (SUCCESS|FAILURE|SKIPPED) \[)|^\[ERROR\]' ||
    true
grep -q '^\[INFO\] BUILD SUCCESS' "$log" || status=1
# A module whose tests hung, or took their JVM with them, is no failed test to Maven.
if grep -E 'There was a timeout in the fork|The forked VM terminated' "$log" >&2; then
    status=1
fi
leftovers | sort >"$after"
if left=$(comm -13 "$before" "$after") && [ -n "$left" ]; then
    say "the tests left behind:" >&2
    say "$left" >&2
    status=1
fi
if [ $status != 0 ] && ! grep -q '^\[ERROR\]' "$log"; then
    tail -n 60 "$log" >&2
fi

# What failed, once more, where a long record is read first: at its end. Names, then what the first of them said and
# where (frames of the runner left out), then the runner's totals of all modules.
sed -i 's/\x1b\[[0-9;]*m//g' "$log"
grep -E '^\[ERROR\] +[^ ]+(:[0-9]+|->| -- .*<<< (FAILURE|ERROR)!)' "$log" | sort -u | cut -c1-400 || true
awk -v tests=5 -v lines=15 '
    /^\[ERROR\] .* -- Time elapsed: .*<<< (FAILURE|ERROR)!$/ && tests > 0 { print; tests--; left = lines; next }
    /^\[(ERROR|INFO|WARNING)\]/ { left = 0 }
    /^\tat (org\.junit|org\.awaitility|org\.apache\.maven|java\.base|jdk\.)/ || NF == 0 { next }
    left > 0 { print "    " substr($0, 1, 300); left-- }' "$log"
sed -n 's/^\[[A-Z]*\] Tests run: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\), Skipped: \([0-9]*\)$/\1 \2 \3 \4/p' "$log" |
    awk '{ run += $1; failures += $2; errors += $3; skipped += $4 }
        END {
            printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", run, failures, errors, skipped
            printf "%d passed, %d failed, %d skipped\n", run - failures - errors - skipped, failures + errors, skipped
            exit run > 0 && failures + errors == 0 ? 0 : 1
        }' || status=1
exit $status
