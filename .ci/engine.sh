#!/usr/bin/env bash
# The Docker engine of CI: a dockerd with its own data, started by hand and stopped by its pid.
#   .ci/engine.sh start    starts one that stays; prints the DOCKER_HOST to use
#   .ci/engine.sh stop     ends it
# Sourced by .ci/run, which ends it together with itself.

# shellcheck source=.ci/common.sh
[ -n "${CACHE:-}" ] || . "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ENGINE_SOCKET="$CACHE/docker.sock"
ENGINE_PID="$CACHE/docker.pid"
ENGINE_OWNER="$CACHE/docker.owner"
ENGINE_LOG="$CACHE/docker.log"
ENGINE_IS_OURS=no

engine_answers() { timeout 20 docker info >/dev/null 2>&1; }

# The process behind our pid file, if that pid is still a dockerd and not something that got its number since.
engine_process() {
  local pid
  pid="$(cat "$ENGINE_PID" 2>/dev/null)" || return 1
  [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] && echo "$pid"
}

# engine_start OWNER: OWNER is the pid that will stop the engine, or "stays".
engine_start() {
  if [ -z "${DOCKER_HOST:-}" ] && engine_answers; then
    note "using the Docker engine that runs here already"
    return 0
  fi
  if [ -n "${DOCKER_HOST:-}" ] && [ "$DOCKER_HOST" != "unix://$ENGINE_SOCKET" ] && engine_answers; then
    note "using the Docker engine of DOCKER_HOST"
    return 0
  fi
  mkdir -p "$CACHE"
  export DOCKER_HOST="unix://$ENGINE_SOCKET"
  if engine_process >/dev/null && engine_answers; then
    engine_adopt "$1"
    return 0
  fi
  engine_stop_process
  # Control groups are mounted by a service manager, which a bare container or guest does not have.
  if ! mountpoint -q /sys/fs/cgroup; then
    install_packages cgroupfs-mount
    quietly cgroupfs-mount || true
  fi
  echo "$1" >"$ENGINE_OWNER"
  setsid dockerd --host "$DOCKER_HOST" --data-root "$CACHE/docker" --exec-root "$CACHE/docker-exec" \
    --pidfile "$ENGINE_PID" >"$ENGINE_LOG" 2>&1 </dev/null 9>&- &
  ENGINE_IS_OURS=yes
  local deadline=$((SECONDS + 60))
  until engine_answers; do
    [ "$SECONDS" -lt "$deadline" ] || { tail -n 30 "$ENGINE_LOG" >&2; fail "dockerd did not come up within 60 s"; }
    sleep 0.3
  done
  note "dockerd started, pid $(cat "$ENGINE_PID"), data in $CACHE/docker"
}

# One that an earlier run left behind when it was killed becomes ours; one that somebody else holds is only used.
engine_adopt() {
  local owner
  owner="$(cat "$ENGINE_OWNER" 2>/dev/null)"
  if [ "$owner" = stays ] || { [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; }; then
    note "using the dockerd of this cache that is running (pid $(engine_process))"
  else
    echo "$1" >"$ENGINE_OWNER"
    ENGINE_IS_OURS=yes
    note "taking over the dockerd of a run that was killed (pid $(engine_process))"
  fi
}

# Containers and networks of test runs that were killed. Only ever in the engine of this cache.
engine_tidy() {
  [ "$ENGINE_IS_OURS" = yes ] || return 0
  local leftovers
  leftovers="$(docker ps -aq)"
  # shellcheck disable=SC2086  # a list of ids
  [ -z "$leftovers" ] || quietly docker rm -f $leftovers
  quietly docker network prune -f
  quietly docker volume prune -f
}

engine_stop_process() {
  local pid
  if pid="$(engine_process)"; then
    kill -TERM "$pid"
    local deadline=$((SECONDS + 30))
    while [ -d "/proc/$pid" ] && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.2; done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$ENGINE_PID" "$ENGINE_SOCKET" "$ENGINE_OWNER"
}

engine_stop() {
  [ "$ENGINE_IS_OURS" = yes ] || return 0
  engine_tidy
  engine_stop_process
  ENGINE_IS_OURS=no
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -uo pipefail
  # shellcheck source=.ci/packages.sh
  . "$(dirname "$0")/packages.sh"
  case "${1:-}" in
    start) install_packages docker.io >&2; engine_start stays >&2; echo "${DOCKER_HOST:-unix:///var/run/docker.sock}" ;;
    stop) engine_stop_process ;;
    *) echo "usage: $0 start|stop" >&2; exit 2 ;;
  esac
fi
