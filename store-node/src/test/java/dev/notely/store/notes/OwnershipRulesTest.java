package dev.notely.store.notes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of commands of docs/handoff.md: every command against every state, with a proof below,
 * at and above the row's epoch 5. A cell is the state after it with the epoch, or the refusal; an
 * exclamation mark is an alarm.
 */
final class OwnershipRulesTest {
  private static final ByteString ACCOUNT = ByteString.copyFrom(new byte[16]);
  private static final long EPOCH = 5;
  private static final OwnershipRules RULES = new OwnershipRules("here");

  /** Columns: command; state; proof at 4; at 5; at 6. */
  private static final String TABLE =
      """
      prove        NONE      STALE_EPOCH NOT_HOME!    NOT_HOME!
      prove        IMPORTING STALE_EPOCH NOT_HOME!    NOT_HOME!
      prove        READY     STALE_EPOCH NOT_HOME!    SERVING@6
      prove        SERVING   STALE_EPOCH SERVING@5    SERVING@6
      prove        SEALED    STALE_EPOCH SEALED@5     SERVING@6
      prove        CLOSED    STALE_EPOCH NOT_HOME!    NOT_HOME!
      prove        READ_ONLY STALE_EPOCH NOT_HOME!    NOT_HOME!
      prove        OVERLAID  STALE_EPOCH OVERLAID@5   SERVING@6
      write        NONE      STALE_EPOCH NOT_HOME!    NOT_HOME!
      write        IMPORTING STALE_EPOCH NOT_HOME!    NOT_HOME!
      write        READY     STALE_EPOCH NOT_HOME!    SERVING@6
      write        SERVING   STALE_EPOCH SERVING@5    SERVING@6
      write        SEALED    STALE_EPOCH SEALED_ROW   SERVING@6
      write        CLOSED    STALE_EPOCH NOT_HOME!    NOT_HOME!
      write        READ_ONLY STALE_EPOCH NOT_HOME!    NOT_HOME!
      write        OVERLAID  STALE_EPOCH OVERLAID@5   SERVING@6
      write-whole  NONE      STALE_EPOCH NOT_HOME!    NOT_HOME!
      write-whole  IMPORTING STALE_EPOCH NOT_HOME!    NOT_HOME!
      write-whole  READY     STALE_EPOCH NOT_HOME!    SERVING@6
      write-whole  SERVING   STALE_EPOCH SERVING@5    SERVING@6
      write-whole  SEALED    STALE_EPOCH SEALED_ROW   SERVING@6
      write-whole  CLOSED    STALE_EPOCH NOT_HOME!    NOT_HOME!
      write-whole  READ_ONLY STALE_EPOCH NOT_HOME!    NOT_HOME!
      write-whole  OVERLAID  STALE_EPOCH NOT_HOME     SERVING@6
      shadow       NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      shadow       IMPORTING STALE_EPOCH IMPORTING@5  NOT_HOME
      shadow       READY     STALE_EPOCH READY@5      NOT_HOME
      shadow       SERVING   STALE_EPOCH SERVING@5    NOT_HOME
      shadow       SEALED    STALE_EPOCH SEALED@5     NOT_HOME
      shadow       CLOSED    STALE_EPOCH CLOSED@5     NOT_HOME
      shadow       READ_ONLY STALE_EPOCH NOT_HOME     NOT_HOME
      shadow       OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     IMPORTING STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     READY     STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     SERVING   STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      fallback     READ_ONLY STALE_EPOCH READ_ONLY@5  NOT_HOME
      fallback     OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      dual         NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      dual         IMPORTING STALE_EPOCH IMPORTING@5  NOT_HOME
      dual         READY     STALE_EPOCH NOT_HOME     NOT_HOME
      dual         SERVING   STALE_EPOCH NOT_HOME     NOT_HOME
      dual         SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      dual         CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      dual         READ_ONLY STALE_EPOCH NOT_HOME     NOT_HOME
      dual         OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      begin-export NONE      STALE_EPOCH NOT_HOME!    NOT_HOME!
      begin-export IMPORTING STALE_EPOCH NOT_HOME!    NOT_HOME!
      begin-export READY     STALE_EPOCH NOT_HOME!    SERVING@6
      begin-export SERVING   STALE_EPOCH SERVING@5    SERVING@6
      begin-export SEALED    STALE_EPOCH SEALED_ROW   SERVING@6
      begin-export CLOSED    STALE_EPOCH NOT_HOME!    NOT_HOME!
      begin-export READ_ONLY STALE_EPOCH NOT_HOME!    NOT_HOME!
      begin-export OVERLAID  STALE_EPOCH NOT_HOME     SERVING@6
      begin-import NONE      STALE_EPOCH IMPORTING@5  IMPORTING@6
      begin-import IMPORTING STALE_EPOCH IMPORTING@5  IMPORTING@6
      begin-import READY     STALE_EPOCH READY@5      IMPORTING@6
      begin-import SERVING   STALE_EPOCH NOT_CLOSED   NOT_CLOSED
      begin-import SEALED    STALE_EPOCH NOT_CLOSED   NOT_CLOSED
      begin-import CLOSED    STALE_EPOCH IMPORTING@5  IMPORTING@6
      begin-import READ_ONLY STALE_EPOCH NOT_CLOSED   IMPORTING@6
      begin-import OVERLAID  STALE_EPOCH NOT_CLOSED   NOT_CLOSED
      apply        NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      apply        IMPORTING STALE_EPOCH IMPORTING@5  NOT_HOME
      apply        READY     STALE_EPOCH COMPLETE     NOT_HOME
      apply        SERVING   STALE_EPOCH NOT_HOME     NOT_HOME
      apply        SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      apply        CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      apply        READ_ONLY STALE_EPOCH NOT_HOME     NOT_HOME
      apply        OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      repair       NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      repair       IMPORTING STALE_EPOCH IMPORTING@5  NOT_HOME
      repair       READY     STALE_EPOCH COMPLETE     NOT_HOME
      repair       SERVING   STALE_EPOCH NOT_HOME     NOT_HOME
      repair       SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      repair       CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      repair       READ_ONLY STALE_EPOCH NOT_HOME     NOT_HOME
      repair       OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      seal         NONE      STALE_EPOCH NOT_HOME!    NOT_HOME!
      seal         IMPORTING STALE_EPOCH NOT_HOME!    NOT_HOME!
      seal         READY     STALE_EPOCH NOT_HOME!    SEALED@6
      seal         SERVING   STALE_EPOCH SEALED@5     SEALED@6
      seal         SEALED    STALE_EPOCH SEALED@5     SEALED@6
      seal         CLOSED    STALE_EPOCH NOT_HOME!    NOT_HOME!
      seal         READ_ONLY STALE_EPOCH NOT_HOME!    NOT_HOME!
      seal         OVERLAID  STALE_EPOCH NOT_HOME     SEALED@6
      close        NONE      STALE_EPOCH NONE@5       NONE@5
      close        IMPORTING STALE_EPOCH IMPORTING@5  IMPORTING@5
      close        READY     STALE_EPOCH READY@5      READY@5
      close        SERVING   STALE_EPOCH SERVING@5    NOT_CLOSED!
      close        SEALED    STALE_EPOCH SEALED@5     CLOSED@6
      close        CLOSED    STALE_EPOCH CLOSED@5     CLOSED@5
      close        READ_ONLY STALE_EPOCH READ_ONLY@5  CLOSED@6
      close        OVERLAID  STALE_EPOCH OVERLAID@5   NOT_CLOSED!
      release      NONE      STALE_EPOCH NOT_HOME!    NOT_HOME!
      release      IMPORTING STALE_EPOCH NOT_HOME!    NOT_HOME!
      release      READY     STALE_EPOCH NOT_HOME!    IN_USE
      release      SERVING   STALE_EPOCH SERVING@5    SERVING@6
      release      SEALED    STALE_EPOCH IN_USE       SERVING@6
      release      CLOSED    STALE_EPOCH NOT_HOME!    NOT_HOME!
      release      READ_ONLY STALE_EPOCH NOT_HOME!    NOT_HOME!
      release      OVERLAID  STALE_EPOCH IN_USE       SERVING@6
      purge        NONE      STALE_EPOCH NONE@5       NONE@5
      purge        IMPORTING STALE_EPOCH IN_USE       CLOSED@6
      purge        READY     STALE_EPOCH IN_USE       CLOSED@6
      purge        SERVING   STALE_EPOCH IN_USE       IN_USE
      purge        SEALED    STALE_EPOCH IN_USE       IN_USE
      purge        CLOSED    STALE_EPOCH CLOSED@5     CLOSED@6
      purge        READ_ONLY STALE_EPOCH IN_USE       CLOSED@6
      purge        OVERLAID  STALE_EPOCH IN_USE       IN_USE
      scan         NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      scan         IMPORTING STALE_EPOCH NOT_HOME     NOT_HOME
      scan         READY     STALE_EPOCH NOT_HOME     NOT_HOME
      scan         SERVING   STALE_EPOCH SERVING@5    NOT_HOME
      scan         SEALED    STALE_EPOCH SEALED@5     NOT_HOME
      scan         CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      scan         READ_ONLY STALE_EPOCH READ_ONLY@5  NOT_HOME
      scan         OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      demote       NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      demote       IMPORTING STALE_EPOCH NOT_HOME     NOT_HOME
      demote       READY     STALE_EPOCH NOT_HOME     NOT_HOME
      demote       SERVING   STALE_EPOCH NOT_HOME     NOT_CLOSED!
      demote       SEALED    STALE_EPOCH NOT_HOME     READ_ONLY@6
      demote       CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      demote       READ_ONLY STALE_EPOCH READ_ONLY@5  NOT_HOME
      demote       OVERLAID  STALE_EPOCH NOT_HOME     NOT_CLOSED!
      open         NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      open         IMPORTING STALE_EPOCH NOT_HOME     OVERLAID@6
      open         READY     STALE_EPOCH NOT_HOME     NOT_HOME
      open         SERVING   STALE_EPOCH SERVING@5    NOT_HOME
      open         SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      open         CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      open         READ_ONLY STALE_EPOCH NOT_HOME     NOT_HOME
      open         OVERLAID  STALE_EPOCH OVERLAID@5   NOT_HOME
      drain        NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      drain        IMPORTING STALE_EPOCH NOT_HOME     NOT_HOME
      drain        READY     STALE_EPOCH NOT_HOME     NOT_HOME
      drain        SERVING   STALE_EPOCH NOT_HOME     NOT_HOME
      drain        SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      drain        CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      drain        READ_ONLY STALE_EPOCH NOT_HOME     NOT_HOME
      drain        OVERLAID  STALE_EPOCH OVERLAID@5   NOT_HOME
      evict        NONE      STALE_EPOCH NOT_HOME     NOT_HOME
      evict        IMPORTING STALE_EPOCH NOT_HOME     NOT_HOME
      evict        READY     STALE_EPOCH NOT_HOME     NOT_HOME
      evict        SERVING   STALE_EPOCH NOT_HOME     NOT_HOME
      evict        SEALED    STALE_EPOCH NOT_HOME     NOT_HOME
      evict        CLOSED    STALE_EPOCH NOT_HOME     NOT_HOME
      evict        READ_ONLY STALE_EPOCH READ_ONLY@5  NOT_HOME
      evict        OVERLAID  STALE_EPOCH NOT_HOME     NOT_HOME
      """;

  static List<List<String>> rows() {
    return TABLE.lines().map(line -> List.of(line.trim().split(" +"))).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void cell(List<String> row) {
    for (int i = 0; i < 3; i++) {
      assertThat(outcome(row.get(0), RowState.valueOf(row.get(1)), EPOCH - 1 + i))
          .as(row.get(0) + " of epoch " + (EPOCH - 1 + i) + " at " + row.get(1))
          .isEqualTo(row.get(2 + i));
    }
  }

  @Test
  void theTableHasEveryCommandInEveryState() {
    Set<List<String>> cells = new HashSet<>();
    rows().forEach(row -> cells.add(row.subList(0, 2)));
    long commands = cells.stream().map(List::getFirst).distinct().count();
    assertThat(cells).hasSize(Math.toIntExact(commands * RowState.values().length));
    assertThat(rows()).hasSameSizeAs(cells);
    assertThat(
            Arrays.stream(OwnershipRules.class.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .map(java.lang.reflect.Method::getName))
        .as("admit, export, ready and questions of a record have tests of their own below")
        .containsExactlyInAnyOrder(
            "prove",
            "read",
            "write",
            "writeWhole",
            "admit",
            "beginExport",
            "export",
            "scan",
            "beginImport",
            "apply",
            "repair",
            "dual",
            "isTraced",
            "ready",
            "seal",
            "close",
            "release",
            "purge",
            "demote",
            "openOverlay",
            "drain",
            "isFormer",
            "evict");
  }

  @Test
  void aFormerHomeIsACopyAsLongAsItHoldsAnything() {
    Ownership purged = Ownership.NONE.withState(RowState.CLOSED, EPOCH);
    Proof shadow = new Proof(ACCOUNT, "there", EPOCH, Proof.Role.SHADOW);
    assertThat(RULES.read(purged, shadow)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void whatWasWrittenBeforeTombstonesWereKeptLeavesNoTrace() {
    Ownership row =
        Ownership.NONE.withState(RowState.IMPORTING, EPOCH).withScan(ByteString.EMPTY, 7);
    StoredRecord at7 = new StoredRecord(ACCOUNT, 7, true, ByteString.EMPTY);
    StoredRecord at8 = new StoredRecord(ACCOUNT, 8, true, ByteString.EMPTY);
    assertThat(RULES.isTraced(row, at7)).isFalse();
    assertThat(RULES.isTraced(row, at8)).isTrue();
  }

  /** With a whole copy where that means anything, and with nothing in it. */
  private static Ownership row(RowState state) {
    Ownership row = Ownership.NONE.withState(state, EPOCH).withSeq(9);
    return switch (state) {
      case READ_ONLY -> row;
      case OVERLAID -> row.withKeep(9, EPOCH);
      default -> row.withWatermark(9);
    };
  }

  private static String outcome(String command, RowState state, long epoch) {
    Ownership row = row(state);
    Proof here = new Proof(ACCOUNT, "here", epoch, Proof.Role.HOME);
    Proof elsewhere = new Proof(ACCOUNT, "there", epoch, Proof.Role.HOME);
    Decision decision =
        switch (command) {
          case "prove" -> RULES.prove(row, here);
          case "write" -> RULES.write(row, here);
          case "write-whole" -> RULES.writeWhole(row, here);
          case "shadow" -> RULES.read(row, new Proof(ACCOUNT, "there", epoch, Proof.Role.SHADOW));
          case "fallback" ->
              RULES.read(row, new Proof(ACCOUNT, "there", epoch, Proof.Role.FALLBACK));
          case "dual" -> RULES.dual(row, elsewhere);
          case "begin-export" -> RULES.beginExport(row, here);
          case "begin-import" -> RULES.beginImport(row, elsewhere, 9);
          case "apply" -> RULES.apply(row, elsewhere, new BatchRange.Changes(9, 12));
          case "repair" -> RULES.repair(row, elsewhere);
          case "seal" -> RULES.seal(row, here);
          case "close" -> RULES.close(row, elsewhere);
          case "release" -> RULES.release(row, here);
          case "purge" -> RULES.purge(row, elsewhere);
          case "scan" ->
              state == RowState.READ_ONLY
                  ? RULES.scan(row, elsewhere)
                  : RULES.scan(row.withKeep(7, 4), here);
          case "demote" -> RULES.demote(row, elsewhere);
          case "open" -> RULES.openOverlay(row.withWatermark(Ownership.UNSET), here, 9, false);
          case "drain" -> RULES.drain(row, here);
          case "evict" -> RULES.evict(row, elsewhere);
          default -> throw new IllegalArgumentException(command);
        };
    return switch (decision) {
      case Decision.Go(Ownership after) -> after.state() + "@" + after.epoch();
      case Decision.Refused(Refusal refusal, boolean alarm) -> refusal + (alarm ? "!" : "");
    };
  }

  private static Proof proof(long epoch) {
    return new Proof(ACCOUNT, "here", epoch, Proof.Role.HOME);
  }

  @Test
  void admitIsForNewAccountsOnly() {
    assertThat(RULES.admit(Ownership.NONE, proof(1)))
        .isEqualTo(new Decision.Go(Ownership.NONE.withState(RowState.SERVING, 1)));
    assertThat(RULES.admit(Ownership.NONE, proof(2)))
        .isEqualTo(new Decision.Refused(Refusal.NOT_HOME, true));
    Ownership serving = Ownership.NONE.withState(RowState.SERVING, 1);
    assertThat(RULES.admit(serving, proof(1))).isEqualTo(new Decision.Go(serving));
  }

  @Test
  void nothingIsExportedThatIsNotKept() {
    Ownership serving = Ownership.NONE.withState(RowState.SERVING, EPOCH).withSeq(9);
    assertThat(RULES.export(serving, proof(EPOCH), 9))
        .isEqualTo(new Decision.Refused(Refusal.GAP, false));
    Ownership keeping = serving.withKeep(7, EPOCH);
    assertThat(RULES.export(keeping, proof(EPOCH), 7)).isEqualTo(new Decision.Go(keeping));
    assertThat(RULES.export(keeping, proof(EPOCH), 6))
        .isEqualTo(new Decision.Refused(Refusal.GAP, false));
    assertThat(RULES.export(keeping, proof(EPOCH + 1), 7))
        .isEqualTo(new Decision.Refused(Refusal.NOT_HOME, false));
  }

  @Test
  void aCopyIsReadyOnlyWhenNothingIsMissing() {
    RecordDigest digest = new RecordDigest(1, 2);
    Ownership copy =
        new Ownership(
            RowState.IMPORTING,
            EPOCH,
            0,
            9,
            -1,
            0,
            ByteString.EMPTY,
            0,
            digest,
            3,
            30,
            0,
            0,
            false);
    assertThat(RULES.ready(copy, new FinalState(9, digest, 3)))
        .isEqualTo(new Decision.Go(copy.withState(RowState.READY, EPOCH).withSeq(9)));
    assertThat(RULES.ready(copy, new FinalState(10, digest, 3)))
        .isEqualTo(new Decision.Refused(Refusal.GAP, false));
    assertThat(RULES.ready(copy, new FinalState(9, new RecordDigest(1, 3), 3)))
        .isEqualTo(new Decision.Refused(Refusal.MISMATCH, true));
    assertThat(RULES.ready(copy, new FinalState(9, digest, 4)))
        .isEqualTo(new Decision.Refused(Refusal.MISMATCH, true));
  }

  @Test
  void aCopyBelowKeepFromStartsAgainFromEmpty() {
    Ownership old = Ownership.NONE.withState(RowState.CLOSED, EPOCH).withSeq(9).withWatermark(9);
    Proof elsewhere = new Proof(ACCOUNT, "there", EPOCH + 1, Proof.Role.HOME);
    assertThat(RULES.beginImport(old, elsewhere, 10))
        .isInstanceOfSatisfying(
            Decision.Go.class,
            go -> {
              assertThat(go.row().purging()).isTrue();
              assertThat(go.row().watermark()).isEqualTo(Ownership.UNSET);
            });
    assertThat(RULES.beginImport(old, elsewhere, 9))
        .isInstanceOfSatisfying(Decision.Go.class, go -> assertThat(go.row().purging()).isFalse());
  }

  private static final Proof NEXT = new Proof(ACCOUNT, "there", EPOCH + 1, Proof.Role.HOME);
  private static final StoredRecord LEFT =
      new StoredRecord(ACCOUNT, 3, false, ByteString.copyFromUtf8("x"));

  @Test
  void aFormerHomeThatHasRecordsLeftIsNotTouched() {
    Ownership full = row(RowState.READ_ONLY).plus(LEFT);
    assertThat(RULES.close(full, NEXT)).isEqualTo(new Decision.Refused(Refusal.NOT_CLOSED, true));
    assertThat(RULES.purge(full, NEXT)).isEqualTo(new Decision.Refused(Refusal.IN_USE, true));
    assertThat(RULES.beginImport(full, NEXT, 0))
        .isEqualTo(new Decision.Refused(Refusal.NOT_CLOSED, true));
  }

  @Test
  void anEmptiedFormerHomeIsNoCopyOfAnything() {
    Ownership empty = row(RowState.READ_ONLY);
    assertThat(RULES.close(empty, NEXT))
        .isEqualTo(new Decision.Go(empty.withState(RowState.CLOSED, EPOCH + 1)));
    assertThat(RULES.beginImport(empty, NEXT, 0))
        .as("the log that it gave away goes first")
        .isEqualTo(
            new Decision.Go(empty.withState(RowState.IMPORTING, EPOCH + 1).withPurging(true)));
  }

  @Test
  void aDemotedHomeKeepsNoTombstonesAndClaimsNothing() {
    Ownership sealed =
        Ownership.NONE.withState(RowState.SEALED, EPOCH).withSeq(9).withKeep(4, EPOCH);
    assertThat(RULES.demote(sealed, NEXT))
        .isEqualTo(
            new Decision.Go(
                sealed.withState(RowState.READ_ONLY, EPOCH + 1).withKeep(Ownership.UNSET, EPOCH)));
    assertThat(RULES.demote(sealed, proof(EPOCH + 1)))
        .isEqualTo(new Decision.Refused(Refusal.WRONG_STORE, false));
  }

  /** In whatever state it is: what is meant for another home is not looked at any further. */
  @ParameterizedTest
  @EnumSource(RowState.class)
  void whatNamesAnotherStoreTheHomeIsNotForThisOne(RowState state) {
    Ownership row = row(state);
    assertThat(
            List.of(
                RULES.prove(row, NEXT),
                RULES.read(row, NEXT),
                RULES.write(row, NEXT),
                RULES.admit(row, NEXT),
                RULES.beginExport(row, NEXT),
                RULES.seal(row, NEXT),
                RULES.release(row, NEXT),
                RULES.drain(row, NEXT),
                RULES.openOverlay(row, NEXT, 7, false)))
        .containsOnly(new Decision.Refused(Refusal.WRONG_STORE, false));
  }

  @Test
  void onlyAnEmptyCopyIsOpenedOverAFormerHome() {
    Ownership copy = Ownership.NONE.withState(RowState.IMPORTING, EPOCH);
    Proof open = proof(EPOCH + 1);
    assertThat(RULES.openOverlay(copy, open, 7, false))
        .isEqualTo(
            new Decision.Go(
                copy.withState(RowState.OVERLAID, EPOCH + 1).withSeq(7).withKeep(7, EPOCH + 1)));
    Decision notEmpty = new Decision.Refused(Refusal.NOT_CLOSED, true);
    assertThat(RULES.openOverlay(copy, open, 7, true)).isEqualTo(notEmpty);
    assertThat(RULES.openOverlay(copy.plus(LEFT), open, 7, false)).isEqualTo(notEmpty);
    assertThat(RULES.openOverlay(copy.withWatermark(0), open, 7, false)).isEqualTo(notEmpty);
    assertThat(RULES.openOverlay(copy.withPurging(true), open, 7, false)).isEqualTo(notEmpty);
    assertThat(RULES.openOverlay(copy, NEXT, 7, false))
        .isEqualTo(new Decision.Refused(Refusal.WRONG_STORE, false));
  }

  @Test
  void anOverlayEndsWithItsEpochAndItsTombstonesStay() {
    Ownership overlaid = row(RowState.OVERLAID);
    assertThat(RULES.prove(overlaid, proof(EPOCH + 1)))
        .isEqualTo(new Decision.Go(overlaid.withState(RowState.SERVING, EPOCH + 1)));
    assertThat(RULES.release(overlaid, proof(EPOCH + 1)))
        .isEqualTo(
            new Decision.Go(
                overlaid.withState(RowState.SERVING, EPOCH + 1).withKeep(Ownership.UNSET, EPOCH)));
  }

  @Test
  void theTargetOfALazyMoveIsAskedBeforeItIsOpened() {
    Ownership begun =
        Ownership.NONE
            .withState(RowState.IMPORTING, EPOCH)
            .withScan(ByteString.EMPTY, Long.MAX_VALUE);
    assertThat(RULES.prove(begun, proof(EPOCH + 1)))
        .isEqualTo(new Decision.Refused(Refusal.NOT_HOME, false));
    assertThat(RULES.prove(begun, proof(EPOCH)))
        .isEqualTo(new Decision.Refused(Refusal.NOT_HOME, true));
  }

  @Test
  void whatIsAboveTheFormerHomesLastSeqIsNotFromThere() {
    Ownership overlaid = row(RowState.OVERLAID);
    ByteString value = ByteString.copyFromUtf8("x");
    assertThat(RULES.isFormer(overlaid, new StoredRecord(ACCOUNT, 9, false, value))).isTrue();
    assertThat(RULES.isFormer(overlaid, new StoredRecord(ACCOUNT, 10, false, value))).isFalse();
    assertThat(RULES.isFormer(overlaid, new StoredRecord(ACCOUNT, 9, true, ByteString.EMPTY)))
        .isFalse();
  }

  @Test
  void aFormerHomeIsScannedButHasNoChanges() {
    Ownership former = row(RowState.READ_ONLY);
    assertThat(RULES.export(former, new Proof(ACCOUNT, "there", EPOCH, Proof.Role.HOME), 9))
        .isEqualTo(new Decision.Refused(Refusal.NOT_HOME, false));
    assertThat(RULES.scan(row(RowState.OVERLAID), proof(EPOCH)))
        .isEqualTo(new Decision.Refused(Refusal.NOT_HOME, false));
  }
}
