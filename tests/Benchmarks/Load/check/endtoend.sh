#!/usr/bin/env bash
# Usage: endtoend.sh FOLDER    Runs `load` of that folder against its `floor`: whole runs must count, damaged ones must be void.
set -euo pipefail

bin=$1
passed=0
failed=0
floor_pid=
trap 'stop_floor' EXIT

stop_floor() {
  [ -z "$floor_pid" ] && return
  kill "$floor_pid" 2>/dev/null || true
  wait "$floor_pid" 2>/dev/null || true
  floor_pid=
}

start_floor() {
  stop_floor
  exec 3< <(exec "$bin/floor" --port 0 "$@")
  floor_pid=$!
  read -r _ _ port <&3
}

# expect NAME PATTERN load-arguments…: the result, or the error, must match the pattern.
expect() {
  local name=$1 pattern=$2 seen
  shift 2
  seen=$("$bin/load" --protocol sse --port "$port" --drain-seconds 1 "$@" 2>&1) || true
  if [[ $seen =~ $pattern ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '%s: the result does not match %s:\n%s\n' "$name" "$pattern" "$seen" >&2
  fi
}

start_floor
expect "a whole run" '"deliveries":40000,.*"void":false' --subscribers 80 --publishers 4 --count 500 --warmup-count 50
expect "many channels, two readers" '"deliveries":6000,.*"void":false' --subscribers 60 --channels 30 --publishers 3 --count 3000 --threads 2
expect "some channels only" '"deliveries":1000,.*"void":false' --subscribers 10 --channels 10 --publish-channels 2 --count 1000 --payload 8192
expect "a rate" '"publishes":(99|100|101),.*"void":false' --subscribers 5 --rate 200 --seconds 0.5
expect "who never reads is not waited for" '"deliveries":4000,.*"void":false' --subscribers 10 --mute 4 --trickle 2 --count 1000
expect "no subscriber" '"publishes":1000,.*"void":false' --subscribers 0 --count 1000 --publishers 8
expect "idle connections" '"open":300,"void":false' --subscribers 300 --idle 0.1
expect "no server" 'cannot connect to 127.0.0.1:1: ' --port 1 --count 1
expect "an unknown path" 'publishes failed.*status 404|"firstPublishError":"status 404.*"void":true' --subscribers 1 --count 10 --publish-path /nowhere
expect "a server that cannot resume" '"lost":[1-9].*"void":true|"void":true.*do not have exactly' --subscribers 5 --reconnect --backlog 20

start_floor --chunk 1
expect "chunks" '"deliveries":40000,.*"void":false' --subscribers 80 --publishers 4 --count 500

start_floor --blast 3000 --chunk 7 --payload 200
expect "a blast" '"deliveries":150000,.*"void":false' --subscribers 50 --count 1 --expect 3000 --payload 200
start_floor --blast 3000
expect "events that never come" '"void":true,"reason":"[0-9]+ healthy subscribers do not have exactly what was published"' --subscribers 5 --count 1 --expect 3001
start_floor --blast 3000
expect "payloads of another size" '"void":true,"reason":.*broken payloads' --subscribers 5 --count 1 --expect 3000 --payload 299

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
