package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store that does not answer, beside one that does. */
class StoreSharesTest {
  private static final UUID ON_A = new UUID(0, 1);
  private static final UUID ON_B = new UUID(0, 2);
  private static final UUID ON_BOTH = new UUID(0, 3);
  private static final NoteReply REPLY = new NoteReply(Refusal.NONE, 1, false, "");

  private record Call(UUID account) implements NoteCall {
    @Override
    public boolean isWrite() {
      return false;
    }
  }

  private final class Catalog implements PlacementCatalog {
    @Override
    public Placement find(UUID account) {
      if (catalogIsAway) {
        throw new CatalogUnavailableException("away");
      }
      if (account.equals(ON_BOTH)) {
        return new Placement(account, 1, "b", "a", Phase.OVERLAID, 1);
      }
      return new Placement(account, 1, account.equals(ON_A) ? "a" : "b", "", Phase.SETTLED, 1);
    }

    @Override
    public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
      throw new AssertionError("nobody changes anything here");
    }
  }

  private boolean catalogIsAway;
  private boolean laneIsFull;
  private boolean breaks;
  private long now;
  private final List<BiConsumer<@Nullable NoteReply, @Nullable RuntimeException>> underWay =
      new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final StoreShares shares =
      new StoreShares(
          (call, deadline, done) -> {
            if (breaks) {
              throw new IllegalStateException("broken");
            }
            underWay.add(done);
          },
          new PlacementCache(new Catalog()),
          work -> {
            if (laneIsFull) {
              throw new RejectedExecutionException("full");
            }
            work.run();
          },
          () -> now);

  private void ask(UUID account) {
    shares.route(
        new Call(account),
        Instant.MAX,
        (reply, failure) ->
            heard.add(failure == null ? "reply" : failure.getClass().getSimpleName()));
  }

  private int asked(UUID account, int times) {
    int before = underWay.size();
    for (int i = 0; i < times; i++) {
      ask(account);
    }
    return underWay.size() - before;
  }

  @Test
  void aStoreThatStallsFillsItsOwnShareOnly() {
    assertThat(asked(ON_A, 1_000)).isEqualTo(StoreShare.AT_FIRST);
    assertThat(heard).hasSize(1_000 - StoreShare.AT_FIRST).containsOnly("StoreBusyException");
    assertThat(shares.refused()).isEqualTo(1_000 - StoreShare.AT_FIRST);
    assertThat(asked(ON_B, 100)).isEqualTo(100);
  }

  @Test
  void anAnswerGivesThePlaceBackOnce() {
    asked(ON_A, StoreShare.AT_FIRST);
    underWay.getFirst().accept(null, new RouteFailedException("no answer"));
    underWay.getFirst().accept(REPLY, null);
    assertThat(heard).containsExactly("RouteFailedException");
    assertThat(asked(ON_A, 10)).isEqualTo(1);
  }

  @Test
  void anOverlaidAccountCountsAtBothStores() {
    asked(ON_A, StoreShare.AT_FIRST);
    assertThat(asked(ON_BOTH, 10)).isZero();
    assertThat(asked(ON_B, 1_000)).as("nothing stays behind").isEqualTo(StoreShare.AT_FIRST);
    underWay.forEach(done -> done.accept(REPLY, null));
    underWay.clear();
    assertThat(asked(ON_BOTH, 1)).isEqualTo(1);
  }

  @Test
  void anAccountThatIsNotKnownIsLookedUpFirst() {
    catalogIsAway = true;
    assertThat(asked(ON_A, 1)).isZero();
    catalogIsAway = false;
    laneIsFull = true;
    assertThat(asked(ON_A, 1)).isZero();
    laneIsFull = false;
    assertThat(asked(ON_A, 1)).isEqualTo(1);
    laneIsFull = true;
    catalogIsAway = true;
    assertThat(asked(ON_A, 1)).as("known now").isEqualTo(1);
    assertThat(heard).containsExactly("CatalogUnavailableException", "RejectedExecutionException");
  }

  @Test
  void whatBreaksKeepsNoPlace() {
    breaks = true;
    assertThat(asked(ON_A, 1_000)).isZero();
    assertThat(heard).hasSize(1_000).containsOnly("IllegalStateException");
  }
}
