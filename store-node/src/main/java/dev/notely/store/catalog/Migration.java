package dev.notely.store.catalog;

/**
 * A migration as its journal has left it.
 *
 * @param id from 1; 0 before it has one
 * @param baseline evidence of BASELINE_MEASURED, JSON or empty
 * @param progressedAtMs last change of any of its accounts, or last transition
 */
public record Migration(
    long id,
    MigrationPlan plan,
    MigrationPosition position,
    MigrationLimits limits,
    Verification verification,
    String baseline,
    MigrationChange last,
    long createdAtMs,
    long progressedAtMs) {
  /** Where it is. */
  public MigrationState state() {
    return position.state();
  }

  /**
   * True if what nobody has touched of overlaid accounts is moved now: asked for, or on the way
   * back, which needs them in one store.
   */
  boolean drains() {
    return limits.drain() || state() == MigrationState.ROLLING_BACK;
  }

  /** The account keeps its wave from ending: it has not moved. */
  boolean isOpen(AccountState account) {
    return account.isOpen() && !isLeftOverlaid(account);
  }

  /** Somebody works on the account: it counts against the limit of concurrent accounts. */
  boolean isUnderWay(AccountState account) {
    return account.isUnderWay() && !isLeftOverlaid(account);
  }

  private boolean isLeftOverlaid(AccountState account) {
    return account == AccountState.OVERLAID && !drains();
  }

  Migration numbered(long newId) {
    return new Migration(
        newId, plan, position, limits, verification, baseline, last, createdAtMs, progressedAtMs);
  }

  Migration at(MigrationPosition next, MigrationChange change) {
    return new Migration(
        id, plan, next, limits, verification, baseline, change, createdAtMs, change.atMs());
  }

  /** Something happened that leaves it where it is, for the reason that brought it there. */
  Migration noted(long version, long atMs) {
    return at(
            position,
            new MigrationChange(version, last.actor(), last.reason(), last.evidence(), last.atMs()))
        .progressed(atMs);
  }

  Migration with(MigrationLimits newLimits, Verification newVerification, String newBaseline) {
    return new Migration(
        id,
        plan,
        position,
        newLimits,
        newVerification,
        newBaseline,
        last,
        createdAtMs,
        progressedAtMs);
  }

  Migration progressed(long atMs) {
    return new Migration(
        id, plan, position, limits, verification, baseline, last, createdAtMs, atMs);
  }

  boolean isLastWave() {
    return position.wave() == plan.waves().size() - 1;
  }
}
