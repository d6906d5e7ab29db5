package dev.notely.proxy.migration;

import dev.notely.proxy.migration.plan.MigrationSpec.UnexpectedData;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.RowPosition;
import dev.notely.proxy.store.StoreInspection.Unconverted;
import dev.notely.proxy.store.StoreInspection.UnconvertedPage;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Asks the account's home, and the migration's specification. */
public final class StoredUnexpectedRows implements UnexpectedRows {
  private static final int REMEMBERED = 1_000;
  private static final int PAGE = 1_000;

  private final Function<String, StoreInspection> inspections;
  private final LongFunction<UnexpectedData> policies;

  // Specifications never change. The eldest go: it costs one look-up to know them again.
  private final Map<Long, UnexpectedData> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, UnexpectedData> eldest) {
              return size() > REMEMBERED;
            }
          });

  /**
   * Asks through ports.
   *
   * @param policies of migrations by their number, asked once for each
   */
  public StoredUnexpectedRows(
      Function<String, StoreInspection> inspections, LongFunction<UnexpectedData> policies) {
    this.inspections = inspections;
    this.policies = policies;
  }

  @Override
  public Found before(Placement moving) {
    StoreInspection home = inspections.apply(moving.home());
    UnconvertedPage page =
        home.unconverted(
            RowPosition.START, UnexpectedEvidence.MAX_RECORDS, true, List.of(moving.account()));
    List<Unconverted> first = page.rows();
    if (first.isEmpty()) {
      return new Found.Nothing();
    }
    long count = page.more() ? count(home, moving) : first.size();
    String reason = reason(count, first.getFirst());
    String evidence = UnexpectedEvidence.ofRows(count, first);
    return switch (policy(moving.migration())) {
      case QUARANTINE -> new Found.SetAside(reason, evidence);
      case LEAVE -> new Found.LeaveBehind(reason, evidence);
    };
  }

  private static long count(StoreInspection home, Placement moving) {
    long[] count = {0};
    home.forEachUnconverted(PAGE, List.of(moving.account()), page -> count[0] += page.size());
    return count[0];
  }

  private static String reason(long count, Unconverted first) {
    return "%s %s in store '%s', such as row %d of %s: %s"
        .formatted(
            count,
            count == 1 ? "row is no record" : "rows are no records",
            first.store(),
            first.row(),
            first.source(),
            first.reason());
  }

  /** Whoever moves an account by itself has said so, and wants it to move. */
  private UnexpectedData policy(long migration) {
    if (migration == 0) {
      return UnexpectedData.LEAVE;
    }
    UnexpectedData remembered = known.get(migration);
    if (remembered != null) {
      return remembered;
    }
    UnexpectedData asked = policies.apply(migration);
    known.put(migration, asked);
    return asked;
  }

  @Override
  public String evidence(Placement home, UnusableRecordException found) {
    return UnexpectedEvidence.ofRecord(
        found, inspections.apply(home.home()).raw(home.account(), found.record()));
  }
}
