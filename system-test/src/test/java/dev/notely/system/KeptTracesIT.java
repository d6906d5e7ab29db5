package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.system.OtlpReceiver.ReceivedSpan;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Real processes that keep none of users' traces: what they keep all the same, and how it hangs
 * together.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeptTracesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int WRITERS = 6;

  private OtlpReceiver collector;
  private RunningSystem system;
  private Operator operator;
  private String account;
  private long id;

  @BeforeAll
  void start() throws IOException {
    collector = new OtlpReceiver();
    system =
        new RunningSystem(
            2,
            List.of(),
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.endpoint(),
                "OTEL_TRACES_SAMPLER_ARG",
                "0",
                "OTEL_BSP_SCHEDULE_DELAY",
                "500"));
    operator = new Operator(system.gateway());
    account =
        operator.send("POST", "/accounts", Map.of("name", "kept")).body().path("id").asString();
    for (int i = 0; i < 5; i++) {
      note("note " + i);
    }
  }

  @AfterAll
  void stop() {
    if (system != null) {
      system.close();
    }
    collector.close();
  }

  private void note(String content) {
    var _ =
        system
            .gateway()
            .send("POST", "/accounts/" + account + "/notes", Map.of("content", content));
  }

  private Stream<ReceivedSpan> spans(String name) {
    return collector.spans().stream().filter(span -> span.name().equals(name));
  }

  private void assertOfMigration(String name, String attribute) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(spans(name))
                .as(name)
                .anySatisfy(span -> {
                  assertThat(span.attributes())
                      .containsEntry("notely.migration", Long.toString(id));
                  assertThat(span.attributes()).containsKey(attribute);
                }));
  }

  @Test
  @Order(1)
  void stepsOfAMigrationAreKeptAndSayWhatTheyAreAbout() {
    id =
        operator.create(
            Map.of(
                "name", "kept",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "gate", Map.of("soak", "0s")));
    operator.done(id, "start");
    operator.awaitState(id, "SOAKING");
    for (String step : List.of("hand-off", "hand-off scan", "hand-off commit", "backfill chunk")) {
      assertOfMigration(step, "notely.account");
      assertOfMigration(step, "notely.epoch");
    }
    assertOfMigration("migration gate", "notely.keep");
    assertOfMigration("migration wave moves", "notely.wave");
    assertOfMigration("migration wave soaks", "notely.wave");
  }

  @Test
  @Order(2)
  void anOperatorsCommandIsOneTraceFromTheGatewayToTheCatalog() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Optional<ReceivedSpan> root =
              collector.spans().stream()
                  .filter(span -> span.service().equals("api-gateway"))
                  .filter(span -> span.name().startsWith("POST /migrations/"))
                  .findFirst();
          assertThat(root).isPresent();
          List<ReceivedSpan> trace = collector.trace(root.orElseThrow().traceId());
          assertThat(trace)
              .extracting(ReceivedSpan::service)
              .contains("api-gateway", "data-proxy", "catalog");
          assertThat(trace)
              .anySatisfy(span ->
                  assertThat(span.attributes())
                      .containsEntry("notely.command", "start")
                      .containsEntry("notely.migration", Long.toString(id)));
        });
  }

  /** As the TUI does, which traces nothing itself. */
  @Test
  @Order(3)
  void aCommandThatGoesPastTheGatewayIsKeptWithWhatComesOfIt() {
    try (Transport transport = new Transport(OpenTelemetry.noop())) {
      String proxy = system.cluster().process("proxy-2").awaitReady();
      var _ =
          MigrationServiceGrpc.newBlockingStub(transport.channel(HostPort.parse(proxy)))
              .command(
                  CommandRequest.newBuilder()
                      .setId(id)
                      .setCommand("verify")
                      .setActor("a user of the TUI")
                      .setReason("to see")
                      .build());
    }
    String trace =
        operator.events(id).stream()
            .filter(event -> event.path("actor").asString().equals("a user of the TUI"))
            .map(event -> event.path("traceId").asString())
            .findFirst()
            .orElseThrow();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(collector.trace(trace))
                .extracting(ReceivedSpan::service)
                .contains("data-proxy", "catalog"));
  }

  @Test
  @Order(4)
  void everyEventOfTheJournalNamesATraceThatIsKept() {
    List<JsonNode> events = operator.events(id);
    assertThat(events).hasSizeGreaterThan(5);
    for (JsonNode event : events) {
      String trace = event.path("traceId").asString();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(collector.trace(trace)).as("%s", event).isNotEmpty());
    }
  }

  @Test
  @Order(5)
  void ofUsersRequestsThatWentWellNothingIsKept() {
    assertThat(collector.spans())
        .filteredOn(span -> span.service().equals("api-gateway"))
        .extracting(ReceivedSpan::name)
        .noneMatch(name -> name.contains("/notes"));
  }

  @Test
  @Order(6)
  void aHandOffLinksToTheRequestsThatWaitedForIt() throws InterruptedException {
    operator.insists(id, "finish");
    operator.awaitState(id, "COMPLETED");
    AtomicBoolean over = new AtomicBoolean();
    Deque<String> stores = new ArrayDeque<>(List.of("legacy", "new"));
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        writers.execute(() -> {
          for (int write = 0; !over.get(); write++) {
            note("write " + write);
          }
        });
      }
      try {
        await().atMost(PATIENCE).until(() -> movedAndLinked(stores));
      } finally {
        over.set(true);
      }
    }
    assertThat(collector.spans())
        .as("the feature flag")
        .anySatisfy(span ->
            assertThat(span.attributes())
                .containsEntry("notely.command", "move")
                .containsEntry("notely.account", account)
                .containsKey("notely.epoch"));
    ReceivedSpan linking = linking().orElseThrow();
    assertThat(linking.attributes()).containsEntry("notely.account", account);
    String waited = linking.links().getFirst();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(collector.trace(waited))
                .as("the request that waited, at the store that refused it and at its proxy")
                .extracting(ReceivedSpan::service)
                .contains("store-node", "data-proxy"));
  }

  private Optional<ReceivedSpan> linking() {
    return spans("hand-off close").filter(span -> !span.links().isEmpty()).findFirst();
  }

  /** There and back until a write has come between a seal and its commit. */
  private boolean movedAndLinked(Deque<String> stores) {
    String next = stores.remove();
    stores.add(next);
    system.move(account, next);
    system.awaitArrival(account, next);
    return linking().isPresent();
  }

  @Test
  @Order(7)
  void errorsAreKept() {
    String home = system.shardOf(account);
    system.cluster().process(home).stop();
    assertThat(
            system
                .gateway()
                .send("GET", "/accounts/" + account + "/notes", Map.of())
                .orElseThrow()
                .status())
        .isGreaterThanOrEqualTo(500);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(spans("GET /accounts/{account}/notes"))
                .anySatisfy(span -> assertThat(span.service()).isEqualTo("api-gateway")));
  }
}
