package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the copies of a migration at one store lack because dual writes were dropped, refused or
 * failed here. Catch-up brings it and tells nobody: so it counts until the store shows that a copy
 * is complete so far, or the account's copying is over. Of the first 4,096 accounts: while all of
 * them are behind, others are not counted, and the oldest is among those that are.
 */
final class MissedWrites {
  private static final int MOST = 4_096;

  /** So many come in vain before all are looked through again: users' requests do that. */
  private static final int LOOKS = 1_000;

  private final Function<UUID, Optional<Placement>> cached;
  private final Map<UUID, Missed> missed = new HashMap<>(); // guarded by this
  private int inVain; // guarded by this

  /**
   * Nothing yet.
   *
   * @param cached placements that are known without asking anybody
   */
  MissedWrites(Function<UUID, Optional<Placement>> cached) {
    this.cached = cached;
  }

  /** Records up to a seq, the oldest of them written so long ago. */
  private record Part(long records, long seq, Instant since) {
    Part plus(Part more) {
      return new Part(
          records + more.records,
          Math.max(seq, more.seq),
          since.isBefore(more.since) ? since : more.since);
    }
  }

  /**
   * Two parts, the first of which takes in nothing more: else a copy that always misses a little
   * and always catches up would never be seen complete.
   */
  private record Missed(long epoch, Part first, @Nullable Part later) {
    Missed plus(Part more) {
      return new Missed(epoch, first, later == null ? more : later.plus(more));
    }

    /** What is left of it where the copy is complete so far; null: nothing. */
    @Nullable Missed after(long watermark) {
      if (watermark < first.seq()) {
        return this;
      }
      return later == null || watermark >= later.seq() ? null : new Missed(epoch, later, null);
    }

    DualTally behind(Instant now) {
      Part all = later == null ? first : first.plus(later);
      return DualTally.ofBehind(all.records(), Duration.between(all.since(), now).toMillis());
    }
  }

  /**
   * Records of one account that did not arrive.
   *
   * @param seq the highest of them
   * @param since the oldest was written
   */
  synchronized void add(Placement placement, long records, long seq, Instant since) {
    Part more = new Part(records, seq, since);
    Missed before = missed.get(placement.account());
    if (before == null ? isRoom() : before.epoch() < placement.epoch()) {
      missed.put(placement.account(), new Missed(placement.epoch(), more, null));
    } else if (before != null && before.epoch() == placement.epoch()) {
      missed.put(placement.account(), before.plus(more));
    }
  }

  private boolean isRoom() {
    if (missed.size() >= MOST && inVain++ % LOOKS == 0) {
      forgetWhatIsOver();
    }
    return missed.size() < MOST;
  }

  /** The store has shown that its copy is complete up to a seq. */
  synchronized void reached(UUID account, long watermark) {
    missed.computeIfPresent(account, (_, before) -> before.after(watermark));
  }

  private void forgetWhatIsOver() {
    missed
        .entrySet()
        .removeIf(one ->
            cached
                .apply(one.getKey())
                .filter(now -> now.epoch() > one.getValue().epoch())
                .isPresent());
  }

  /** How many records each copy may lack now, and for how long. */
  synchronized Map<UUID, DualTally> behind(Instant now) {
    forgetWhatIsOver();
    Map<UUID, DualTally> behind = new HashMap<>();
    missed.forEach((account, one) -> behind.put(account, one.behind(now)));
    return behind;
  }
}
