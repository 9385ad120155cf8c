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
# Installs, on Debian and Ubuntu and only where missing: chromium, nodejs, npm, curl, gcc, make, redis-server, librdkafka1, openjdk-17-jre-headless
# (apt, as root or with sudo; no service is started), and the npm packages of tests/package-lock.json (into tests/node_modules). Nothing else outside this
# folder is changed but NuGet's and npm's caches. Apache Kafka is not installed: KAFKA_HOME names its folder, else ../shared/kafka is taken. The tests
# start servers of their own, on free ports of 127.0.0.1 with temporary data, and stop them.
# With CI=true a skipped test counts as a failed one. Exit code: 0 where nothing failed, else 1.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

readonly parallel=2              # test projects at a time
readonly project_limit=800       # seconds until a test project is ended
readonly slow=(MultiNode Kafka Conformance Redis Packaging EndToEnd Browser)  # begun first, in this order, so that no long one runs alone at the end
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
# shellcheck source=tests/shell/processes.sh
source tests/shell/processes.sh
work="$(mktemp -d "${TMPDIR:-/tmp}/pubsub-test.XXXXXX")"

passed=0 failed=0 skipped=0
failures=() skips=() absent=()
declare -A began=()              # of each test project: the second in which it was started
closed=false

say() { printf '\n==> %s\n' "$*"; }

close() {
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  allow_services
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
  if ((${#absent[@]})); then
    printf '\nMissing on this machine, and what was not tested for it:\n'
    printf '  %s\n' "${absent[@]}"
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

# A step that fails is reported and does not end the run: the tests that need what is missing say so themselves.
install_debian() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v curl >/dev/null || missing+=(curl)
  command -v gcc >/dev/null || missing+=(gcc libc6-dev)
  command -v make >/dev/null || missing+=(make)
  command -v redis-server >/dev/null || missing+=(redis-server)
  has_librdkafka || missing+=(librdkafka1)
  has_java || missing+=(openjdk-17-jre-headless)
  if ((${#missing[@]} == 0)); then
    note "chromium, node, npm, curl, gcc, make, redis-server, librdkafka and java are there."
  elif can_install; then
    install_packages "${missing[@]}"
  else
    note "Cannot install ${missing[*]} here. Install them by hand."
  fi
}

install_npm() {
  command -v npm >/dev/null || { note "Without npm, the npm packages of the tests are not installed."; return 0; }
  install_npm_packages tests || note "Could not install the npm packages of the tests. By hand: npm ci --prefix tests"
}

has_librdkafka() { compgen -G '/usr/lib/*/librdkafka.so.1' >/dev/null || [[ -e /usr/lib/librdkafka.so.1 || -e /usr/local/lib/librdkafka.so.1 ]]; }

has_java() { if [[ -n "${JAVA_HOME:-}" ]]; then [[ -x "$JAVA_HOME/bin/java" ]]; else command -v java >/dev/null; fi; }

# The tests that need a server skip themselves where it is missing, each with a line; this says it once.
find_servers() {
  if [[ -z "${KAFKA_HOME:-}" && -f ../shared/kafka/bin/kafka-server-start.sh ]]; then KAFKA_HOME="$(cd ../shared/kafka && pwd)"; fi
  if [[ -n "${KAFKA_HOME:-}" ]]; then export KAFKA_HOME; fi
  command -v redis-server >/dev/null && command -v redis-cli >/dev/null \
    || absent+=("redis-server: Redis was not tested. Install redis-server.")
  [[ -f "${KAFKA_HOME:-}/bin/kafka-server-start.sh" ]] \
    || absent+=("Apache Kafka: Kafka was not tested. Name the folder of an Apache Kafka 4 in KAFKA_HOME.")
  has_java || absent+=("Java 17: Kafka was not tested. Install openjdk-17-jre-headless.")
  command -v gcc >/dev/null && command -v make >/dev/null || absent+=("gcc and make: the benchmark's load generator was not checked. Install gcc, libc6-dev and make.")
  command -v chromium >/dev/null || [[ -n "${CHROMIUM_PATH:-}" ]] || absent+=("chromium: the sample's page was not tested. Install chromium.")
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
  local project all word
  all="$(grep -rl --include='*.csproj' --exclude-dir=bin --exclude-dir=obj 'Include="Microsoft.NET.Test.Sdk"' tests samples | LC_ALL=C sort)"
  {
    for word in "${slow[@]}"; do grep -F "PubSub.$word" <<< "$all" || true; done
    grep -vE "PubSub\.($(IFS='|'; echo "${slow[*]}"))" <<< "$all" || true
  } | while read -r project; do
    if ((${#words[@]} == 0)); then echo "$project"; continue; fi
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
  printf '%-32s %4d passed, %d failed, %d skipped, in %d s\n' "$name" "$ok" "$bad" "$out" "$((SECONDS - began[$name]))"
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
    began[$name]=$SECONDS
    start_project "$name" "$dll" &
    running[$!]="$name"
  done
}

if $install; then
  say "Installing what is missing"
  install_debian
  install_npm
fi
find_servers
build
run_tests
closed=true
