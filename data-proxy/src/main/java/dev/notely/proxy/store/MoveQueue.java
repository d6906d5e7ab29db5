package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import java.util.List;
import java.util.UUID;

/**
 * Work on moves, shared by all proxies through leases in the catalog. Every method throws
 * CatalogUnavailableException if there was no answer.
 */
public interface MoveQueue {
  /**
   * Renews this holder's leases and takes more of what nobody holds, up to {@code capacity} in all;
   * answers all that it holds.
   */
  List<Work> claim(String holder, int capacity);

  void unclaim(String holder, UUID account);

  /** The chore is done; idempotent. */
  void complete(Chore chore);

  /** An account with work: under way, or with chores left. */
  record Work(Placement placement, List<Chore> chores) {
    public Work {
      chores = List.copyOf(chores);
    }
  }

  /** What a settle left to do at a store; epoch and home are those of the settle. */
  record Chore(UUID account, String store, long epoch, Kind kind, String home) {
    /** What to do. */
    public enum Kind {
      RELEASE,
      PURGE
    }
  }
}
