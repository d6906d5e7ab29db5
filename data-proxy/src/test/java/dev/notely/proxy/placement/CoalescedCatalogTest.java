package dev.notely.proxy.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One look serves all who asked before it began, and nobody who asked later. */
class CoalescedCatalogTest {
  private static final UUID ACCOUNT = new UUID(1, 2);

  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch firstHasBegun = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final CoalescedCatalog catalog =
      new CoalescedCatalog(
          new PlacementCatalog() {
            @Override
            public Placement find(UUID account) {
              int look = looks.incrementAndGet();
              if (look == 1) {
                firstHasBegun.countDown();
                awaitQuietly(firstMayEnd);
              }
              return new Placement(account, look, "legacy", "", Phase.SETTLED, look);
            }

            @Override
            public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
              throw new AssertionError("not asked for");
            }
          });

  @Test
  void whoComesDuringALookGetsTheNextOne() throws InterruptedException {
    CompletableFuture<Placement> first = CompletableFuture.supplyAsync(() -> catalog.find(ACCOUNT));
    firstHasBegun.await();
    List<Placement> later = new CopyOnWriteArrayList<>();
    List<Thread> callers =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(_ -> Thread.startVirtualThread(() -> later.add(catalog.find(ACCOUNT))))
            .toList();
    await().until(() -> callers.stream().allMatch(CoalescedCatalogTest::waits));
    firstMayEnd.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(first.join().epoch()).isEqualTo(1);
    assertThat(later).hasSize(20).allMatch(placement -> placement.epoch() == 2);
    assertThat(looks.get()).isEqualTo(2);
    assertThat(catalog.find(ACCOUNT).epoch()).as("a look of its own afterwards").isEqualTo(3);
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
