package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.store.catalog.AccountEvent;
import dev.notely.store.catalog.AccountMark;
import dev.notely.store.catalog.CatalogRefusedException;
import dev.notely.store.catalog.Cause;
import dev.notely.store.catalog.JournalTables;
import dev.notely.store.catalog.LimitsChange;
import dev.notely.store.catalog.MigrationCommand;
import dev.notely.store.catalog.MigrationEventKind;
import dev.notely.store.catalog.MigrationJournal;
import dev.notely.store.catalog.MigrationLimits;
import dev.notely.store.catalog.MigrationPlan;
import dev.notely.store.catalog.MigrationPortion;
import dev.notely.store.catalog.MigrationReport;
import dev.notely.store.catalog.MigrationStateMachine;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.catalog.PlannedAccount;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The catalog with its migrations as proxies and operators reach it: over the network. */
final class MigrationLink implements PlacementCatalog, MoveQueue, MigrationCatalog {
  private final MigrationHub hub;
  private final Network network;
  private final Network.Caller caller;
  private final String actor;

  MigrationLink(MigrationHub hub, Network network, Network.Caller caller, String actor) {
    this.hub = hub;
    this.network = network;
    this.caller = caller;
    this.actor = actor;
  }

  private <R> R call(Supplier<R> work) {
    return network.call(caller, hub.server, work, CatalogUnavailableException::new);
  }

  private <R> R change(Function<MigrationJournal, R> work) {
    return value(call(() -> hub.change(work)));
  }

  private static <R> R value(MigrationHub.Answer<R> answer) {
    return switch (answer) {
      case MigrationHub.Answer.Yes<R>(R value) -> value;
      case MigrationHub.Answer.No<R>(CatalogRefusedException.Reason reason, String message) ->
          throw new MigrationRefusedException(
              switch (reason) {
                case NAME_TAKEN, ID_TAKEN -> MigrationRefusedException.Reason.TAKEN;
                case NO_SUCH_ACCOUNT, NO_SUCH_STORE, NO_SUCH_MIGRATION ->
                    MigrationRefusedException.Reason.NOT_FOUND;
                case IN_ANOTHER_MIGRATION, NOT_PERMITTED, CHANGED_SINCE ->
                    MigrationRefusedException.Reason.NOT_PERMITTED;
              },
              message);
    };
  }

  // ---- placements

  static Placement placement(PlacementRow row) {
    return new Placement(
        Accounts.uuid(row.account()),
        row.epoch(),
        row.home(),
        row.second(),
        Phase.valueOf(row.phase().name()),
        row.version(),
        row.migration());
  }

  @Override
  public Placement find(UUID account) {
    return call(() -> placement(hub.placement(Accounts.bytes(account))));
  }

  @Override
  public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
    var outcome =
        change(journal ->
            journal.compareAndSet(
                Accounts.bytes(account), expectedEpoch, SimulatedCatalog.wire(change), actor));
    return new Outcome(outcome.won(), placement(outcome.row()));
  }

  // ---- moves

  @Override
  public List<Work> claim(String holder, int capacity) {
    return call(() -> hub.claim(holder, capacity).stream().map(this::work).toList());
  }

  private Work work(PlacementRow row) {
    Optional<dev.notely.store.catalog.Migration> migration =
        hub.tables().migration(row.migration());
    long bound = migration.map(one -> one.limits().recordsPerSecondOfOne()).orElse(0L);
    boolean keepOverlay =
        migration
            .map(one ->
                !one.limits().drain()
                    && one.state() != dev.notely.store.catalog.MigrationState.ROLLING_BACK)
            .orElse(false);
    return new Work(
        placement(row),
        hub.chores(row.account()).stream().map(MigrationLink::chore).toList(),
        bound,
        keepOverlay);
  }

  private static Chore chore(dev.notely.store.catalog.Chore chore) {
    return new Chore(
        Accounts.uuid(chore.account()),
        chore.store(),
        chore.epoch(),
        Chore.Kind.valueOf(chore.kind().name()),
        chore.home());
  }

  @Override
  public void unclaim(String holder, UUID account) {
    throw new AssertionError("no engine here gives back what it has");
  }

  @Override
  public void complete(Chore chore) {
    var _ =
        call(() -> {
          hub.tables()
              .remove(
                  new dev.notely.store.catalog.Chore(
                      Accounts.bytes(chore.account()),
                      chore.store(),
                      chore.epoch(),
                      dev.notely.store.catalog.Chore.Kind.valueOf(chore.kind().name()),
                      chore.home()));
          return true;
        });
  }

  @Override
  public Marked mark(Placement placement, Step step, String reason, String evidence) {
    AccountEvent event =
        switch (step) {
          case COPIED -> AccountEvent.COPIED;
          case SEALING -> AccountEvent.SEALING;
          case QUARANTINE -> AccountEvent.QUARANTINE;
          case LEFT_BEHIND -> AccountEvent.LEFT_BEHIND;
        };
    AccountMark mark =
        new AccountMark(
            placement.migration(),
            Accounts.bytes(placement.account()),
            placement.epoch(),
            event,
            new Cause(actor, reason, evidence));
    var outcome = change(journal -> journal.mark(mark));
    return new Marked(outcome.won(), placement(outcome.row()));
  }

  /** Nothing here is decided by it: it is for people. */
  @Override
  public void failed(Placement placement, String reason) {}

  @Override
  public void finding(long migration, UUID account, String what, String evidence) {
    var _ = apply(new Command(migration, Event.FINDING, actor, "account " + account + ": " + what));
  }

  @Override
  public void mismatch(long migration, Mismatch found) {
    String reason = "account " + found.account() + ": " + found.what();
    var _ =
        apply(
            new Command(
                migration,
                Event.FINDING,
                actor,
                reason,
                found.evidence(),
                Verification.NONE,
                List.of(found)));
  }

  // ---- migrations

  @Override
  public Migration create(
      String name,
      String spec,
      List<String> waves,
      Limits limits,
      String by,
      String evidence,
      boolean lazy) {
    MigrationPlan plan = new MigrationPlan(name, spec, waves, lazy);
    MigrationLimits first =
        new MigrationLimits(
            limits.concurrentAccounts(),
            limits.recordsPerSecond(),
            limits.shadowReads(),
            limits.drain());
    return migration(change(journal -> journal.create(plan, first, new Cause(by, "", evidence))));
  }

  private static Migration migration(dev.notely.store.catalog.Migration migration) {
    return new Migration(
        migration.id(),
        migration.plan().name(),
        migration.plan().spec(),
        State.valueOf(migration.state().name()),
        migration.last().version(),
        migration.position().wave(),
        migration.position().soakingWave(),
        migration.plan().waves(),
        migration.limits().concurrentAccounts(),
        migration.limits().recordsPerSecond(),
        migration.limits().shadowReads(),
        migration.limits().drain(),
        migration.last().reason(),
        migration.last().evidence(),
        migration.last().actor(),
        migration.createdAtMs(),
        migration.last().atMs(),
        migration.progressedAtMs(),
        migration.baseline(),
        Verification.valueOf(migration.verification().name()),
        MigrationStateMachine.permitted(migration.state()).stream()
            .map(event -> Event.valueOf(event.name()))
            .collect(Collectors.toSet()),
        migration.position().resumeTo().map(state -> State.valueOf(state.name())));
  }

  @Override
  public void addAccounts(long migration, List<Planned> accounts) {
    List<PlannedAccount> planned =
        accounts.stream()
            .map(account ->
                new PlannedAccount(
                    Accounts.bytes(account.account()), account.wave(), account.target()))
            .toList();
    var _ =
        change(journal -> {
          journal.addAccounts(migration, planned);
          return true;
        });
  }

  @Override
  public void dropAccounts(long migration, List<UUID> accounts, String by, String reason) {
    throw new AssertionError("no account here stops being selected");
  }

  @Override
  public Report get(long migration) {
    MigrationReport report = call(() -> hub.get(migration));
    return new Report(
        migration(report.migration()),
        report.counts().stream()
            .map(count ->
                new Count(
                    count.wave(),
                    AccountState.valueOf(count.state().name()),
                    count.accounts(),
                    count.records()))
            .toList(),
        report.inconsistencies(),
        report.progress().progress(),
        report.progress().reverseHealthy(),
        report.leader(),
        report.pauseMicros(),
        report.startedAtMs(),
        List.of());
  }

  @Override
  public List<Migration> list(int limit, boolean unfinished) {
    return call(() -> hub.tables().migrations(limit, unfinished)).stream()
        .map(MigrationLink::migration)
        .toList();
  }

  @Override
  public Migration apply(Command command) {
    return apply(
        new MigrationCommand(
            command.migration(),
            MigrationEventKind.valueOf(command.event().name()),
            new Cause(command.actor(), command.reason(), command.evidence()),
            LimitsChange.NONE,
            command.seen(),
            dev.notely.store.catalog.Verification.valueOf(command.verification().name()),
            command.mismatches().stream()
                .map(found ->
                    new dev.notely.store.catalog.Mismatch(
                        Accounts.bytes(found.account()),
                        found.key(),
                        found.store(),
                        found.what(),
                        found.evidence()))
                .toList()));
  }

  private Migration apply(MigrationCommand command) {
    return migration(value(call(() -> hub.apply(command))));
  }

  @Override
  public Migration setLimits(long migration, Limits limits, String by, String reason) {
    return apply(
        new MigrationCommand(
            migration,
            MigrationEventKind.SET_LIMITS,
            new Cause(by, reason, ""),
            new LimitsChange(
                limits.concurrentAccounts(),
                OptionalLong.of(limits.recordsPerSecond()),
                OptionalDouble.of(limits.shadowReads()),
                limits.drain()),
            0,
            dev.notely.store.catalog.Verification.NONE));
  }

  @Override
  public Portion enrol(long migration, int limit, String by) {
    return portion(change(journal -> journal.enrol(migration, limit, by)));
  }

  @Override
  public Portion turnBack(long migration, int limit, String by) {
    return portion(change(journal -> journal.turnBack(migration, limit, by)));
  }

  @Override
  public Portion settleVerified(long migration, List<UUID> accounts, String by) {
    List<ByteString> ids = accounts.stream().map(Accounts::bytes).toList();
    return portion(change(journal -> journal.settleVerified(migration, ids, by)));
  }

  private static Portion portion(MigrationPortion portion) {
    return new Portion(
        portion.changed(),
        portion.underWay(),
        portion.waiting(),
        portion.notAdmitted().stream().map(Accounts::uuid).toList());
  }

  @Override
  public boolean releaseAccount(long migration, UUID account, String by, String reason) {
    PlacementRow row = call(() -> hub.placement(Accounts.bytes(account)));
    AccountMark mark =
        new AccountMark(
            migration,
            row.account(),
            row.epoch(),
            AccountEvent.RELEASED,
            new Cause(by, reason, ""));
    return change(journal -> journal.mark(mark)).won();
  }

  @Override
  public boolean repaired(Placement placement, String by, String reason) {
    AccountMark mark =
        new AccountMark(
            placement.migration(),
            Accounts.bytes(placement.account()),
            placement.epoch(),
            AccountEvent.REPAIRED,
            new Cause(by, reason, ""));
    return change(journal -> journal.mark(mark)).won();
  }

  /** All of them at once: there are few. */
  @Override
  public MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit) {
    List<OpenMismatch> open =
        call(() -> hub.tables().mismatches(migration, JournalTables.AfterMismatch.START, limit))
            .stream()
            .map(MigrationLink::mismatch)
            .toList();
    return new MismatchPage(open, false);
  }

  private static OpenMismatch mismatch(dev.notely.store.catalog.OpenMismatch open) {
    var found = open.found();
    return new OpenMismatch(
        new Mismatch(
            Accounts.uuid(found.account()),
            found.key(),
            found.store(),
            found.what(),
            found.evidence()),
        open.foundAtMs());
  }

  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    Set<dev.notely.store.catalog.AccountState> wanted =
        EnumSet.noneOf(dev.notely.store.catalog.AccountState.class);
    states.forEach(
        state -> wanted.add(dev.notely.store.catalog.AccountState.valueOf(state.name())));
    if (states.isEmpty()) {
      wanted.addAll(EnumSet.allOf(dev.notely.store.catalog.AccountState.class));
    }
    ByteString from = after.map(Accounts::bytes).orElse(ByteString.EMPTY);
    List<Account> found =
        call(() ->
            hub.tables().accounts(migration, from, limit + 1, wanted).stream()
                .map(this::account)
                .toList());
    return new AccountPage(found.stream().limit(limit).toList(), found.size() > limit);
  }

  private Account account(dev.notely.store.catalog.MigrationAccount account) {
    return new Account(
        Accounts.uuid(account.account()),
        account.wave(),
        AccountState.valueOf(account.state().name()),
        account.source(),
        account.target(),
        account.records(),
        account.pauseMicros(),
        account.attempts(),
        account.reason(),
        account.changedAtMs(),
        placement(hub.placement(account.account())));
  }

  @Override
  public EventPage events(long migration, long afterId, int limit, Optional<UUID> account) {
    throw new AssertionError("nobody here reads the journal but the audit");
  }

  @Override
  public EventPage ownEvents(long migration, long afterId, int limit) {
    throw new AssertionError("nobody here reads the journal but the audit");
  }

  @Override
  public List<Migration> lead(String holder) {
    return call(() -> hub.lead(holder)).stream().map(MigrationLink::migration).toList();
  }

  @Override
  public void progress(long migration, String holder, boolean reverseHealthy, String json) {
    var _ =
        call(() -> {
          hub.report(migration, holder, reverseHealthy, json);
          return true;
        });
  }

  @Override
  public long inconsistency(UUID account, UUID note, Map<String, String> what) {
    throw new AssertionError("users here find nothing wrong");
  }

  @Override
  public InconsistencyPage inconsistencies(long migration, long beforeId, int limit) {
    throw new AssertionError("users here find nothing wrong");
  }
}
