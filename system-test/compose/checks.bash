# What can be seen without running anything: sourced by run.

PUBLISHED='["api-gateway","grafana","jaeger","prometheus"]' # nothing else has a port on this machine

check_compose() {
  local config wrong
  config=$(docker compose --profile '*' config --format json)
  wrong=$(jq -r --argjson published "$PUBLISHED" '
    .services | to_entries[] | .key as $name | .value |
    ( if .read_only then empty else "its root file system can be written" end,
      if .cap_drop == ["ALL"] then empty else "it keeps capabilities" end,
      if (.security_opt // []) | index("no-new-privileges:true") then empty else "it may gain privileges" end,
      if .privileged or (.network_mode == "host") or (.pid == "host") then "it is not contained" else empty end,
      if (.mem_limit // "0" | tonumber) > 0 then empty else "it has no memory limit" end,
      if .restart then empty else "it has no restart policy" end,
      if .logging.options["max-size"] then empty else "its log has no bound" end,
      if .healthcheck then empty else "nothing is said of its health" end,
      if .image | test(":[^:/]+$") and (endswith(":latest") | not) then empty else "its image has no version" end,
      ((.ports // [])[] |
        if .host_ip != "127.0.0.1" then "port \(.target) is not published on loopback" else empty end,
        if [$name] | inside($published) then empty else "it publishes port \(.target)" end),
      ((.volumes // [])[] |
        if .type == "bind" and (.read_only | not) then "it may write into \(.source)" else empty end)
    ) | "\($name): \(.)"' <<<"$config")
  [[ -z $wrong ]] || fail "$wrong"
  jq -e '[.services[] | select(.build)] | length == 1' <<<"$config" >/dev/null || fail "more than one service builds the image"
}

check_dockerfile() {
  local wrong
  wrong=$(awk '
    /^FROM/ { # of a stage before it, or of an image
      image = $2 ~ /^--/ ? $3 : $2
      if (!(tolower(image) in stages) && (image !~ /:[^:\/]+$/ || image ~ /:latest$/)) print FNR ": a base image without a version"
      if (tolower($(NF - 1)) == "as") stages[tolower($NF)]
    }
    /^ADD / { print FNR ": ADD, where COPY does" }
    /^(RUN|ENTRYPOINT|CMD).*sudo/ { print FNR ": sudo" }
    /apt-get install/ && !/--no-install-recommends/ { print FNR ": installs recommended packages" }
    /curl .*\| *(ba)?sh/ { print FNR ": runs what it downloads" }
    /^(ENV|ARG).*(PASSWORD|SECRET|TOKEN)/ { print FNR ": a secret would stay in the image" }
    /^(ENTRYPOINT|CMD) [^\[]/ { print FNR ": a shell would be the first process" }
    /^WORKDIR [^\/]/ { print FNR ": a relative folder" }
    /^USER / { user = $2 }
    END { if (user == "" || user ~ /^(root|0)(:|$)/) print "it ends as root" }' Dockerfile)
  [[ -z $wrong ]] || fail "Dockerfile: $wrong"
}

build() {
  local began
  began=$(now_ms)
  docker build --quiet --tag "$NOTELY_IMAGE" . >/dev/null
  echo "  $(($(now_ms) - began)) ms"
}

# What a change of one line takes: by the same Dockerfile, with a line more in a class once the sources are there.
rebuild() {
  local began changed=$NOTELY_IMAGE-changed class=data-proxy/src/main/java/dev/notely/proxy/server/DataProxyMain.java
  [[ -f $class ]] || fail "there is no $class"
  began=$(now_ms)
  sed "/^COPY \. /a RUN sed -i '1i // changed' $class" Dockerfile | docker build --quiet --tag "$changed" --file - . >/dev/null
  echo "  $(($(now_ms) - began)) ms"
  [[ $(docker image inspect --format '{{.Id}}' "$changed") != $(docker image inspect --format '{{.Id}}' "$NOTELY_IMAGE") ]] ||
    fail "the line changed nothing"
  docker image rm "$changed" >/dev/null
}

in_image() { # in_image SCRIPT [OPTIONS OF DOCKER RUN]
  docker run --rm --read-only --network none "${@:2}" --entrypoint bash "$NOTELY_IMAGE" -c "$1"
}
as_root() { in_image "$1" --user 0; } # sees folders that are closed to the user of the processes

check_image() {
  local found
  [[ $(docker image inspect --format '{{.Config.User}}' "$NOTELY_IMAGE") == 10001:10001 ]] || fail "the image's user is not 10001"
  found=$(as_root 'find /opt/notely /data /backups /stores /root /home -xdev \
    \( -name "*.java" -o -name "*.proto" -o -name "pom.xml" -o -name ".m2" -o -name ".git" -o -name "*.log" -o -name "*.db" -o -name "supervisor.jar" \)')
  [[ -z $found ]] || fail "stray files: $found"
  found=$(as_root 'find /opt/notely/lib -type f' | grep -E "junit|assertj|mockito|byte-buddy|jqwik|archunit|awaitility" || true)
  [[ -z $found ]] || fail "libraries of tests: $found"
  found=$(as_root 'find /opt/notely \( -user 10001 -o -perm -o+w \) ! -type l')
  [[ -z $found ]] || fail "the user of the processes could change: $found"
  for process in store-node data-proxy api-gateway; do
    in_image "test -s /opt/notely/$process.aot" || fail "no AOT cache for $process"
    # A cache that does not fit is passed over in silence: here it must fit.
    in_image "java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:AOTMode=on -XX:AOTCache=/opt/notely/$process.aot \
      -Djava.io.tmpdir=/dev/shm -jar /opt/notely/$process.jar --help" >/dev/null || fail "the AOT cache of $process is refused"
  done
}
