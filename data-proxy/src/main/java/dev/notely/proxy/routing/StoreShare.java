package dev.notely.proxy.routing;

/**
 * How many users' operations may be under way at one store. The bound is of those that are not late
 * yet: it rises with each that is answered in time while half of them are there, and falls by a
 * tenth with each that becomes late, as soon as it is late. So a store that answers gets twice what
 * it needs, and one that does not keeps a few operations a second, which will show when it is back.
 */
final class StoreShare {
  static final int AT_FIRST = 128;
  static final int AT_LEAST = 4;

  /** A quarter of what a gateway lets in: two proxies' shares of one store leave it half. */
  static final int AT_MOST = 256;

  /** Not to be begun. */
  static final long REFUSED = Long.MIN_VALUE;

  private static final double LESS = 0.9;
  private static final int SLICES = 8;
  private static final long SLICE_NANOS = 125_000_000; // eight of them: late, as at the gateway

  private final int[] begun = new int[SLICES + 1]; // under way, by the slice of their beginning
  private long newest; // slice
  private int underWay;
  private double bound = AT_FIRST;

  /** Of a store that nobody asks yet. */
  StoreShare(long nanos) {
    newest = slice(nanos);
  }

  /** A place, to be left; {@link #REFUSED} if there is none. */
  synchronized long enter(long nanos) {
    advance(nanos);
    if (underWay >= (int) bound) {
      return REFUSED;
    }
    underWay++;
    begun[slot(newest)]++;
    return newest;
  }

  /**
   * The operation that got the place has ended.
   *
   * @param answered by the store; else it failed, which says nothing of how much it can do
   */
  synchronized void leave(long place, boolean answered, long nanos) {
    advance(nanos);
    if (newest - place > SLICES) {
      return; // it was late, and left then
    }
    if (answered && underWay * 2 >= bound) {
      bound = Math.min(AT_MOST, bound + 1);
    }
    underWay--;
    begun[slot(place)]--;
  }

  private void advance(long nanos) {
    long now = slice(nanos);
    newest = Math.max(newest, now - begun.length);
    while (newest < now) {
      newest++;
      int late = begun[slot(newest)];
      begun[slot(newest)] = 0;
      underWay -= late;
      bound = Math.max(AT_LEAST, bound * Math.pow(LESS, late));
    }
  }

  private static long slice(long nanos) {
    return Math.floorDiv(nanos, SLICE_NANOS);
  }

  private int slot(long slice) {
    return Math.floorMod(slice, begun.length);
  }
}
