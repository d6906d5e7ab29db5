package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.placement.UnknownAccountException;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.runtime.overload.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every reply that a store can give, and what the router makes of it. */
class NoteRouterTest {
  private static final UUID ACCOUNT = new UUID(1, 2);
  private static final NoteCall READ = new Call(false);
  private static final NoteCall WRITE = new Call(true);

  private record Call(boolean isWrite) implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }
  }

  private final FakeCatalog catalog = new FakeCatalog();
  private final FakeStores stores = new FakeStores();
  private final FakeWaiting waiting = new FakeWaiting();
  private final List<Runnable> slowLane = new ArrayList<>();
  private final List<NoteReply> after = new ArrayList<>();
  private final PlacementCache cache = new PlacementCache(catalog);
  private final RetryBudget budget = new RetryBudget(() -> 0);
  private final NoteRouter router =
      new NoteRouter(
          cache,
          catalog,
          stores,
          name -> {
            throw new AssertionError("no command for " + name);
          },
          waiting,
          slowLane::add,
          RouteObserver.NONE,
          (placement, call, reply) -> after.add(reply),
          budget);

  private NoteReply route(NoteCall call) {
    return router.route(call, waiting.now.plusSeconds(10));
  }

  @Test
  void thePlainAnswerComesFromTheHomeWithTheCatalogsEpoch() {
    stores.replies.add(Optional.of(ok("value")));
    assertThat(route(READ).body()).isEqualTo("value");
    assertThat(stores.proofs).containsExactly(catalog.placement);
  }

  @Test
  void aFailedLookUpIsAnErrorAndNoStoreIsAsked() {
    catalog.away = true;
    assertThatThrownBy(() -> route(READ)).isInstanceOf(CatalogUnavailableException.class);
    catalog.away = false;
    catalog.unknown = true;
    assertThatThrownBy(() -> route(READ)).isInstanceOf(UnknownAccountException.class);
    assertThat(stores.proofs).isEmpty();
  }

  @Test
  void aKnownAccountIsServedWithoutTheCatalog() {
    cache.learn(catalog.placement);
    catalog.away = true;
    stores.replies.add(Optional.of(ok("value")));
    assertThat(route(WRITE).body()).isEqualTo("value");
  }

  @Test
  void aStalePlacementIsRefreshedAndTheCallSentToTheNewHome() {
    cache.learn(placement(1, "legacy", "", Phase.SETTLED));
    catalog.placement = placement(3, "new", "", Phase.SETTLED);
    stores.replies.add(Optional.of(refused(Refusal.STALE_EPOCH)));
    stores.replies.add(Optional.of(ok("value")));
    assertThat(route(WRITE).body()).isEqualTo("value");
    assertThat(stores.proofs).extracting(Placement::home).containsExactly("legacy", "new");
    assertThat(stores.proofs).extracting(Placement::epoch).containsExactly(1L, 3L);
  }

  @Test
  void aProvisionalAnswerCountsIfTheCatalogItselfStillNamesTheEpoch() {
    cache.learn(catalog.placement);
    stores.replies.add(Optional.of(provisional("value")));
    assertThat(route(READ).body()).isEqualTo("value");
    assertThat(catalog.finds).isEqualTo(1);
  }

  @Test
  void aProvisionalAnswerIsThrownAwayIfTheAccountHasMoved() {
    cache.learn(placement(1, "legacy", "new", Phase.MOVING));
    catalog.placement = placement(2, "new", "legacy", Phase.MOVED);
    stores.replies.add(Optional.of(provisional("old")));
    stores.replies.add(Optional.of(ok("current")));
    assertThat(route(READ).body()).isEqualTo("current");
    assertThat(stores.proofs).extracting(Placement::home).containsExactly("legacy", "new");
  }

  @Test
  void aProvisionalAnswerWithoutTheCatalogIsAnError() {
    cache.learn(catalog.placement);
    catalog.away = true;
    stores.replies.add(Optional.of(provisional("value")));
    assertThatThrownBy(() -> route(READ)).isInstanceOf(CatalogUnavailableException.class);
  }

  @Test
  void aWriteWaitsForTheCutOverAndGoesToTheNewHome() {
    cache.learn(placement(1, "legacy", "new", Phase.MOVING));
    waiting.newer = Optional.of(placement(2, "new", "legacy", Phase.MOVED));
    stores.replies.add(Optional.of(refused(Refusal.SEALED_ROW)));
    stores.replies.add(Optional.of(ok("value")));
    assertThat(route(WRITE).body()).isEqualTo("value");
    assertThat(catalog.changes).isEmpty();
  }

  @Test
  void aWriteThatWaitedTooLongAbortsTheCutOver() {
    catalog.placement = placement(1, "legacy", "new", Phase.MOVING);
    stores.replies.add(Optional.of(refused(Refusal.SEALED_ROW)));
    stores.replies.add(Optional.of(ok("value")));
    Instant began = waiting.now;
    assertThat(route(WRITE).body()).isEqualTo("value");
    assertThat(catalog.changes).containsExactly(new PlacementChange.Abort());
    assertThat(stores.proofs).extracting(Placement::epoch).containsExactly(1L, 2L);
    assertThat(Duration.between(began, waiting.now)).isEqualTo(NoteRouter.CUT_OVER_BOUND);
  }

  @Test
  void aStoreThatIsAwayIsTriedABoundedNumberOfTimes() {
    for (int i = 0; i < 10; i++) {
      stores.replies.add(Optional.empty());
    }
    assertThatThrownBy(() -> route(WRITE)).isInstanceOf(StoreUnavailableException.class);
    assertThat(stores.proofs).hasSize(4);
  }

  @Test
  void withTheBudgetSpentAStoreThatIsAwayIsNotTriedAgain() {
    boolean left = true;
    while (left) {
      left = budget.retry();
    }
    stores.replies.add(Optional.empty());
    assertThatThrownBy(() -> route(WRITE)).isInstanceOf(StoreUnavailableException.class);
    assertThat(stores.proofs).hasSize(1);
  }

  @Test
  void aStoreThatKeepsRefusingIsNotAskedForEver() {
    stores.always = refused(Refusal.STALE_EPOCH);
    assertThatThrownBy(() -> route(READ)).isInstanceOf(RouteFailedException.class);
    assertThat(stores.proofs).hasSizeLessThan(100);
  }

  @Test
  void nothingIsSentPastTheDeadline() {
    assertThatThrownBy(() -> router.route(READ, waiting.now))
        .isInstanceOf(RouteFailedException.class);
    assertThat(stores.proofs).isEmpty();
  }

  @Test
  void thePlainPathNeedsNoThread() {
    cache.learn(catalog.placement);
    stores.replies.add(Optional.of(ok("value")));
    AtomicReference<@Nullable NoteReply> answer = new AtomicReference<>();
    router.route(READ, waiting.now.plusSeconds(1), (reply, failure) -> answer.set(reply));
    assertThat(answer.get()).isEqualTo(ok("value"));
    assertThat(slowLane).isEmpty();
  }

  @Test
  void everythingElseGoesOnInTheSlowLane() {
    cache.learn(catalog.placement);
    stores.replies.add(Optional.of(provisional("value")));
    AtomicReference<@Nullable NoteReply> answer = new AtomicReference<>();
    router.route(READ, waiting.now.plusSeconds(1), (reply, failure) -> answer.set(reply));
    assertThat(answer.get()).isNull();
    slowLane.forEach(Runnable::run);
    assertThat(answer.get()).isEqualTo(provisional("value"));
    assertThat(stores.proofs).as("the first reply is not asked for again").hasSize(1);
    assertThat(after).containsExactly(provisional("value"));
  }

  @Test
  void aFullSlowLaneIsSaidAtOnce() {
    NoteRouter full =
        new NoteRouter(
            cache,
            catalog,
            stores,
            name -> {
              throw new AssertionError("no command for " + name);
            },
            waiting,
            work -> {
              throw new RejectedExecutionException("full");
            },
            RouteObserver.NONE,
            AfterAnswer.NONE,
            budget);
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    full.route(READ, waiting.now.plusSeconds(1), (reply, failed) -> failure.set(failed));
    assertThat(failure.get()).isInstanceOf(RejectedExecutionException.class);
  }

  private static Placement placement(long epoch, String home, String second, Phase phase) {
    return new Placement(ACCOUNT, epoch, home, second, phase, epoch);
  }

  private static NoteReply ok(String value) {
    return new NoteReply(Refusal.NONE, 1, false, value);
  }

  private static NoteReply provisional(String value) {
    return new NoteReply(Refusal.NONE, 1, true, value);
  }

  private static NoteReply refused(Refusal refusal) {
    return new NoteReply(refusal, 1, false, "");
  }

  private static final class FakeCatalog implements PlacementCatalog {
    private Placement placement = placement(1, "legacy", "", Phase.SETTLED);
    private boolean away;
    private boolean unknown;
    private int finds;
    private final List<PlacementChange> changes = new ArrayList<>();

    @Override
    public Placement find(UUID account) {
      finds++;
      if (away) {
        throw new CatalogUnavailableException("away");
      }
      if (unknown) {
        throw new UnknownAccountException(account);
      }
      return placement;
    }

    @Override
    public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
      changes.add(change);
      placement =
          placement(expectedEpoch + 1, placement.home(), placement.second(), placement.phase());
      return new Outcome(true, placement);
    }
  }

  private static final class FakeStores implements NoteStores {
    private final Deque<Optional<NoteReply>> replies = new ArrayDeque<>();
    private final List<Placement> proofs = new ArrayList<>();
    private @Nullable NoteReply always;

    @Override
    public void shadowAsync(
        Placement seen,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      throw new AssertionError("the router makes no shadow reads");
    }

    @Override
    public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
      throw new AssertionError("no account here is overlaid");
    }

    @Override
    public NoteReply fallback(Placement overlaid, NoteCall call) {
      throw new AssertionError("no account here is overlaid");
    }

    @Override
    public NoteReply call(Placement proof, NoteCall call) {
      proofs.add(proof);
      if (always != null) {
        return always;
      }
      return replies.remove().orElseThrow(() -> new StoreUnavailableException("away"));
    }

    @Override
    public void callAsync(
        Placement proof,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      done.accept(call(proof, call), null);
    }
  }

  /** Time passes only while somebody waits. */
  private static final class FakeWaiting implements Waiting {
    private Instant now = Instant.EPOCH;
    private Optional<Placement> newer = Optional.empty();

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public Optional<Placement> awaitNewer(Placement seen, Duration atMost) {
      now = now.plus(atMost);
      return newer;
    }

    @Override
    public void pause(Duration time) {
      now = now.plus(time);
    }
  }
}
