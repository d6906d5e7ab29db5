package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Histogram;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proxy.store.OperationMetrics;
import dev.notely.runtime.grpc.Mirrored;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a proxy reads from its own instruments. */
final class LocalFiguresTest {
  private static final String NOTES = "notely.notes.v1.NoteService";

  private final Instruments instruments = new Instruments();
  private final OpenTelemetrySdk telemetry =
      Telemetry.start("test", Map.of(), List.of(instruments));
  private final LogTail log = new LogTail("proxy-1");
  private final LocalFigures figures =
      new LocalFigures(
          instruments,
          log,
          new GatewayReports(() -> 0),
          () -> Proxy.newBuilder().setName("proxy-1").build());
  private final DoubleHistogram calls =
      telemetry.getMeter("grpc").histogramBuilder("rpc.server.duration").setUnit("ms").build();

  @AfterEach
  void close() {
    figures.close();
    telemetry.close();
  }

  private void call(String service, Status.Code status, double ms) {
    calls.record(
        ms,
        Attributes.builder()
            .put("rpc.service", service)
            .put("rpc.method", "Get")
            .put("rpc.grpc.status_code", status.value())
            .build());
  }

  private static long total(Histogram histogram) {
    return histogram.getCountsList().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void whatUsersAskedIsCountedAndNothingElse() {
    call(NOTES, Status.Code.OK, 0.2);
    call(NOTES, Status.Code.UNAVAILABLE, 3);
    call("notely.accounts.v1.AccountService", Status.Code.NOT_FOUND, 0.2);
    call("notely.telemetry.v1.TelemetryService", Status.Code.UNAVAILABLE, 0.2);
    calls.record(
        0.2,
        Attributes.builder()
            .put("rpc.service", NOTES)
            .put("rpc.method", "Get")
            .put("rpc.grpc.status_code", Status.Code.INTERNAL.value())
            .put(Mirrored.ATTRIBUTE, true)
            .build());
    LocalTelemetry local = figures.read(0);
    assertThat(total(local.getRequests())).isEqualTo(3);
    assertThat(local.getErrors()).isEqualTo(1);
    assertThat(local.getErrorsMinuteAgo()).isZero();
    assertThat(local.getRequests().getMinuteAgoList()).isEmpty();
    assertThat(local.getRequests().getKeyList()).isEmpty();
    assertThat(local.getRequests().getBoundsS(0)).as("seconds").isEqualTo(0.0001);
    assertThat(local.getRequests().getCounts(1)).as("up to 0.25 ms").isEqualTo(2);
  }

  @Test
  void beforeTheFirstRequestThereAreNone() {
    LocalTelemetry local = figures.read(0);
    assertThat(local.hasRequests()).isFalse();
    assertThat(local.getOperationsList()).isEmpty();
    assertThat(local.getProxy().getName()).isEqualTo("proxy-1");
  }

  @Test
  void operationsHaveTheirStoreTheirWordAndTheirEnd() {
    OperationMetrics operations = new OperationMetrics(telemetry.getMeter("dev.notely.proxy"));
    operations.ended("new", "get", "ok", 300_000);
    operations.ended("new", "get", "ok", 20_000_000_000L);
    operations.ended("new", "get", "STALE_EPOCH", 1);
    LocalTelemetry local = figures.read(0);
    assertThat(local.getOperationsList())
        .extracting(histogram -> histogram.getKeyList() + " " + total(histogram))
        .containsExactlyInAnyOrder("[new, get, ok] 2", "[new, get, STALE_EPOCH] 1");
  }

  @Test
  void logEventsComeAfterANumber() {
    log.add(new LogTail.Event(0, 7, "proxy-1", "INFO", "l", "first", ""));
    log.add(new LogTail.Event(0, 8, "gateway", "SEVERE", "l", "second", "t"));
    LocalTelemetry local = figures.read(1);
    assertThat(local.getLogNumber()).isEqualTo(2);
    assertThat(local.getLogList())
        .containsExactly(
            LogEvent.newBuilder()
                .setTimeMs(8)
                .setProcess("gateway")
                .setLevel("SEVERE")
                .setLogger("l")
                .setMessage("second")
                .setTraceId("t")
                .build());
    assertThat(figures.read(2).getLogNumber()).isEqualTo(2);
  }
}
