package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.AccountState;
import dev.notely.store.catalog.AccountStateMachine;
import dev.notely.store.catalog.InMemoryJournalTables;
import dev.notely.store.catalog.JournalEvent;
import dev.notely.store.catalog.JournalTables;
import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationAccount;
import dev.notely.store.catalog.MigrationPosition;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.MigrationStateMachine;
import dev.notely.store.catalog.OpenMismatch;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What must hold of the journal after each of the catalog's transactions. */
final class MigrationAudit {
  private static final int ALL = 1_000;
  private static final long REPORT_MICROS = 5_000_000;

  private final Baton baton;
  private static final Pattern ACCOUNT =
      Pattern.compile("account\\W{1,3}([0-9a-f]{8}-[0-9a-f-]{27})");

  private final InMemoryJournalTables tables;
  private final Predicate<ByteString> isDamaged;
  private final Function<MigrationAccount, Optional<String>> difference;
  private final Map<Long, Replay> replays = new HashMap<>();
  private Set<ByteString> suffering = Set.of();
  private Set<ByteString> sufferedOnce = Set.of();
  private int quarantined;

  /** A migration from its events alone. */
  private static final class Replay {
    private String state = "";
    private int wave;
    private boolean soakingWave;
    private final Map<ByteString, String> accounts = new HashMap<>();
    private final Map<ByteString, Integer> waves = new HashMap<>();
    private long lastEvent;
    private long healthyAt = Long.MIN_VALUE;
  }

  /**
   * @param isDamaged of an account: something was done to its records
   * @param difference between the copy and the home of an account, empty if there is none
   */
  MigrationAudit(
      Baton baton,
      InMemoryJournalTables tables,
      Predicate<ByteString> isDamaged,
      Function<MigrationAccount, Optional<String>> difference) {
    this.isDamaged = isDamaged;
    this.difference = difference;
    this.baton = baton;
    this.tables = tables;
  }

  /** Users of these accounts get errors from now on, and of no other. */
  void suffer(Set<ByteString> accounts) {
    suffering = Set.copyOf(accounts);
    Set<ByteString> ever = new HashSet<>(sufferedOnce);
    ever.addAll(accounts);
    sufferedOnce = ever;
  }

  /** How often an account was set aside. */
  int quarantined() {
    return quarantined;
  }

  /** A leader has said how reverse sync is. */
  void reported(long migration, boolean healthy) {
    of(migration).healthyAt = healthy ? baton.nowMicros() : Long.MIN_VALUE;
  }

  private Replay of(long migration) {
    return replays.computeIfAbsent(migration, _ -> new Replay());
  }

  void afterChange() {
    for (Migration migration : tables.migrations(ALL, false)) {
      Replay replay = of(migration.id());
      boolean more = false;
      for (JournalEvent event : tables.events(migration.id(), replay.lastEvent, ALL)) {
        replay.lastEvent = event.id();
        more = true;
        if (event.account().isEmpty()) {
          migrationEvent(replay, event);
        } else {
          accountEvent(replay, event);
        }
      }
      compare(migration, replay);
      if (more) {
        compareAccounts(migration.id(), replay);
      }
    }
  }

  private void migrationEvent(Replay replay, JournalEvent event) {
    boolean created = event.from().isEmpty() && event.to().equals(MigrationState.PLANNED.name());
    boolean permitted =
        created
            || MigrationStateMachine.rows().stream()
                .anyMatch(row ->
                    row.from().name().equals(event.from())
                        && row.event().name().equals(event.event())
                        && row.to().name().equals(event.to()));
    if (!permitted) {
      baton.fail("Permitted", "no row of the table is " + event);
    }
    if (!event.from().equals(replay.state)) {
      baton.fail("Journal", "the state was " + replay.state + " before " + event);
    }
    decided(replay, event);
    replay.state = event.to();
    replay.wave = event.wave();
    replay.soakingWave = event.soakingWave();
  }

  /** What was decided was decided on what is so. */
  private void decided(Replay replay, JournalEvent event) {
    switch (event.event()) {
      case "GATE_PASSED" -> {
        if (touches(replay, suffering)) {
          baton.fail("Gate", "users of wave " + replay.wave + " suffered, and " + event);
        }
      }
      case "GATE_FAILED" -> {
        if (!touches(replay, sufferedOnce)) {
          baton.fail("Gate", "users of wave " + replay.wave + " never suffered, but " + event);
        }
      }
      case "ROLLBACK" -> {
        boolean kept = replay.accounts.containsValue(AccountState.REVERSE_SYNCED.name());
        if (kept && baton.nowMicros() - replay.healthyAt > REPORT_MICROS) {
          baton.fail("Reversible", "reverse sync was not known to be healthy at " + event);
        }
      }
      case "FINISH", "KEEP_EXPIRED" -> {
        if (replay.accounts.containsValue(AccountState.OVERLAID.name())) {
          baton.fail("Whole", "a part of it is at the former home: " + replay.accounts);
        }
      }
      case "RELEASE_HOLD" -> {
        List<OpenMismatch> open =
            tables.mismatches(event.migration(), JournalTables.AfterMismatch.START, 1);
        if (!open.isEmpty()) {
          baton.fail("Ledger", open.getFirst() + " is not repaired, but " + event);
        }
      }
      case "FINDING" -> isSo(event, named(event.reason()));
      case "VERIFIED" -> {
        if (event.reason().startsWith("FAILED")) {
          isSo(event, named(event.evidence()));
        }
      }
      default -> {}
    }
  }

  /** Somebody is named, and all who are named are damaged. */
  private void isSo(JournalEvent event, Set<ByteString> named) {
    if (named.isEmpty() || !named.stream().allMatch(isDamaged)) {
      baton.fail("NoFalseFinding", "not damaged, but " + event);
    }
  }

  /** Accounts that a text names. */
  static Set<ByteString> named(String text) {
    return ACCOUNT
        .matcher(text)
        .results()
        .map(match -> Accounts.bytes(UUID.fromString(match.group(1))))
        .collect(Collectors.toSet());
  }

  private static boolean touches(Replay replay, Set<ByteString> accounts) {
    return accounts.stream()
        .anyMatch(account -> Objects.equals(replay.waves.get(account), replay.wave));
  }

  private void accountEvent(Replay replay, JournalEvent event) {
    boolean added = event.event().equals("ADDED");
    boolean permitted =
        added
            || AccountStateMachine.rows().stream()
                .anyMatch(row ->
                    row.from().name().equals(event.from())
                        && row.event().name().equals(event.event())
                        && row.to().name().equals(event.to()));
    if (!permitted) {
      baton.fail("Permitted", "no row of the table is " + event);
    }
    if (!event.from().equals(replay.accounts.getOrDefault(event.account(), ""))) {
      baton.fail("Journal", "it was " + replay.accounts + " before " + event);
    }
    if (event.event().equals("QUARANTINE")) {
      isSo(event, Set.of(event.account()));
      quarantined++;
    }
    if (event.event().equals("ADDED") && !event.from().isEmpty()) {
      baton.fail("Stable", "a plan of the same accounts is another: " + event);
    }
    if (event.event().equals("SETTLED") && event.from().equals("REVERSE_SYNCED")) {
      tables
          .account(event.migration(), event.account())
          .flatMap(difference)
          .ifPresent(differs -> baton.fail("Verified", differs + ", but " + event));
    }
    replay.accounts.put(event.account(), event.to());
    if (added) {
      tables
          .account(event.migration(), event.account())
          .ifPresent(account -> replay.waves.put(account.account(), account.wave()));
    }
  }

  private void compare(Migration migration, Replay replay) {
    MigrationPosition at = migration.position();
    if (!at.state().name().equals(replay.state)
        || at.wave() != replay.wave
        || at.soakingWave() != replay.soakingWave) {
      baton.fail(
          "Journal",
          "the events end in " + replay.state + ", wave " + replay.wave + ", the row is " + at);
    }
  }

  private void compareAccounts(long migration, Replay replay) {
    Map<ByteString, String> rows = new HashMap<>();
    for (MigrationAccount account :
        tables.accounts(migration, ByteString.EMPTY, ALL, EnumSet.allOf(AccountState.class))) {
      rows.put(account.account(), account.state().name());
    }
    if (!rows.equals(replay.accounts)) {
      baton.fail("Journal", "the events say " + replay.accounts + ", the rows " + rows);
    }
  }
}
