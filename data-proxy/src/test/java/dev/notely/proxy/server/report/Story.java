package dev.notely.proxy.server.report;

import dev.notely.proxy.migration.UnaskedMigrations;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.JournalEvent;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Mismatch;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A migration of two waves as its journal and its sums tell it; an event takes a minute. */
final class Story extends UnaskedMigrations {
  static final Instant BEGAN = Instant.parse("2026-03-01T14:00:00Z");

  private static final String LEADER = "proxy-1-4f0c";

  private final List<JournalEvent> journal = new ArrayList<>();
  private final List<Count> counts = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();
  private final List<Account> aside = new ArrayList<>();
  private final List<OpenMismatch> mismatches = new ArrayList<>();
  private State state = State.PLANNED;
  private int wave;
  private boolean soaking;
  private String more = "";
  private String progress = "";
  private boolean healthy = true;
  private Verification verification = Verification.NONE;
  private Set<Event> permitted = Set.of();

  Story() {
    happened("ada", "CREATED", State.PLANNED, "", "{\"concurrentAccounts\":4}");
  }

  private Story happened(String who, String event, State to, String reason, String evidence) {
    String from = journal.isEmpty() ? "" : state.name();
    journal.add(
        new JournalEvent(
            journal.size() + 1,
            Optional.empty(),
            BEGAN.plusSeconds(60L * journal.size()).toEpochMilli(),
            who,
            event,
            from,
            to.name(),
            reason,
            evidence,
            ""));
    state = to;
    return this;
  }

  /** An operator asked for it. */
  Story asked(String event, State to, String reason) {
    return happened("ada", event, to, reason, "");
  }

  /** The leader found it. */
  Story found(String event, State to, String reason, String evidence) {
    return happened(LEADER, event, to, reason, evidence);
  }

  Story at(int present, boolean soaks) {
    wave = present;
    soaking = soaks;
    return this;
  }

  Story with(int of, AccountState in, long accounts, long records) {
    counts.add(new Count(of, in, accounts, records));
    return this;
  }

  Story paused(long... micros) {
    for (long one : micros) {
      pauses.add(one);
    }
    return this;
  }

  Story specified(String members) {
    more = members;
    return this;
  }

  Story reported(String json) {
    progress = json;
    return this;
  }

  Story lagging() {
    healthy = false;
    return this;
  }

  Story verified(Verification result) {
    verification = result;
    return this;
  }

  Story permits(Event... events) {
    permitted = Set.of(events);
    return this;
  }

  Story quarantined(int id, String reason) {
    UUID account = new UUID(0, id);
    aside.add(
        new Account(
            account,
            0,
            AccountState.QUARANTINED,
            "legacy",
            "new",
            0,
            0,
            0,
            reason,
            BEGAN.toEpochMilli(),
            new Placement(account, 1, "legacy", "", Phase.SETTLED, 1, 7)));
    return this;
  }

  Story mismatch(int id, String key, String what) {
    Mismatch found = new Mismatch(new UUID(0, id), key, "new", what, "");
    mismatches.add(new OpenMismatch(found, BEGAN.toEpochMilli()));
    return this;
  }

  Instant now() {
    return BEGAN.plusSeconds(60L * journal.size());
  }

  private String specification() {
    return """
    {"name":"legacy-to-new","from":["legacy"],"to":{"stores":["new"]},
     "waves":[{"name":"internal","tier":"internal"},{"name":"free","tier":"free"}],
     "gate":{"soak":"PT30S"}%s}\
    """
        .formatted(more);
  }

  private Migration migration() {
    JournalEvent last = journal.getLast();
    return new Migration(
        7,
        "legacy-to-new",
        specification(),
        state,
        journal.size(),
        wave,
        soaking,
        List.of("internal", "free"),
        4,
        0,
        0,
        true,
        last.reason(),
        last.evidence(),
        last.actor(),
        BEGAN.toEpochMilli(),
        last.atMs(),
        last.atMs(),
        "",
        verification,
        permitted,
        state == State.HELD || state == State.PAUSED
            ? Optional.of(State.RUNNING)
            : Optional.empty());
  }

  @Override
  public Report get(long migration) {
    return new Report(
        migration(),
        counts,
        0,
        progress,
        healthy,
        LEADER,
        pauses.stream().sorted().toList(),
        state == State.PLANNED || state == State.CANCELLED
            ? 0
            : BEGAN.plusSeconds(60).toEpochMilli(),
        List.of());
  }

  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    return new AccountPage(aside.stream().limit(limit).toList(), aside.size() > limit);
  }

  @Override
  public MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit) {
    return new MismatchPage(mismatches.stream().limit(limit).toList(), mismatches.size() > limit);
  }

  @Override
  public EventPage ownEvents(long migration, long afterId, int limit) {
    List<JournalEvent> rest = journal.stream().filter(event -> event.id() > afterId).toList();
    return new EventPage(rest.stream().limit(limit).toList(), rest.size() > limit);
  }
}
