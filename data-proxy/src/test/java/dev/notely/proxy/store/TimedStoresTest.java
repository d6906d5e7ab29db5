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
  private @Nullable RuntimeException failure;
  private long nanos;
  private final TimedStores stores =
      new TimedStores(new Slow(), (store, micros) -> told.add(store + " " + micros), () -> nanos);

  /** Each call takes 3 ms. */
  private final class Slow implements NoteStores {
    @Override
    public NoteReply call(Placement proof, NoteCall call) {
      nanos += 3_000_000;
      if (failure != null) {
        throw failure;
      }
      return REPLY;
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
      done.accept(failure == null ? REPLY : null, failure);
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
        (reply, thrown) -> answers.add(reply == null ? String.valueOf(thrown) : reply));
    if (failure == null) {
      assertThat(answers).containsExactly(REPLY);
      assertThat(stores.call(PLACEMENT, new Read())).isEqualTo(REPLY);
    } else {
      assertThat(answers).containsExactly(failure.toString());
      assertThatThrownBy(() -> stores.call(PLACEMENT, new Read())).isSameAs(failure);
    }
  }

  @Test
  void repliesAreTold() {
    bothWays();
    assertThat(told).containsExactly("old 3000", "old 3000");
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
  }

  /** Of an overlaid account users wait for both stores. */
  @Test
  void theFormerHomeIsTold() {
    assertThat(stores.fallback(PLACEMENT, new Read())).isEqualTo(REPLY);
    assertThat(stores.call(PLACEMENT, new Read(), Optional.empty())).isEqualTo(REPLY);
    assertThat(told).containsExactly("new 3000", "old 3000");
  }

  @Test
  void shadowReadsAreNotUsers() {
    stores.shadowAsync(PLACEMENT, new Read(), (_, _) -> told.add("answered"));
    assertThat(told).containsExactly("answered");
  }
}
