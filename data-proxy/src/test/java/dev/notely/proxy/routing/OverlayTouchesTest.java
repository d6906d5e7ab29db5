package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.ScriptedStore;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What moves because a user has touched it, and that nobody waits for it. */
class OverlayTouchesTest {
  private static final UUID ACCOUNT = new UUID(1, 2);
  private static final Placement OVERLAID =
      new Placement(ACCOUNT, 2, "new", "old", Phase.OVERLAID, 2, 7);

  private record Call(boolean isWrite) implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }
  }

  private record Kept(long seq) implements CommittedRecord {}

  private final List<String> calls = new ArrayList<>();
  private final ScriptedStore home = new ScriptedStore("new", calls);
  private final ScriptedStore former = new ScriptedStore("old", calls);
  private final Deque<Runnable> lane = new ArrayDeque<>();
  private boolean laneIsFull;
  private boolean drains = true;
  private double room = 1;
  private double dice;
  private final OverlayTouches touches =
      new OverlayTouches(
          name -> name.equals("new") ? home : former,
          migration -> migration == 7 ? new MovePolicy(false, 0, drains) : MovePolicy.NONE,
          _ -> room,
          () -> dice,
          work -> {
            if (laneIsFull) {
              throw new RejectedExecutionException("full");
            }
            lane.add(work);
          });

  private void touch(boolean write) {
    touches.touched(OVERLAID, new Call(write), new Kept(5));
  }

  private List<String> moved() {
    for (Runnable next = lane.poll(); next != null; next = lane.poll()) {
      next.run();
    }
    List<String> made = List.copyOf(calls);
    calls.clear();
    return made;
  }

  @Test
  void theHomeHasItBeforeTheFormerHomeLosesIt() {
    touch(false);
    assertThat(calls).as("the user's answer waits for nothing").isEmpty();
    assertThat(moved()).containsExactly("new.drain", "old.evict");
    touch(true);
    assertThat(moved()).containsExactly("new.drain", "old.evict");
  }

  @Test
  void withoutTheDrainOnlyWhatIsWrittenMoves() {
    drains = false;
    touch(false);
    assertThat(moved()).isEmpty();
    touch(true);
    assertThat(moved()).containsExactly("new.drain", "old.evict");
  }

  @Test
  void whatTheHomeDoesNotTakeStaysWhereItIs() {
    home.refuse("drain", Refusal.STALE_EPOCH);
    touch(true);
    assertThat(moved()).containsExactly("new.drain");
    home.fail("drain");
    touch(true);
    assertThat(moved()).containsExactly("new.drain");
    home.on("drain", () -> {});
    former.fail("evict");
    touch(true);
    assertThat(moved()).containsExactly("new.drain", "old.evict");
  }

  @Test
  void whatComesWhileAFewAreMovedIsLeftToTheDrain() {
    for (int i = 0; i < 1_000; i++) {
      touch(true);
    }
    assertThat(moved()).hasSize(2 * 32);
    touch(true);
    assertThat(moved()).as("the places were given back").hasSize(2);
  }

  @Test
  void aLaneThatIsFullKeepsNoPlace() {
    laneIsFull = true;
    for (int i = 0; i < 100; i++) {
      touch(true);
    }
    laneIsFull = false;
    touch(true);
    assertThat(moved()).hasSize(2);
  }

  @Test
  void usersComeFirst() {
    room = 0.25;
    dice = 0.25;
    touch(true);
    assertThat(moved()).isEmpty();
    dice = 0.2;
    touch(true);
    assertThat(moved()).hasSize(2);
    room = 0;
    dice = 0;
    touch(true);
    assertThat(moved()).isEmpty();
  }

  @Test
  void anAnswerOfTheHomeAloneMovesNothing() {
    touches.answered(OVERLAID, new Call(true), new NoteReply(Refusal.NONE, 2, false, ""));
    assertThat(moved()).isEmpty();
  }
}
