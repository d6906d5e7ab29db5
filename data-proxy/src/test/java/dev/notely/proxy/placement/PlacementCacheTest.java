package dev.notely.proxy.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PlacementCacheTest {
  private static final UUID ACCOUNT = new UUID(7, 1);
  private static final Placement MOVING = placement(4, Phase.MOVING, "new", 10);
  private static final Placement COMMITTED = placement(5, Phase.MOVED, "legacy", 11);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Map<UUID, Placement> catalog = new ConcurrentHashMap<>();
  private final PlacementCache cache =
      new PlacementCache(
          new PlacementCatalog() {
            @Override
            public Placement find(UUID account) {
              return Optional.ofNullable(catalog.get(account))
                  .orElseThrow(() -> new UnknownAccountException(account));
            }

            @Override
            public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
              throw new CatalogUnavailableException("not asked here");
            }
          });

  private static Placement placement(long epoch, Phase phase, String second, long version) {
    return new Placement(ACCOUNT, epoch, "home", second, phase, version);
  }

  @Test
  void waiterGetsTheHigherEpoch() throws Exception {
    cache.learn(MOVING);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Placement>> waiter = threads.submit(() -> cache.awaitNewer(MOVING, LONG));
      awaitWaiting(waiter);
      cache.changed(COMMITTED);
      assertThat(waiter.get()).contains(COMMITTED);
    }
  }

  /** Every read of a moving account asks the catalog whether what it read still holds. */
  @Test
  void placementThatIsShownAgainEndsNoWait() throws Exception {
    cache.learn(MOVING);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Placement>> waiter = threads.submit(() -> cache.awaitNewer(MOVING, LONG));
      awaitWaiting(waiter);
      for (int i = 0; i < 100; i++) {
        cache.learn(MOVING);
      }
      cache.learn(placement(4, Phase.MOVING, "new", 11)); // newer, of the same epoch
      Thread.sleep(SHORT);
      assertThat(waiter.isDone()).as("the wait goes on").isFalse();
      cache.learn(placement(5, Phase.MOVED, "legacy", 12));
      assertThat(waiter.get().map(Placement::epoch)).contains(5L);
    }
  }

  @Test
  void waitEndsEmptyHandedAfterItsTime() {
    cache.learn(MOVING);
    long began = System.nanoTime();
    assertThat(cache.awaitNewer(MOVING, SHORT)).isEmpty();
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(SHORT.toNanos());
  }

  @Test
  void whatIsKnownAlreadyIsNotWaitedFor() {
    cache.learn(COMMITTED);
    cache.learn(MOVING); // older: it comes late
    assertThat(cache.awaitNewer(MOVING, LONG)).contains(COMMITTED);
  }

  private static void awaitWaiting(Future<?> waiter) throws InterruptedException {
    Thread.sleep(SHORT); // it may not have begun to wait: then it finds what it waits for
    assertThat(waiter.isDone()).isFalse();
  }
}
