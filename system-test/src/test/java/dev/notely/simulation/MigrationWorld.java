package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.MovePermit;
import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.migration.UserWatch;
import dev.notely.proxy.migration.Verifier;
import dev.notely.proxy.migration.plan.AccountFacts;
import dev.notely.proxy.migration.plan.Assignment;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.MigrationTargets;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.plan.StoreFacts;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.routing.RouteFailedException;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.catalog.Chore;
import dev.notely.store.catalog.InMemoryJournalTables;
import dev.notely.store.catalog.MigrationAccount;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.PlacementPhase;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RowState;
import dev.notely.store.notes.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run: three stores, several accounts, a catalog with its journal, engines, leaders, users and
 * an operator who migrates, all made from one seed.
 */
final class MigrationWorld {
  private static final List<String> STORES = List.of("a", "b", "c");
  private static final List<StoreFacts> KNOWN =
      STORES.stream()
          .map(name -> new StoreFacts(name, "notes", Map.of(), true, 0, 1 << 20))
          .toList();
  private static final long SECOND = 1_000_000;
  private static final long FAULTS_UNTIL = 40 * SECOND;
  private static final long SLICE = 5 * SECOND;
  private static final long HEALED_UNTIL = FAULTS_UNTIL + 180 * SECOND;

  /** The bound of a cut-over, and some messages to begin and to abort it. */
  private static final long LONGEST_SEAL_MICROS = 560_000;

  private static final List<java.util.logging.Logger> QUIET =
      List.of(java.util.logging.Logger.getLogger("dev.notely.proxy.migration"));

  static {
    QUIET.forEach(logger -> logger.setLevel(java.util.logging.Level.OFF)); // each attempt is a line
  }

  private final Random random;
  private final Baton baton;
  private final Weather weather;
  private final Network network;
  private final MigrationMutation mutation;
  private final InMemoryJournalTables tables = new InMemoryJournalTables(STORES);
  private final MigrationAudit audit;
  private final Mirrors mirrors;
  private final MigrationHub hub;
  private final MigrationDamage damage;
  private final Map<String, Network.Server> servers = new LinkedHashMap<>();
  private final Map<UUID, OneAccount> accounts = new LinkedHashMap<>();
  private Set<UUID> suffering = Set.of();
  private int started;
  private int foundByReads;

  private MigrationWorld(long seed, MigrationMutation mutation) {
    this.mutation = mutation;
    random = new Random(new SplittableRandom(seed).nextLong()); // neighbours would be alike
    baton = new Baton(random);
    weather = new Weather(random);
    network = new Network(baton, weather);
    mirrors = new Mirrors(baton, random, mutation.handOff(), this::mismatch);
    audit = new MigrationAudit(baton, tables, this::isDamaged, this::difference);
    hub = new MigrationHub(baton, tables, audit, mutation, this::publish);
    STORES.forEach(name -> servers.put(name, new Network.Server(name)));
    int count = 3 + random.nextInt(2);
    for (int i = 1; i <= count; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      tables.put(
          new PlacementRow(
              Accounts.bytes(id),
              1,
              STORES.get(random.nextInt(random.nextInt(2) == 0 ? 3 : 1)),
              "",
              PlacementPhase.NEW,
              0));
      accounts.put(id, new OneAccount(id));
    }
    damage = new MigrationDamage(baton, random, hub, this::stored, this::read, FAULTS_UNTIL);
  }

  private boolean isDamaged(ByteString account) {
    return damage.isDamaged(account);
  }

  /** What a shadow read found is reported, as a proxy does it; it must be true. */
  private void mismatch(ShadowReads.Mismatch found) {
    Placement placement = found.placement();
    if (!isDamaged(Accounts.bytes(placement.account()))) {
      baton.fail("NoFalseAlarm", found.toString());
      return;
    }
    foundByReads++;
    if (placement.migration() != 0) {
      try {
        link(Network.Caller.PROXY, "proxy")
            .mismatch(
                placement.migration(),
                new MigrationCatalog.Mismatch(
                    placement.account(), "read", placement.second(), "a shadow read differs", ""));
      } catch (CatalogUnavailableException | MigrationRefusedException e) {
        // The next shadow read of it tells; or it is held, or over, already.
      }
    }
  }

  private void read(ByteString account, ByteString note) {
    OneAccount one = account(Accounts.uuid(account));
    baton.spawn(
        "reader",
        random.nextInt(200_000),
        () -> {
          try {
            var _ = one.proxies.getFirst().route(new SimulatedCall.Get(one.id, note));
          } catch (StoreUnavailableException
              | CatalogUnavailableException
              | RouteFailedException e) {
            // Nobody answers; others read it, or a verification does.
          }
        });
  }

  private SimulatedStore stored(ByteString account, String store) {
    return account(Accounts.uuid(account)).store(store);
  }

  /** Between an account's copy at its source and its home, as far as the copy has come. */
  private Optional<String> difference(MigrationAccount account) {
    SimulatedStore copy = stored(account.account(), account.source());
    SimulatedStore home = stored(account.account(), account.target());
    long complete = copy.row().watermark();
    Map<ByteString, StoredRecord> left = new HashMap<>();
    copy.tables
        .records(copy.account(), ByteString.EMPTY, 100)
        .forEach(record -> left.put(record.key(), record));
    for (StoredRecord record : home.tables.records(home.account(), ByteString.EMPTY, 100)) {
      StoredRecord copied = left.remove(record.key());
      if (record.seq() <= complete && !record.equals(copied)) {
        return Optional.of("the copy of " + record + " is " + copied);
      }
    }
    return left.values().stream()
        .filter(extra -> home.tables.tombstone(home.account(), extra.key()) <= complete)
        .findFirst()
        .map(extra -> "the copy has " + extra);
  }

  /**
   * What a run came to.
   *
   * @param finding the invariant that broke, and how
   * @param fingerprint equal for equal runs
   * @param epochs of all accounts in the end: how much they moved
   * @param effects writes that took effect
   * @param damaged accounts whose records something was done to
   * @param quarantined how often an account was set aside
   * @param foundByReads how often a user's read came across damage
   * @param ends in which end states migrations are
   */
  record Result(
      Optional<String> finding,
      long steps,
      long fingerprint,
      long epochs,
      int effects,
      int damaged,
      int quarantined,
      int foundByReads,
      Map<MigrationState, Long> ends) {}

  static Result run(long seed, MigrationMutation mutation) {
    return new MigrationWorld(seed, mutation).run();
  }

  /** All that there is of an account. */
  private final class OneAccount implements Invariants.Placed {
    private final UUID id;
    private final ByteString bytes;
    private final Ledger ledger = new Ledger(baton);
    private final Map<String, SimulatedStore> stores = new LinkedHashMap<>();
    private final List<SimulatedProxy> proxies = new ArrayList<>();
    private final Invariants invariants;
    private String sealedAt = "";
    private long sealedSince;

    OneAccount(UUID id) {
      this.id = id;
      this.bytes = Accounts.bytes(id);
      servers.forEach((name, server) ->
          stores.put(
              name,
              new SimulatedStore(
                  server,
                  bytes,
                  baton,
                  weather,
                  ledger,
                  mutation.handOff(),
                  () -> isDamaged(bytes))));
      proxies.add(proxy());
      proxies.add(proxy());
      invariants = new Invariants(baton, ledger, this, List.copyOf(stores.values()));
    }

    private SimulatedProxy proxy() {
      NoteLink notes = new NoteLink(this::store, network);
      return new SimulatedProxy(
          id,
          baton,
          link(Network.Caller.PROXY, "proxy"),
          notes,
          stores(Network.Caller.PROXY),
          mirrors.of(notes, stores(Network.Caller.PROXY), stores(Network.Caller.PROXY)),
          mutation.handOff());
    }

    private SimulatedStore store(String name) {
      return java.util.Objects.requireNonNull(stores.get(name), name);
    }

    @Override
    public Placement placement() {
      return MigrationLink.placement(hub.placement(bytes));
    }

    @Override
    public boolean hasWork() {
      return placement().phase().hasSecond() || !chores().isEmpty();
    }

    @Override
    public List<Chore> chores() {
      return hub.chores(bytes);
    }

    void afterStep() {
      invariants.afterStep();
      PlacementRow placement = hub.placement(bytes);
      String home = placement.home();
      Ownership row = store(home).row();
      // Of a cut-over that was aborted: the next write opens it by its proof, nobody waits for it.
      boolean opens = row.epoch() < placement.epoch();
      if (row.state() != RowState.SEALED || opens) {
        sealedAt = "";
      } else if (!sealedAt.equals(home)) {
        sealedAt = home;
        sealedSince = baton.nowMicros();
      } else if (weather.isCalm() && baton.nowMicros() - sealedSince > LONGEST_SEAL_MICROS) {
        baton.fail("Bounded", id + " is sealed since " + (baton.nowMicros() - sealedSince) + " us");
      }
    }
  }

  private OneAccount account(UUID id) {
    return java.util.Objects.requireNonNull(accounts.get(id));
  }

  private Result run() {
    for (OneAccount account : accounts.values()) {
      baton.spawn(
          "client" + account.id,
          random.nextInt(8_000_000),
          new Client(
              account.id,
              baton,
              random,
              account.ledger,
              () -> account.proxies.get(random.nextInt(account.proxies.size())),
              weather,
              "c" + account.id,
              5 + random.nextInt(40)));
    }
    engine();
    engine();
    chief();
    chief();
    baton.spawn(
        "operator",
        20_000,
        new MigrationOperator(
            baton,
            random,
            weather,
            link(Network.Caller.OPERATOR, "operator"),
            List.copyOf(accounts.keySet()),
            STORES,
            this::planned,
            this::repair));
    if (damage.isOfCopies()) {
      baton.spawn("damage", 30_000, damage::strikeCopies);
    }
    if (weather.crashesPerSecond > 0) {
      baton.spawn("chaos", 40_000, this::crash);
    }
    if (random.nextInt(3) == 0) {
      suffer(random.nextInt(accounts.size()));
    }
    try {
      baton.run(FAULTS_UNTIL, this::afterStep);
      weather.clear();
      suffering = Set.of();
      audit.suffer(Set.of());
      for (long until = FAULTS_UNTIL + SLICE;
          until <= HEALED_UNTIL && baton.finding().isEmpty() && !isAtRest();
          until += SLICE) {
        baton.run(until, this::afterStep);
      }
      if (baton.finding().isEmpty()) {
        inTheEnd();
      }
    } finally {
      baton.end();
    }
    return new Result(
        baton.finding(),
        baton.steps(),
        baton.fingerprint(),
        tables.placements().stream().mapToLong(PlacementRow::epoch).sum(),
        accounts.values().stream().mapToInt(account -> account.ledger.size()).sum(),
        damage.accounts(),
        audit.quarantined(),
        foundByReads,
        tables.migrations(100, false).stream()
            .collect(Collectors.groupingBy(m -> m.state(), Collectors.counting())));
  }

  /** The users of an account get errors, wherever it is. */
  private void suffer(int account) {
    UUID id = List.copyOf(accounts.keySet()).get(account);
    suffering = Set.of(id);
    audit.suffer(Set.of(Accounts.bytes(id)));
  }

  private void afterStep() {
    accounts.values().forEach(OneAccount::afterStep);
  }

  private boolean isAtRest() {
    return tables.migrations(1, true).isEmpty()
        && accounts.values().stream().noneMatch(OneAccount::hasWork);
  }

  private void inTheEnd() {
    tables
        .migrations(100, true)
        .forEach(migration ->
            baton.fail(
                "Ends",
                migration
                    + " with "
                    + tables.counts(migration.id())
                    + " at "
                    + tables.placements()));
    for (OneAccount account : accounts.values()) {
      if (account.placement().phase() != dev.notely.proxy.placement.Phase.NEW) {
        account.invariants.inTheEnd();
      }
    }
  }

  private MigrationLink link(Network.Caller caller, String actor) {
    return new MigrationLink(hub, network, caller, actor);
  }

  private Function<String, RecordStore> stores(Network.Caller caller) {
    return name ->
        mutation.engineStore(
            new StoreLink(
                server(name),
                id -> account(id).store(name),
                network,
                caller,
                mutation.handOff(),
                damage::arriving),
            baton);
  }

  private MigrationLook look(String store, Network.Caller caller) {
    return new MigrationLook(
        server(store),
        id -> account(id).store(mutation.lookedAt(store, account(id).placement().home())),
        network,
        caller);
  }

  /** What a plan makes of an account; the rule of the plan itself. */
  private Optional<MigrationCatalog.Planned> planned(String spec, UUID id) {
    MigrationSpec parsed = SpecParser.parse(spec);
    return Assignment.of(
            parsed,
            MigrationTargets.resolve(parsed, KNOWN),
            new AccountFacts(
                mutation.hashed(id), "free", "", account(id).placement().home(), false))
        .map(one -> new MigrationCatalog.Planned(id, one.wave(), one.target()));
  }

  private void repair(MigrationCatalog.Account account) {
    MigrationLink link = link(Network.Caller.OPERATOR, "operator");
    MigrationDriver.repair(
        new MigrationDriver.Ports(
            link,
            stores(Network.Caller.OPERATOR),
            store -> look(store, Network.Caller.OPERATOR),
            id -> admit(link, id),
            this::watch,
            new MigrationChief(baton, "operator", link, pace -> ports(link, pace, "operator")),
            "operator"),
        account,
        "operator",
        "what was found");
  }

  private Network.Server server(String name) {
    return java.util.Objects.requireNonNull(servers.get(name), name);
  }

  /** The watch: each proxy is told after some time, or never. */
  private void publish(PlacementRow row) {
    for (SimulatedProxy proxy : List.copyOf(account(Accounts.uuid(row.account())).proxies)) {
      if (!weather.happens(weather.watchLost)) {
        baton.later(weather.latencyMicros(), () -> proxy.changed(MigrationLink.placement(row)));
      }
    }
  }

  /** Starts an engine; when it dies, another comes. */
  private void engine() {
    String name = "engine" + ++started;
    MigrationLink link = link(Network.Caller.ENGINE, name);
    untilKilled(
        name,
        new Engine(
            baton,
            name,
            link,
            link,
            stores(Network.Caller.ENGINE),
            mutation.check(
                new Verifier(
                    store -> look(store, Network.Caller.ENGINE),
                    stores(Network.Caller.ENGINE),
                    Runnable::run)),
            2,
            this::mayRevoke),
        this::engine);
  }

  /** A lease ends while a worker goes on: now and then it is told so, at any moment. */
  private void mayRevoke(MovePermit permit) {
    if (weather.isRough() && weather.happens(0.2)) {
      baton.later(random.nextInt(60_000), permit::revoke);
    }
  }

  /** Starts a leader; when it dies, another comes. */
  private void chief() {
    String name = "leader" + ++started;
    MigrationLink link = link(Network.Caller.ENGINE, name);
    untilKilled(
        name, new MigrationChief(baton, name, link, pace -> ports(link, pace, name)), this::chief);
  }

  private void untilKilled(String name, Runnable work, Runnable next) {
    baton.spawn(
        name,
        random.nextInt(50_000),
        () -> {
          try {
            work.run();
          } catch (Baton.Killed e) {
            if (!baton.isOver()) {
              baton.later(random.nextInt(2_000_000), next);
            }
            throw e;
          }
        });
  }

  private MigrationDriver.Ports ports(MigrationLink link, Pace pace, String name) {
    return new MigrationDriver.Ports(
        link,
        stores(Network.Caller.ENGINE),
        store -> look(store, Network.Caller.ENGINE),
        id -> admit(link, id),
        cohorts -> watch(mutation.cohorts(cohorts)),
        pace,
        name);
  }

  private void admit(MigrationLink link, UUID id) {
    Placement now = link.find(id);
    stores(Network.Caller.ENGINE).apply(now.home()).admit(now);
    link.compareAndSet(id, now.epoch(), new PlacementChange.Admit());
  }

  /** Every request of an account that suffers fails, and none of another. */
  private UserWatch watch(List<Set<UUID>> cohorts) {
    return new UserWatch() {
      @Override
      public List<Counts> take() {
        return cohorts.stream()
            .map(cohort -> {
              Set<UUID> failing = new HashSet<>(cohort);
              failing.retainAll(suffering);
              return new Counts(cohort.size() * 100L, failing.size() * 100L, List.of());
            })
            .toList();
      }

      @Override
      public void close() {}
    };
  }

  /** Processes die and come back; what they had stored is still there. */
  private void crash() {
    List<Network.Server> all = List.copyOf(servers.values());
    while (baton.nowMicros() < FAULTS_UNTIL) {
      baton.pause((long) (random.nextDouble() * 2 * SECOND / weather.crashesPerSecond));
      switch (random.nextInt(4)) {
        case 0 -> {
          network.crash(hub.server, random.nextInt(1_500_000));
          hub.restart();
        }
        case 1, 2 -> network.crash(all.get(random.nextInt(all.size())), random.nextInt(1_500_000));
        default -> {
          List<OneAccount> some = List.copyOf(accounts.values());
          OneAccount one = some.get(random.nextInt(some.size()));
          one.proxies.set(random.nextInt(one.proxies.size()), one.proxy()).die();
        }
      }
    }
  }
}
