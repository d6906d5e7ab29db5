package dev.notely.proxy.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
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
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Duration patience = Duration.ofMinutes(1);
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
          },
          () -> {
            Duration mine = patience;
            waiting.incrementAndGet();
            return mine;
          });

  @Test
  void whoComesDuringALookGetsTheNextOne() throws InterruptedException {
    CompletableFuture<Placement> first = find();
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

  @Test
  void whoHasNoMoreTimeIsToldAndTheOthersGetTheirLook() throws InterruptedException {
    CompletableFuture<Placement> first = find();
    firstHasBegun.await();
    CompletableFuture<Placement> patient = find();
    await().until(() -> waiting.get() == 1);
    patience = Duration.ofMillis(1);
    assertThatThrownBy(() -> catalog.find(ACCOUNT))
        .isInstanceOf(CatalogUnavailableException.class)
        .hasMessageContaining("caller's time");
    patience = Duration.ofMinutes(1);
    firstMayEnd.countDown();
    assertThat(first.join().epoch()).isEqualTo(1);
    assertThat(patient.join().epoch()).isEqualTo(2);
    assertThat(catalog.find(ACCOUNT).epoch()).as("a look of its own afterwards").isEqualTo(3);
  }

  private CompletableFuture<Placement> find() {
    return CompletableFuture.supplyAsync(() -> catalog.find(ACCOUNT), Thread::startVirtualThread);
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
