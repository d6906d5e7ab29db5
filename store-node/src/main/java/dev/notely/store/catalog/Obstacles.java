package dev.notely.store.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What of a migration's accounts guards look at, and what of it an operator can do away with. */
final class Obstacles {
  private final JournalTables tables;
  private final MismatchLedger ledger;

  Obstacles(JournalTables tables, MismatchLedger ledger) {
    this.tables = tables;
    this.ledger = ledger;
  }

  /** For a decision about a command. */
  MigrationStateMachine.Facts facts(
      Migration migration, MigrationCommand command, boolean reverseHealthy) {
    List<AccountCount> counts = tables.counts(migration.id());
    int wave = migration.position().wave();
    return new MigrationStateMachine.Facts(
        migration.isLastWave(),
        sum(counts, count -> count.wave() <= wave && migration.isOpen(count.state())),
        sum(counts, count -> count.state() == AccountState.OVERLAID),
        sum(counts, count -> count.state() == AccountState.QUARANTINED),
        sum(counts, count -> count.state() == AccountState.REVERSE_SYNCED),
        sum(counts, count -> count.state() != AccountState.RETURNED),
        sum(
            counts,
            count -> count.state() != AccountState.MOVED && count.state() != AccountState.RETURNED),
        command.event() == MigrationEventKind.ALL_SETTLED && tables.hasChores(migration.id()),
        reverseHealthy,
        migration.verification(),
        open(migration, command).isPresent(),
        !command.cause().reason().isBlank());
  }

  /** What an operator can do away with, in a clause; the guards only say what must hold. */
  Optional<String> inTheWay(Migration migration, MigrationCommand command) {
    return open(migration, command)
        .map(MismatchLedger::sentence)
        .or(() -> overlaid(migration, command));
  }

  /** What stands in the way of a release. */
  private Optional<Mismatch> open(Migration migration, MigrationCommand command) {
    boolean asked =
        command.event() == MigrationEventKind.RELEASE_HOLD
            && migration.state() == MigrationState.HELD;
    return asked ? ledger.first(migration.id()) : Optional.empty();
  }

  /** What stands in the way of the end. */
  private Optional<String> overlaid(Migration migration, MigrationCommand command) {
    boolean asked =
        command.event() == MigrationEventKind.FINISH && migration.state() == MigrationState.SOAKING;
    long accounts =
        asked
            ? sum(tables.counts(migration.id()), count -> count.state() == AccountState.OVERLAID)
            : 0;
    return accounts == 0
        ? Optional.empty()
        : Optional.of(
            accounts
                + (accounts == 1 ? " account is" : " accounts are")
                + " overlaid, and what nobody has touched is at the former homes: "
                + (migration.drains() ? "wait for the drain" : "switch the drain on first"));
  }

  static long sum(List<AccountCount> counts, Predicate<AccountCount> counted) {
    return counts.stream().filter(counted).mapToLong(AccountCount::accounts).sum();
  }
}
