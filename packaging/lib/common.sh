# Shared by the scripts of packaging. Sourced, not run: needs `set -euo pipefail` and $checkout.
# shellcheck shell=bash

# The head of a script is its help.
case ${1:-} in
    -h | --help)
        awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
        exit 0
        ;;
esac

say() { printf '%s\n' "$*"; }

die() {
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || die "run this as root (sudo $0): it makes network namespaces"
}

need_debian() {
    command -v apt-get >/dev/null && return
    die "this script installs what is missing with apt-get (Debian 12); elsewhere install JDK 17, Maven, clang, llvm,
iproute2, socat, python3 and busybox yourself and run \`director lab\` and \`mvn verify\` directly"
}

# install_missing TEST:PACKAGE …   TEST is a program, or a file that starts with /
install_missing() {
    local pair test missing=()
    for pair in "$@"; do
        test=${pair%%:*}
        case $test in
            /*) [ -e "$test" ] || missing+=("${pair#*:}") ;;
            *) command -v "$test" >/dev/null || missing+=("${pair#*:}") ;;
        esac
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    local log before
    log=$(mktemp)
    before=$(enabled_services)
    if ! { apt-get -q update && without_services env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        rm -f "$log"
        die "apt-get could not install: ${missing[*]}"
    fi
    rm -f "$log"
    disable_new_services "$before"
}

# Packages of servers start them at once; this machine is not to serve anything. An administrator's own policy stays.
without_services() {
    local policy=/usr/sbin/policy-rc.d ours=no status=0
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        ours=yes
    fi
    "$@" || status=$?
    [ $ours = no ] || rm -f "$policy"
    return $status
}

# enabled_services   what the machine starts, a unit a line
enabled_services() {
    find /etc/systemd/system/multi-user.target.wants -name '*.service' -printf '%f\n' 2>/dev/null | sort || true
}

# disable_new_services BEFORE   nor does it serve anything after its next start
disable_new_services() {
    local new
    mapfile -t new < <(comm -13 <(printf '%s\n' "$1") <(enabled_services))
    [ ${#new[@]} -gt 0 ] || return 0
    say "not to be started with this machine: ${new[*]} (systemctl enable changes that)"
    if command -v systemctl >/dev/null; then
        systemctl -q disable "${new[@]}" 2>/dev/null && return
    fi
    (cd /etc/systemd/system/multi-user.target.wants && rm -f -- "${new[@]}")
}

install_build_tools() {
    install_missing javac:openjdk-17-jdk-headless mvn:maven clang:clang llvm-strip:llvm \
        /usr/include/linux/bpf.h:linux-libc-dev
    local version
    version=$(javac -version 2>&1 | sed 's/^javac \([0-9]*\).*/\1/')
    [ "$version" -ge 17 ] 2>/dev/null || die "javac is version $version, 17 or later is needed: set JAVA_HOME and PATH"
}

install_lab_tools() {
    install_missing ip:iproute2 socat:socat setsid:util-linux hostname:hostname
    # The serial cable is a script, and python3-minimal has not got all that it imports: a program alone proves nothing.
    python3 -c 'import fcntl, os, select, struct, sys, tty' 2>/dev/null || install_missing /no/whole/python3:python3
    [ -x /usr/sbin/nginx ] || [ -x /usr/bin/busybox ] || install_missing /usr/bin/busybox:busybox
}

# build MAVEN-WORDS …   quiet; the log is shown when it fails
build() {
    local log
    log=$(mktemp)
    if ! (cd "$checkout" && mvn -B -q -Dstyle.color=never "$@") >"$log" 2>&1 </dev/null; then
        tail -n 60 "$log" >&2
        say "the whole log: $log" >&2
        if grep -q 'Could not transfer artifact\|Could not resolve dependencies' "$log"; then
            say "Maven could not fetch what it builds with from Maven Central (https://repo.maven.apache.org): a proxy or a
mirror is named in ~/.m2/settings.xml; a certificate of your own network goes to /usr/local/share/ca-certificates,
then update-ca-certificates" >&2
        fi
        die "the build failed"
    fi
    rm -f "$log"
}

# up_to_date FILE   the jar is younger than every source
up_to_date() {
    [ -f "$1" ] || return 1
    [ -z "$(find "$checkout" -path '*/target' -prune -o -path '*/.git' -prune -o \
        \( -path '*/src/main/*' -o -name pom.xml -o -path '*/etc/*' \) -type f -newer "$1" -print -quit)" ]
}

# Leaves a program that is no older than its sources.
build_director() {
    up_to_date "$checkout/director/target/director-0.1.0.jar" && return
    say "building (once; some minutes on a fresh machine) …" >&2
    build -DskipTests -Dcheckstyle.skip -Dspotless.check.skip package
}

# value_of OPTION [VALUE]   what follows an option, or the end
value_of() {
    [ $# -ge 2 ] || die "$1 wants a value; see $0 --help"
    printf '%s' "$2"
}
