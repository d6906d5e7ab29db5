package dev.notely.proxy.store;

/** What migrations want done with the requests of the accounts that they move. */
public interface MovePolicies {
  /**
   * What a migration wants, as far as it is known here: never blocks, so the first requests may go
   * without. 0 is no migration.
   */
  MovePolicy of(long migration);

  /**
   * What one migration wants.
   *
   * @param dualWrites send what the home has committed to the second store at once
   * @param shadowReads share of reads that are repeated at the second store, 0..1
   * @param drain what a user has read of an overlaid account moves; else only what was written
   */
  record MovePolicy(boolean dualWrites, double shadowReads, boolean drain) {
    public static final MovePolicy NONE = new MovePolicy(false, 0, false);

    /** A move without a migration leaves nothing behind. */
    public static final MovePolicy ALONE = new MovePolicy(false, 0, true);
  }
}
