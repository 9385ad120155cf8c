#!/usr/bin/env bash
# Installs what the tests need, builds PubSub.sln in Release, runs every test project, and ends with one line:
#
#     N passed, N failed            (and ", N skipped" where tests were skipped)
#
#   ./test.sh                       everything
#   ./test.sh Core AspNetCore       only the test projects whose names contain one of these words
#   ./test.sh --filter EXPRESSION   only the tests that match, as `dotnet test --filter` has it
#   ./test.sh --no-install          without installing anything
#
# Installs, on Debian and Ubuntu and only where missing: chromium, nodejs, npm, curl (apt, as root or with sudo), and the npm packages of
# tests/package-lock.json (into tests/node_modules). Nothing else outside this folder is changed but NuGet's and npm's caches.
# With CI=true a skipped test counts as a failed one. Exit code: 0 where nothing failed, else 1.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

readonly parallel=2              # test projects at a time
readonly project_limit=600       # seconds until a test project is ended
configuration=Release
install=true
filter=""
words=()

while (($#)); do
  case "$1" in
    --filter) filter="${2:?--filter needs an expression}"; shift 2 ;;
    --no-install) install=false; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "Unknown option $1; see ./test.sh --help" >&2; exit 2 ;;
    *) words+=("$1"); shift ;;
  esac
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
# Every process that this script starts inherits this, and is found by it when the script ends.
PUBSUB_TEST_RUN="$(cat /proc/sys/kernel/random/uuid)"
export PUBSUB_TEST_RUN
work="$(mktemp -d "${TMPDIR:-/tmp}/pubsub-test.XXXXXX")"

passed=0 failed=0 skipped=0
failures=() skips=()
closed=false

say() { printf '\n==> %s\n' "$*"; }

own_processes() { grep -lszx "PUBSUB_TEST_RUN=$PUBSUB_TEST_RUN" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 | grep -vx "$$" || true; }

stop_own_processes() {
  local pids
  pids="$(own_processes)"
  [[ -n "$pids" ]] || return 0
  # shellcheck disable=SC2086
  kill $pids 2>/dev/null || true
  for _ in {1..50}; do
    pids="$(own_processes)"
    [[ -n "$pids" ]] || return 0
    sleep 0.1
  done
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null || true
}

close() {
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  stop_own_processes
  rm -rf "$work"
  if ! $closed; then
    failures+=("test.sh ended before all tests had run (exit code $code)")
    failed=$((failed + 1))
  fi
  if ((${#skips[@]})); then
    printf '\nSkipped:\n'
    printf '  %s\n' "${skips[@]}"
  fi
  if ((${#failures[@]})); then
    printf '\nFailed:\n'
    printf '  %s\n' "${failures[@]}"
  fi
  local line="$passed passed, $failed failed"
  ((skipped == 0)) || line+=", $skipped skipped"
  printf '\n%s\n' "$line"
  ((failed == 0)) || exit 1
  exit 0
}
trap close EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

give_up() {
  failures+=("$*")
  failed=$((failed + 1))
  closed=true
  exit 1
}

# Runs a command so that a signal to this script is acted on at once, and not after it.
wait_for() {
  "$@" &
  wait $!
}

try_thrice() {
  local attempt
  for attempt in 1 2 3; do
    if wait_for "$@"; then return 0; fi
    if ((attempt < 3)); then
      echo "Attempt $attempt failed: $*. Again in $((attempt * 3)) s."
      wait_for sleep $((attempt * 3))
    fi
  done
  return 1
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# A step that fails is reported and does not end the run: the tests that need what is missing say so themselves.
install_debian() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v curl >/dev/null || missing+=(curl)
  ((${#missing[@]})) || { echo "chromium, node, npm and curl are there."; return 0; }
  if ! command -v apt-get >/dev/null || { ((EUID != 0)) && ! command -v sudo >/dev/null; }; then
    echo "Cannot install ${missing[*]} here. Install them by hand, so that 'chromium', 'node', 'npm' and 'curl' are on the PATH."
    return 0
  fi
  echo "Installing ${missing[*]} with apt-get."
  try_thrice as_root apt-get -qq update || echo "apt-get update failed; going on with the package lists that are there."
  local package
  for package in "${missing[@]}"; do
    try_thrice as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package" \
      || echo "Could not install $package. By hand: sudo apt-get update && sudo apt-get install $package"
  done
}

install_npm() {
  [[ -f tests/package-lock.json ]] || return 0
  command -v npm >/dev/null || { echo "Without npm, the npm packages of the tests are not installed."; return 0; }
  local stamp=tests/node_modules/.installed lock
  lock="$(sha256sum < tests/package-lock.json)"
  if [[ -f "$stamp" && "$(cat "$stamp")" == "$lock" ]]; then
    echo "tests/node_modules is up to date."
    return 0
  fi
  if try_thrice npm ci --prefix tests --no-audit --no-fund --loglevel=error; then
    printf '%s' "$lock" > "$stamp"
  else
    echo "Could not install the npm packages of the tests. By hand: npm ci --prefix tests"
  fi
}

build() {
  command -v dotnet >/dev/null || give_up "the .NET 10 SDK is missing: see https://dotnet.microsoft.com/download, or apt-get install dotnet-sdk-10.0 where your distribution has it"
  say "Restoring"
  try_thrice dotnet restore PubSub.sln --disable-build-servers -nr:false -v q || give_up "dotnet restore PubSub.sln failed; the reason is above"
  say "Building PubSub.sln, $configuration"
  wait_for dotnet build PubSub.sln -c "$configuration" --no-restore --disable-build-servers -nr:false --tl:off -v q -nologo \
    || give_up "dotnet build PubSub.sln failed; the errors are above"
}

# The test projects, those that take longest first. A project is one by what it refers to, whatever it is called.
list_projects() {
  local project all
  all="$(grep -rl --include='*.csproj' --exclude-dir=bin --exclude-dir=obj 'Include="Microsoft.NET.Test.Sdk"' tests samples | LC_ALL=C sort)"
  {
    grep -E 'Packaging|EndToEnd|Browser' <<< "$all" || true
    grep -vE 'Packaging|EndToEnd|Browser' <<< "$all" || true
  } | while read -r project; do
    if ((${#words[@]} == 0)); then echo "$project"; continue; fi
    local word
    for word in "${words[@]}"; do
      if [[ "$(basename "$project")" == *"$word"* ]]; then echo "$project"; break; fi
    done
  done
}

start_project() {
  local name="$1" dll="$2"
  local arguments=(test "$dll" --logger "trx;LogFileName=$name.trx" --results-directory "$work/$name"
    --blame-hang --blame-hang-timeout 300s --blame-hang-dump-type none)
  [[ -z "$filter" ]] || arguments+=(--filter "$filter")
  timeout --kill-after=10 "$project_limit" dotnet "${arguments[@]}" > "$work/$name.log" 2>&1
}

# One line a test that did not pass: outcome, name and the first line of its message, separated by tabs.
read_trx() {
  awk -v RS='<UnitTestResult ' '
    function unescape(s) { gsub(/&quot;/, "\"", s); gsub(/&apos;|&#39;/, "\047", s); gsub(/&#x[AD];/, " ", s); gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&amp;/, "\\&", s); return s }
    function attribute(name,    at, rest) { at = index($0, " " name "=\""); if (!at) return ""; rest = substr($0, at + length(name) + 3); return unescape(substr(rest, 1, index(rest, "\"") - 1)) }
    function element(name,    at, rest) { at = index($0, "<" name ">"); if (!at) return ""; rest = substr($0, at + length(name) + 2); rest = substr(rest, 1, index(rest, "</" name ">") - 1); sub(/\n.*/, "", rest); return unescape(rest) }
    NR == 1 { next }
    { outcome = attribute("outcome"); why = element("Message"); if (why == "") why = element("StdOut"); print outcome "\t" attribute("testName") "\t" why }
  ' "$1"
}

count_project() {
  local name="$1" code="$2" trx="$work/$1/$1.trx"
  local ok=0 bad=0 out=0 outcome test why
  if [[ -f "$trx" ]]; then
    while IFS=$'\t' read -r outcome test why; do
      case "$outcome" in
        Passed) ok=$((ok + 1)) ;;
        NotExecuted)
          out=$((out + 1))
          if [[ "${CI:-}" == true ]]; then failures+=("$test was skipped, which fails under CI=true: $why"); else skips+=("$test: $why"); fi ;;
        *) bad=$((bad + 1)); failures+=("$test: $why") ;;
      esac
    done < <(read_trx "$trx")
  fi
  if [[ "${CI:-}" == true ]]; then bad=$((bad + out)); out=0; fi
  # A run that crashed, hung or found no tests has failed, whatever it had passed until then.
  if ((code != 0 && bad == 0)) || ((code > 1)) || grep -qs '^Test Run Aborted' "$work/$name.log"; then
    bad=$((bad + 1))
    failures+=("$name: the test run ended with exit code $code before it had finished; its output is above")
  elif ((ok + bad + out == 0)) && [[ -z "$filter" ]]; then
    bad=1
    failures+=("$name: no test was found")
  fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + out))
  printf '%-32s %4d passed, %d failed, %d skipped\n' "$name" "$ok" "$bad" "$out"
  if ((bad > 0)) && [[ -f "$work/$name.log" ]]; then sed 's/^/    /' "$work/$name.log"; fi
}

run_tests() {
  say "Running the tests, $parallel projects at a time"
  local -A running=()
  local project name dll pid code
  local projects
  mapfile -t projects < <(list_projects)
  ((${#projects[@]})) || give_up "no test project has a name with: ${words[*]}"
  for project in "${projects[@]}" ""; do
    # The empty name after the last waits for what is still running.
    while ((${#running[@]} >= parallel)) || [[ -z "$project" && ${#running[@]} -gt 0 ]]; do
      code=0
      wait -n -p pid "${!running[@]}" || code=$?
      count_project "${running[$pid]}" "$code"
      unset "running[$pid]"
    done
    [[ -n "$project" ]] || break
    name="$(basename "$project" .csproj)"
    dll="$root/$(dirname "$project")/bin/$configuration/net10.0/$name.dll"
    if [[ ! -f "$dll" ]]; then
      failed=$((failed + 1))
      failures+=("$name was not built; is it in PubSub.sln?")
      continue
    fi
    start_project "$name" "$dll" &
    running[$!]="$name"
  done
}

if $install; then
  say "Installing what is missing"
  install_debian
  install_npm
fi
build
run_tests
closed=true
