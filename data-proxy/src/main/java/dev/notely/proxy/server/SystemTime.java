package dev.notely.proxy.server;

import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.routing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The machine's clock, and waiting on it. For virtual threads. */
final class SystemTime implements Waiting, Pace {
  private final PlacementCache cache;

  SystemTime(PlacementCache cache) {
    this.cache = cache;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Optional<Placement> awaitNewer(Placement seen, Duration atMost) {
    return cache.awaitNewer(seen, atMost);
  }

  @Override
  public void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
