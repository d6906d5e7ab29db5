package dev.notely.proxy.migration;

import dev.notely.proxy.migration.outlook.Outlook;
import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Portion;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Drives one migration by what its journal says, a step at a time: nothing that matters is
 * remembered here, so another proxy's driver goes on wherever this one ended. What it remembers
 * (what users felt, since when) is measured again by the next one.
 */
public final class MigrationDriver implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<AccountState> IN_TWO_STORES =
      EnumSet.of(
          AccountState.COPYING,
          AccountState.CATCHING_UP,
          AccountState.CUTTING_OVER,
          AccountState.REVERSE_SYNCED,
          AccountState.RETURNING);
  private static final int PORTION = 100;
  private static final int SETTLE_PORTION = 20;
  private static final Duration PASS_EVERY = Duration.ofSeconds(1);

  /** A pass looks at every account that is kept: it rests so many times as long as it worked. */
  private static final int REST = 4;

  private static final Duration LONGEST_REST = Duration.ofSeconds(10);

  private final Ports ports;
  private final long id;
  private final ReverseSync reverseSync;
  private final Verifier verifier;
  private final GateKeeper gate;
  private final ProgressReporter progress;
  private final OverlaySurvey survey; // of whoever follows
  private volatile Overlay overlay = Overlay.NONE;
  private volatile boolean drains;
  private volatile long recordsPerSecond; // of one account, 0: no bound
  private final WaveWatch waves;
  private Instant nextPass = Instant.EPOCH; // of whoever follows
  private volatile ReverseSync.Pass pass = new ReverseSync.Pass(0, 0, "no pass was made yet");
  private Optional<Instant> soakingSince = Optional.empty();
  private boolean advanced;

  /**
   * What a driver works with.
   *
   * @param admit makes the home of a new account know it
   * @param watches opens a view of what users of some cohorts feel
   * @param listener stands around the leader's steps
   * @param holder who reports
   * @param brake holds back whoever follows or compares
   * @param beside does one thing while its caller does another
   */
  public record Ports(
      MigrationCatalog catalog,
      Function<String, RecordStore> stores,
      Function<String, StoreInspection> inspections,
      Consumer<UUID> admit,
      Function<List<Set<UUID>>, UserWatch> watches,
      Pace pace,
      LeaderListener listener,
      String holder,
      Oversight oversight,
      Brake brake,
      Executor beside) {
    /**
     * Without anybody who stands around the steps, hears of alerts, or is to be spared; one thing
     * after the other.
     */
    public Ports(
        MigrationCatalog catalog,
        Function<String, RecordStore> stores,
        Function<String, StoreInspection> inspections,
        Consumer<UUID> admit,
        Function<List<Set<UUID>>, UserWatch> watches,
        Pace pace,
        String holder) {
      this(
          catalog,
          stores,
          inspections,
          admit,
          watches,
          pace,
          LeaderListener.NONE,
          holder,
          Oversight.NONE,
          Brake.NONE,
          Runnable::run);
    }

    /** What a leader has decided or found goes into the journal; errors as the catalog's. */
    Migration journal(Command command) {
      return listener.aroundEvent(command, () -> catalog.apply(command));
    }
  }

  public MigrationDriver(Ports ports, long id) {
    this.ports = ports;
    this.id = id;
    this.reverseSync = new ReverseSync(ports);
    this.verifier = verifier(ports);
    this.gate = new GateKeeper(ports, id);
    this.progress = new ProgressReporter(ports, id);
    this.survey = new OverlaySurvey(ports);
    this.waves = new WaveWatch(ports.listener(), ports.pace());
  }

  /**
   * The migration as it is now: its limits count at once, also for what is under way. By any
   * thread.
   */
  public void heard(Migration migration) {
    recordsPerSecond = migration.recordsPerSecondOfOne();
  }

  /**
   * Does what can be done now, for the migration as it was a moment ago. What has changed since is
   * refused by the catalog.
   *
   * @return true if the migration has gone on by it: there is more to do at once
   * @throws CatalogUnavailableException or StoreUnavailableException, MigrationRefusedException: to
   *     be called again
   */
  public boolean step(Migration migration) {
    advanced = false;
    drains = migration.drains();
    String refusal;
    try {
      refusal = act(migration);
    } catch (StoreUnavailableException | MigrationRefusedException e) {
      progress.report(migration, pass, overlay, String.valueOf(e.getMessage()));
      throw e;
    }
    progress.report(migration, pass, overlay, refusal);
    return advanced;
  }

  /** Answers what is in the way, empty if nothing is. */
  private String act(Migration migration) {
    if (migration.state() != MigrationCatalog.State.SOAKING) {
      soakingSince = Optional.empty(); // of one that was held the time begins anew
    }
    String refusal =
        switch (migration.state()) {
          case RUNNING -> migration.soakingWave() ? soakWave(migration) : move(migration);
          case ROLLING_BACK -> turnBack();
          case FINISHING -> finish(isLazy(migration));
          case SOAKING -> soak(migration);
          case PLANNED, PAUSED, HELD, COMPLETED, ROLLED_BACK, CANCELLED -> "";
        };
    if (migration.verification() == Verification.OPEN) {
      verify(migration);
    }
    return refusal;
  }

  /**
   * Lets the former homes follow, if it is time: as long as there is much to follow, that takes
   * longer than the next accounts should wait for their turn. So it may be called while a step is
   * taken, by one thread at a time; errors as {@link #step}.
   */
  public void follow() {
    Instant began = ports.pace().now();
    if (began.isBefore(nextPass)) {
      return;
    }
    nextPass = began.plus(PASS_EVERY); // also if the pass fails
    overlay = survey.look(id, drains);
    pass = reverseSync.run(id, this::recordsPerSecond);
    Instant ended = ports.pace().now();
    nextPass = ended.plus(restAfter(Duration.between(began, ended).minus(pass.waited())));
  }

  /**
   * Between two passes. Pure.
   *
   * @param worked without the waits for users: those were rests already
   */
  static Duration restAfter(Duration worked) {
    Duration rest = worked.multipliedBy(REST);
    if (rest.compareTo(PASS_EVERY) < 0) {
      return PASS_EVERY;
    }
    return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
  }

  private String soakWave(Migration migration) {
    advanced = gate.soak(migration);
    waves.stepped(migration, advanced);
    return "";
  }

  /** Answers why nothing moves, empty if something does. */
  private String move(Migration migration) {
    MigrationSpec spec = SpecParser.parse(migration.spec());
    if (!gate.baselineIsKnown(migration, spec)) {
      return "";
    }
    Portion portion =
        around(LeaderStep.ENROL, () -> ports.catalog().enrol(id, PORTION, ports.holder()));
    portion.notAdmitted().forEach(ports.admit());
    boolean waveIsOver =
        portion.waiting() == 0 && portion.underWay() == 0 && portion.notAdmitted().isEmpty();
    String refusal = waveIsOver ? refusalOf(Event.WAVE_MOVED) : "";
    waves.stepped(migration, advanced);
    return refusal;
  }

  private String turnBack() {
    Portion portion =
        around(LeaderStep.TURN_BACK, () -> ports.catalog().turnBack(id, PORTION, ports.holder()));
    boolean over = portion.waiting() == 0 && portion.underWay() == 0;
    return over ? refusalOf(Event.ALL_RETURNED) : "";
  }

  /** The catalog knows better whether it is so: its refusal says what is left. */
  private String refusalOf(Event event) {
    return refusalOf(new Command(id, event, ports.holder(), ""));
  }

  private String refusalOf(Command command) {
    try {
      ports.journal(command);
      advanced = true;
      return "";
    } catch (MigrationRefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String soak(Migration migration) {
    // Whoever was set aside and is released moves late.
    ports.catalog().enrol(id, PORTION, ports.holder()).notAdmitted().forEach(ports.admit());
    Instant since = soakingSince.orElseGet(() -> Instant.ofEpochMilli(migration.changedAtMs()));
    soakingSince = Optional.of(since);
    Optional<Duration> keep = SpecParser.parse(migration.spec()).keepReverse();
    if (keep.isEmpty() || ports.pace().now().isBefore(since.plus(keep.get()))) {
      return "";
    }
    if (Outlook.overlaid(ports.catalog().get(id)) > 0) {
      return ""; // it goes on when all is drained, which somebody may not want yet
    }
    if (migration.verification() != Verification.PASSED) {
      verify(migration);
      return ""; // its result is a new version, and the time has passed of that one, too
    }
    return refusalOf(
        new Command(id, Event.KEEP_EXPIRED, ports.holder(), "").of(migration.version()));
  }

  /** Settles what is verified; what is not stays in both stores, and is named. */
  private String finish(boolean lazy) {
    // A former home that is sealed still, because nobody has closed it since the commit, would
    // refuse its purge: after a healthy pass none is.
    pass = reverseSync.run(id, this::recordsPerSecond);
    if (!pass.healthy()) {
      return pass.trouble();
    }
    String standstill = "";
    Optional<UUID> after = Optional.empty();
    while (true) {
      MigrationCatalog.AccountPage page =
          ports.catalog().accounts(id, after, SETTLE_PORTION, Set.of(AccountState.REVERSE_SYNCED));
      List<UUID> verified = new ArrayList<>();
      for (Account account : page.accounts()) {
        List<Verifier.Corrupt> corrupt = compare(account, lazy).corrupt();
        if (corrupt.isEmpty()) {
          verified.add(account.account());
        } else {
          standstill = "not purged, mend it first: " + corrupt.getFirst();
        }
      }
      // Also with nobody: some that were set aside leave the migration.
      var _ =
          around(
              LeaderStep.SETTLE,
              () -> ports.catalog().settleVerified(id, verified, ports.holder()));
      if (!page.more()) {
        break;
      }
      after = Optional.of(page.accounts().getLast().account());
    }
    return standstill.isEmpty() ? refusalOf(Event.ALL_SETTLED) : standstill;
  }

  /** A result is one of what was asked for: not of another verification, or of another wave. */
  private void verify(Migration migration) {
    Instant began = ports.pace().now();
    VerificationResult result =
        around(LeaderStep.VERIFY, () -> compareAll(isLazy(migration)).in(ports.listener().trace()));
    boolean passedIt = result.corrupt().isEmpty();
    String evidence = result.json(Duration.between(began, ports.pace().now()));
    ports.journal(
        new Command(
                id,
                Event.VERIFIED,
                ports.holder(),
                "",
                evidence,
                passedIt ? Verification.PASSED : Verification.FAILED)
            .of(migration.version()));
    if (!passedIt) {
      ports.journal(
          new Command(
              id,
              Event.FINDING,
              ports.holder(),
              "the verification found " + result.corrupt().getFirst(),
              evidence,
              Verification.NONE,
              result.mismatches()));
    }
  }

  private static boolean isLazy(Migration migration) {
    return SpecParser.parse(migration.spec()).strategy() == MigrationSpec.Strategy.LAZY;
  }

  private VerificationResult compareAll(boolean lazy) {
    VerificationResult[] sum = {VerificationResult.NONE};
    ports
        .catalog()
        .forEachPage(
            id,
            PORTION,
            Set.of(AccountState.REVERSE_SYNCED),
            page -> page.forEach(one -> sum[0] = sum[0].plus(compare(one, lazy))));
    return sum[0];
  }

  private Verifier.Comparison compare(Account account, boolean lazy) {
    MovePermit permit =
        MovePermit.of(account.placement(), this::recordsPerSecond, ports.brake(), ports.pace());
    return verifier.compare(account.placement(), lazy, permit);
  }

  private long recordsPerSecond() {
    return recordsPerSecond;
  }

  private <R> R around(LeaderStep step, Supplier<R> work) {
    return ports.listener().around(step, id, work);
  }

  /**
   * Copies one account again from its home, into the store that follows it, as one that moves
   * besides. The journal has it before anything is overwritten; what the ledger has of the account
   * is closed afterwards.
   *
   * @throws MoveFailedException if it is not in two stores, was refused, or has moved on meanwhile
   * @throws MigrationRefusedException if the state of the migration does not permit it, or no
   *     reason is given
   */
  public static void repair(Ports ports, Account account, String actor, String reason) {
    if (!IN_TWO_STORES.contains(account.state())) {
      throw new MoveFailedException(
          "account " + account.account() + " is " + account.state() + ", not in two stores", false);
    }
    long id = account.placement().migration();
    // An operator may find it slow, and raise the limit.
    MovePermit permit =
        MovePermit.of(
            account.placement(),
            () -> ports.catalog().get(id).migration().recordsPerSecondOfOne(),
            ports.brake(),
            ports.pace());
    Verifier verifier = verifier(ports);
    verifier.requireSoundHome(account.placement(), permit);
    String evidence = JSON.writeValueAsString(Map.of("account", account.account()));
    ports
        .catalog()
        .apply(new Command(id, Event.REPAIR, actor, reason, evidence, Verification.NONE));
    verifier.repair(account.placement(), permit);
    if (!ports.catalog().repaired(account.placement(), actor, reason)) {
      throw new MoveFailedException(
          "account " + account.account() + " has moved on while it was repaired: repair it again",
          false);
    }
  }

  private static Verifier verifier(Ports ports) {
    return new Verifier(ports.inspections(), ports.stores(), ports.beside());
  }

  @Override
  public void close() {
    progress.leave();
    gate.close();
  }
}
