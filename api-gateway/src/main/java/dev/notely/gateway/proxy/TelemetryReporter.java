package dev.notely.gateway.proxy;

import dev.notely.gateway.proxy.GatewayFigures.Figures;
import dev.notely.gateway.proxy.ProxyPool.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one proxy once a second what this gateway has counted: the same as long as that answers,
 * then another. On a thread of its own; nothing of it is in a request's way.
 */
public final class TelemetryReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryReporter.class);
  private static final long PERIOD_MS = 1_000;

  private final ProxyPool pool;
  private final GatewayFigures figures;

  /** In the place of an account: gateways do not all choose the same proxy. */
  private final UUID place = UUID.randomUUID();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("telemetry").factory());

  // All of the timer's thread:
  private Optional<Line> line = Optional.empty();
  private Set<Proxy> lost = Set.of(); // the one that was lost last
  private long logTaken; // number of the last log event that a proxy has answered for
  private long logSent;

  private record Line(Proxy proxy, ReportLine reports) {}

  /** Reports nothing before {@link #start}. */
  public TelemetryReporter(ProxyPool pool, GatewayFigures figures) {
    this.pool = pool;
    this.figures = figures;
  }

  public void start() {
    var _ = timer.scheduleWithFixedDelay(this::tick, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      report(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("a report could not be made; the next one will be tried", e);
    }
  }

  /** One second's work. */
  void report(long nanos) {
    List<Proxy> live = pool.order(place);
    line.filter(one -> one.reports().isLost(nanos) || !live.contains(one.proxy()))
        .ifPresent(this::leave);
    if (line.isEmpty() && !live.isEmpty()) {
      Proxy next = ProxyOrder.next(live, lost);
      line = Optional.of(new Line(next, new ReportLine(next.channel())));
    }
    boolean mayReport = line.map(one -> one.reports().isAnswered()).orElse(false);
    if (mayReport) {
      logTaken = logSent;
    }
    // Read in any case: a minute later somebody may want to know what it was like now.
    Figures now = figures.read(logTaken, nanos);
    if (mayReport) {
      logSent = now.logNumber();
      line.orElseThrow().reports().send(now.report(), nanos);
    }
  }

  private void leave(Line gone) {
    gone.reports().drop();
    lost = Set.of(gone.proxy());
    logSent = logTaken;
    line = Optional.empty();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
