package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import java.util.Comparator;
import java.util.Map;

/** Whose requests are repeated where. */
record MirrorKey(long migration, String store) {
  /** Migrations whose figures are kept, the latest ones, times the stores of each. */
  private static final int MOST = 64;

  static MirrorKey of(Placement placement) {
    return new MirrorKey(placement.migration(), placement.second());
  }

  /** Forgets the oldest migration where there are too many. */
  static void bound(Map<MirrorKey, ?> figures) {
    if (figures.size() > MOST) {
      figures.keySet().stream()
          .min(Comparator.comparingLong(MirrorKey::migration))
          .ifPresent(figures::remove);
    }
  }
}
