package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.CopyCheck;
import dev.notely.proxy.migration.Verifier;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/**
 * One run: two stores, a catalog, proxies, engines, users and an operator, all made from one seed.
 */
final class World {
  static final UUID ACCOUNT = new UUID(7, 7);
  static final ByteString ACCOUNT_BYTES =
      ByteString.copyFrom(java.nio.ByteBuffer.allocate(16).putLong(7).putLong(7).array());
  private static final java.util.logging.Logger QUIET =
      java.util.logging.Logger.getLogger("dev.notely.proxy.migration");

  static {
    QUIET.setLevel(java.util.logging.Level.OFF); // every failed attempt is a line
  }

  private static final long SECOND = 1_000_000;
  private static final long FAULTS_UNTIL = 40 * SECOND;
  private static final long HEALED_UNTIL = FAULTS_UNTIL + 120 * SECOND;

  private final Random random;
  private final Baton baton;
  private final Weather weather;
  private final Network network;
  private final Mutation mutation;
  private final Ledger ledger;
  private final SimulatedCatalog catalog;
  private final List<SimulatedStore> stores;
  private final List<SimulatedProxy> proxies = new ArrayList<>();
  private final Invariants invariants;
  private final Mirrors mirrors;
  private int engines;

  private World(long seed, Mutation mutation) {
    this.mutation = mutation;
    random = new Random(new SplittableRandom(seed).nextLong()); // neighbours would be alike
    baton = new Baton(random);
    weather = new Weather(random);
    network = new Network(baton, weather);
    ledger = new Ledger(baton);
    stores =
        List.of(
            new SimulatedStore("legacy", baton, weather, ledger, mutation),
            new SimulatedStore("new", baton, weather, ledger, mutation));
    // For a while nobody asks for the drain of what is overlaid, in some runs.
    long drainsFrom = random.nextInt(3) == 0 ? random.nextLong(FAULTS_UNTIL) : 0;
    catalog = new SimulatedCatalog(baton, mutation, "legacy", drainsFrom, this::publish);
    invariants = new Invariants(baton, ledger, catalog, stores);
    mirrors =
        new Mirrors(baton, random, mutation, found -> baton.fail("NoFalseAlarm", found.toString()));
  }

  /**
   * What a run came to.
   *
   * @param finding the invariant that broke, and how
   * @param fingerprint equal for equal runs
   * @param epoch of the account in the end: how much it moved
   * @param effects writes that took effect
   */
  record Result(Optional<String> finding, long steps, long fingerprint, long epoch, int effects) {}

  static Result run(long seed, Mutation mutation) {
    return new World(seed, mutation).run();
  }

  private Result run() {
    int clients = 1 + random.nextInt(3);
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      proxies.add(proxy());
    }
    for (int i = 0; i < clients; i++) {
      baton.spawn(
          "client" + i,
          random.nextInt(100_000),
          new Client(
              ACCOUNT,
              baton,
              random,
              ledger,
              this::anyProxy,
              weather,
              "c" + i,
              20 + random.nextInt(60)));
    }
    engine();
    engine();
    baton.spawn("operator", 20_000, this::operate);
    if (weather.crashesPerSecond > 0) {
      baton.spawn("chaos", 40_000, this::crash);
    }
    try {
      baton.run(FAULTS_UNTIL, invariants::afterStep);
      weather.clear();
      if (baton.finding().isEmpty()) {
        baton.run(HEALED_UNTIL, invariants::afterStep);
      }
      if (baton.finding().isEmpty()) {
        invariants.inTheEnd();
      }
    } finally {
      baton.end();
    }
    return new Result(
        baton.finding(),
        baton.steps(),
        baton.fingerprint(),
        catalog.placement().epoch(),
        ledger.size());
  }

  private SimulatedProxy anyProxy() {
    return proxies.get(random.nextInt(proxies.size()));
  }

  private SimulatedProxy proxy() {
    NoteLink notes = new NoteLink(this::store, network);
    return new SimulatedProxy(
        ACCOUNT,
        baton,
        new CatalogLink(catalog, network, Network.Caller.PROXY),
        notes,
        links(Network.Caller.PROXY),
        mirrors.of(
            notes,
            links(Network.Caller.PROXY),
            name -> mutation.touchedStore(links(Network.Caller.PROXY).apply(name), store(name))),
        mutation);
  }

  private SimulatedStore store(String name) {
    return stores.get(name.equals("legacy") ? 0 : 1);
  }

  private Function<String, RecordStore> links(Network.Caller caller) {
    return name ->
        mutation.engineStore(
            new StoreLink(store(name).server, _ -> store(name), network, caller, mutation),
            store(name),
            baton);
  }

  /** The watch: each proxy is told after some time, or never. */
  private void publish(Placement placement) {
    for (SimulatedProxy proxy : List.copyOf(proxies)) {
      if (!weather.happens(weather.watchLost)) {
        baton.later(weather.latencyMicros(), () -> proxy.changed(placement));
      }
    }
  }

  /**
   * Nothing is damaged here: it must find nothing, and must not stand in for a rule that is left
   * out.
   */
  private CopyCheck check() {
    return mutation.equals(Mutation.NONE)
        ? new Verifier(
            name ->
                new MigrationLook(
                    store(name).server, _ -> store(name), network, Network.Caller.ENGINE),
            links(Network.Caller.ENGINE),
            Runnable::run)
        : (_, _) -> Optional.empty();
  }

  /** Starts an engine; when it dies, another comes. */
  private void engine() {
    CatalogLink link = new CatalogLink(catalog, network, Network.Caller.ENGINE);
    String name = "engine" + ++engines;
    Engine engine =
        new Engine(
            baton,
            name,
            mutation.engineCatalog(link),
            link,
            links(Network.Caller.ENGINE),
            check(),
            1,
            _ -> {});
    baton.spawn(
        name,
        random.nextInt(50_000),
        () -> {
          try {
            engine.run();
          } catch (Baton.Killed e) {
            if (!baton.isOver()) {
              baton.later(random.nextInt(2_000_000), this::engine);
            }
            throw e;
          }
        });
  }

  /** Moves the account there, back and forth; sometimes takes a move back while it is under way. */
  private void operate() {
    CatalogLink link = new CatalogLink(catalog, network, Network.Caller.OPERATOR);
    int orders = 1 + random.nextInt(8);
    while (orders > 0 && baton.nowMicros() < FAULTS_UNTIL) {
      try {
        Placement now = link.find(ACCOUNT);
        switch (now.phase()) {
          case SETTLED -> {
            String to = now.home().equals("legacy") ? "new" : "legacy";
            boolean lazy = mutation.lazy() || random.nextInt(3) == 0;
            link.compareAndSet(ACCOUNT, now.epoch(), new PlacementChange.Begin(to, lazy));
            orders--;
          }
          case MOVING, SWITCHING -> {
            if (random.nextInt(4) == 0) {
              link.compareAndSet(ACCOUNT, now.epoch(), new PlacementChange.Settle());
            }
          }
          case NEW -> {
            links(Network.Caller.OPERATOR).apply(now.home()).admit(now);
            link.compareAndSet(ACCOUNT, now.epoch(), new PlacementChange.Admit());
          }
          case MOVED, OVERLAID -> {}
          case KEPT, RETURNING -> throw new AssertionError("of no migration");
        }
      } catch (CatalogUnavailableException | StoreUnavailableException e) {
        // asks again
      }
      baton.pause(random.nextInt(random.nextInt(4) == 0 ? 3_000_000 : 200_000));
    }
  }

  /** Processes die and come back; what they had stored is still there. */
  private void crash() {
    while (baton.nowMicros() < FAULTS_UNTIL) {
      baton.pause((long) (random.nextDouble() * 2 * SECOND / weather.crashesPerSecond));
      switch (random.nextInt(4)) {
        case 0 -> network.crash(catalog.server, random.nextInt(1_500_000));
        case 1 -> network.crash(stores.get(0).server, random.nextInt(1_500_000));
        case 2 -> network.crash(stores.get(1).server, random.nextInt(1_500_000));
        default -> proxies.set(random.nextInt(proxies.size()), proxy()).die();
      }
    }
  }
}
