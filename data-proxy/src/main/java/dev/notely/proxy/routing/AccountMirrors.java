package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What came of the dual writes and shadow reads of single accounts, each since it was first noticed
 * here, and which of them lag behind. Of the 1,000 accounts and stores where something came of one
 * last: whoever comes back later begins anew. Sums over stores are kept elsewhere, and lose
 * nothing.
 */
public final class AccountMirrors {
  static final int MOST = 1_000;

  /** The one that is touched longest ago goes first. Under its own lock. */
  private final Map<Key, AccountMirror> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, AccountMirror> eldest) {
          return size() > MOST;
        }
      };

  private final Function<UUID, Optional<Placement>> cached;
  private final Map<MirrorKey, MissedWrites> missed = new ConcurrentHashMap<>();

  private record Key(long migration, UUID account, String store) {}

  /**
   * Of no account yet.
   *
   * @param cached placements that are known without asking anybody
   */
  public AccountMirrors(Function<UUID, Optional<Placement>> cached) {
    this.cached = cached;
  }

  MissedWrites missed(MirrorKey key) {
    MissedWrites ofStore = missed.computeIfAbsent(key, _ -> new MissedWrites(cached));
    MirrorKey.bound(missed);
    return ofStore;
  }

  /** The account's second store has shown that its copy is complete up to a seq. */
  void reached(Placement placement, long watermark) {
    MissedWrites ofStore = missed.get(MirrorKey.of(placement));
    if (ofStore != null) {
      ofStore.reached(placement.account(), watermark);
    }
  }

  void add(Placement placement, DualTally writes) {
    add(placement, writes, ShadowFigures.NONE);
  }

  void add(Placement placement, ShadowFigures reads) {
    add(placement, DualTally.NONE, reads);
  }

  private void add(Placement placement, DualTally writes, ShadowFigures reads) {
    UUID account = placement.account();
    AccountMirror one = new AccountMirror(account, placement.second(), writes, reads);
    synchronized (latest) {
      latest.merge(
          new Key(placement.migration(), account, placement.second()), one, AccountMirror::plus);
    }
  }

  /** Those of a migration, in no order; none that only lags (see {@link DualWrites#behind}). */
  public List<AccountMirror> of(long migration) {
    synchronized (latest) {
      return latest.entrySet().stream()
          .filter(entry -> entry.getKey().migration() == migration)
          .map(Map.Entry::getValue)
          .toList();
    }
  }
}
