#!/usr/bin/env bash
# Runs this project's server and what one would pick instead side by side on this machine, one at a time, and prints a table for each
# scenario: medians, their spread, and the ratio to this project. Every delivery is checked: a row that lost, repeated or reordered one is void.
# At the end come the single steps of an event's path, a publish and a delivery among them: time and allocated bytes, by BenchmarkDotNet.
#
#   ./bench.sh                      every scenario; it says first how long that takes (about an hour on two cores); then the steps, in ten minutes more
#   ./bench.sh --quick              a few scenarios, once each, in a few minutes
#   ./bench.sh --scenario NAME,...  only these; --list names all scenarios and their servers
#   ./bench.sh --server NAME,...    only these servers
#   ./bench.sh --repeat N           N repetitions of each run (default: as the scenario says, 2 or 3), interleaved between the servers
#   ./bench.sh --micro              only the steps, into steps.md; with --quick in a few minutes, from fewer samples
#   ./bench.sh --check              also judges the medians by what is to be reached
#   ./bench.sh --fail               as --check; exit code 1 where something is not met
#   ./bench.sh --output DIR         where report.md and results.json go (default: artifacts/bench)
#   ./bench.sh --no-install         without installing anything
#   ./bench.sh --no-build           with what was built before
#
# Installs, on Debian and Ubuntu and only where missing: gcc, make, nginx-light, libnginx-mod-nchan, nodejs, npm, redis-server (apt, as root or with
# sudo; neither nginx nor Redis is started as a service), and the npm packages of tests/Benchmarks/Peers/Trpc. A peer that cannot be installed stands
# in the tables as "not measured"; so do the rows on Kafka where no KAFKA_HOME names one or there is no Java. Nothing else should run on the machine
# meanwhile. Exit code: 0 where all ran, whatever the figures are, but for --fail.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

readonly tools="$root/artifacts/bench/tools"
readonly open_files=16384        # descriptors a process may have: 10,000 connections and what else it holds
readonly compare=tests/Benchmarks/Compare/bin/Release/net10.0/PubSub.Benchmarks.Compare.dll
readonly micro_project=tests/Benchmarks/Micro
readonly build_limit=600         # seconds that BenchmarkDotNet may take to build what it runs
install=true
build=true
quick=false
scenarios=true
steps=true                       # unless only some of the scenarios are asked for
output="$root/artifacts/bench"
arguments=()

while (($#)); do
  case "$1" in
    --no-install) install=false; shift ;;
    --no-build) build=false; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    --scenario | --server) arguments+=("$1" "${2:?$1 needs a value}"); steps=false; shift 2 ;;
    --repeat) arguments+=("$1" "${2:?$1 needs a value}"); shift 2 ;;
    --output | --out) output="$(realpath -m "${2:?$1 needs a value}")"; shift 2 ;;
    --quick) arguments+=("$1"); quick=true; shift ;;
    --list) arguments+=("$1"); steps=false; shift ;;
    --check | --fail) arguments+=("$1"); shift ;;
    --micro) scenarios=false; shift ;;
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
  local project projects=()
  if $scenarios; then projects+=(samples/Orders.Server tests/Benchmarks/Peers/SignalR tests/Benchmarks/Peers/Sse tests/Benchmarks/Peers/Brokers tests/Benchmarks/Compare); fi
  if $steps; then projects+=($micro_project); fi
  for project in "${projects[@]}"; do
    try_thrice dotnet restore "$project" --disable-build-servers -nr:false -v q >&2 || give_up "dotnet restore $project failed; the reason is above"
    wait_for dotnet build "$project" -c Release --no-restore --disable-build-servers -nr:false --tl:off -v q -nologo >&2 \
      || give_up "dotnet build $project failed; the errors are above"
  done
  if $scenarios; then wait_for make --silent -C tests/Benchmarks/Load OUT="$tools" >&2 || give_up "the load generator could not be built; the errors are above"; fi
}

# The steps of an event's path, into the report and onto the screen. BenchmarkDotNet leaves a file for each group, of which the tables are taken.
measure_steps() {
  local folder="$output/steps" options=(--filter '*' --buildTimeout $build_limit --artifacts "$output/steps") file name
  if $quick; then options+=(--job short); fi
  rm -rf "$folder"
  mkdir -p "$folder"
  say "Measuring the steps of an event's path; the log is in $folder"
  wait_for dotnet run -c Release --no-build --project $micro_project -- "${options[@]}" > "$folder/log" 2>&1 \
    || { tail -n 20 "$folder/log" >&2; give_up "the steps could not be measured; what was said last is above"; }
  {
    printf "### Steps of an event's path\n\nTime and allocated bytes of one operation, by ./bench.sh --micro. Of Pump an operation is one delivery; Dispatch is a publish without HTTP.\n"
    for file in "$folder"/results/*-report-github.md; do
      name="${file##*.Micro.}"
      printf '\n#### %s\n\n' "${name%Benchmarks-report-github.md}"
      grep '^|' "$file"
    done
  } > "$output/steps.md"
  if $scenarios; then { echo; cat "$output/steps.md"; } >> "$output/report.md"; fi
  cat "$output/steps.md"
}

if $scenarios && $quick; then steps=false; fi
if ! $scenarios; then
  steps=true
  for argument in "${arguments[@]}"; do [[ "$argument" == --quick ]] || give_up "--micro is about no scenario: leave out $argument"; done
fi
if $install && $scenarios; then
  say "Installing what is missing"
  install_debian
  install_npm
fi
if $build; then
  say "Building the servers and the load generator, Release"
  mkdir -p "$tools"
  build_all
fi
if $scenarios && [[ ! -f "$compare" ]]; then give_up "nothing is built yet: leave out --no-build"; fi
mkdir -p "$output"
# The limit counts for the servers as for the load generator; where it cannot be raised, the rows that need more say so.
if (($(ulimit -Hn) < open_files)); then ulimit -Hn "$open_files" 2>/dev/null || note "The limit of open files stays at $(ulimit -Hn); 10,000 connections need $open_files."; fi
ulimit -Sn "$(ulimit -Hn)" 2>/dev/null || true
verdict=0
if $scenarios; then
  say "Running"
  # 1 is a verdict of --fail, and the steps are measured all the same.
  wait_for dotnet "$compare" --tools "$tools" --output "$output" "${arguments[@]}" || verdict=$?
  if ((verdict > 1)); then exit "$verdict"; fi
fi
if $steps; then measure_steps; fi
exit "$verdict"
