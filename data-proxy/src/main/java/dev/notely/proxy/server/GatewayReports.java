package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.Histogram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The last report of each gateway that reports here, as long as it is not old. */
final class GatewayReports {
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int GATEWAYS = 256;
  private static final int ROUTES = 1_000;
  private static final int BOUNDS = 100;
  private static final int EVENTS = 200;
  private static final int LONGEST_NAME = 100;

  private final LongSupplier nanoTime;
  private final Map<String, Kept> kept = new HashMap<>(); // by name; guarded by this

  private record Kept(GatewayReport report, long nanos) {}

  /** By a clock in nanoseconds from anywhere. */
  GatewayReports(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Keeps a report, without its log.
   *
   * @throws IllegalArgumentException if it is too large, or not well-formed
   */
  synchronized void keep(GatewayReport report) {
    check(report);
    dropOld();
    String name = report.getGateway().getName();
    if (!kept.containsKey(name) && kept.size() >= GATEWAYS) {
      throw new IllegalArgumentException("there are " + GATEWAYS + " gateways already");
    }
    kept.put(name, new Kept(report.toBuilder().clearLog().build(), nanoTime.getAsLong()));
  }

  private static void check(GatewayReport report) {
    String name = report.getGateway().getName();
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("name has 1 to " + LONGEST_NAME + " characters");
    }
    atMost("routes", report.getRoutesCount(), ROUTES);
    atMost("log", report.getLogCount(), EVENTS);
    for (Histogram route : report.getRoutesList()) {
      if (route.getKeyCount() != 3) {
        throw new IllegalArgumentException("key is method, route and status");
      }
      atMost("bounds_s", route.getBoundsSCount(), BOUNDS);
      fits("counts", route.getCountsCount(), route);
      if (route.getMinuteAgoCount() > 0) {
        fits("minute_ago", route.getMinuteAgoCount(), route);
      }
    }
  }

  private static void fits(String field, int counts, Histogram histogram) {
    if (counts != histogram.getBoundsSCount() + 1) {
      throw new IllegalArgumentException(
          field + " has " + counts + " elements; it has one more than bounds_s");
    }
  }

  private static void atMost(String field, int elements, int bound) {
    if (elements > bound) {
      throw new IllegalArgumentException(
          field + " has " + elements + " elements; allowed are " + bound);
    }
  }

  private void dropOld() {
    long now = nanoTime.getAsLong();
    kept.values().removeIf(one -> now - one.nanos() > OLD_NANOS);
  }

  /** With their ages. */
  synchronized List<GatewayReport> current() {
    dropOld();
    long now = nanoTime.getAsLong();
    return kept.values().stream()
        .map(one ->
            one.report().toBuilder()
                .setAgeMs(TimeUnit.NANOSECONDS.toMillis(now - one.nanos()))
                .build())
        .toList();
  }
}
