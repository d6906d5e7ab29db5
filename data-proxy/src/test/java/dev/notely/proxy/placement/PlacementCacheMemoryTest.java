package dev.notely.proxy.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A proxy of 64 MB holds the placements of 10,000 accounts and has room for its work. */
final class PlacementCacheMemoryTest {
  private static final int ACCOUNTS = 10_000;
  private static final long BOUND_BYTES = 16L * 1024 * 1024;

  @Test
  void tenThousandPlacementsTakeLittle() {
    PlacementCatalog nobody =
        new PlacementCatalog() {
          @Override
          public Placement find(UUID account) {
            throw new CatalogUnavailableException("not asked here");
          }

          @Override
          public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
            throw new CatalogUnavailableException("not asked here");
          }
        };
    PlacementCache cache = new PlacementCache(nobody);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // What was allocated bounds what is kept, and does not depend on a collector's mood.
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ACCOUNTS; i++) {
      String home = new String("store-" + i % 8); // a string of its own, as it comes off the wire
      cache.learn(new Placement(new UUID(7, i), 3, home, "", Phase.SETTLED, i));
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(BOUND_BYTES);
    assertThat(cache.cached(new UUID(7, ACCOUNTS - 1)).map(Placement::version))
        .isEqualTo(Optional.of(ACCOUNTS - 1L));
  }
}
