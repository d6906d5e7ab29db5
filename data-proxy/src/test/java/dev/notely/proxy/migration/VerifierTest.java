package dev.notely.proxy.migration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which of an account's two stores a difference is blamed on, and what follows from it. */
final class VerifierTest {
  private static final UUID ACCOUNT = new UUID(7, 1);
  private static final int RECORDS = 5_000; // more than one range
  private static final int MORE_THAN_ONE_LOOK = 200_001;
  private static final int MANY_TOMBSTONES = 45_000; // more than two answers carry

  private final File old = new File();
  private final File young = new File();
  private final StandingClock clock = new StandingClock();
  private final Verifier verifier =
      new Verifier(
          store -> store.equals("old") ? old : young, VerifierTest::nothingIsCopied, Runnable::run);

  private static RecordStore nothingIsCopied(String store) {
    throw new AssertionError("nothing is copied here");
  }

  /** What a store has of the account, and what it has counted of it. */
  private static final class File extends UnaskedInspection {
    private static final int MAX_TOMBSTONES = 20_000;

    private final NavigableMap<ByteString, Version> records =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    private OwnershipRow.Digest counted = OwnershipRow.Digest.NONE;
    private long notes;
    private long lastSeq;
    private boolean isBusy;
    private int looks;

    void write(int key, long seq) {
      Version version = version(key, seq, false, 1_000L * key + seq);
      records.put(version.key(), version);
      counted = counted.plus(new OwnershipRow.Digest(version.hash(), 0));
      notes++;
      lastSeq = Math.max(lastSeq, seq);
    }

    void bury(int key, long seq) {
      Version version = version(key, seq, true, 0);
      records.put(version.key(), version);
      lastSeq = Math.max(lastSeq, seq);
    }

    void damage(int key) {
      Version was = requireNonNull(records.get(key(key)));
      records.put(key(key), new Version(was.key(), was.seq(), false, was.hash() + 1));
    }

    void mend(int key, File sound) {
      records.put(key(key), requireNonNull(sound.records.get(key(key))));
    }

    @Override
    public Range fingerprint(
        UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
      looks++;
      List<Version> live = new ArrayList<>();
      List<Version> shown = new ArrayList<>();
      ByteString lastKey = ByteString.EMPTY;
      boolean end = true;
      for (Version one : records.tailMap(after, after.isEmpty()).values()) {
        if (!until.isEmpty()
            && ByteString.unsignedLexicographicalComparator().compare(one.key(), until) > 0) {
          break;
        }
        if (live.size() == limit || shown.size() - live.size() == MAX_TOMBSTONES) {
          end = false;
          break;
        }
        if (!one.deleted()) {
          live.add(one);
        }
        if (!one.deleted() || withVersions) {
          shown.add(one);
          lastKey = one.key();
        }
      }
      long high = live.stream().mapToLong(Version::hash).sum();
      return new Range(
          row(),
          lastKey,
          end,
          live.size(),
          new OwnershipRow.Digest(high, 0),
          0,
          withVersions ? shown : List.of());
    }

    private OwnershipRow row() {
      return new OwnershipRow(
          OwnershipRow.State.IMPORTING,
          4,
          isBusy ? lastSeq + looks : lastSeq,
          OptionalLong.of(lastSeq),
          OptionalLong.of(0),
          ByteString.EMPTY,
          counted,
          notes,
          false,
          0);
    }

    private static Version version(int key, long seq, boolean deleted, long hash) {
      return new Version(key(key), seq, deleted, hash);
    }

    private static ByteString key(int key) {
      return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0).putLong(key).flip());
    }
  }

  private static Placement in(Phase phase) {
    boolean isCopying = phase == Phase.MOVING;
    return new Placement(
        ACCOUNT, 4, isCopying ? "old" : "new", isCopying ? "new" : "old", phase, 9, 3);
  }

  private static String key(int key) {
    return "%032x".formatted(key);
  }

  private MovePermit permit() {
    return new MovePermit(0, clock);
  }

  private Verifier.Comparison compare(Placement placement) {
    return verifier.compare(placement, false, permit());
  }

  private void fill() {
    for (int key = 1; key <= RECORDS; key++) {
      old.write(key, key);
      young.write(key, key);
    }
  }

  @Test
  void copyThatIsWhatWasWrittenIsLookedAtWithoutItsHome() {
    fill();
    assertThat(verifier.damage(in(Phase.MOVING), permit())).isEmpty();
    assertThat(young.looks).isPositive();
    assertThat(old.looks).isZero();
  }

  @Test
  void changedMissingAndExtraRecordsOfACopyAreFoundBeforeItBecomesTheHome() {
    fill();
    young.damage(2_500);
    assertThat(verifier.damage(in(Phase.MOVING), permit()).orElseThrow())
        .isEqualTo("the copy in new is damaged: record " + key(2_500) + " has other content");

    young.mend(2_500, old);
    assertThat(verifier.damage(in(Phase.MOVING), permit())).isEmpty();

    young.records.remove(File.key(17));
    assertThat(verifier.damage(in(Phase.MOVING), permit()).orElseThrow())
        .isEqualTo("the copy in new is damaged: record " + key(17) + " is missing");

    young.mend(17, old);
    young.records.put(File.key(9_000), File.version(9_000, 3, false, 5));
    assertThat(verifier.damage(in(Phase.MOVING), permit()).orElseThrow())
        .isEqualTo("the copy in new is damaged: record " + key(9_000) + " is not at the home");
  }

  @Test
  void copyThatIsWrittenAllTheTimeIsComparedWithItsHome() {
    fill();
    young.isBusy = true;
    assertThat(verifier.damage(in(Phase.MOVING), permit())).isEmpty();
    assertThat(old.looks).isPositive();
    young.damage(1);
    assertThat(verifier.damage(in(Phase.MOVING), permit())).isPresent();
  }

  /** The file, with something that happens before each look after a key. */
  private static StoreInspection looking(File file, Consumer<ByteString> before) {
    return new UnaskedInspection() {
      @Override
      public Range fingerprint(
          UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
        before.accept(after);
        return file.fingerprint(account, after, until, limit, withVersions);
      }
    };
  }

  @Test
  void nextRangeIsReadWhileTheOtherStoreIsRead() {
    fill();
    CountDownLatch ahead = new CountDownLatch(1);
    StoreInspection home =
        looking(
            old,
            after -> {
              if (!after.isEmpty()) {
                ahead.countDown();
              }
            });
    StoreInspection copy = looking(young, _ -> await(ahead));
    Verifier.Comparison equal =
        new Verifier(
                store -> store.equals("old") ? home : copy,
                VerifierTest::nothingIsCopied,
                work -> Thread.ofVirtual().start(work))
            .compare(in(Phase.MOVING), false, permit());
    assertThat(equal).isEqualTo(new Verifier.Comparison(RECORDS, 0, List.of()));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).as("the next range was asked for").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void storeThatGoesAwayWhileItIsReadBesideIsTold() {
    fill();
    StoreInspection home =
        looking(
            old,
            after -> {
              if (!after.isEmpty()) {
                throw new StoreUnavailableException("gone");
              }
            });
    Verifier fails =
        new Verifier(
            store -> store.equals("old") ? home : young,
            VerifierTest::nothingIsCopied,
            Runnable::run);
    assertThatThrownBy(() -> fails.compare(in(Phase.MOVING), false, permit()))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void damageAtTheHomeIsNotBlamedOnItsSoundCopy() {
    fill();
    young.damage(4_999);
    Placement kept = in(Phase.KEPT);

    assertThat(compare(kept).corrupt())
        .containsExactly(
            new Verifier.Corrupt(
                ACCOUNT.toString(),
                "new",
                key(4_999),
                "is not as it was written there: at old it has other content",
                4));
    assertThatThrownBy(() -> verifier.requireSoundHome(kept, permit()))
        .isInstanceOf(MoveFailedException.class)
        .hasMessageContaining("a repair would copy the damage to old");
    assertThat(verifier.damage(in(Phase.RETURNING), permit()))
        .as("nothing keeps it from going home")
        .isEmpty();
  }

  @Test
  void damageInACopyLeavesItsHomeToRepairItFrom() {
    fill();
    old.damage(12);
    assertThat(compare(in(Phase.KEPT)).corrupt())
        .containsExactly(
            new Verifier.Corrupt(ACCOUNT.toString(), "old", key(12), "has other content", 4));
    assertThatCode(() -> verifier.requireSoundHome(in(Phase.KEPT), permit()))
        .doesNotThrowAnyException();
    assertThat(verifier.damage(in(Phase.RETURNING), permit())).isPresent();
  }

  @Test
  void withBothDamagedNobodyGoesHome() {
    fill();
    old.damage(12);
    young.damage(4_000);
    assertThat(verifier.damage(in(Phase.RETURNING), permit())).isPresent();
  }

  @Test
  void homeThatIsWrittenAllTheTimeIsSummedUpInOneMoment() {
    fill();
    young.isBusy = true;
    assertThatCode(() -> verifier.requireSoundHome(in(Phase.KEPT), permit()))
        .doesNotThrowAnyException();
    young.damage(7);
    assertThatThrownBy(() -> verifier.requireSoundHome(in(Phase.KEPT), permit()))
        .isInstanceOf(MoveFailedException.class)
        .hasMessageContaining("are not what was written there");
  }

  @Test
  void homeOfWhichNobodyCanTellIsNotCopied() {
    for (int key = 1; key <= MORE_THAN_ONE_LOOK; key++) {
      young.write(key, key);
    }
    young.isBusy = true;
    assertThatThrownBy(() -> verifier.requireSoundHome(in(Phase.KEPT), permit()))
        .isInstanceOf(MoveFailedException.class)
        .hasMessageContaining("try again");
  }

  /** Of so many the answers are parts; what lies beyond the first is judged, too. */
  @Test
  void damageBehindManyTombstonesIsFound() {
    for (int key = 1; key <= MANY_TOMBSTONES; key++) {
      old.bury(key, key);
      young.bury(key, key);
    }
    old.write(MANY_TOMBSTONES + 1, MANY_TOMBSTONES + 1);
    young.write(MANY_TOMBSTONES + 1, MANY_TOMBSTONES + 1);
    assertThat(compare(in(Phase.KEPT)).corrupt()).isEmpty();

    old.damage(MANY_TOMBSTONES + 1);
    Verifier.Comparison found = compare(in(Phase.KEPT));
    assertThat(found.corrupt())
        .extracting(Verifier.Corrupt::key)
        .containsExactly(key(MANY_TOMBSTONES + 1));
    assertThat(found.pending()).isZero();
  }

  @Test
  void findingsAreInTheOrderOfTheirKeys() {
    fill();
    List.of(3_000, 1, 4_444).forEach(old::damage);
    assertThat(compare(in(Phase.KEPT)).corrupt())
        .extracting(Verifier.Corrupt::key)
        .hasSize(3)
        .isSortedAccordingTo(Comparator.naturalOrder());
  }
}
