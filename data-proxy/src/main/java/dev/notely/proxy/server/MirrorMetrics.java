package dev.notely.proxy.server;

import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.DualWrites;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.proxy.routing.ShadowReads;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;

/** What came of dual writes and shadow reads, by store; read whenever somebody collects it. */
final class MirrorMetrics {
  private static final AttributeKey<String> STORE = AttributeKey.stringKey("store");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
  private static final AttributeKey<String> VERDICT = AttributeKey.stringKey("verdict");

  private MirrorMetrics() {}

  static void register(OpenTelemetry telemetry, DualWrites dualWrites, ShadowReads shadowReads) {
    Meter meter = telemetry.getMeter("dev.notely.proxy");
    var _ =
        meter
            .counterBuilder("notely.dual_writes")
            .setUnit("{record}")
            .setDescription("records of users' writes that were sent to a second store too")
            .buildWithCallback(counter ->
                dualWrites.tallies().forEach((store, tally) -> record(counter, store, tally)));
    var _ =
        meter
            .gaugeBuilder("notely.dual_writes.waiting")
            .ofLongs()
            .setUnit("{record}")
            .setDescription("records that wait for a second store, or are under way to it")
            .buildWithCallback(gauge ->
                dualWrites
                    .tallies()
                    .forEach((store, tally) ->
                        gauge.record(tally.waiting(), Attributes.of(STORE, store))));
    var _ =
        meter
            .counterBuilder("notely.shadow_reads")
            .setUnit("{read}")
            .setDescription("users' reads that were repeated at a second store and compared")
            .buildWithCallback(counter ->
                shadowReads.figures().forEach((store, reads) -> record(counter, store, reads)));
  }

  private static void record(ObservableLongMeasurement counter, String store, DualTally tally) {
    counter.record(tally.sent(), Attributes.of(STORE, store, OUTCOME, "sent"));
    counter.record(tally.refused(), Attributes.of(STORE, store, OUTCOME, "refused"));
    counter.record(tally.failed(), Attributes.of(STORE, store, OUTCOME, "failed"));
    counter.record(tally.dropped(), Attributes.of(STORE, store, OUTCOME, "dropped"));
  }

  private static void record(ObservableLongMeasurement counter, String store, ShadowFigures reads) {
    counter.record(reads.equal(), Attributes.of(STORE, store, VERDICT, "equal"));
    counter.record(reads.pending(), Attributes.of(STORE, store, VERDICT, "pending"));
    counter.record(reads.ahead(), Attributes.of(STORE, store, VERDICT, "ahead"));
    counter.record(reads.mismatches(), Attributes.of(STORE, store, VERDICT, "mismatch"));
    counter.record(reads.unanswered(), Attributes.of(STORE, store, VERDICT, "unanswered"));
    counter.record(reads.dropped(), Attributes.of(STORE, store, VERDICT, "dropped"));
  }
}
