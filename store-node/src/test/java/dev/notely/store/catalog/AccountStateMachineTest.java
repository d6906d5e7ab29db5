package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table against one that was written by hand. */
final class AccountStateMachineTest {
  private static final String EXPECTED =
      """
      WAITING ENROLLED COPYING
      WAITING ALREADY_THERE MOVED
      WAITING GIVEN_UP RETURNED
      WAITING QUARANTINE QUARANTINED
      COPYING LEFT_BEHIND COPYING
      COPYING MISMATCH COPYING
      COPYING REPAIRED COPYING
      COPYING COPIED CATCHING_UP
      COPYING SEALING CUTTING_OVER
      COPYING ABORTED COPYING
      COPYING COMMITTED REVERSE_SYNCED
      COPYING OPENED OVERLAID
      COPYING GIVEN_UP RETURNED
      COPYING QUARANTINE QUARANTINED
      CATCHING_UP MISMATCH CATCHING_UP
      CATCHING_UP REPAIRED CATCHING_UP
      CATCHING_UP COPIED CATCHING_UP
      CATCHING_UP SEALING CUTTING_OVER
      CATCHING_UP ABORTED CATCHING_UP
      CATCHING_UP COMMITTED REVERSE_SYNCED
      CATCHING_UP OPENED OVERLAID
      CATCHING_UP GIVEN_UP RETURNED
      CATCHING_UP QUARANTINE QUARANTINED
      CUTTING_OVER MISMATCH CUTTING_OVER
      CUTTING_OVER REPAIRED CUTTING_OVER
      CUTTING_OVER SEALING CUTTING_OVER
      CUTTING_OVER ABORTED CATCHING_UP
      CUTTING_OVER COMMITTED REVERSE_SYNCED
      CUTTING_OVER OPENED OVERLAID
      CUTTING_OVER GIVEN_UP RETURNED
      CUTTING_OVER QUARANTINE QUARANTINED
      OVERLAID DRAINED REVERSE_SYNCED
      REVERSE_SYNCED MISMATCH REVERSE_SYNCED
      REVERSE_SYNCED REPAIRED REVERSE_SYNCED
      REVERSE_SYNCED RETURN RETURNING
      REVERSE_SYNCED SETTLED MOVED
      MOVED GIVEN_UP RETURNED
      RETURNING MISMATCH RETURNING
      RETURNING REPAIRED RETURNING
      RETURNING SEALING RETURNING
      RETURNING ABORTED RETURNING
      RETURNING COMMITTED RETURNING
      RETURNING SETTLED RETURNED
      QUARANTINED RELEASED WAITING
      QUARANTINED GIVEN_UP RETURNED
      """;

  @Test
  void whoIsOverlaidIsUnderWayAndKeepsTheWaveOpen() {
    assertThat(AccountState.OVERLAID)
        .extracting(AccountState::isUnderWay, AccountState::isOpen, AccountState::isOutward)
        .containsExactly(true, true, false);
  }

  @Test
  void everyPairLeadsWhereTheDesignSaysOrNowhere() {
    List<String> found =
        Stream.of(AccountState.values())
            .flatMap(from ->
                Stream.of(AccountEvent.values())
                    .flatMap(event ->
                        AccountStateMachine.next(from, event)
                            .map(to -> from + " " + event + " " + to)
                            .stream()))
            .toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(EXPECTED.lines().toList());
    assertThat(AccountStateMachine.rows()).hasSize(found.size());
  }
}
