package dev.notely.store.catalog;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Tells watchers what changed, by version. A watcher is only told that there is something and reads
 * it from the file when it can take more: no buffer can overflow, and nothing can be skipped.
 */
public final class PlacementFeed {
  /** Placements that a watcher reads at once. */
  public static final int PAGE = 500;

  private final LongFunction<List<PlacementRow>> changedAfter;
  private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();

  PlacementFeed(LongFunction<List<PlacementRow>> changedAfter) {
    this.changedAfter = changedAfter;
  }

  /**
   * Changes after a version, in order, at most a page. A placement that changed twice comes once,
   * as it is now.
   */
  public List<PlacementRow> after(long version) {
    return changedAfter.apply(version);
  }

  /**
   * From now on {@code onChange} runs after each change, on the writer's thread: it must only hand
   * over.
   */
  public void watch(Runnable onChange) {
    watchers.add(onChange);
  }

  /** Ends a watch; nothing happens if there was none. */
  public void unwatch(Runnable onChange) {
    watchers.remove(onChange);
  }

  void changed() {
    watchers.forEach(Runnable::run);
  }
}
