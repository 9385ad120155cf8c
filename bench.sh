#!/usr/bin/env bash
# Runs this project's server and what one would pick instead side by side on this machine, one at a time, and prints a table for each
# scenario: medians, their spread, and the ratio to this project. Every delivery is checked: a row that lost, repeated or reordered one is void.
#
#   ./bench.sh                      every scenario; it says first how long that takes (about 50 minutes on two cores)
#   ./bench.sh --quick              a few scenarios, once each, in a few minutes
#   ./bench.sh --scenario NAME,...  only these; --list names all scenarios and their servers
#   ./bench.sh --server NAME,...    only these servers
#   ./bench.sh --repeat N           N repetitions of each run (default: as the scenario says, 2 or 3), interleaved between the servers
#   ./bench.sh --check              also judges the medians by what is to be reached
#   ./bench.sh --output DIR         where report.md and results.json go (default: artifacts/bench)
#   ./bench.sh --no-install         without installing anything
#   ./bench.sh --no-build           with what was built before
#
# Installs, on Debian and Ubuntu and only where missing: gcc, make, nginx-light, libnginx-mod-nchan, nodejs, npm, redis-server (apt, as root or with
# sudo; neither nginx nor Redis is started as a service), and the npm packages of tests/Benchmarks/Peers/Trpc. A peer that cannot be installed stands
# in the tables as "not measured"; so do the rows on Kafka where no KAFKA_HOME names one or there is no Java. Nothing else should run on the machine
# meanwhile. Exit code: 0 where all ran, whatever the figures are.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

readonly tools="$root/artifacts/bench/tools"
readonly open_files=16384        # descriptors a process may have: 10,000 connections and what else it holds
readonly compare=tests/Benchmarks/Compare/bin/Release/net10.0/PubSub.Benchmarks.Compare.dll
install=true
build=true
arguments=()

while (($#)); do
  case "$1" in
    --no-install) install=false; shift ;;
    --no-build) build=false; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    --scenario | --server | --repeat | --output | --out) arguments+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
    --quick | --check | --list) arguments+=("$1"); shift ;;
    *) echo "Unknown option $1; see ./bench.sh --help" >&2; exit 2 ;;
  esac
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
# nginx is in a folder that is not on everybody's path.
export PATH="$PATH:/usr/sbin"
# shellcheck source=tests/shell/processes.sh
source tests/shell/processes.sh

say() { printf '\n==> %s\n' "$*" >&2; }

close() {
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  allow_services
  # Compare stops what it started by itself; this is for when it could not.
  stop_own_processes
  exit "$code"
}
trap close EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

give_up() {
  note "bench.sh: $*"
  exit 1
}

# A step that fails is reported and does not end the run: the peer that needs it is then "not measured".
install_debian() {
  local missing=()
  command -v gcc >/dev/null || missing+=(gcc libc6-dev)
  command -v make >/dev/null || missing+=(make)
  command -v nginx >/dev/null || missing+=(nginx-light)
  [[ -f /usr/lib/nginx/modules/ngx_nchan_module.so ]] || missing+=(libnginx-mod-nchan)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v redis-server >/dev/null || missing+=(redis-server)
  if ((${#missing[@]} == 0)); then
    note "gcc, make, nginx, nchan, node, npm and redis-server are there."
  elif can_install; then
    install_packages "${missing[@]}"
  else
    note "Cannot install ${missing[*]} here. What needs them is not measured."
  fi
}

install_npm() {
  local folder=tests/Benchmarks/Peers/Trpc
  command -v npm >/dev/null || { note "Without npm, tRPC is not measured."; return 0; }
  install_npm_packages $folder || note "Could not install the npm packages of tRPC, which is then not measured. By hand: npm ci --prefix $folder"
}

build_all() {
  command -v dotnet >/dev/null || give_up "the .NET 10 SDK is missing: see https://dotnet.microsoft.com/download, or apt-get install dotnet-sdk-10.0 where your distribution has it"
  local project
  for project in samples/Orders.Server tests/Benchmarks/Peers/SignalR tests/Benchmarks/Peers/Sse tests/Benchmarks/Peers/Brokers tests/Benchmarks/Compare; do
    try_thrice dotnet restore "$project" --disable-build-servers -nr:false -v q >&2 || give_up "dotnet restore $project failed; the reason is above"
    wait_for dotnet build "$project" -c Release --no-restore --disable-build-servers -nr:false --tl:off -v q -nologo >&2 \
      || give_up "dotnet build $project failed; the errors are above"
  done
  wait_for make --silent -C tests/Benchmarks/Load OUT="$tools" >&2 || give_up "the load generator could not be built; the errors are above"
}

if $install; then
  say "Installing what is missing"
  install_debian
  install_npm
fi
if $build; then
  say "Building the servers and the load generator, Release"
  mkdir -p "$tools"
  build_all
fi
[[ -f "$compare" ]] || give_up "nothing is built yet: leave out --no-build"
# The limit counts for the servers as for the load generator; where it cannot be raised, the rows that need more say so.
if (($(ulimit -Hn) < open_files)); then ulimit -Hn "$open_files" 2>/dev/null || note "The limit of open files stays at $(ulimit -Hn); 10,000 connections need $open_files."; fi
ulimit -Sn "$(ulimit -Hn)" 2>/dev/null || true
say "Running"
wait_for dotnet "$compare" --tools "$tools" "${arguments[@]}"
