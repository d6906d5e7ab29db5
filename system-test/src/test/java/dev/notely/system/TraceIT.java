package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.system.OtlpReceiver.ReceivedSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Real OTLP from real processes: one request is one trace over gateway, proxy and store; a
 * hand-off's steps are spans.
 */
class TraceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void oneRequestIsOneTraceAndAHandOffShowsItsSteps() throws IOException {
    try (OtlpReceiver collector = new OtlpReceiver()) {
      try (RunningSystem system = new RunningSystem(1, List.of(), sampling(collector, "1"))) {
        String account =
            system
                .gateway()
                .send("POST", "/accounts", Map.of("name", "traced"))
                .orElseThrow()
                .body()
                .path("id")
                .asString();
        system
            .gateway()
            .send("POST", "/accounts/" + account + "/notes", Map.of("content", "traced"));
        system.move(account, "new");
        system.awaitArrival(account, "new");

        await().atMost(PATIENCE).untilAsserted(() -> assertRequestTree(collector, account));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(names(collector.spans()))
                    .contains(
                        "hand-off begin-export",
                        "hand-off scan",
                        "hand-off seal",
                        "hand-off ready",
                        "hand-off commit",
                        "hand-off settle"));
      }
    }
  }

  private static Map<String, String> sampling(OtlpReceiver collector, String ratio) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        collector.endpoint(),
        "OTEL_TRACES_SAMPLER_ARG",
        ratio,
        "OTEL_BSP_SCHEDULE_DELAY",
        "500");
  }

  private static void assertRequestTree(OtlpReceiver collector, String account) {
    ReceivedSpan root =
        collector.spans().stream()
            .filter(span -> span.name().equals("POST /accounts/{account}/notes"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(names(collector.spans())));
    List<ReceivedSpan> trace = collector.trace(root.traceId());
    assertThat(trace.stream().map(ReceivedSpan::service).collect(Collectors.toSet()))
        .isEqualTo(Set.of("api-gateway", "data-proxy", "store-node"));
    assertThat(root.parentId()).isEmpty();
    assertThat(root.attributes()).containsEntry("http.response.status_code", "201");
    assertThat(trace)
        .anySatisfy(span -> {
          assertThat(span.service()).isEqualTo("data-proxy");
          assertThat(span.attributes())
              .containsEntry("notely.account", account)
              .containsEntry("notely.route", "plain")
              .containsEntry("notely.store", "legacy")
              .containsEntry("notely.epoch", "1")
              .containsEntry("notely.retries", "0");
        });
    for (ReceivedSpan span : trace) {
      if (!span.equals(root)) {
        assertThat(trace).anyMatch(parent -> parent.spanId().equals(span.parentId()));
      }
    }
  }

  private static Set<String> names(List<ReceivedSpan> spans) {
    return spans.stream().map(ReceivedSpan::name).collect(Collectors.toSet());
  }
}
