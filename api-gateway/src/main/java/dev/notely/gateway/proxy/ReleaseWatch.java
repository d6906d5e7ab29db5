package dev.notely.gateway.proxy;

import com.google.protobuf.ByteString;
import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.releases.v1.ReleaseCounts;
import dev.notely.proto.releases.v1.ReleaseLatency;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What this gateway sees of releases, told to the catalog once a second. */
public final class ReleaseWatch implements AutoCloseable {
  private static final long PERIOD_MS = 1_000;
  private static final long PATIENCE_MS = 900;
  private static final int DIFFERENCES = 50;
  private static final int MOST_TEXT = 500;

  private final String gateway = "gateway-" + UUID.randomUUID();
  private final ManagedChannel catalog;
  private final ReleaseTally tally = new ReleaseTally();
  private final ReadMirror mirror;
  private List<Difference> unsent = List.of(); // touched by the timer's thread only
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("release-report").factory());

  /** Counts from now on; reports once started. */
  public ReleaseWatch(ProxyPool pool, ManagedChannel catalog) {
    this.catalog = catalog;
    mirror =
        new ReadMirror(
            pool, tally, () -> ThreadLocalRandom.current().nextDouble(), InstantSource.system());
  }

  ReleaseTally tally() {
    return tally;
  }

  ReadMirror mirror() {
    return mirror;
  }

  /** Begins to report. */
  public void start() {
    var _ = timer.scheduleWithFixedDelay(this::report, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  private void report() {
    if (unsent.isEmpty()) {
      unsent = mirror.drain(DIFFERENCES).stream().map(ReleaseWatch::wire).toList();
    }
    try {
      var _ =
          ReleaseServiceGrpc.newBlockingStub(catalog)
              .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
              .report(message());
      unsent = List.of();
    } catch (StatusRuntimeException e) {
      // The counts are cumulative and the differences are kept: the next report has them all.
    }
  }

  private ReleaseReport message() {
    List<ReleaseCounts> counts = new ArrayList<>();
    tally
        .counts()
        .forEach((release, counted) -> {
          ReleaseCounts.Builder one =
              ReleaseCounts.newBuilder()
                  .setRelease(release)
                  .setErrors(counted.errors()) // first: never more errors than requests
                  .setRequests(counted.requests())
                  .setDifferent(counted.different())
                  .setCompared(counted.compared())
                  .setMirrorDropped(counted.dropped());
          counted
              .latencies()
              .forEach((micros, requests) ->
                  one.addLatencies(
                      ReleaseLatency.newBuilder().setMicros(micros).setRequests(requests)));
          counts.add(one.build());
        });
    return ReleaseReport.newBuilder()
        .setGateway(gateway)
        .addAllCounts(counts)
        .addAllDifferences(unsent)
        .build();
  }

  private static Difference wire(ReadMirror.Difference found) {
    return Difference.newBuilder()
        .setTimeMs(found.timeMs())
        .setOperation(found.operation())
        .setAccount(Ids.bytes(found.account()))
        .setNote(found.note().map(Ids::bytes).orElse(ByteString.EMPTY))
        .setFromRelease(found.order().from())
        .setToRelease(found.order().to())
        .setExpected(cut(found.former()))
        .setActual(cut(found.next()))
        .setTraceId(found.traceId())
        .build();
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
