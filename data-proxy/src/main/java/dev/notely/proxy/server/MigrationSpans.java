package dev.notely.proxy.server;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.migration.LeaderListener;
import dev.notely.proxy.migration.LeaderStep;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CopyListener;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.RecordStore.DualWrite;
import dev.notely.proxy.store.RecordStore.Reply;
import dev.notely.runtime.telemetry.Keeping;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The steps of migrations as spans. All but dual writes are kept, however few of users' traces are:
 * there are as many of them as of users' writes.
 */
final class MigrationSpans implements HandOffListener, LeaderListener, CopyListener {
  private static final String MIGRATION = "notely.migration";
  private static final String STORE = "notely.store";
  private static final String RECORDS = "notely.records";

  private final Tracer tracer;

  MigrationSpans(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("dev.notely.proxy");
  }

  @Override
  public <R> R around(HandOffStep step, Placement placement, Supplier<R> work) {
    return within(kept("hand-off " + step.label(), placement), work);
  }

  @Override
  public <R> R aroundMove(Placement placement, Supplier<R> work) {
    return within(kept("hand-off", placement), work);
  }

  @Override
  public <R> R around(Placement proof, String store, int records, Supplier<R> work) {
    return within(
        kept("backfill chunk", proof).setAttribute(STORE, store).setAttribute(RECORDS, records),
        work);
  }

  @Override
  public <R> R around(LeaderStep step, long migration, Supplier<R> work) {
    return within(kept("migration " + step.label(), migration), work);
  }

  @Override
  public <R> R aroundEvent(Command event, Supplier<R> work) {
    return within(kept("migration event " + event.event(), event.migration()), work);
  }

  @Override
  public String trace() {
    return Traces.currentId();
  }

  @Override
  public void failed(Placement placement, String reason) {
    Span.current().setStatus(StatusCode.ERROR, reason);
  }

  /** As long as it lasted: nobody holds a span over hours and changes of the lead. */
  @Override
  public void waveEnded(Migration migration, Instant began, Instant ended) {
    String name = migration.soakingWave() ? "migration wave soaks" : "migration wave moves";
    kept(name, migration.id())
        .setNoParent()
        .setAttribute("notely.migration.name", migration.name())
        .setAttribute("notely.wave", migration.waves().get(migration.wave()))
        .setStartTimestamp(began)
        .startSpan()
        .end(ended);
  }

  /**
   * Of records that users' writes left at the homes: a span for each account, beside one another.
   *
   * @param work answers the first of them, or all
   */
  List<Reply> dualWrites(List<DualWrite> writes, Supplier<List<Reply>> work) {
    List<Span> spans =
        writes.stream()
            .map(write ->
                about("dual write", write.proof())
                    .setAttribute(RECORDS, write.records().size())
                    .startSpan())
            .toList();
    try {
      List<Reply> replies = work.get();
      spans
          .subList(replies.size(), spans.size())
          .forEach(span -> span.setStatus(StatusCode.ERROR, "the call ended before its answer"));
      return replies;
    } catch (RuntimeException e) {
      spans.forEach(span -> failed(span, e));
      throw e;
    } finally {
      spans.forEach(Span::end);
    }
  }

  private static void failed(Span span, RuntimeException cause) {
    span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
  }

  private SpanBuilder kept(String name, Placement placement) {
    return about(name, placement).setAttribute(Keeping.KEEP, true);
  }

  private SpanBuilder kept(String name, long migration) {
    return tracer
        .spanBuilder(name)
        .setAttribute(Keeping.KEEP, true)
        .setAttribute(MIGRATION, migration);
  }

  private SpanBuilder about(String name, Placement placement) {
    return tracer
        .spanBuilder(name)
        .setAttribute(MIGRATION, placement.migration())
        .setAttribute("notely.account", placement.account().toString())
        .setAttribute(STORE, placement.home())
        .setAttribute("notely.second", placement.second())
        .setAttribute("notely.epoch", placement.epoch());
  }

  private static <R> R within(SpanBuilder builder, Supplier<R> work) {
    Span span = builder.startSpan();
    try (Scope ignored = span.makeCurrent()) {
      return work.get();
    } catch (RuntimeException e) {
      failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }
}
