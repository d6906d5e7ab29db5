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

  /**
   * Tells the journal of the migration that the placement belongs to about a step which changes no
   * placement.
   *
   * @param reason of a quarantine, else empty
   * @param evidence a JSON object or empty
   */
  Marked mark(Placement placement, Step step, String reason, String evidence);

  /** An attempt came to nothing and will be made again: for whoever asks why nothing gets on. */
  void failed(Placement placement, String reason);

  /**
   * Holds a migration: something was found that trying again would not mend.
   *
   * @param evidence JSON or empty
   */
  void finding(long migration, UUID account, String what, String evidence);

  /** As {@link #finding}, of a record of a copy: it goes into the migration's ledger, too. */
  void mismatch(long migration, MigrationCatalog.Mismatch found);

  /** A step of an account in its migration (catalog.proto, MarkMigrationAccount). */
  enum Step {
    /** The scan has been applied. */
    COPIED,
    /** A cut-over is to begin: lost while the migration stands still. */
    SEALING,
    /** The account stays at its home until an operator has looked. */
    QUARANTINE,
    /** It moves without rows that are no records; may be told of a move without a migration. */
    LEFT_BEHIND
  }

  /**
   * What came of a mark.
   *
   * @param won false: the migration or the placement have changed; do not go on
   * @param placement as it is now
   */
  record Marked(boolean won, Placement placement) {}

  /**
   * An account with work: under way, or with chores left.
   *
   * @param recordsPerSecond bound of its copy, 0 for none
   * @param keepOverlay once it is overlaid, what nobody has touched stays at the former home
   */
  record Work(Placement placement, List<Chore> chores, long recordsPerSecond, boolean keepOverlay) {
    public Work {
      chores = List.copyOf(chores);
    }

    /** Of one that moves as a whole. */
    public Work(Placement placement, List<Chore> chores, long recordsPerSecond) {
      this(placement, chores, recordsPerSecond, false);
    }

    /** Likewise, without a bound. */
    public Work(Placement placement, List<Chore> chores) {
      this(placement, chores, 0);
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
