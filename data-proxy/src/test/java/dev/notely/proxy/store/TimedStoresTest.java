package dev.notely.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What counts as a wait of users for a store. */
final class TimedStoresTest {
  private static final UUID ACCOUNT = new UUID(0, 1);
  private static final Placement PLACEMENT =
      new Placement(ACCOUNT, 1, "old", "new", Phase.MOVING, 1, 7);
  private static final NoteReply REPLY = new NoteReply(Refusal.NONE, 1, false, "", Aside.NOTHING);

  private record Read() implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }

    @Override
    public boolean isWrite() {
      return false;
    }
  }

  private final List<String> told = new ArrayList<>();
  private final List<String> operations = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private NoteReply reply = REPLY;
  private @Nullable RuntimeException failure;
  private long nanos;
  private final TimedStores stores =
      new TimedStores(
          new Slow(),
          new Told(),
          (store, operation, status, took) ->
              operations.add(String.join(" ", store, operation, status) + " " + took),
          () -> nanos);

  private final class Told implements StoreWaits {
    @Override
    public int began(String store) {
      waiting.add(store);
      return waiting.size();
    }

    @Override
    public void ended(String store, int began) {
      assertThat(began).isEqualTo(waiting.size());
      assertThat(waiting.removeLast()).isEqualTo(store);
    }

    @Override
    public void felt(String store, long micros) {
      told.add(store + " " + micros);
    }
  }

  /** Each call takes 3 ms. */
  private final class Slow implements NoteStores {
    @Override
    public NoteReply call(Placement proof, NoteCall call) {
      nanos += 3_000_000;
      assertThat(waiting).hasSize(1);
      if (failure != null) {
        throw failure;
      }
      return reply;
    }

    @Override
    public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
      return call(overlaid, call);
    }

    @Override
    public NoteReply fallback(Placement overlaid, NoteCall call) {
      return call(overlaid, call);
    }

    @Override
    public void callAsync(
        Placement proof,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      nanos += 3_000_000;
      done.accept(failure == null ? reply : null, failure);
    }

    @Override
    public void shadowAsync(
        Placement seen,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      callAsync(seen, call, done);
    }
  }

  private void bothWays() {
    List<Object> answers = new ArrayList<>();
    stores.callAsync(
        PLACEMENT,
        new Read(),
        (came, thrown) -> answers.add(came == null ? String.valueOf(thrown) : came));
    if (failure == null) {
      assertThat(answers).containsExactly(reply);
      assertThat(stores.call(PLACEMENT, new Read())).isEqualTo(reply);
    } else {
      assertThat(answers).containsExactly(failure.toString());
      assertThatThrownBy(() -> stores.call(PLACEMENT, new Read())).isSameAs(failure);
    }
    assertThat(waiting).as("whatever came of it").isEmpty();
  }

  @Test
  void repliesAreTold() {
    bothWays();
    assertThat(told).containsExactly("old 3000", "old 3000");
    assertThat(operations).containsExactly("old read ok 3000000", "old read ok 3000000");
  }

  /** A refusal is an answer: users wait for it, and operators want to know of it. */
  @Test
  void refusalsAreNamed() {
    reply = new NoteReply(Refusal.STALE_EPOCH, 1, false, "");
    bothWays();
    assertThat(told).containsExactly("old 3000", "old 3000");
    assertThat(operations).allMatch(one -> one.equals("old read STALE_EPOCH 3000000"));
  }

  @Test
  void waitsInVainAreTold() {
    failure = Status.DEADLINE_EXCEEDED.asRuntimeException();
    bothWays();
    assertThat(told).containsExactly("old 3000", "old 3000");
  }

  @Test
  void storesThatAreAwayOrRefuseAreNotSlow() {
    failure = new StoreUnavailableException("away");
    bothWays();
    failure = Status.RESOURCE_EXHAUSTED.asRuntimeException();
    bothWays();
    assertThat(told).isEmpty();
    assertThat(operations)
        .containsExactly(
            "old read UNAVAILABLE 3000000",
            "old read UNAVAILABLE 3000000",
            "old read RESOURCE_EXHAUSTED 3000000",
            "old read RESOURCE_EXHAUSTED 3000000");
  }

  /** Of an overlaid account users wait for both stores. */
  @Test
  void theFormerHomeIsTold() {
    assertThat(stores.fallback(PLACEMENT, new Read())).isEqualTo(reply);
    assertThat(stores.call(PLACEMENT, new Read(), Optional.empty())).isEqualTo(reply);
    assertThat(told).containsExactly("new 3000", "old 3000");
    assertThat(operations).containsExactly("new fallback ok 3000000", "old read ok 3000000");
  }

  @Test
  void shadowReadsAreNotUsers() {
    stores.shadowAsync(PLACEMENT, new Read(), (_, _) -> told.add("answered"));
    assertThat(told).containsExactly("answered");
    assertThat(operations).containsExactly("new shadow ok 3000000");
  }
}
