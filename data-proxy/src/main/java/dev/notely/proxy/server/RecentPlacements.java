package dev.notely.proxy.server;

import dev.notely.proxy.placement.Placement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Placements that the catalog told of since they were last taken, the last of each account; while
 * somebody wants them. Those that are too many are left out: whoever asks the catalog finds them.
 */
final class RecentPlacements {
  private final Map<UUID, Placement> changed = new ConcurrentHashMap<>();
  private volatile boolean wanted;

  /** From now on they are kept, or not any more. */
  void want(boolean now) {
    wanted = now;
    if (!now) {
      changed.clear();
    }
  }

  /** On the thread of whoever hears from the catalog. */
  void changed(Placement placement) {
    if (wanted
        && (changed.size() < AccountSweep.BOUND || changed.containsKey(placement.account()))) {
      changed.put(placement.account(), placement);
    }
  }

  Collection<Placement> take() {
    List<Placement> taken = List.copyOf(changed.values());
    taken.forEach(placement -> changed.remove(placement.account(), placement));
    return taken;
  }
}
