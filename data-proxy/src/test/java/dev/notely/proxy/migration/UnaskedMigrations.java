package dev.notely.proxy.migration;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A catalog that nobody asks anything; tests override what they expect to be asked. */
public abstract class UnaskedMigrations implements MigrationCatalog {
  private static AssertionError unasked() {
    return new AssertionError("not asked for");
  }

  @Override
  public void dropAccounts(long migration, List<UUID> accounts, String actor, String reason) {
    throw unasked();
  }

  @Override
  public Migration create(
      String name,
      String spec,
      List<String> waves,
      Limits limits,
      String actor,
      String evidence,
      boolean lazy) {
    throw unasked();
  }

  @Override
  public void addAccounts(long migration, List<Planned> planned) {
    throw unasked();
  }

  @Override
  public List<Migration> list(int limit, boolean unfinished) {
    throw unasked();
  }

  @Override
  public Migration apply(Command command) {
    throw unasked();
  }

  @Override
  public Migration setLimits(long migration, Limits limits, String actor, String reason) {
    throw unasked();
  }

  @Override
  public Portion enrol(long migration, int limit, String actor) {
    throw unasked();
  }

  @Override
  public Portion turnBack(long migration, int limit, String actor) {
    throw unasked();
  }

  @Override
  public Portion settleVerified(long migration, List<UUID> verified, String actor) {
    throw unasked();
  }

  @Override
  public boolean releaseAccount(long migration, UUID account, String actor, String reason) {
    throw unasked();
  }

  @Override
  public boolean repaired(Placement placement, String actor, String reason) {
    throw unasked();
  }

  @Override
  public MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit) {
    throw unasked();
  }

  @Override
  public List<Migration> lead(String holder) {
    throw unasked();
  }

  @Override
  public void progress(long migration, String holder, boolean reverseHealthy, String json) {
    throw unasked();
  }

  @Override
  public long inconsistency(UUID account, UUID note, Map<String, String> what) {
    throw unasked();
  }

  @Override
  public InconsistencyPage inconsistencies(long migration, long beforeId, int limit) {
    throw unasked();
  }

  @Override
  public Report get(long migration) {
    throw unasked();
  }

  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    throw unasked();
  }

  @Override
  public EventPage events(long migration, long afterId, int limit, Optional<UUID> account) {
    throw unasked();
  }

  @Override
  public EventPage ownEvents(long migration, long afterId, int limit) {
    throw unasked();
  }
}
