package dev.notely.loadgen.workload;

import dev.notely.loadgen.oracle.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Counts what happens. Thread-safe. Latencies in microseconds, from the moment a request was due: a
 * stall counts for all that it delays.
 */
final class Tally {
  private static final long HIGHEST_MICROS = 120_000_000;
  private static final int MAX_KEPT = 100;

  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final Queue<Violation> violations = new ConcurrentLinkedQueue<>();
  private final LongAdder violationCount = new LongAdder();
  private final LongAdder undecided = new LongAdder();
  private final LongAdder unreported = new LongAdder();
  private final Recorder recorder = new Recorder(HIGHEST_MICROS, 3);
  private final Histogram total = new Histogram(HIGHEST_MICROS, 3); // guarded by this

  void request(String operation, long micros) {
    requests.computeIfAbsent(operation, _ -> new LongAdder()).increment();
    recorder.recordValue(Math.clamp(micros, 1, HIGHEST_MICROS));
  }

  void error(String what) {
    errors.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  void violation(Violation violation) {
    violationCount.increment();
    if (violations.size() < MAX_KEPT) {
      violations.add(violation);
    }
  }

  /** A violation of which the system could not be told. */
  void unreported() {
    unreported.increment();
  }

  void undecidedNote() {
    undecided.increment();
  }

  long errorCount() {
    return errors.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long violationCount() {
    return violationCount.sum();
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Figures since the last call and in all. */
  synchronized Map<String, Object> progress(double seconds) {
    Histogram interval = recorder.getIntervalHistogram();
    total.add(interval);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("requests", total.getTotalCount());
    line.put("rps", Math.round(interval.getTotalCount() / Math.max(0.001, seconds)));
    line.put("p50Ms", interval.getValueAtPercentile(50) / 1_000.0);
    line.put("p99Ms", interval.getValueAtPercentile(99) / 1_000.0);
    line.put("errors", errorCount());
    line.put("violations", violationCount());
    return line;
  }

  synchronized Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>(progress(1));
    report.remove("rps");
    report.put("p50Ms", total.getValueAtPercentile(50) / 1_000.0);
    report.put("p99Ms", total.getValueAtPercentile(99) / 1_000.0);
    report.put("maxMs", total.getMaxValue() / 1_000.0);
    report.put("undecided", undecided.sum());
    report.put("unreported", unreported.sum());
    report.put("byOperation", sums(requests));
    report.put("errorsByKind", sums(errors));
    report.put("violationList", violations());
    return report;
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    Map<String, Long> sums = new TreeMap<>();
    counters.forEach((name, count) -> sums.put(name, count.sum()));
    return sums;
  }
}
