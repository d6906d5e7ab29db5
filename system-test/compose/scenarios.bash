# What is seen while it runs: sourced by run.

MEMORY_MB=1200        # in MB of 1,000,000 bytes
FIRST_REQUEST_MS=20000 # what is wanted, beside what is found: how fast a machine is decides nothing here
SCALED_MS=5000
FIRST_REQUEST_S=120 # a bound, so that the run ends
LOOK=30             # seconds until an answer comes to a question, after a restart
COME=120            # seconds that something may take that is only waited for
MIGRATION_S=300     # the same for the rest of a migration that was hurt on its way
USERS=notely-test-users
ACCOUNTS=40 # of these users

now_ms() { date +%s%3N; }
send() { curl --silent --show-error --max-time 15 -H 'Content-Type: application/json' -X "$1" "$gateway$2" ${3:+-d "$3"}; }
await() { # await WHAT SECONDS COMMAND...
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "$what: not within the time it has"
    sleep 0.3
  done
}

# ---- start, memory

serves() { [[ $(curl --silent --max-time 3 "$gateway/stores" | jq '[.[] | select(.state == "serving")] | length') == 5 ]]; }

bring_up() {
  local began
  began=$(now_ms)
  compose up -d --no-build
  await "the first request" "$FIRST_REQUEST_S" serves
  echo "  first request $(($(now_ms) - began)) ms after up (wanted: $FIRST_REQUEST_MS)"
  grep -q "Notely serves at http://127.0.0.1:$NOTELY_PORT" <<<"$(compose logs api-gateway)" || fail "the gateway's log does not say where to look"
}

check_memory() {
  local each used
  each=$(docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | awk '
    /^notely-test-/ { n = $2 * 1048576; if ($2 ~ /GiB/) n *= 1024; if ($2 ~ /KiB/) n /= 1024; printf "%s %d\n", $1, n / 1000000 }')
  used=$(awk '{ sum += $2 } END { print sum + 0 }' <<<"$each")
  echo "  $used MB in $(wc -l <<<"$each") containers (of $MEMORY_MB)"
  ((used > 0 && used <= MEMORY_MB)) || fail "$used MB, of $MEMORY_MB:" $each
}

# ---- a user, the trace of a request

tour() {
  account=$(send POST /accounts '{"name":"Ada"}' | jq -re .id)
  note=$(send POST "/accounts/$account/notes" '{"content":"hello"}' | jq -re .id)
  send PUT "/accounts/$account" '{"name":"Ada","isMigrating":true}' >/dev/null
  await "the account in the new store" "$COME" arrived new
  [[ $(send GET "/accounts/$account/notes/$note" | jq -r .content) == hello ]] || fail "the note is not what it was"
}
arrived() { # arrived STORE [ACCOUNT]
  send GET "/accounts/${2:-$account}" | jq -e --arg store "$1" '.shard == $store and (.isMigrating | not)'
}

# Spans of a trace by service, and whether each but one has its parent among them.
tree() {
  curl --silent --max-time 5 "$jaeger/api/traces/$1" | jq -e '.data[0] as $t |
    [$t.spans[] | {id: .spanID, parent: ([.references[] | select(.refType == "CHILD_OF") | .spanID][0] // ""), of: $t.processes[.processID].serviceName}] as $spans |
    ([$spans[].of] | unique) as $services | ([$spans[].id]) as $ids |
    ([$spans[] | select(.parent == "")] | length == 1 and .[0].of == "api-gateway")
      and ([$spans[] | select(.parent != "") | .parent as $p | $ids | index($p)] | all(. != null))
      and ($services | contains(["api-gateway", "data-proxy", "store-node"]))'
}
hand_off() {
  curl --silent --max-time 5 --get "$jaeger/api/traces" --data-urlencode service=data-proxy --data-urlencode operation=hand-off \
    --data-urlencode "tags={\"notely.account\":\"$account\"}" | jq -e '
    [.data[0].spans[].operationName] | contains(["hand-off seal", "hand-off commit"])'
}

check_trace() {
  local trace
  trace=$(curl --silent --include --max-time 15 -H 'Content-Type: application/json' -d '{"content":"traced"}' "$gateway/accounts/$account/notes" |
    tr -d '\r' | sed -n 's/^[Tt]race-[Ii]d: //p')
  [[ -n $trace ]] || fail "the answer names no trace"
  await "the trace of a request" "$COME" tree "$trace"
  await "the trace of the hand-off" "$COME" hand_off
  linked
}

# A hand-off links to the requests that waited for it: many write while an account moves, until one of them has waited.
linked() {
  local moved target=new links waited
  moved=$(send POST /accounts '{"name":"Grace"}' | jq -re .id)
  for _ in {1..30}; do
    many_write "$moved" &
    send PUT "/accounts/$moved" "{\"isMigrating\":true,\"shard\":\"$target\"}" >/dev/null
    await "the account in $target" "$COME" arrived "$target" "$moved"
    wait $!
    sleep 2 # so long a process may keep its spans
    [[ $target == new ]] && target=legacy || target=new
    links=$(links_of "$moved") || continue
    for waited in $links; do
      await "the trace of the request that waited" "$COME" through_the_proxy "$waited"
    done
    return
  done
  fail "no hand-off links to a request that waited for it"
}
many_write() {
  curl --silent --output /dev/null --max-time 30 --parallel --parallel-max 8 -H 'Content-Type: application/json' \
    -d '{"content":"waits"}' "$gateway/accounts/$1/notes#[1-200]" 2>/dev/null # where it shows its progress all the same
}
# The traces that a hand-off's spans of this account link to; fails without any.
links_of() {
  curl --silent --max-time 5 --get "$jaeger/api/traces" --data-urlencode service=data-proxy --data-urlencode operation="hand-off close" \
    --data-urlencode "tags={\"notely.account\":\"$1\"}" | jq -re '
    [.data[].spans[] | select(.operationName == "hand-off close") | .traceID as $own | .references[] | select(.traceID != $own) | .traceID] |
    unique | if . == [] then null else join(" ") end'
}
through_the_proxy() {
  curl --silent --max-time 5 "$jaeger/api/traces/$1" | jq -e '[.data[0].processes[].serviceName] | contains(["data-proxy", "store-node"])'
}

check_cli() {
  grep -q shard-3 <<<"$(compose run --rm --no-deps -T cli stores)" || fail "cli stores does not show the stores"
  grep -q "Plan of the migration" <<<"$(compose run --rm --no-deps -T cli migrate plan docs/examples/legacy-to-new.json)" ||
    fail "cli migrate plan shows no plan"
}

# ---- scale

address() { docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$1"; }
hex_address() { # as /proc/net/tcp6 has an IPv4 address
  local IFS=.
  # shellcheck disable=SC2086
  set -- $1
  printf '%02X%02X%02X%02X' "$4" "$3" "$2" "$1"
}
# Requests about accounts of all kinds reach all proxies; the gateway then holds a connection to each: 2328 is port 9000, 01 is established.
ask_about_many() {
  local urls=() i
  for i in {1..24}; do urls+=("$gateway/accounts/$(</proc/sys/kernel/random/uuid)"); done
  curl --silent --output /dev/null --max-time 10 "${urls[@]}"
}
knows() { ask_about_many && docker exec "$1" grep -qE ":2328 0+FFFF0000$2:[0-9A-F]+ 01 " /proc/net/tcp6; }

scale_proxies() {
  local from began proxy
  from=$(hex_address "$(address "$(compose ps -q api-gateway)")")
  compose up -d --no-build --no-recreate --scale data-proxy=4
  began=$(now_ms)
  for proxy in $(compose ps -q data-proxy); do
    await "a connection of the gateway to proxy $proxy" "$COME" knows "$proxy" "$from"
  done
  [[ $(compose ps -q data-proxy | wc -l) == 4 ]] || fail "there are not four proxies"
  echo "  the gateway is connected to all four $(($(now_ms) - began)) ms after they were started (wanted: $SCALED_MS)"
  compose up -d --no-build --no-recreate --scale data-proxy=2
  await "the gateway after two proxies have gone" "$COME" serves
}

# ---- strict load

start_users() {
  compose run -d --no-deps --name "$USERS" load --allow-errors --concurrency "$ACCOUNTS" --rpm 30 --notes-per-account 8 >/dev/null
  await "users who have their accounts" "$COME" asked_more_than 0
}
# How many requests they have made.
asked() { docker logs "$USERS" 2>/dev/null | sed -n 's/ requests, .*//p' | tail -n 1; }
asked_more_than() {
  local now
  now=$(asked)
  ((${now:-0} > $1))
}
# They end what is under way, read everything back and print their report.
end_users() {
  local report
  docker stop --time 60 "$USERS" >/dev/null
  report=$(docker logs "$USERS" 2>/dev/null | sed -n '/^{/,$p')
  docker rm "$USERS" >/dev/null
  jq -r '"  \(.requests) requests, \(.errors) without a proper answer, \(.violations) violations"' <<<"$report"
  jq -e '.requests > 100 and .errors < .requests and .violations == 0' <<<"$report" >/dev/null || fail "the users saw something that must not be: $report"
}

# ---- a migration, and what happens to containers

# So slow that it outlasts whatever happens: its bound is lifted then.
begin_migration() {
  start_users
  migration=$(send POST /migrations '{"name":"strict","from":["legacy"],"to":{"stores":["new","shard-1"]},"dualWrites":true,"shadowReads":1,
    "waves":[{"name":"half","percent":50},{"name":"the rest"}],"gate":{"soak":"5s","maxErrorRate":1,"maxLatencyRatio":1000},
    "limits":{"concurrentAccounts":2,"recordsPerSecond":1},"keepReverse":"10m"}' | jq -re .id)
  send POST "/migrations/$migration/start" '{"reason":"test"}' >/dev/null
  await "the first account that has moved" "$COME" some_moved
}
some_moved() { send GET "/migrations/$migration" | jq -e '.done > 0'; }
moving() { # sets so_far
  so_far=$(send GET "/migrations/$migration" | jq -re 'select(.state == "RUNNING" and .done < .total) | "\(.done) of \(.total) accounts have moved"')
}

hurt() { # hurt stop|kill CONTAINER: what the migration does not see proves nothing
  local name
  name=$(docker inspect --format '{{slice .Name 13}}' "$2") # after /notely-test-
  await "a migration that moves, to hurt $name under it" "$LOOK" moving
  echo "  $so_far: $1 $name"
  docker "$1" "$2" >/dev/null
  sleep 2
  docker start "$2" >/dev/null
  await "$name again" "$COME" healthy "$2"
  await "all stores again" "$COME" serves
}
healthy() { [[ $(docker inspect --format '{{.State.Health.Status}}' "$1") == healthy ]]; }

hurt_each() {
  local proxies service
  mapfile -t proxies < <(compose ps -q data-proxy)
  hurt stop "${proxies[0]}"
  hurt kill "${proxies[1]}"
  for service in store-legacy store-new store-shard-1 store-shard-2 store-shard-3 catalog api-gateway; do
    hurt kill "$(compose ps -q "$service")"
  done
  hurt stop "$(compose ps -q jaeger)"
  await "a migration that still moves after all of them" "$LOOK" moving
}

end_migration() {
  send PATCH "/migrations/$migration" '{"limits":{"concurrentAccounts":4,"recordsPerSecond":0},"reason":"test"}' >/dev/null
  await "the end of the migration" "$MIGRATION_S" ended
  end_users
}
ended() { send GET "/migrations/$migration" | jq -e '.done == .total and .total > 0'; }

# ---- profiles: a proxy of the next release, dashboards, the live screen

start_next() {
  compose --profile next up -d --no-build --no-recreate data-proxy-next
  await "a proxy of the next release" "$COME" has_next
}
has_next() { send GET /releases | jq -e '.releases[] | select(.name == "v2") | .proxies | length == 1'; }

# Whether the image of a service is here, or comes when asked for.
can_have() {
  local image
  image=$(compose --profile '*' config --format json | jq -re --arg service "$1" '.services[$service].image')
  docker image inspect "$image" >/dev/null 2>&1 || timeout 300 docker pull --quiet "$image" >/dev/null 2>&1
}

# The service as it is; where its image cannot be had, the machine's own program in it.
start_prometheus() {
  if ! can_have prometheus; then
    PROMETHEUS_PROGRAM=$(command -v prometheus) || { skipping "its image cannot be had, and no prometheus is installed" && return; }
    export PROMETHEUS_PROGRAM COMPOSE_FILE=docker-compose.yml:$here/prometheus.yml
    echo "  its image cannot be had: $PROMETHEUS_PROGRAM runs in its place"
  fi
  compose --profile dashboards up -d --no-build --no-recreate --wait prometheus
  has_prometheus=1
}

ask() { curl --silent --show-error --fail --max-time 10 --get "$prometheus/api/v1/$1" "${@:2}"; }
every_process_is_up() {
  ask targets | jq -e '[.data.activeTargets[] | select(.health == "up") | .labels.job] | group_by(.) | map({(.[0]): length}) | add ==
    {"catalog": 1, "store-node": 5, "data-proxy": 3, "api-gateway": 1}'
}
queries() {
  jq -r '.panels[].targets[]?.expr | gsub("\\$__rate_interval"; "1m") | gsub("\\$migration"; ".*")' deploy/grafana/dashboards/notely.json
}
has_numbers() { ask query --data-urlencode "query=$1" | jq -e '[.data.result[].value[1] | select(. != "NaN")] != []' >/dev/null; }

check_prometheus() {
  local left=() still query end
  [[ -n ${has_prometheus:-} ]] || { skipping "there is none" && return; }
  await "all processes as targets that are up" "$COME" every_process_is_up
  mapfile -t left < <(queries)
  ((${#left[@]} > 25)) || fail "the dashboard has ${#left[@]} queries"
  echo "  ${#left[@]} queries of the dashboard"
  end=$((SECONDS + COME))
  while ((${#left[@]} > 0)); do
    ((SECONDS < end)) || fail "the dashboard finds nothing for:" "${left[@]}"
    still=()
    for query in "${left[@]}"; do has_numbers "$query" || still+=("$query"); done
    left=("${still[@]}")
    sleep 1
  done
  ask rules | jq -e '[.data.groups[].rules[].health] | length > 15 and all(. == "ok")' >/dev/null || fail "not all rules are evaluated"
}

check_grafana() {
  [[ -n ${has_prometheus:-} ]] || { skipping "there is no Prometheus for it" && return; }
  can_have grafana || { skipping "its image is not here and cannot be pulled" && return; }
  compose --profile dashboards up -d --no-build --no-recreate --wait grafana
  await "the dashboard" "$COME" dashboard_shown
}
dashboard_shown() {
  curl --silent --fail --max-time 10 "$grafana/api/dashboards/uid/notely" | jq -e '.dashboard.panels | length > 10' &&
    curl --silent --fail --max-time 10 -H 'Content-Type: application/json' "$grafana/api/ds/query" -d '{"from":"now-5m","to":"now","queries":
      [{"refId":"A","datasource":{"uid":"prometheus"},"expr":"up","instant":true}]}' | jq -e '.results.A.frames | length > 0'
}

# What the rest runs without.
end_profiles() { compose --profile '*' rm --stop --force data-proxy-next prometheus grafana >/dev/null; }

check_tui() {
  local screen
  [[ $(script --version 2>/dev/null) == *util-linux* ]] || { skipping "it needs a terminal, which script of util-linux makes" && return; }
  screen=$(mktemp)
  # q ends it. What hangs ends with its terminal.
  { await "the live screen" "$COME" grep -q "store-node\|legacy" "$screen" && printf q && sleep 5; } |
    timeout $((COME + 30)) script --quiet --flush --return --command "stty rows 40 cols 140; exec docker compose run --rm --no-deps tui" "$screen" >/dev/null ||
    fail "the live screen: $(tail -c 2000 "$screen")"
  rm "$screen"
}

# ---- backup, stop

backup_and_restore() {
  local before
  before=$(send GET "/accounts/$account/notes/$note" | jq -r .content)
  compose run --rm --no-deps -T files backup --all /backups/one
  send PUT "/accounts/$account/notes/$note" '{"content":"later"}' >/dev/null
  compose stop store-new
  compose run --rm --no-deps -T --entrypoint bash files -c 'rm /stores/new/new.db*'
  compose run --rm --no-deps -T files restore new /backups/one
  compose start store-new
  await "the restored store" "$COME" serves
  [[ $(send GET "/accounts/$account/notes/$note" | jq -r .content) == "$before" ]] || fail "the restored note is not that of the backup"
}

# Under users: whatever was acknowledged before it stopped must be there after it.
stop_and_start() {
  local id began
  start_users
  await "users at work" "$COME" asked_more_than 100
  began=$(now_ms)
  compose stop
  echo "  stopped in $(($(now_ms) - began)) ms"
  for id in $(compose ps -aq); do
    [[ $(docker inspect --format '{{.State.ExitCode}}' "$id") != 137 ]] || fail "$(docker inspect --format '{{.Name}}' "$id") had to be killed"
  done
  compose up -d --no-build
  await "the same system again" "$FIRST_REQUEST_S" serves
  send GET "/accounts/$account/notes/$note" | jq -e .content >/dev/null || fail "the note is gone"
  await "users at work again" "$COME" asked_more_than "$(($(asked) + 100))"
  end_users
}
