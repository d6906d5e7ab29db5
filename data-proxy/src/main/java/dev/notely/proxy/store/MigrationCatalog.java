package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Migrations and their journal, as the catalog keeps them (catalog.proto, MigrationCatalogService).
 * Blocking, each call one transaction there. Every method throws CatalogUnavailableException if
 * there was no answer, and {@link MigrationRefusedException} if the answer is no.
 */
public interface MigrationCatalog {
  /** States of a migration (docs/migrations.md). */
  enum State {
    PLANNED,
    RUNNING,
    PAUSED,
    HELD,
    SOAKING,
    ROLLING_BACK,
    FINISHING,
    COMPLETED,
    ROLLED_BACK,
    CANCELLED
  }

  /** States of an account in a migration. */
  enum AccountState {
    WAITING,
    COPYING,
    CATCHING_UP,
    CUTTING_OVER,
    REVERSE_SYNCED,
    MOVED,
    RETURNING,
    RETURNED,
    QUARANTINED,
    OVERLAID
  }

  /** What may happen to a migration: commands first, then what its leader finds. */
  enum Event {
    START,
    CANCEL,
    PAUSE,
    RESUME,
    RELEASE_HOLD,
    ROLLBACK,
    FINISH,
    SET_LIMITS,
    REPAIR,
    BASELINE_MEASURED,
    WAVE_MOVED,
    GATE_PASSED,
    GATE_FAILED,
    FINDING,
    KEEP_EXPIRED,
    ALL_RETURNED,
    ALL_SETTLED,
    VERIFIED
  }

  /** How a verification stands. */
  enum Verification {
    NONE,
    OPEN,
    PASSED,
    FAILED
  }

  /**
   * A migration as its journal has left it; times in Unix milliseconds.
   *
   * @param shadowReads share of users' reads that are repeated at the second store now, 0..1
   * @param drain strategy lazy: what nobody has touched is moved, too; else it stays where it was
   * @param permitted what an operator may cause in this state, by the catalog's table
   * @param resumeTo of PAUSED and HELD: where resume and release lead
   */
  record Migration(
      long id,
      String name,
      String spec,
      State state,
      long version,
      int wave,
      boolean soakingWave,
      List<String> waves,
      int concurrentAccounts,
      long recordsPerSecond,
      double shadowReads,
      boolean drain,
      String reason,
      String evidence,
      String actor,
      long createdAtMs,
      long changedAtMs,
      long progressedAtMs,
      String baseline,
      Verification verification,
      Set<Event> permitted,
      Optional<State> resumeTo) {
    public Migration {
      permitted = Set.copyOf(permitted);
      waves = List.copyOf(waves);
    }

    /**
     * What nobody has touched of overlaid accounts is moved, now or when it goes on: asked for, or
     * on the way back, which needs them in one store.
     */
    public boolean drains() {
      return drain || resumeTo.orElse(state) == State.ROLLING_BACK;
    }

    /** The part of its bound that an account has of those that may move at once; 0: no bound. */
    public long recordsPerSecondOfOne() {
      return recordsPerSecond == 0 ? 0 : Math.max(1, recordsPerSecond / concurrentAccounts);
    }
  }

  /**
   * What an operator may change of a migration while it runs.
   *
   * @param concurrentAccounts over all proxies, at least 1
   * @param recordsPerSecond over all proxies; 0: no bound
   * @param shadowReads share of users' reads that are repeated at the second store, 0..1
   * @param drain as of {@link Migration}; once it is on, it stays on
   */
  record Limits(int concurrentAccounts, long recordsPerSecond, double shadowReads, boolean drain) {}

  /** Accounts of a wave in a state, and the records that were copied for them. */
  record Count(int wave, AccountState state, long accounts, long records) {}

  /**
   * A migration with the sums over its accounts.
   *
   * @param progress the leader's last report, JSON or empty
   * @param pauseMicros of its latest cut-overs, sorted
   * @param startedAtMs 0: not yet
   * @param failures of its accounts lately, those that fail most first
   */
  record Report(
      Migration migration,
      List<Count> counts,
      long inconsistencies,
      String progress,
      boolean reverseHealthy,
      String leader,
      List<Long> pauseMicros,
      long startedAtMs,
      List<Failure> failures) {
    public Report {
      failures = List.copyOf(failures);
      counts = List.copyOf(counts);
      pauseMicros = List.copyOf(pauseMicros);
    }
  }

  /** How an account fails, at whatever proxy: so many times, the last time for this reason. */
  record Failure(UUID account, int times, String reason) {}

  /** An account that a migration is to move. */
  record Planned(UUID account, int wave, String target) {}

  /** An account in a migration. */
  record Account(
      UUID account,
      int wave,
      AccountState state,
      String source,
      String target,
      long records,
      long pauseMicros,
      int attempts,
      String reason,
      long changedAtMs,
      Placement placement) {}

  /** A page of them. */
  record AccountPage(List<Account> accounts, boolean more) {
    public AccountPage {
      accounts = List.copyOf(accounts);
    }
  }

  /**
   * An event of the journal.
   *
   * @param trace id of the trace that it came of, empty: of none
   */
  record JournalEvent(
      long id,
      Optional<UUID> account,
      long atMs,
      String actor,
      String event,
      String from,
      String to,
      String reason,
      String evidence,
      String trace) {}

  /** A page of them. */
  record EventPage(List<JournalEvent> events, boolean more) {
    public EventPage {
      events = List.copyOf(events);
    }
  }

  /**
   * What came of a portion of work.
   *
   * @param notAdmitted accounts that their homes do not know yet
   */
  record Portion(int changed, long underWay, long waiting, List<UUID> notAdmitted) {
    public Portion {
      notAdmitted = List.copyOf(notAdmitted);
    }
  }

  /**
   * A record of a copy that is not what it must be.
   *
   * @param key which record, for people: the id of a note, or "list"
   * @param store that has the copy
   * @param evidence a JSON object or empty
   */
  record Mismatch(UUID account, String key, String store, String what, String evidence) {}

  /** One that was found, and whose account was not repaired since. */
  record OpenMismatch(Mismatch found, long foundAtMs) {}

  /** A page of them. */
  record MismatchPage(List<OpenMismatch> mismatches, boolean more) {
    public MismatchPage {
      mismatches = List.copyOf(mismatches);
    }
  }

  /**
   * What a strict user found wrong.
   *
   * @param migration that it counts against; 0: none
   * @param note empty: a list of ids was wrong
   * @param trace of the user's request; empty: not said
   */
  record FoundInconsistency(
      long id,
      long atMs,
      long migration,
      UUID account,
      Optional<UUID> note,
      String expected,
      String actual,
      String trace) {}

  /** A page of them. */
  record InconsistencyPage(List<FoundInconsistency> found, boolean more) {
    public InconsistencyPage {
      found = List.copyOf(found);
    }
  }

  /** Where a page of mismatches begins: after this record. */
  record AfterMismatch(UUID account, String key) {}

  /**
   * An event with who, why and what was seen (JSON or empty).
   *
   * @param mismatches of FINDING, for the ledger
   * @param seen version of the migration that it is about: refused if there has been another since.
   *     0: whatever it is
   */
  record Command(
      long migration,
      Event event,
      String actor,
      String reason,
      String evidence,
      Verification verification,
      List<Mismatch> mismatches,
      long seen) {
    public Command {
      mismatches = List.copyOf(mismatches);
    }

    /** With mismatches, of a migration whatever its version is. */
    public Command(
        long migration,
        Event event,
        String actor,
        String reason,
        String evidence,
        Verification verification,
        List<Mismatch> mismatches) {
      this(migration, event, actor, reason, evidence, verification, mismatches, 0);
    }

    /** Without mismatches. */
    public Command(
        long migration,
        Event event,
        String actor,
        String reason,
        String evidence,
        Verification verification) {
      this(migration, event, actor, reason, evidence, verification, List.of());
    }

    /** Without evidence. */
    public Command(long migration, Event event, String actor, String reason) {
      this(migration, event, actor, reason, "", Verification.NONE);
    }

    /** The same about that version only. */
    public Command of(long version) {
      return new Command(
          migration, event, actor, reason, evidence, verification, mismatches, version);
    }
  }

  /**
   * Writes one down, without accounts.
   *
   * @param evidence what it was planned for, JSON or empty
   * @param lazy by strategy lazy
   */
  Migration create(
      String name,
      String spec,
      List<String> waves,
      Limits limits,
      String actor,
      String evidence,
      boolean lazy);

  /** Up to 1,000 at once. */
  void addAccounts(long migration, List<Planned> accounts);

  /** Up to 1,000 at once take no part any more; only before the start. */
  void dropAccounts(long migration, List<UUID> accounts, String actor, String reason);

  Report get(long migration);

  /** Newest first. */
  List<Migration> list(int limit, boolean unfinished);

  Migration apply(Command command);

  Migration setLimits(long migration, Limits limits, String actor, String reason);

  Portion enrol(long migration, int limit, String actor);

  Portion turnBack(long migration, int limit, String actor);

  Portion settleVerified(long migration, List<UUID> accounts, String actor);

  /** A quarantined account waits again; false if it was not quarantined. */
  boolean releaseAccount(long migration, UUID account, String actor, String reason);

  /**
   * The copy of an account was made again: its mismatches are closed. False if the placement is not
   * what it was any more.
   */
  boolean repaired(Placement placement, String actor, String reason);

  /** The ledger: what is wrong and not repaired, by account and record. */
  MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit);

  /** In the order of their ids; no states: all. */
  AccountPage accounts(long migration, Optional<UUID> after, int limit, Set<AccountState> states);

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if the account takes no part in the migration
   */
  default Account account(long migration, UUID id) {
    return accounts(migration, Ids.before(id), 1, Set.of()).accounts().stream()
        .filter(account -> account.account().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("account " + id + " is not in this migration"));
  }

  /** All of them, a page after the other; a page at a time is in memory. */
  default void forEachPage(
      long migration, int limit, Set<AccountState> states, Consumer<List<Account>> take) {
    Optional<UUID> after = Optional.empty();
    boolean more = true;
    while (more) {
      AccountPage page = accounts(migration, after, limit, states);
      take.accept(page.accounts());
      more = page.more();
      if (more) {
        after = Optional.of(page.accounts().getLast().account());
      }
    }
  }

  EventPage events(long migration, long afterId, int limit, Optional<UUID> account);

  /** Those of the migration itself, without its accounts'. */
  EventPage ownEvents(long migration, long afterId, int limit);

  /** Every unfinished migration that this holder leads now. */
  List<Migration> lead(String holder);

  void progress(long migration, String holder, boolean reverseHealthy, String json);

  /** What a strict user found wrong; answers the migration that it counts against, 0 for none. */
  long inconsistency(UUID account, UUID note, Map<String, String> what);

  /**
   * What strict users found wrong, newest first.
   *
   * @param migration that it counts against; 0: all
   * @param beforeId only with a lower id; 0: from the newest
   */
  InconsistencyPage inconsistencies(long migration, long beforeId, int limit);
}
