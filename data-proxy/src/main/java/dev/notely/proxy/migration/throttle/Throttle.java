package dev.notely.proxy.migration.throttle;

import dev.notely.proxy.store.StoreWaits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Holds this proxy's movers back by what users feel at the stores, as this proxy sees it: every
 * answer of a store to a user and every wait in vain is counted, and who waits still for as long as
 * he has waited; each store is judged every 250 ms, or as soon after as enough were counted. Where
 * it has no users of its own, it goes by what other proxies' users feel, as they tell it.
 */
public final class Throttle implements Brake, StoreWaits, AutoCloseable {
  private static final long TICK_MS = 250;
  private static final int MOST_TICKS = 8;
  private static final int ENOUGH = 20;

  /** Somebody moves there if the last who did asked not longer ago; whoever waits asks often. */
  private static final int MOVING_TICKS = 12;

  /** What another proxy has told is good for so long: it tells it twice a second. */
  private static final long TOLD_MS = 2_000;

  private final InstantSource clock;
  private final Map<String, Told> told = new ConcurrentHashMap<>(); // by store
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
  private final Ledger ledger = new Ledger();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("throttle").factory());

  /** What users of other proxies feel at a store, and until when that is good. */
  private record Told(FeltAt users, long untilMs) {}

  /** Judges nothing before {@link #start}. */
  public Throttle(InstantSource clock) {
    this.clock = clock;
  }

  public void start() {
    var _ = timer.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public int began(String store) {
    return gauge(store).waiting.began();
  }

  @Override
  public void ended(String store, int began) {
    gauge(store).waiting.ended(began);
  }

  @Override
  public void felt(String store, long micros) {
    gauge(store).felt(micros);
  }

  private Gauge gauge(String store) {
    Gauge known = gauges.get(store);
    return known == null ? gauges.computeIfAbsent(store, _ -> new Gauge()) : known;
  }

  /** Share of the time that users leave at the store, 0 to 1. On the event loop. */
  public double free(String store) {
    Gauge known = gauges.get(store);
    return known == null ? 1 : known.restraint.free();
  }

  /** A quarter of a second has passed. */
  void tick() {
    gauges.values().forEach(Gauge::tick);
  }

  @Override
  public Optional<Hold> hold(Set<String> stores) {
    stores.forEach(store -> gauge(store).moving());
    return stores.stream()
        .map(store -> new Hold(new Signal.Users(store), allowed(store)))
        .filter(hold -> hold.share() < 1)
        .min(Comparator.comparingDouble(Hold::share));
  }

  /** Who has users himself sees his part of what all feel. */
  private double allowed(String store) {
    Restraint own = gauge(store).restraint;
    return own.hasUsers() ? own.allowed() : told(store).map(FeltAt::share).orElse(own.allowed());
  }

  private Optional<FeltAt> told(String store) {
    return Optional.ofNullable(told.get(store))
        .filter(one -> clock.millis() < one.untilMs())
        .map(Told::users);
  }

  /** Stores at which this proxy's movers are at work. */
  public Set<String> moving() {
    return gauges.entrySet().stream()
        .filter(gauge -> gauge.getValue().movedAgo < MOVING_TICKS)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Another proxy's movers are at work at some stores: so what users feel there is not calm.
   *
   * @return of those at which this proxy has users, what they feel
   */
  public Map<String, FeltAt> movesElsewhere(Collection<String> stores) {
    Map<String, FeltAt> users = new HashMap<>();
    for (String store : stores) {
      Gauge known = gauges.get(store);
      if (known != null) {
        known.movesElsewhere();
        Restraint here = known.restraint;
        if (here.hasUsers()) {
          users.put(store, new FeltAt(here.allowed(), here.sentence(store)));
        }
      }
    }
    return users;
  }

  /** What users of other proxies feel, of each store those who feel most. */
  public void usersElsewhere(Map<String, FeltAt> users) {
    long until = clock.millis() + TOLD_MS;
    users.forEach((store, one) -> told.put(store, new Told(one, until)));
  }

  @Override
  public void worked(long migration, Duration time) {
    ledger.worked(migration, time, clock.millis() / 1_000);
  }

  @Override
  public void waited(long migration, Signal signal, Duration time) {
    ledger.waited(migration, signal, time, clock.millis() / 1_000);
  }

  /** What this proxy's movers of a migration did with the last minute. */
  public ThrottleTimes times(long migration) {
    return ledger.times(migration, clock.millis() / 1_000, this::sentence);
  }

  private String sentence(Signal signal) {
    return switch (signal) {
      case Signal.Limit limit -> limit.label();
      case Signal.Users users -> sentence(users.store());
    };
  }

  private String sentence(String store) {
    Restraint own = gauge(store).restraint;
    return own.hasUsers()
        ? own.sentence(store)
        : told(store).map(FeltAt::sentence).orElse(own.sentence(store));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Of one store. */
  private static final class Gauge {
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final Histogram window = new Histogram(LONGEST_MICROS, DIGITS);
    private int ticks; // of the window; of the timer's thread, as the window
    private final Waiting waiting = new Waiting();
    private volatile int movedAgo = MOVING_TICKS;
    private volatile int movedElsewhereAgo = MOVING_TICKS;
    private volatile Restraint restraint = Restraint.NONE;

    void felt(long micros) {
      recorder.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
    }

    void moving() {
      movedAgo = 0;
    }

    void movesElsewhere() {
      movedElsewhereAgo = 0;
    }

    void tick() {
      window.add(recorder.getIntervalHistogram());
      ticks++;
      waiting.tick();
      int ago = Math.min(movedAgo, movedElsewhereAgo);
      movedAgo = Math.min(movedAgo + 1, MOVING_TICKS);
      movedElsewhereAgo = Math.min(movedElsewhereAgo + 1, MOVING_TICKS);
      if (window.getTotalCount() + waiting.count() >= ENOUGH || ticks >= MOST_TICKS) {
        waiting.addTo(window);
        Felt felt = new Felt(window.getTotalCount(), window.getValueAtPercentile(95));
        restraint = restraint.next(felt, ago < MOVING_TICKS);
        window.reset();
        ticks = 0;
      }
    }
  }

  /**
   * Users whose call is under way, by the tick at which it began. Calls end after their deadline of
   * ten seconds at the latest, so there is room for all.
   */
  private static final class Waiting {
    private static final int TICKS = 64;

    private final AtomicIntegerArray users = new AtomicIntegerArray(TICKS);
    private volatile int now;

    int began() {
      int tick = now;
      users.incrementAndGet(tick);
      return tick;
    }

    void ended(int tick) {
      users.decrementAndGet(tick);
    }

    void tick() {
      now = (now + 1) % TICKS;
    }

    /** Who has waited for a tick at the least. */
    int count() {
      int count = 0;
      for (int full = 1; full < TICKS - 1; full++) {
        count += waiting(full);
      }
      return count;
    }

    /** As if they were answered now. */
    void addTo(Histogram window) {
      for (int full = 1; full < TICKS - 1; full++) {
        window.recordValueWithCount(full * TICK_MS * 1_000, waiting(full));
      }
    }

    /** Who has waited for so many ticks, and not for one more. */
    private int waiting(int full) {
      return users.get(Math.floorMod(now - full - 1, TICKS));
    }
  }
}
