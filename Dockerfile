# One image for every process of Notely. Which one a container is, its command says, such as: docker run --rm notely:local store-node --help

# ---- jars, without tests
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY .mvn/ .mvn/
COPY pom.xml ./
# The wire contracts change seldom and take longest.
COPY proto/ proto/
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn -B -q -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -f proto package
COPY . ./
# Linting is for "verify": here it would only take time.
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    mvn -B -q -ntp -T 1C -Dmaven.test.skip=true -Dspotless.check.skip=true -Derrorprone.options=-XepDisableAllChecks \
        -pl '!system-test,!conformance' package
# Libraries of others apart from our own jars: they are another layer.
RUN mkdir -p /out/own/lib && cp -a target/dist/lib /out/lib \
    && mv /out/lib/proto-*.jar /out/lib/runtime-*.jar /out/own/lib/ \
    && cp -a target/dist/*.jar /out/own/ && mv /out/own/supervisor.jar /out/

# ---- what all processes run on
FROM eclipse-temurin:25-jre AS processes
# User 1000 is taken in the public image. A volume that is mounted on one of these folders takes over its owner.
RUN groupadd --gid 10001 notely \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin notely \
    && install -d -o notely -g notely -m 0750 /data /backups /stores/catalog /stores/legacy /stores/new /stores/shard-1 /stores/shard-2 /stores/shard-3
WORKDIR /opt/notely
COPY --from=build /out/lib/ lib/
COPY --from=build /out/own/ ./
COPY deploy/container/ bin/

# ---- AOT caches, made by the very JVM that uses them and from the very files: it compares both
FROM processes AS training
COPY --from=build /out/supervisor.jar ./
RUN java -XX:+UseSerialGC -Xmx128m -jar supervisor.jar train \
    && for process in store-node data-proxy api-gateway; do \
         java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:AOTMode=on -XX:AOTCache=$process.aot -jar $process.jar --help >/dev/null || exit 1; \
       done

FROM processes
COPY --from=training /opt/notely/*.aot ./
USER 10001:10001
ENTRYPOINT ["/opt/notely/bin/start"]
