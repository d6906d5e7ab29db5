package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What may be done with migrations and placements, each within the transaction of its tables:
 * state, accounts, placements and events change together or not at all.
 */
public final class MigrationJournal {
  private static final int PORTION = 100;

  private final JournalTables tables;
  private final JournalWriter writer;
  private final AccountMoves moves;
  private final MismatchLedger ledger;
  private final Obstacles obstacles;

  /** A journal over the tables of one transaction. */
  public MigrationJournal(JournalTables tables, PlacementRules rules, InstantSource clock) {
    this.tables = tables;
    this.writer = new JournalWriter(tables, clock);
    this.moves = new AccountMoves(tables, writer, rules);
    this.ledger = new MismatchLedger(tables, writer);
    this.obstacles = new Obstacles(tables, ledger);
  }

  /**
   * A new migration, PLANNED and without accounts.
   *
   * @param cause who asks for it, and what it was planned for
   * @throws CatalogRefusedException if one of this name has not ended
   */
  public Migration create(MigrationPlan plan, MigrationLimits limits, Cause cause) {
    if (tables.unfinished(plan.name()).isPresent()) {
      throw new CatalogRefusedException(
          Reason.NAME_TAKEN, "a migration '" + plan.name() + "' has not ended");
    }
    long now = writer.now();
    return writer.created(
        new Migration(
            0,
            plan,
            MigrationPosition.planned(),
            limits,
            Verification.NONE,
            "",
            new MigrationChange(1, cause.actor(), cause.reason(), cause.evidence(), now),
            now,
            now));
  }

  /** Accounts take part, or do so in another wave or with another target. */
  public void addAccounts(long id, List<PlannedAccount> accounts) {
    Migration migration = writer.migration(id);
    if (migration.state() != MigrationState.PLANNED) {
      throw new CatalogRefusedException(
          Reason.NOT_PERMITTED,
          "accounts are added in PLANNED only; the migration is " + migration.state());
    }
    Set<String> stores = Set.copyOf(tables.storeNames());
    accounts.forEach(account -> check(migration, account, stores)); // all before the first change
    for (PlannedAccount account : accounts) {
      Optional<MigrationAccount> known = tables.account(id, account.account());
      boolean same =
          known
              .filter(k -> k.state() == AccountState.WAITING) // and not dropped
              .filter(k -> k.wave() == account.wave() && k.target().equals(account.target()))
              .isPresent();
      if (!same) {
        writer.planned(migration, account, known.map(k -> k.state().name()).orElse(""));
      }
    }
  }

  /** Accounts take no part any more; nothing has moved yet. */
  public void dropAccounts(long id, List<ByteString> accounts, Cause cause) {
    var _ = in(id, Set.of(MigrationState.PLANNED), "accounts are dropped");
    for (ByteString account : accounts) {
      tables
          .account(id, account)
          .filter(known -> known.state() == AccountState.WAITING)
          .ifPresent(known ->
              writer.advance(known, AccountEvent.GIVEN_UP, cause, UnaryOperator.identity()));
    }
  }

  private void check(Migration migration, PlannedAccount planned, Set<String> stores) {
    if (planned.wave() < 0 || planned.wave() >= migration.plan().waves().size()) {
      throw new IllegalArgumentException(
          "wave is " + planned.wave() + "; it is 0 to " + (migration.plan().waves().size() - 1));
    }
    if (!stores.contains(planned.target())) {
      throw new CatalogRefusedException(
          Reason.NO_SUCH_STORE, "no store '" + planned.target() + "'; known are " + stores);
    }
    if (tables.placement(planned.account()).isEmpty()) {
      throw new CatalogRefusedException(Reason.NO_SUCH_ACCOUNT, "no such account");
    }
    tables
        .unfinishedWith(planned.account())
        .filter(other -> other.id() != migration.id())
        .ifPresent(other -> {
          throw new CatalogRefusedException(
              Reason.IN_ANOTHER_MIGRATION,
              "an account takes part in the migration '"
                  + other.plan().name()
                  + "' ("
                  + other.id()
                  + "), which is "
                  + other.state());
        });
  }

  /**
   * An event of the state machine.
   *
   * @param reverseHealthy the leader has said so lately
   * @throws CatalogRefusedException if the state or a guard does not permit it
   */
  public Migration apply(MigrationCommand command, boolean reverseHealthy) {
    Migration migration = writer.migration(command.migration());
    MigrationStateMachine.Decision decision =
        MigrationStateMachine.decide(
            migration.position(),
            command.event(),
            obstacles.facts(migration, command, reverseHealthy));
    return switch (decision) {
      case MigrationStateMachine.Decision.Already _ -> migration;
      case MigrationStateMachine.Decision.Refused(String message) ->
          throw new CatalogRefusedException(
              Reason.NOT_PERMITTED,
              obstacles.inTheWay(migration, command).map(what -> what + "; ").orElse("") + message);
      case MigrationStateMachine.Decision.Taken _ when isFoundAgain(migration, command) -> {
        ledger.found(command);
        yield writer.migration(migration.id());
      }
      case MigrationStateMachine.Decision.Taken(_, MigrationPosition next) -> {
        checkVersion(migration, command.expectedVersion());
        var _ = taken(migration, command, next);
        ledger.found(command);
        yield writer.migration(migration.id());
      }
    };
  }

  /** Whoever finds it says so again and again: the journal has it once. */
  private static boolean isFoundAgain(Migration migration, MigrationCommand command) {
    return command.event() == MigrationEventKind.FINDING
        && migration.state() == MigrationState.HELD
        && migration.last().reason().equals(command.cause().reason());
  }

  private static void checkVersion(Migration migration, long expected) {
    if (expected != 0 && expected != migration.last().version()) {
      throw new CatalogRefusedException(
          Reason.CHANGED_SINCE,
          "the migration has the version "
              + migration.last().version()
              + " and not "
              + expected
              + " any more");
    }
  }

  private Migration taken(Migration migration, MigrationCommand command, MigrationPosition next) {
    Cause cause = command.cause();
    return switch (command.event()) {
      case SET_LIMITS -> {
        MigrationLimits limits = command.limits().of(migration.limits());
        yield writer.moved(
            migration.with(limits, migration.verification(), migration.baseline()),
            command.event(),
            next,
            new Cause(cause.actor(), cause.reason(), JournalWriter.json(limits)));
      }
      case VERIFIED -> {
        String result = command.verification().name();
        yield writer.moved(
            migration.with(migration.limits(), command.verification(), migration.baseline()),
            command.event(),
            next,
            new Cause(
                cause.actor(),
                cause.reason().isBlank() ? result : result + ": " + cause.reason(),
                cause.evidence()));
      }
      case BASELINE_MEASURED ->
          writer.moved(
              migration.with(migration.limits(), migration.verification(), cause.evidence()),
              command.event(),
              next,
              cause);
      case START,
          CANCEL,
          PAUSE,
          RESUME,
          RELEASE_HOLD,
          ROLLBACK,
          FINISH,
          REPAIR,
          WAVE_MOVED,
          GATE_PASSED,
          GATE_FAILED,
          FINDING,
          KEEP_EXPIRED,
          ALL_RETURNED,
          ALL_SETTLED ->
          writer.moved(migration, command.event(), next, cause);
    };
  }

  private Migration in(long id, Set<MigrationState> states, String what) {
    Migration migration = writer.migration(id);
    if (!states.contains(migration.state())) {
      String names = states.stream().map(Enum::name).sorted().collect(Collectors.joining(" or "));
      throw new CatalogRefusedException(
          Reason.NOT_PERMITTED, what + " in " + names + "; the migration is " + migration.state());
    }
    return migration;
  }

  /**
   * Begins the moves of up to {@code limit} accounts whose turn it is: those of the wave, and when
   * all waves have moved those that were set aside and are released.
   */
  public MigrationPortion enrol(long id, int limit, String actor) {
    Migration migration =
        in(id, Set.of(MigrationState.RUNNING, MigrationState.SOAKING), "accounts are enrolled");
    List<ByteString> notAdmitted = new ArrayList<>();
    int changed = 0;
    int room = Math.min(limit, room(migration));
    if (room > 0 && !migration.position().soakingWave()) {
      changed = moves.enrol(migration, room, actor, notAdmitted);
    }
    int wave = migration.position().wave();
    return portion(
        migration,
        changed,
        count -> count.wave() <= wave && count.state() == AccountState.WAITING,
        notAdmitted);
  }

  /** Sends up to {@code limit} accounts back to where they came from. */
  public MigrationPortion turnBack(long id, int limit, String actor) {
    Migration migration = in(id, Set.of(MigrationState.ROLLING_BACK), "accounts are turned back");
    int given = moves.giveUp(migration, limit, actor);
    int room = Math.min(limit - given, room(migration));
    int returned = room > 0 ? moves.turnBack(migration, room, actor) : 0;
    return portion(
        migration,
        given + returned,
        count -> count.state() != AccountState.RETURNED && count.state() != AccountState.RETURNING,
        List.of());
  }

  /**
   * Settles those of the accounts that are reverse synced; the caller has verified them. Some of
   * those that are set aside leave the migration: whoever finished it gave the reason.
   */
  public MigrationPortion settleVerified(long id, List<ByteString> accounts, String actor) {
    Migration migration = in(id, Set.of(MigrationState.FINISHING), "accounts are settled");
    int settled =
        moves.settleVerified(migration, accounts, actor)
            + moves.giveUpQuarantined(migration, PORTION, actor);
    return portion(
        migration, settled, count -> count.state() == AccountState.REVERSE_SYNCED, List.of());
  }

  private int room(Migration migration) {
    long underWay =
        Obstacles.sum(tables.counts(migration.id()), count -> migration.isUnderWay(count.state()));
    return (int) Math.max(0, migration.limits().concurrentAccounts() - underWay);
  }

  private MigrationPortion portion(
      Migration migration,
      int changed,
      Predicate<AccountCount> waiting,
      List<ByteString> notAdmitted) {
    List<AccountCount> counts = tables.counts(migration.id());
    return new MigrationPortion(
        changed,
        Obstacles.sum(counts, count -> migration.isUnderWay(count.state())),
        Obstacles.sum(counts, waiting),
        notAdmitted);
  }

  /** A step of one account; lost unless account, epoch and migration are as it expects them. */
  public Catalog.Outcome mark(AccountMark mark) {
    if (mark.step() == AccountEvent.LEFT_BEHIND && wasTold(mark)) {
      return new Catalog.Outcome(true, placement(mark.account()));
    }
    if (mark.migration() == 0) {
      return markOutside(mark);
    }
    Migration migration = writer.migration(mark.migration());
    PlacementRow row = placement(mark.account());
    Optional<MigrationAccount> account = tables.account(migration.id(), mark.account());
    boolean won =
        account.isPresent()
            && !migration.state().isFinal()
            && (mark.step() == AccountEvent.RELEASED || row.epoch() == mark.epoch())
            && (mark.step() != AccountEvent.SEALING || maySeal(migration, account.get(), row))
            && AccountStateMachine.next(account.get().state(), mark.step()).isPresent();
    return won
        ? new Catalog.Outcome(true, moves.mark(account.get(), row, mark))
        : new Catalog.Outcome(false, row);
  }

  /**
   * Nothing is sealed where the migration stands still, nor a store whose copy is not complete; a
   * lazy move has no copy before its cut-over.
   */
  private static boolean maySeal(Migration migration, MigrationAccount account, PlacementRow row) {
    boolean moves =
        migration.state() == MigrationState.RUNNING
            || migration.state() == MigrationState.SOAKING
            || migration.state() == MigrationState.ROLLING_BACK;
    return moves
        && (account.state() != AccountState.COPYING || row.phase() == PlacementPhase.SWITCHING);
  }

  /** Attempts are many, what they find is the same: the journal has it once. */
  private boolean wasTold(AccountMark mark) {
    long after = 0;
    while (true) {
      List<JournalEvent> page = tables.events(mark.migration(), mark.account(), after, PORTION);
      if (page.stream()
          .anyMatch(event ->
              event.event().equals(mark.step().name())
                  && event.evidence().equals(mark.cause().evidence()))) {
        return true;
      }
      if (page.size() < PORTION) {
        return false;
      }
      after = page.getLast().id();
    }
  }

  /** A move of the account alone has events too, and no state. */
  private Catalog.Outcome markOutside(AccountMark mark) {
    if (mark.step() != AccountEvent.LEFT_BEHIND) {
      throw new CatalogRefusedException(Reason.NO_SUCH_MIGRATION, "no migration 0");
    }
    PlacementRow row = placement(mark.account());
    boolean won = row.migration() == 0 && row.epoch() == mark.epoch();
    if (won) {
      writer.happened(row, mark);
    }
    return new Catalog.Outcome(won, row);
  }

  /**
   * THE commit point: placement, history, chores and journal.
   *
   * @param actor who the journal says that did it
   */
  public Catalog.Outcome compareAndSet(
      ByteString account, long expectedEpoch, PlacementChange change, String actor) {
    return moves.compareAndSet(placement(account), expectedEpoch, change, actor);
  }

  private PlacementRow placement(ByteString account) {
    return tables
        .placement(account)
        .orElseThrow(() -> new CatalogRefusedException(Reason.NO_SUCH_ACCOUNT, "no such account"));
  }
}
