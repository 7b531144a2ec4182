#!/bin/sh
# Compiles gate.c for the kernel's BPF machine: build.sh OUTPUT. Needs clang and the kernel's user headers, no network.
set -eu
here=$(dirname "$0")
output=$1
clang=${CLANG:-clang}
if ! command -v "$clang" >/dev/null 2>&1; then
    echo "gate.c needs clang to be compiled for BPF: apt-get install clang (or set CLANG=/path/to/clang)" >&2
    exit 1
fi
if ! [ -e /usr/include/linux/bpf.h ]; then
    echo "gate.c needs the kernel's user headers: apt-get install linux-libc-dev" >&2
    exit 1
fi
mkdir -p "$(dirname "$output")"
# Debian keeps <asm/types.h> in a directory per architecture; elsewhere that directory does not exist, which is fine.
# No -g: without it the object carries no path, and the same source gives the same bytes.
exec "$clang" -O2 -Wall -Wextra -Werror -target bpf -I"/usr/include/$(uname -m)-linux-gnu" \
    -c "$here/gate.c" -o "$output"
