package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.Aside;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is sent, what is let go, and that nobody waits for either. */
class DualWritesTest {
  private static final UUID ACCOUNT = new UUID(1, 2);
  private static final Placement MOVING = placement(4, Phase.MOVING);

  private record Call(boolean isWrite) implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }
  }

  private record Written(long seq) implements CommittedRecord {}

  private record Told(Optional<CommittedRecord> committed) implements Aside {
    @Override
    public Optional<Sight> sight() {
      return Optional.empty();
    }

    @Override
    public long micros() {
      return 0;
    }
  }

  private record Sent(Placement placement, List<Long> seqs) {}

  private final List<Sent> sent = new ArrayList<>();
  private final Deque<Runnable> lane = new ArrayDeque<>();
  private boolean laneIsFull;
  private double room = 1;
  private double dice;
  private boolean away;
  private int answered = Integer.MAX_VALUE;
  private boolean refuses;
  private long copyEpoch = 4;
  private OptionalLong watermark = OptionalLong.empty();
  private Optional<Placement> cached = Optional.empty();
  private Instant now = Instant.EPOCH;
  private @Nullable Runnable whileSending;
  private final AccountMirrors accounts = new AccountMirrors(_ -> cached);
  private final DualWrites dualWrites =
      new DualWrites(
          store ->
              writes -> {
                assertThat(store).isEqualTo("new");
                return writes.stream()
                    .limit(answered)
                    .map(one -> send(one.proof(), one.records()))
                    .toList();
              },
          store -> store.equals("new") ? room : 1,
          () -> dice,
          work -> {
            if (laneIsFull) {
              throw new RejectedExecutionException("full");
            }
            lane.add(work);
          },
          () -> now,
          accounts);

  private RecordStore.Reply send(Placement placement, List<CommittedRecord> records) {
    sent.add(new Sent(placement, records.stream().map(CommittedRecord::seq).toList()));
    if (whileSending != null) {
      Runnable once = whileSending;
      whileSending = null;
      once.run();
    }
    if (away) {
      throw new StoreUnavailableException("away");
    }
    return new RecordStore.Reply(
        refuses ? Refusal.NOT_HOME : Refusal.NONE,
        new OwnershipRow(
            OwnershipRow.State.IMPORTING,
            copyEpoch,
            0,
            watermark,
            OptionalLong.empty(),
            ByteString.EMPTY,
            OwnershipRow.Digest.NONE,
            0,
            false,
            0));
  }

  private static Placement placement(long epoch, Phase phase) {
    return new Placement(ACCOUNT, epoch, "legacy", phase.hasSecond() ? "new" : "", phase, epoch, 7);
  }

  private void written(Placement placement, long seq) {
    dualWrites.answered(
        placement,
        new Call(true),
        new NoteReply(Refusal.NONE, 1, false, "", new Told(Optional.of(new Written(seq)))));
  }

  private void runLane() {
    for (Runnable next = lane.poll(); next != null; next = lane.poll()) {
      next.run();
    }
  }

  private DualTally tally() {
    return java.util.Objects.requireNonNull(dualWrites.tallies(7).get("new"));
  }

  @Test
  void sendsTheWritesOfMovingAccountsOnly() {
    written(placement(3, Phase.SETTLED), 1);
    written(placement(3, Phase.MOVED), 2);
    written(placement(3, Phase.KEPT), 3);
    written(placement(3, Phase.SWITCHING), 3);
    written(placement(3, Phase.OVERLAID), 3);
    dualWrites.answered(MOVING, new Call(false), new NoteReply(Refusal.NONE, 1, false, ""));
    dualWrites.answered(MOVING, new Call(true), new NoteReply(Refusal.NONE, 1, false, ""));
    assertThat(dualWrites.tallies(7)).isEmpty();
    written(MOVING, 4);
    written(placement(5, Phase.RETURNING), 5);
    runLane();
    assertThat(sent).extracting(Sent::seqs).containsExactly(List.of(4L), List.of(5L));
  }

  @Test
  void theUsersAnswerWaitsForNothing() {
    written(MOVING, 4);
    assertThat(sent).isEmpty();
    assertThat(tally().waiting()).isEqualTo(1);
  }

  @Test
  void whatHasGatheredGoesInOneCallPerAccountAndEpoch() {
    written(MOVING, 4);
    written(MOVING, 5);
    written(placement(5, Phase.MOVING), 6);
    assertThat(lane).hasSize(1);
    runLane();
    assertThat(sent)
        .containsExactly(
            new Sent(MOVING, List.of(4L, 5L)), new Sent(placement(5, Phase.MOVING), List.of(6L)));
    assertThat(tally().sent()).isEqualTo(3);
  }

  @Test
  void whatComesWhileTheLaneEndsIsSentToo() {
    whileSending = () -> written(MOVING, 5);
    written(MOVING, 4);
    runLane();
    assertThat(sent).extracting(Sent::seqs).containsExactly(List.of(4L), List.of(5L));
  }

  @Test
  void whatFailsOrIsRefusedIsCountedAndLeftToCatchUp() {
    away = true;
    written(MOVING, 4);
    runLane();
    away = false;
    refuses = true;
    written(MOVING, 5);
    runLane();
    refuses = false;
    written(MOVING, 6);
    runLane();
    assertThat(sent).extracting(Sent::seqs).containsExactly(List.of(4L), List.of(5L), List.of(6L));
    assertThat(tally()).isEqualTo(new DualTally(1, 1, 1, 0, 0, 2, 0));
    assertThat(accounts.of(7))
        .containsExactly(
            new AccountMirror(
                ACCOUNT, "new", new DualTally(1, 1, 1, 0, 0, 0, 0), ShadowFigures.NONE));
    assertThat(accounts.of(8)).isEmpty();
  }

  /** One record that the store cannot use ends the call of many accounts. */
  @Test
  void onlyWhatWasNotAnsweredHasFailed() {
    written(MOVING, 4);
    written(MOVING, 5);
    written(placement(5, Phase.MOVING), 6);
    answered = 1;
    runLane();
    assertThat(tally()).isEqualTo(new DualTally(2, 0, 1, 0, 0, 1, 0));
  }

  @Test
  void whatIsUnderWayHasNotArrived() {
    written(MOVING, 4);
    written(MOVING, 5);
    now = now.plusMillis(30);
    List<DualTally> meanwhile = new ArrayList<>();
    whileSending =
        () -> {
          written(MOVING, 6);
          now = now.plusMillis(10);
          meanwhile.add(tally());
          meanwhile.add(dualWrites.behind(7).getFirst().dualWrites());
        };
    runLane();
    assertThat(meanwhile).containsOnly(new DualTally(0, 0, 0, 0, 3, 0, 40));
    assertThat(tally()).isEqualTo(new DualTally(3, 0, 0, 0, 0, 0, 0));
  }

  private DualTally behind() {
    return dualWrites.behind(7).stream()
        .map(AccountMirror::dualWrites)
        .reduce(DualTally.NONE, DualTally::plus);
  }

  private void dropped(Placement placement, long seq) {
    room = 0;
    written(placement, seq);
    room = 1;
  }

  @Test
  void whatDidNotArriveIsBehindUntilTheCopyIsSeenComplete() {
    dropped(MOVING, 4);
    now = now.plusMillis(500);
    assertThat(tally()).isEqualTo(new DualTally(0, 0, 0, 1, 0, 1, 500));
    watermark = OptionalLong.of(3);
    written(MOVING, 5);
    runLane();
    assertThat(behind()).as("not complete so far").isEqualTo(DualTally.ofBehind(1, 500));
    watermark = OptionalLong.of(5);
    written(MOVING, 6);
    runLane();
    assertThat(behind()).isEqualTo(DualTally.NONE);
    assertThat(tally()).isEqualTo(new DualTally(2, 0, 0, 1, 0, 0, 0));
  }

  @Test
  void aShadowReadShowsTooHowFarTheCopyIs() {
    dropped(MOVING, 4);
    accounts.reached(MOVING, 3);
    assertThat(behind().behind()).isEqualTo(1);
    accounts.reached(MOVING, 4);
    assertThat(behind()).isEqualTo(DualTally.NONE);
  }

  @Test
  void anAccountThatHasGoneOnIsNotBehind() {
    refuses = true;
    written(MOVING, 4);
    runLane();
    assertThat(behind().behind()).as("its copy has not begun").isEqualTo(1);
    cached = Optional.of(placement(4, Phase.MOVING));
    assertThat(behind().behind()).isEqualTo(1);
    cached = Optional.of(placement(5, Phase.KEPT));
    assertThat(behind()).isEqualTo(DualTally.NONE);
    copyEpoch = 5;
    written(MOVING, 5);
    runLane();
    cached = Optional.empty();
    assertThat(behind()).as("came late").isEqualTo(DualTally.NONE);
  }

  /** Catch-up brings each within a second, and there is always a next one. */
  @Test
  void aCopyThatMissesNowAndThenIsNotEverFurtherBehind() {
    for (int seq = 1; seq <= 100; seq++) {
      dropped(MOVING, seq);
      now = now.plusMillis(500);
      accounts.reached(MOVING, seq - 2);
    }
    assertThat(behind().behind()).isBetween(2L, 4L);
    assertThat(behind().lagMillis()).isBetween(1_000L, 2_000L);
  }

  @Test
  void whatIsBehindCostsABoundedMemory() {
    for (int account = 0; account < 6_000; account++) {
      dropped(new Placement(new UUID(2, account), 4, "legacy", "new", Phase.MOVING, 1, 7), 9);
      now = now.plusMillis(1);
    }
    assertThat(tally()).isEqualTo(new DualTally(0, 0, 0, 6_000, 0, 4_096, 6_000));
    cached = Optional.of(placement(5, Phase.KEPT));
    assertThat(tally().behind()).isZero();
    cached = Optional.empty();
    dropped(MOVING, 4);
    assertThat(tally().behind()).as("there is room again").isEqualTo(1);
  }

  @Test
  void whoseRecordsWaitIsTold() {
    written(MOVING, 4);
    now = now.plusMillis(30);
    written(MOVING, 5);
    assertThat(dualWrites.behind(7))
        .containsExactly(
            new AccountMirror(ACCOUNT, "new", DualTally.ofWaiting(2, 30), ShadowFigures.NONE));
    assertThat(dualWrites.behind(8)).isEmpty();
    runLane();
    assertThat(dualWrites.behind(7)).isEmpty();
  }

  @Test
  void aStoreThatDoesNotKeepUpCostsNoMemory() {
    for (int seq = 1; seq <= 10_000; seq++) {
      written(MOVING, seq);
    }
    now = Instant.EPOCH.plusMillis(70);
    assertThat(tally().waiting() + tally().dropped()).isEqualTo(10_000);
    assertThat(tally().waiting()).isLessThan(5_000);
    assertThat(tally().lagMillis()).isEqualTo(70);
    runLane();
    assertThat(tally().sent()).isEqualTo(10_000 - tally().dropped());
    DualTally ofTheAccount = accounts.of(7).getFirst().dualWrites();
    assertThat(ofTheAccount.sent()).isEqualTo(tally().sent());
    assertThat(ofTheAccount.dropped()).isEqualTo(tally().dropped());
  }

  @Test
  void whereNobodyIsFreeToSendNothingWaits() {
    laneIsFull = true;
    written(MOVING, 4);
    assertThat(tally()).isEqualTo(new DualTally(0, 0, 0, 1, 0, 1, 0));
    laneIsFull = false;
    written(MOVING, 5);
    runLane();
    assertThat(sent).extracting(Sent::seqs).containsExactly(List.of(5L));
  }

  @Test
  void usersOfTheStoreComeFirst() {
    room = 0.25;
    dice = 0.25;
    written(MOVING, 4);
    dice = 0.24;
    written(MOVING, 5);
    room = 0; // what is calm is measured: halt
    dice = 0;
    written(MOVING, 6);
    room = 1;
    dice = 0.99;
    written(MOVING, 7);
    runLane();
    assertThat(sent).extracting(Sent::seqs).containsExactly(List.of(5L, 7L));
    assertThat(tally()).isEqualTo(new DualTally(2, 0, 0, 2, 0, 2, 0));
    assertThat(accounts.of(7).getFirst().dualWrites().dropped()).isEqualTo(2);
  }
}
