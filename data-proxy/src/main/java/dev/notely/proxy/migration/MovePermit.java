package dev.notely.proxy.migration;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Brake.Hold;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.migration.throttle.Signal;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MoveQueue.Chore;
import dev.notely.proxy.store.MoveQueue.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Leave to work on an account, and how fast: first the operator's bound counts, then what users
 * feel at the stores. Whoever gave it may take it back at any time; the work then ends after the
 * batch it is at, or amid a wait. Of one thread, but for {@link #revoke} and {@link #limit}.
 */
public final class MovePermit {
  private static final Duration SLICE = Duration.ofMillis(100);

  /** A wait for users; the bound of the operator is kept to. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** Of a small account's copy: a migration of many of them must come to an end. */
  static final Duration LONGEST_OF_SMALL = Duration.ofSeconds(1);

  /** At 10 us a record, users' requests wait about 3 ms behind it. */
  static final int FEW = 256;

  private final long migration;
  private final Set<String> stores;
  private final boolean keepOverlay;
  private final IntSupplier movers;
  private final Brake brake;
  private final Pace pace;
  private long owed; // records
  private long copied; // records
  private boolean over; // nothing more will be done by it
  private Instant resumed;
  private Duration waited = Duration.ZERO;
  private volatile LongSupplier recordsPerSecond; // 0: no bound
  private volatile boolean revoked;

  private MovePermit(
      long migration,
      Set<String> stores,
      boolean keepOverlay,
      LongSupplier recordsPerSecond,
      IntSupplier movers,
      Brake brake,
      Pace pace) {
    this.migration = migration;
    this.stores = Set.copyOf(stores);
    this.keepOverlay = keepOverlay;
    this.movers = movers;
    this.recordsPerSecond = recordsPerSecond;
    this.brake = brake;
    this.pace = pace;
    this.resumed = pace.now();
  }

  /**
   * Gives leave, whatever users feel.
   *
   * @param recordsPerSecond bound, 0 for none
   */
  public MovePermit(long recordsPerSecond, Pace pace) {
    this(0, Set.of(), false, () -> recordsPerSecond, MovePermit::alone, Brake.NONE, pace);
  }

  /**
   * For what is to be done of an account.
   *
   * @param movers that work at the same time in this process, this one too: each also waits for
   *     what the others do meanwhile, so that users feel many as they feel one
   */
  public static MovePermit of(Work work, IntSupplier movers, Brake brake, Pace pace) {
    return new MovePermit(
        work.placement().migration(),
        stores(work.placement(), work.chores().stream().map(Chore::store)),
        work.keepOverlay(),
        work::recordsPerSecond,
        movers,
        brake,
        pace);
  }

  /**
   * For what concerns an account's two stores.
   *
   * @param recordsPerSecond the operator's bound, asked for whenever it counts; 0 for none
   */
  static MovePermit of(Placement placement, LongSupplier recordsPerSecond, Brake brake, Pace pace) {
    return new MovePermit(
        placement.migration(),
        stores(placement, Stream.empty()),
        false,
        recordsPerSecond,
        MovePermit::alone,
        brake,
        pace);
  }

  private static int alone() {
    return 1;
  }

  private static Set<String> stores(Placement placement, Stream<String> others) {
    return Stream.concat(Stream.of(placement.home(), placement.second()), others)
        .filter(store -> !store.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Once the account is overlaid, what nobody has touched stays where it is. */
  boolean keepsOverlay() {
    return keepOverlay;
  }

  /** From now on nothing more is copied. */
  public void revoke() {
    revoked = true;
  }

  /**
   * The operator's bound from now on, also for what is waited for.
   *
   * @param bound records per second, 0 for none
   */
  void limit(long bound) {
    recordsPerSecond = () -> bound;
  }

  /**
   * So many records were copied or compared: the next rest will wait for them.
   *
   * @throws MoveFailedException if the leave was taken back
   */
  void spent(int records) {
    requireLeave();
    owed += records;
    copied += records;
  }

  /** As {@link #rest(Lane)}, of a copy. */
  void rest() {
    rest(Lane.COPY);
  }

  /**
   * Waits for what was done since the last rest: as the operator's bound asks for, and users. Never
   * where an account is sealed, or between the last changes and the seal: users would wait with it.
   *
   * @throws MoveFailedException if the leave was taken back
   */
  void rest(Lane lane) {
    Duration worked = ended();
    giveWay(lane, worked, keepBound());
    resumed = pace.now();
  }

  /** As {@link #rest()}, but for the operator's bound alone: whoever waits longer never ends. */
  void hurry() {
    var _ = ended();
    var _ = keepBound();
    resumed = pace.now();
  }

  /**
   * After an account's last step, whether or not that took the leave with it: waits for users as
   * {@link #rest()} does. Most of what a small account takes is not its copy; without this, many of
   * them would be work without a rest. Where nothing was copied (a lazy move whose notes stay),
   * there is little to rest for, and a store where that is all that moves is not one where
   * something does.
   */
  void recover() {
    if (copied > 0) {
      over = true;
      giveWay(Lane.COPY, ended(), Duration.ZERO);
    }
  }

  /**
   * How many records to move at once: few where users hold movers back, because whatever works on a
   * batch keeps users waiting for as long; 0: as many as the store likes.
   */
  int batch() {
    return isHeldBack() ? FEW : 0;
  }

  /** Whether users feel what moves at its stores: then one thing is done after the other. */
  boolean isHeldBack() {
    return brake.hold(stores).isPresent();
  }

  /** In all its rests. */
  Duration waited() {
    return waited;
  }

  private Duration ended() {
    Duration worked = Duration.between(resumed, pace.now());
    brake.worked(migration, worked);
    return worked;
  }

  private Duration keepBound() {
    Duration kept = Duration.ZERO;
    Duration left = due();
    while (left.isPositive()) {
      kept = kept.plus(pause(new Signal.Limit(), left));
      left = due().minus(kept); // the operator may have changed it
    }
    owed = 0;
    return kept;
  }

  private Duration due() {
    long bound = recordsPerSecond.getAsLong();
    return bound == 0 ? Duration.ZERO : Duration.ofNanos(owed * 1_000_000_000L / bound);
  }

  /** Asks again after each slice: users may have gone, or come. */
  private void giveWay(Lane lane, Duration worked, Duration alreadyWaited) {
    Duration given = alreadyWaited;
    Duration left;
    do {
      Optional<Hold> hold = brake.hold(stores);
      left = hold.map(one -> due(lane, one.share(), worked)).orElse(Duration.ZERO).minus(given);
      if (left.isPositive()) {
        given = given.plus(pause(hold.orElseThrow().signal(), left));
      }
    } while (left.isPositive());
  }

  private Duration due(Lane lane, double free, Duration worked) {
    double share = lane.share(free);
    if (share <= 0) {
      return LONGEST; // calm is measured: whatever moved meanwhile would count as calm
    }
    boolean isCopy = lane == Lane.COPY;
    Duration longest = isCopy && copied <= FEW ? LONGEST_OF_SMALL : LONGEST;
    int together = isCopy || copied > FEW ? Math.max(1, movers.getAsInt()) : 1;
    double nanos = worked.toNanos() * (1 / share - 1) * together;
    return nanos < longest.toNanos() ? Duration.ofNanos((long) nanos) : longest;
  }

  private Duration pause(Signal signal, Duration atMost) {
    requireLeave();
    Duration slice = atMost.compareTo(SLICE) < 0 ? atMost : SLICE;
    pace.pause(slice);
    waited = waited.plus(slice);
    brake.waited(migration, signal, slice);
    return slice;
  }

  private void requireLeave() {
    if (revoked && !over) {
      throw new MoveFailedException(
          "somebody else has the account now, or its migration stands still", false);
    }
  }
}
