package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.migration.LeaderStep;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore.DualWrite;
import dev.notely.proxy.store.StoreUnavailableException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MigrationSpansTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final Placement MOVING = new Placement(ANN, 2, "old", "new", Phase.MOVING, 3, 7);

  private static final DualWrite WRITE = new DualWrite(MOVING, List.of(() -> 5L));

  @RegisterExtension
  static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

  private final MigrationSpans spans = new MigrationSpans(TELEMETRY.getOpenTelemetry());

  private static SpanData span(String name) {
    return TELEMETRY.getSpans().stream()
        .filter(one -> one.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(TELEMETRY.getSpans()));
  }

  private static Object attribute(String span, String key) {
    return span(span).getAttributes().asMap().entrySet().stream()
        .filter(one -> one.getKey().getKey().equals(key))
        .map(one -> one.getValue())
        .findFirst()
        .orElse("none");
  }

  private static void assertAboutAnn(String span) {
    assertThat(attribute(span, "notely.migration")).as(span).isEqualTo(MOVING.migration());
    assertThat(attribute(span, "notely.account")).as(span).isEqualTo(ANN.toString());
    assertThat(attribute(span, "notely.epoch")).as(span).isEqualTo(MOVING.epoch());
  }

  @Test
  void aHandOffItsStepsAndItsChunksSayWhatTheyAreAboutAndAreKept() {
    String done =
        spans.aroundMove(
            MOVING,
            () ->
                spans.around(
                    HandOffStep.SCAN, MOVING, () -> spans.around(MOVING, "new", 12, () -> "done")));
    assertThat(done).isEqualTo("done");
    for (String name : new String[] {"hand-off", "hand-off scan", "backfill chunk"}) {
      assertAboutAnn(name);
      assertThat(attribute(name, "notely.keep")).as(name).isEqualTo(true);
    }
    assertThat(attribute("backfill chunk", "notely.records")).isEqualTo(12L);
    assertThat(span("backfill chunk").getParentSpanId())
        .isEqualTo(span("hand-off scan").getSpanId());
    assertThat(span("hand-off scan").getParentSpanId()).isEqualTo(span("hand-off").getSpanId());
  }

  @Test
  void aDualWriteIsKeptAsUsersRequestsAre() {
    assertThat(spans.dualWrites(List.of(WRITE), () -> List.of(Replies.TAKEN)))
        .containsExactly(Replies.TAKEN);
    assertAboutAnn("dual write");
    assertThat(attribute("dual write", "notely.keep")).isEqualTo("none");
  }

  @Test
  void aDualWriteThatWasNotAnsweredHasFailed() {
    assertThat(spans.dualWrites(List.of(WRITE, WRITE), () -> List.of(Replies.TAKEN))).hasSize(1);
    assertThat(TELEMETRY.getSpans())
        .extracting(span -> span.getStatus().getStatusCode())
        .containsExactly(StatusCode.UNSET, StatusCode.ERROR);
  }

  @Test
  void dualWritesOfOneCallAreBesideOneAnother() {
    assertThatThrownBy(() ->
            spans.dualWrites(
                List.of(WRITE, WRITE),
                () -> {
                  throw new StoreUnavailableException("old is away");
                }))
        .hasMessage("old is away");
    assertThat(TELEMETRY.getSpans())
        .hasSize(2)
        .allMatch(span -> span.getName().equals("dual write"))
        .allMatch(span -> !span.getParentSpanContext().isValid())
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
  }

  @Test
  void whatFailsIsAnErrorWithItsReason() {
    assertThatThrownBy(() ->
            spans.around(
                HandOffStep.SEAL,
                MOVING,
                () -> {
                  throw new StoreUnavailableException("old is away");
                }))
        .hasMessage("old is away");
    assertThat(span("hand-off seal").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span("hand-off seal").getStatus().getDescription()).isEqualTo("old is away");
  }

  @Test
  void anAttemptThatFailedIsAnErrorThoughNothingWasThrown() {
    assertThat(
            spans.<Boolean>aroundMove(
                MOVING,
                () -> {
                  spans.failed(MOVING, "old is away");
                  return false;
                }))
        .isFalse();
    assertThat(span("hand-off").getStatus().getDescription()).isEqualTo("old is away");
  }

  @Test
  void aLeadersStepIsAroundWhatItAsksFor() {
    boolean[] recording = {false};
    String trace =
        spans.around(
            LeaderStep.GATE,
            7,
            () -> {
              recording[0] = Span.current().isRecording();
              return spans.trace();
            });
    assertThat(recording[0]).isTrue();
    assertThat(trace).isEqualTo(span("migration gate").getTraceId());
    assertThat(spans.trace()).isEmpty();
    assertThat(attribute("migration gate", "notely.migration")).isEqualTo(7L);
  }

  @Test
  void aWaveIsAsLongAsItLasted() {
    spans.waveEnded(
        new Reports().wave(1).soaks().migration(), Reports.BEGAN, Reports.BEGAN.plusSeconds(90));
    SpanData wave = span("migration wave soaks");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(wave.getEndEpochNanos() - wave.getStartEpochNanos()))
        .isEqualTo(90);
    assertThat(wave.getAttributes().get(AttributeKey.stringKey("notely.wave"))).isEqualTo("second");
  }
}
