package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OverlayOpening;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Opens overlaid accounts as the engine does it after its commit; each once at a time. */
final class Openings {
  private final Function<String, RecordStore> stores;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();

  /** What came of an attempt. */
  enum Outcome {
    OPENED,
    /** The placement has changed since. */
    REFUSED,
    /** Somebody else here is at it. */
    UNDER_WAY
  }

  Openings(Function<String, RecordStore> stores) {
    this.stores = stores;
  }

  /**
   * Tells both stores.
   *
   * @throws StoreUnavailableException if one did not answer
   */
  Outcome open(Placement overlaid) {
    if (!underWay.add(overlaid.account())) {
      return Outcome.UNDER_WAY;
    }
    try {
      return OverlayOpening.of(overlaid, stores).run().done() ? Outcome.OPENED : Outcome.REFUSED;
    } finally {
      underWay.remove(overlaid.account());
    }
  }
}
