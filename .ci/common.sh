# Names every script of this folder shares. Sourced, never run.

# Everything that may be kept from one run to the next: the engine's data and the images in it.
CACHE="${HELIOGRAPH_CI_CACHE:-/var/cache/heliograph-ci}"

# A server may not be started by the mere installing of its package.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1

say() { printf '\n=== %s\n' "$*"; }
note() { printf '  . %s\n' "$*"; }
fail() { printf '\n*** %s\n' "$*" >&2; exit 1; }

# Runs a command quietly; what it printed is shown only when it failed.
quietly() {
  local log
  log="$(mktemp)"
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    local code=$?
    tail -n 60 "$log" >&2
    rm -f "$log"
    return "$code"
  fi
}
