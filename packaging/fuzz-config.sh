#!/bin/bash
# Gives the parsers of all configuration files damaged and made-up texts: packaging/fuzz-config.sh [N] [SEED]
# Exit status 0: no exception, memory bounded; 1: the first text that broke a parser is printed with its seed and number.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"
# shellcheck source=packaging/lib/testclasses.sh
. "$checkout/packaging/lib/testclasses.sh"
run_test_class org.hadirector.director.config.ConfigFuzz "$@"
