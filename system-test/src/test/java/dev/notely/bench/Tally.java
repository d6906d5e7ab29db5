package dev.notely.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/** Counts what one client gets. Not thread-safe. */
final class Tally {
  private static final long HIGHEST_MICROS = 60_000_000;
  private static final int SHOWN = 5;

  private final Histogram reads = new Histogram(HIGHEST_MICROS, 3);
  private final Histogram writes = new Histogram(HIGHEST_MICROS, 3);
  private final List<Span> spans = new ArrayList<>();
  private final List<String> wrongs = new ArrayList<>();
  private long failed;
  private long wrong;

  /** When a request was under way, in Unix milliseconds. */
  record Span(UUID account, long fromMs, long toMs) {}

  /**
   * An answer, judged.
   *
   * @param dueNanos when the request was to be sent: a stall counts for all that it delays
   * @param sentNanos when it was sent
   */
  void answered(Operation operation, Answer answer, long dueNanos, long sentNanos) {
    long nanos = System.nanoTime();
    long micros = (nanos - dueNanos) / 1_000;
    (operation.isWrite() ? writes : reads).recordValue(Math.clamp(micros, 1, HIGHEST_MICROS));
    if (operation.isWrite()) {
      long now = System.currentTimeMillis();
      spans.add(new Span(operation.account(), now - (nanos - sentNanos) / 1_000_000, now));
    }
    switch (answer) {
      case Answer.Done _ -> {}
      case Answer.Failed _ -> failed++;
      case Answer.Wrong(String what) -> {
        wrong++;
        if (wrongs.size() < SHOWN) {
          wrongs.add(operation + ": " + what);
        }
      }
    }
  }

  static LoadFigures sum(List<Tally> tallies, Duration took, CpuTimes cpu) {
    Tally sum = new Tally();
    for (Tally tally : tallies) {
      sum.reads.add(tally.reads);
      sum.writes.add(tally.writes);
      sum.failed += tally.failed;
      sum.wrong += tally.wrong;
      tally.wrongs.stream().limit(SHOWN - sum.wrongs.size()).forEach(sum.wrongs::add);
    }
    return LoadFigures.of(
        sum.reads,
        sum.writes,
        took,
        cpu,
        new LoadFigures.Faults(sum.failed, sum.wrong, sum.wrongs));
  }

  /** When each of its writes was under way. */
  List<Span> spans() {
    return List.copyOf(spans);
  }
}
