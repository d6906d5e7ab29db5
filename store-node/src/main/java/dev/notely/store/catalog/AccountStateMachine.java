package dev.notely.store.catalog;

import static dev.notely.store.catalog.AccountEvent.*;
import static dev.notely.store.catalog.AccountState.*;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** THE table of what an account in a migration may do. Pure: it decides, the journal acts. */
public final class AccountStateMachine {
  private static final List<Row> ROWS =
      List.of(
          new Row(WAITING, ENROLLED, COPYING),
          new Row(WAITING, ALREADY_THERE, MOVED),
          new Row(WAITING, GIVEN_UP, RETURNED),
          new Row(WAITING, QUARANTINE, QUARANTINED),
          new Row(COPYING, LEFT_BEHIND, COPYING),
          new Row(COPYING, MISMATCH, COPYING),
          new Row(COPYING, REPAIRED, COPYING),
          new Row(COPYING, COPIED, CATCHING_UP),
          new Row(COPYING, SEALING, CUTTING_OVER),
          new Row(COPYING, ABORTED, COPYING),
          new Row(COPYING, COMMITTED, REVERSE_SYNCED),
          new Row(COPYING, OPENED, OVERLAID),
          new Row(COPYING, GIVEN_UP, RETURNED),
          new Row(COPYING, QUARANTINE, QUARANTINED),
          new Row(CATCHING_UP, MISMATCH, CATCHING_UP),
          new Row(CATCHING_UP, REPAIRED, CATCHING_UP),
          new Row(CATCHING_UP, COPIED, CATCHING_UP),
          new Row(CATCHING_UP, SEALING, CUTTING_OVER),
          new Row(CATCHING_UP, ABORTED, CATCHING_UP),
          new Row(CATCHING_UP, COMMITTED, REVERSE_SYNCED),
          new Row(CATCHING_UP, OPENED, OVERLAID),
          new Row(CATCHING_UP, GIVEN_UP, RETURNED),
          new Row(CATCHING_UP, QUARANTINE, QUARANTINED),
          new Row(CUTTING_OVER, MISMATCH, CUTTING_OVER),
          new Row(CUTTING_OVER, REPAIRED, CUTTING_OVER),
          new Row(CUTTING_OVER, SEALING, CUTTING_OVER),
          new Row(CUTTING_OVER, ABORTED, CATCHING_UP),
          new Row(CUTTING_OVER, COMMITTED, REVERSE_SYNCED),
          new Row(CUTTING_OVER, OPENED, OVERLAID),
          new Row(CUTTING_OVER, GIVEN_UP, RETURNED),
          new Row(CUTTING_OVER, QUARANTINE, QUARANTINED),
          new Row(OVERLAID, DRAINED, REVERSE_SYNCED),
          new Row(REVERSE_SYNCED, MISMATCH, REVERSE_SYNCED),
          new Row(REVERSE_SYNCED, REPAIRED, REVERSE_SYNCED),
          new Row(REVERSE_SYNCED, RETURN, RETURNING),
          new Row(REVERSE_SYNCED, SETTLED, MOVED),
          new Row(MOVED, GIVEN_UP, RETURNED),
          new Row(RETURNING, MISMATCH, RETURNING),
          new Row(RETURNING, REPAIRED, RETURNING),
          new Row(RETURNING, SEALING, RETURNING),
          new Row(RETURNING, ABORTED, RETURNING),
          new Row(RETURNING, COMMITTED, RETURNING),
          new Row(RETURNING, SETTLED, RETURNED),
          new Row(QUARANTINED, RELEASED, WAITING),
          new Row(QUARANTINED, GIVEN_UP, RETURNED));

  private static final Map<Key, AccountState> NEXT = index(ROWS);

  private AccountStateMachine() {}

  /** A transition. */
  public record Row(AccountState from, AccountEvent event, AccountState to) {}

  private record Key(AccountState from, AccountEvent event) {}

  /** Where an event leads; empty if it does not lead on from there. */
  public static Optional<AccountState> next(AccountState from, AccountEvent event) {
    return Optional.ofNullable(NEXT.get(new Key(from, event)));
  }

  /** Every transition. */
  public static List<Row> rows() {
    return ROWS;
  }

  private static Map<Key, AccountState> index(List<Row> rows) {
    Map<Key, AccountState> next = new HashMap<>();
    for (Row row : rows) {
      if (row.from() == RETURNED || next.put(new Key(row.from(), row.event()), row.to()) != null) {
        throw new IllegalStateException("twice, or out of the final state: " + row);
      }
    }
    return Map.copyOf(next);
  }
}
