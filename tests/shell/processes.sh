# Sourced by test.sh and bench.sh: the processes that they start, and the packages that they install.
# shellcheck shell=bash

# Every process that the sourcing script starts inherits this, and is found by it when the script ends.
PUBSUB_RUN="$(cat /proc/sys/kernel/random/uuid)"
export PUBSUB_RUN
policy_written=false

note() { printf '%s\n' "$*" >&2; }

# Without the mark for what looks for it, or it would always find itself.
own_processes() (
  mark="PUBSUB_RUN=$PUBSUB_RUN"
  unset PUBSUB_RUN
  grep -lszxF "$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 || true
)

# Asks what is left to end, and ends after five seconds what has not.
stop_own_processes() {
  local pids
  for _ in {1..50}; do
    pids="$(own_processes)"
    [[ -n "$pids" ]] || return 0
    # shellcheck disable=SC2086
    kill $pids 2>/dev/null || true
    sleep 0.1
  done
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null || true
}

# Runs a command so that a signal to the script is acted on at once, and not after it.
wait_for() {
  "$@" &
  wait $!
}

try_thrice() {
  local attempt
  for attempt in 1 2 3; do
    if wait_for "$@"; then return 0; fi
    if ((attempt < 3)); then
      note "Attempt $attempt failed: $*. Again in $((attempt * 3)) s."
      wait_for sleep $((attempt * 3))
    fi
  done
  return 1
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

can_install() { command -v apt-get >/dev/null && { ((EUID == 0)) || command -v sudo >/dev/null; }; }

# Debian starts a service that it installs, unless this file says that none may be.
forbid_services() {
  [[ ! -e /usr/sbin/policy-rc.d ]] || return 0
  policy_written=true
  printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d > /dev/null
  as_root chmod +x /usr/sbin/policy-rc.d
}

allow_services() {
  if $policy_written; then as_root rm -f /usr/sbin/policy-rc.d; fi
  policy_written=false
}

# Installs packages one by one, and starts none of their services. One that cannot be installed is named and does not end the script.
install_packages() {
  note "Installing $* with apt-get."
  forbid_services
  try_thrice as_root apt-get -qq update >&2 || note "apt-get update failed; going on with the package lists that are there."
  local package
  for package in "$@"; do
    try_thrice as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package" >&2 \
      || note "Could not install $package. By hand: sudo apt-get update && sudo apt-get install $package"
  done
  allow_services
}

# install_npm_packages FOLDER: what its package-lock.json says, unless that is there already.
install_npm_packages() {
  local folder="$1" stamp="$1/node_modules/.installed" lock
  lock="$(sha256sum < "$folder/package-lock.json")"
  if [[ -f "$stamp" && "$(cat "$stamp")" == "$lock" ]]; then
    note "The npm packages of $folder are up to date."
    return 0
  fi
  try_thrice npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error >&2 || return 1
  printf '%s' "$lock" > "$stamp"
}
