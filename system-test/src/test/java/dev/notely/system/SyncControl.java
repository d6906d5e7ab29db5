package dev.notely.system;

import dev.notely.supervisor.LocalCluster;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Lets hand-offs run through their sync points, but for one moment that a test is waiting for. */
final class SyncControl {
  private Optional<Armed> armed = Optional.empty(); // guarded by this
  private volatile LocalCluster cluster;

  private record Armed(String point, CompletableFuture<Reached> reached) {}

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
    String point = line.substring(5);
    CompletableFuture<Reached> wanted = null;
    synchronized (this) {
      if (armed.isPresent() && armed.get().point().equals(point)) {
        wanted = armed.get().reached();
        armed = Optional.empty();
      }
    }
    if (wanted == null) {
      cluster.process(process).say("GO " + point);
    } else {
      wanted.complete(new Reached(process, point));
    }
  }

  /** The next time that some proxy reaches the point, it stays there. */
  synchronized CompletableFuture<Reached> arm(String point) {
    CompletableFuture<Reached> reached = new CompletableFuture<>();
    armed = Optional.of(new Armed(point, reached));
    return reached.orTimeout(60, TimeUnit.SECONDS);
  }

  void go(Reached reached) {
    cluster.process(reached.proxy()).say("GO " + reached.point());
  }
}
