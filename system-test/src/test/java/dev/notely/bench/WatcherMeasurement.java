package dev.notely.bench;

import dev.notely.system.TelemetryWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What watchers take of the proxy that they watch: windows with and without them take turns, under
 * the same load. What comes with a watcher's arrival, the snapshot, is not part of a window.
 */
final class WatcherMeasurement implements AutoCloseable {
  static final int WATCHERS = 2;

  private static final String PROXY = "proxy-1";
  private static final int SETTLE_S = 4;
  private static final int LINGER_S = 12; // a proxy looks for 10 s after the last has left

  private final BenchSystem system;
  private final List<TelemetryWatcher> watchers = new ArrayList<>();
  private int snapshotBytes;

  WatcherMeasurement(BenchSystem system) {
    this.system = system;
  }

  /** Unless they are there. */
  void come() throws InterruptedException {
    if (watchers.isEmpty()) {
      for (int i = 0; i < WATCHERS; i++) {
        watchers.add(system.watcher());
      }
      TimeUnit.SECONDS.sleep(SETTLE_S);
    }
  }

  private void go() throws InterruptedException {
    if (!watchers.isEmpty()) {
      close();
      TimeUnit.SECONDS.sleep(LINGER_S);
    }
  }

  /** Every other turn begins with watchers: what drifts counts for both sides. */
  List<Result.Turn> turns(int number, int seconds) throws InterruptedException {
    List<Result.Turn> turns = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      if (i % 2 == 0) {
        double alone = alone(seconds);
        turns.add(new Result.Turn(alone, watched(seconds)));
      } else {
        double watched = watched(seconds);
        turns.add(new Result.Turn(alone(seconds), watched));
      }
    }
    return turns;
  }

  private double alone(int seconds) throws InterruptedException {
    go();
    return percent(seconds);
  }

  private double watched(int seconds) throws InterruptedException {
    come();
    int before = watchers.stream().mapToInt(TelemetryWatcher::updates).min().orElseThrow();
    double percent = percent(seconds);
    for (TelemetryWatcher watcher : watchers) {
      if (!watcher.ended().isOk() || watcher.updates() - before < seconds / 2) {
        throw new IllegalStateException(
            "a watcher got %d updates in %d s, and then %s"
                .formatted(watcher.updates() - before, seconds, watcher.ended()));
      }
      snapshotBytes = Math.max(snapshotBytes, watcher.snapshotBytes());
    }
    return percent;
  }

  /** Of a core. */
  private double percent(int seconds) throws InterruptedException {
    Duration before = system.cpu(PROXY);
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(seconds);
    Duration spent = system.cpu(PROXY).minus(before);
    return 100.0 * spent.toNanos() / (System.nanoTime() - began);
  }

  /** After {@link #turns}: of what each watcher got first. */
  int snapshotBytes() {
    return snapshotBytes;
  }

  @Override
  public void close() {
    watchers.forEach(TelemetryWatcher::close);
    watchers.clear();
  }
}
