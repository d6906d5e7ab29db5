package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.tui.stream.TelemetryView;
import java.util.ArrayList;
import java.util.List;

/**
 * Rate and latency of users' requests as they were, the newest last.
 *
 * @param samples at most five minutes of them
 */
record History(List<Sample> samples) {
  private static final int MOST = 300;
  static final History EMPTY = new History(List.of());

  /**
   * One update.
   *
   * @param rate requests per second since the one before
   * @param p99 of the slowest route of users, microseconds; 0: nobody asked
   */
  record Sample(long rate, long p99) {}

  /** With what has happened between the two. */
  History with(TelemetryView before, TelemetryView now) {
    long ms = now.timeMs() - before.timeMs();
    if (before.version() == 0 || ms <= 0) {
      return this;
    }
    // A gateway that began anew counts from 0: that is no negative rate.
    long requests = Math.max(0, total(now) - total(before));
    List<Sample> next = new ArrayList<>(samples);
    next.add(new Sample(Math.round(requests * 1_000.0 / ms), p99(now)));
    return new History(List.copyOf(next.subList(Math.max(0, next.size() - MOST), next.size())));
  }

  private static long total(TelemetryView view) {
    return view.routes().values().stream().mapToLong(RouteFigures::getTotal).sum();
  }

  /** Of requests that were answered: one that was refused at once says nothing. */
  static long p99(TelemetryView view) {
    return view.routes().values().stream()
        .filter(route -> route.getRoute().startsWith("/accounts") && route.getStatus() < 400)
        .filter(route -> route.getLastMinute() > 0)
        .mapToLong(route -> route.getLatency().getP99())
        .max()
        .orElse(0);
  }

  long rate() {
    return samples.isEmpty() ? 0 : samples.getLast().rate();
  }

  /** The middle of the p99s that were; 0: none. */
  long usualP99() {
    List<Long> sorted = samples.stream().map(Sample::p99).filter(p99 -> p99 > 0).sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
