package dev.notely.proxy.migration.throttle;

import java.util.Locale;

/**
 * How far movers hold back at a store, decided window after window from what users feel there: half
 * of the time when users feel it twice in a row (once may be chance), step by step more when they
 * do not, all of it without users. Movers begin with little where there are users, and near the
 * share that users felt last they go on in small steps: a queue of users that has once grown costs
 * more than the movers gain (slow start and ceiling, as TCP has them). Pure.
 *
 * <p>What is calm is measured while nothing moves. While something does, it follows what users feel
 * downwards and back, never above that. It is measured anew, with the movers stopped for a few
 * windows, when users come where something moves already, and when users go on feeling it although
 * the movers do the least: where they feel it without movers too, holding back helps nobody.
 *
 * @param restingMicros p95 of users while nothing moved; 0: not known
 * @param calmMicros what is held for calm now; at most the former
 * @param p95Micros of the last window; 0: no users
 * @param share of the time in which movers may work, above 0 to 1
 * @param ceiling share up to which it goes on in full steps: 1 until users have felt it
 * @param underWay something moved among users in the last window; else a mover begins with little
 * @param inVain windows in a row that users felt it though movers did the least
 * @param measuring windows that are still to come before it is known what is calm
 */
record Restraint(
    long restingMicros,
    long calmMicros,
    long p95Micros,
    double share,
    double ceiling,
    boolean underWay,
    int inVain,
    int measuring) {
  /** Nothing is known, nothing held back. */
  static final Restraint NONE = new Restraint(0, 0, 0, 1, 1, false, 0, 0);

  /** A mover goes on at this pace whatever users feel: a migration must come to an end. */
  static final double LEAST = 1.0 / 16;

  /** From the least to all in fifteen windows, below the ceiling. */
  static final double STEP = 1.0 / 16;

  /** Beyond the ceiling. */
  static final double SMALL_STEP = STEP / 8;

  /** Where there are users, whoever begins to move begins with this. */
  static final double START = 1.0 / 8;

  private static final double BELOW_WHAT_WAS_FELT = 0.75;

  /** Fewer operations in a window are no load. */
  static final int USERS = 8;

  /** Windows at the least, before it is asked whether it is the movers that users feel. */
  static final int PATIENCE = 16;

  /** Windows of a measurement; what was sent before may still be in the first. */
  static final int MEASURED = 3;

  private static final double TOLERANCE = 1.2;
  private static final long FLOOR_MICROS = 1_000;
  private static final int SLOWNESS = 8;

  /** At rest, faster windows count for more: processes that have just begun are slow. */
  private static final int SLOWNESS_DOWN = 4;

  /** After a further window. */
  Restraint next(Felt felt, boolean moving) {
    long p95 = felt.p95Micros();
    if (felt.operations() < USERS) {
      return new Restraint(restingMicros, calmMicros, 0, 1, 1, false, 0, 0);
    }
    if (measuring > 0) {
      return measured(p95);
    }
    if (!moving) {
      long resting = restingMicros == 0 ? p95 : rested(p95);
      double more = Math.min(1, share + STEP);
      return new Restraint(resting, resting, p95, more, 1, false, 0, 0);
    }
    if (restingMicros == 0) {
      return toBeMeasured(p95);
    }
    return p95 > boundMicros() ? pressed(p95) : eased(p95);
  }

  /** What a mover may do that finds users here: what it has come to, or little at first. */
  private double begun() {
    return underWay ? share : Math.min(share, START);
  }

  private long rested(long p95) {
    int slowness = p95 < restingMicros ? SLOWNESS_DOWN : SLOWNESS;
    return restingMicros + (p95 - restingMicros) / slowness;
  }

  private Restraint toBeMeasured(long p95) {
    return new Restraint(0, 0, p95, begun(), ceiling, true, 0, MEASURED);
  }

  private Restraint measured(long p95) {
    int seen = MEASURED - measuring; // without the first
    long mean = seen == 0 ? 0 : (restingMicros * (seen - 1) + p95) / seen;
    return new Restraint(mean, mean, p95, share, ceiling, true, 0, measuring - 1);
  }

  private Restraint pressed(long p95) {
    double now = begun();
    if (p95Micros <= boundMicros()) {
      return moved(calmMicros, p95, now, ceiling, inVain);
    }
    if (now > LEAST) {
      return moved(calmMicros, p95, Math.max(LEAST, now / 2), now * BELOW_WHAT_WAS_FELT, 0);
    }
    return inVain < PATIENCE
        ? moved(calmMicros, p95, LEAST, ceiling, inVain + 1)
        : toBeMeasured(p95);
  }

  private Restraint eased(long p95) {
    long calm = Math.min(restingMicros, closer(calmMicros, p95));
    double now = begun();
    double more = Math.min(1, now + (now + STEP <= ceiling ? STEP : SMALL_STEP));
    return moved(calm, p95, more, Math.max(ceiling, more), 0);
  }

  private Restraint moved(long calm, long p95, double may, double upTo, int vain) {
    return new Restraint(restingMicros, calm, p95, may, upTo, true, vain, 0);
  }

  /** Above it users feel the mover. */
  long boundMicros() {
    return Math.max((long) (calmMicros * TOLERANCE), calmMicros + FLOOR_MICROS);
  }

  private static long closer(long from, long to) {
    return from + (to - from) / SLOWNESS;
  }

  /** Whether there were users in the last window. */
  boolean hasUsers() {
    return p95Micros > 0;
  }

  /** Share of the time in which movers may work now: 0 while calm is measured. */
  double allowed() {
    return measuring > 0 ? 0 : hasUsers() ? begun() : share;
  }

  /** Share of the time that users leave, whether or not something moves. */
  double free() {
    return measuring > 0 ? 0 : share;
  }

  /** In a sentence about the store. */
  String sentence(String store) {
    String users = new Signal.Users(store).label() + ": p95 " + millis(p95Micros);
    return measuring > 0 || calmMicros == 0
        ? users + ", measuring what is calm"
        : users + ", calm " + millis(calmMicros);
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }
}
