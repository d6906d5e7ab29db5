package dev.notely.system;

import dev.notely.supervisor.LocalCluster;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Lets proxies run through their sync points, but for the moments that a test is waiting for. */
final class SyncControl {
  private static final long PATIENCE_S = 60;

  private final Map<String, CompletableFuture<Reached>> armed = new HashMap<>(); // guarded by this
  private volatile LocalCluster cluster;

  /** A proxy stands at the moment, and waits. */
  record Reached(String proxy, String point) {}

  SyncControl() {}

  void attach(LocalCluster attached) {
    cluster = attached;
  }

  /** A line of a process. */
  void onLine(String process, String line) {
    if (!line.startsWith("SYNC ")) {
      return;
    }
    Reached reached = new Reached(process, line.substring(5));
    CompletableFuture<Reached> wanted;
    synchronized (this) {
      wanted = armed.remove(reached.point());
    }
    if (wanted == null) {
      go(reached);
    } else {
      wanted.complete(reached);
    }
  }

  /** The next time that some proxy reaches the point, it stays there. */
  synchronized CompletableFuture<Reached> arm(String point) {
    CompletableFuture<Reached> reached = new CompletableFuture<>();
    armed.put(point, reached);
    return reached
        .orTimeout(PATIENCE_S, TimeUnit.SECONDS)
        .exceptionallyCompose(e ->
            CompletableFuture.failedFuture(
                new IllegalStateException("nobody came to " + point, e)));
  }

  void go(Reached reached) {
    cluster.process(reached.proxy()).say("GO " + reached.point());
  }
}
