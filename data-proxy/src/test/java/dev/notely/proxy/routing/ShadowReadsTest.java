package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.Aside;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnaskedStores;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which reads are repeated, what is made of the answers, and that no place is ever lost. */
class ShadowReadsTest {
  private static final UUID ACCOUNT = new UUID(1, 2);
  private static final int AT_ONCE = 64;

  private record Call(boolean isWrite) implements NoteCall {
    @Override
    public UUID account() {
      return ACCOUNT;
    }
  }

  private record Told(Sight seen) implements Aside {
    @Override
    public Optional<CommittedRecord> committed() {
      return Optional.empty();
    }

    @Override
    public Optional<Sight> sight() {
      return Optional.of(seen);
    }

    @Override
    public long micros() {
      return 1_000;
    }
  }

  private final Deque<BiConsumer<@Nullable NoteReply, @Nullable RuntimeException>> asked =
      new ArrayDeque<>();
  private final List<ShadowReads.Mismatch> found = new ArrayList<>();
  private Sight home = note(5, "a");
  private double share = 1;
  private double dice;
  private double room = 1;
  private boolean laneIsFull;
  private boolean homeIsAway;
  private final AccountMirrors accounts = new AccountMirrors(_ -> Optional.empty());
  private final ShadowReads reads =
      new ShadowReads(
          new Stores(),
          _ -> new MovePolicy(false, share, false),
          _ -> room,
          work -> {
            if (laneIsFull) {
              throw new RejectedExecutionException("full");
            }
            work.run();
          },
          () -> dice,
          () -> "trace",
          found::add,
          new ShadowComparator(),
          accounts);

  private final class Stores extends UnaskedStores {
    @Override
    public NoteReply call(Placement proof, NoteCall call) {
      if (homeIsAway) {
        throw new StoreUnavailableException("away");
      }
      return reply(home);
    }

    @Override
    public void shadowAsync(
        Placement seen,
        NoteCall call,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      asked.add(done);
    }
  }

  private static Sight note(long seq, String content) {
    return new Sight(9, OptionalLong.of(9), false, seq, 0, content);
  }

  private static NoteReply reply(Sight seen) {
    return new NoteReply(Refusal.NONE, 2, false, "", new Told(seen));
  }

  private static Placement in(Phase phase) {
    return new Placement(ACCOUNT, 2, "legacy", phase.hasSecond() ? "new" : "", phase, 1, 7);
  }

  private void read() {
    reads.answered(in(Phase.MOVING), new Call(false), reply(home));
  }

  private void copyAnswers(Sight copy) {
    asked.remove().accept(reply(copy), null);
  }

  private ShadowFigures figures() {
    return java.util.Objects.requireNonNull(reads.figures(7).get("new"));
  }

  @Test
  void onlyReadsOfAccountsInTwoStoresAreRepeated() {
    reads.answered(in(Phase.SETTLED), new Call(false), reply(home));
    reads.answered(in(Phase.MOVING), new Call(true), reply(home));
    reads.answered(in(Phase.SWITCHING), new Call(false), reply(home));
    reads.answered(in(Phase.OVERLAID), new Call(false), reply(home));
    share = 0;
    read();
    assertThat(asked).isEmpty();
    share = 0.5;
    dice = 0.5;
    read();
    assertThat(asked).isEmpty();
    dice = 0.49;
    read();
    reads.answered(in(Phase.KEPT), new Call(false), reply(home));
    reads.answered(in(Phase.RETURNING), new Call(false), reply(home));
    assertThat(asked).hasSize(3);
  }

  @Test
  void fewerAreRepeatedWhereUsersFeelIt() {
    share = 0.8;
    room = 0.25;
    dice = 0.2;
    read();
    assertThat(asked).isEmpty();
    assertThat(figures().dropped()).isEqualTo(1);
    dice = 0.19;
    read();
    assertThat(asked).hasSize(1);
    assertThat(figures().dropped()).isEqualTo(1);
  }

  @Test
  void whatIsEqualOrBehindIsCounted() {
    read();
    copyAnswers(home);
    read();
    copyAnswers(new Sight(9, OptionalLong.empty(), false, 0, 0, ""));
    assertThat(figures().equal()).isEqualTo(1);
    assertThat(figures().pending()).isEqualTo(1);
    assertThat(found).isEmpty();
  }

  /** A copy that has not got so far has nothing to read, and would make its store look fast. */
  @Test
  void onlyReadsOfTheSameAreTimed() {
    read();
    copyAnswers(home);
    read();
    copyAnswers(new Sight(9, OptionalLong.empty(), false, 0, 0, ""));
    read();
    copyAnswers(new Sight(12, OptionalLong.of(12), false, 12, 0, "later"));
    read();
    asked.remove().accept(null, new UnusableRecordException("new", ACCOUNT, "no row"));
    assertThat(figures().home().values()).containsExactly(1L);
    assertThat(figures().second().values()).containsExactly(1L);
  }

  @Test
  void aMismatchIsReportedAfterASecondLook() {
    read();
    copyAnswers(note(5, "b"));
    assertThat(found)
        .containsExactly(
            new ShadowReads.Mismatch(
                in(Phase.MOVING), Optional.empty(), home, note(5, "b"), "trace"));
    assertThat(figures().mismatches()).isEqualTo(1);
  }

  @Test
  void whatCameInBetweenExplainsIt() {
    read();
    Sight copy = new Sight(12, OptionalLong.of(9), false, 4, 0, "old");
    home = note(10, "new"); // the copy is complete to 9 only
    copyAnswers(copy);
    assertThat(found).isEmpty();
    assertThat(figures().pending()).isEqualTo(1);
  }

  @Test
  void aRecordThatTheCopyCannotReadIsAMismatch() {
    read();
    asked.remove().accept(null, new UnusableRecordException("new", ACCOUNT, "no row"));
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().copy().content()).isEqualTo("unreadable: no row");
  }

  @Test
  void noPlaceIsLostWhateverHappens() {
    for (int i = 0; i < 3 * AT_ONCE; i++) {
      read();
      switch (i % 6) {
        case 0 -> copyAnswers(home);
        case 1 -> copyAnswers(note(5, "b"));
        case 2 -> asked.remove().accept(null, new StoreUnavailableException("away"));
        case 3 -> asked.remove().accept(new NoteReply(Refusal.NOT_HOME, 1, false, ""), null);
        case 4 -> {
          homeIsAway = true;
          copyAnswers(note(5, "b"));
          homeIsAway = false;
        }
        default -> {
          laneIsFull = true;
          copyAnswers(note(5, "b"));
          laneIsFull = false;
        }
      }
    }
    ShadowFigures after = figures();
    assertThat(accounts.of(7))
        .containsExactly(
            new AccountMirror(
                ACCOUNT,
                "new",
                DualTally.NONE,
                ShadowFigures.counts(
                    after.equal(), 0, 0, after.mismatches(), after.unanswered(), after.dropped())));
    assertThat(after.dropped()).as("only by the full lane").isEqualTo(AT_ONCE / 2);
    assertThat(after.unanswered()).isEqualTo(3 * AT_ONCE / 2);
    for (int i = 0; i < AT_ONCE; i++) {
      read();
    }
    assertThat(asked).hasSize(AT_ONCE);
    read();
    assertThat(asked).as("no more at once").hasSize(AT_ONCE);
    assertThat(figures().dropped()).isEqualTo(after.dropped() + 1);
  }
}
