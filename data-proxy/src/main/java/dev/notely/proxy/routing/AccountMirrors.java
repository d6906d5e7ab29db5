package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What came of the dual writes and shadow reads of single accounts, each since it was first noticed
 * here. Of the 1,000 accounts and stores where something came of one last: whoever comes back later
 * begins anew. Sums over stores are kept elsewhere, and lose nothing.
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

  private record Key(long migration, UUID account, String store) {}

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

  /** Those of a migration, in no order; none that only waits (see {@link DualWrites#waiting}). */
  public List<AccountMirror> of(long migration) {
    synchronized (latest) {
      return latest.entrySet().stream()
          .filter(entry -> entry.getKey().migration() == migration)
          .map(Map.Entry::getValue)
          .toList();
    }
  }
}
