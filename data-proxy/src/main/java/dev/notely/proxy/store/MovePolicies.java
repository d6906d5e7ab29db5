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
   */
  record MovePolicy(boolean dualWrites, double shadowReads) {
    public static final MovePolicy NONE = new MovePolicy(false, 0);
  }
}
