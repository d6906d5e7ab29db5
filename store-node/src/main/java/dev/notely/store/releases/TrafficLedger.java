package dev.notely.store.releases;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What gateways report, added up: since the process started, lately, and in a window that begins
 * anew with each step. In memory: after a restart a step is measured from its beginning. For any
 * thread.
 */
public final class TrafficLedger {
  private static final int GATEWAYS = 64;
  private static final int DIFFERENCES = 200;
  private static final int RELEASES = 100;
  private static final int LATELY = 1_000; // requests
  private static final long LONGEST_US = 60_000_000;
  private static final int DIGITS = 2;

  private final Map<String, TrafficReport> last = new LinkedHashMap<>(); // guarded by this
  private final Map<String, Sum> totals = new HashMap<>(); // guarded by this
  private final Deque<Difference> differences = new ArrayDeque<>(); // guarded by this
  private final Map<String, Latest> latest = new HashMap<>(); // guarded by this
  private Map<String, Sum> window = new HashMap<>(); // guarded by this

  private static final class Sum {
    private long requests;
    private long errors;
    private long compared;
    private long different;
    private final Histogram latencies = new Histogram(LONGEST_US, DIGITS);

    void add(TrafficReport.Counts now, TrafficReport.Counts before) {
      requests += Math.max(0, now.requests() - before.requests());
      errors += Math.max(0, now.errors() - before.errors());
      compared += Math.max(0, now.compared() - before.compared());
      different += Math.max(0, now.different() - before.different());
      now.latencies()
          .forEach((micros, count) -> {
            long more = count - before.latencies().getOrDefault(micros, 0L);
            if (more > 0) {
              latencies.recordValueWithCount(Math.clamp(micros, 0, LONGEST_US), more);
            }
          });
    }

    void add(Sum other) {
      requests += other.requests;
      errors += other.errors;
      compared += other.compared;
      different += other.different;
      latencies.add(other.latencies);
    }

    Measure measure() {
      return new Measure(
          requests,
          errors,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(99),
          compared,
          different);
    }
  }

  /** The last requests, at least as many as are asked for and about twice as many at most. */
  private static final class Latest {
    private Sum older = new Sum();
    private Sum newer = new Sum();

    void add(TrafficReport.Counts now, TrafficReport.Counts before) {
      if (newer.requests >= LATELY) {
        older = newer;
        newer = new Sum();
      }
      newer.add(now, before);
    }

    Measure measure() {
      Sum both = new Sum();
      both.add(older);
      both.add(newer);
      return both.measure();
    }
  }

  /**
   * Takes a report. What a gateway has counted before its first one is of no known time: it goes
   * into the totals only.
   */
  public synchronized void report(TrafficReport report) {
    TrafficReport before = last.remove(report.gateway());
    last.put(report.gateway(), report); // the one that was heard last is the last
    if (last.size() > GATEWAYS) {
      last.remove(last.keySet().iterator().next());
    }
    report
        .counts()
        .forEach((release, counts) -> {
          TrafficReport.Counts known =
              before == null
                  ? TrafficReport.Counts.NONE
                  : before.counts().getOrDefault(release, TrafficReport.Counts.NONE);
          add(totals, release, counts, known);
          if (before != null) {
            add(window, release, counts, known);
            addLatest(release, counts, known);
          }
        });
    report.differences().forEach(differences::addFirst);
    while (differences.size() > DIFFERENCES) {
      differences.removeLast();
    }
  }

  private static void add(
      Map<String, Sum> sums,
      String release,
      TrafficReport.Counts counts,
      TrafficReport.Counts before) {
    if (sums.size() < RELEASES || sums.containsKey(release)) {
      sums.computeIfAbsent(release, _ -> new Sum()).add(counts, before);
    }
  }

  private void addLatest(String release, TrafficReport.Counts counts, TrafficReport.Counts before) {
    if (latest.size() < RELEASES || latest.containsKey(release)) {
      latest.computeIfAbsent(release, _ -> new Latest()).add(counts, before);
    }
  }

  /** Begins a new window. */
  synchronized void beginWindow() {
    window = new HashMap<>();
  }

  /** What was felt in the window. */
  public synchronized Measure inWindow(String release) {
    return measure(window, release);
  }

  /** What was felt with the last one or two thousand requests, whenever they were. */
  public synchronized Measure lately(String release) {
    Latest one = latest.get(release);
    return one == null ? Measure.NONE : one.measure();
  }

  /** What was felt since the process started. */
  public synchronized Measure total(String release) {
    return measure(totals, release);
  }

  private static Measure measure(Map<String, Sum> sums, String release) {
    Sum sum = sums.get(release);
    return sum == null ? Measure.NONE : sum.measure();
  }

  /** The latest, newest first. */
  public synchronized List<Difference> differences() {
    return new ArrayList<>(differences);
  }
}
