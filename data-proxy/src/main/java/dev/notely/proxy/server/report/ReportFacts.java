package dev.notely.proxy.server.report;

import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MigrationCatalog.Report;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * All that a report is made of.
 *
 * @param status the document of the migration's status at the same moment
 * @param quarantined at most {@link #LISTED}
 * @param mismatches at most {@link #LISTED}
 */
record ReportFacts(
    Report report,
    MigrationSpec spec,
    JsonNode status,
    Timeline timeline,
    List<Account> quarantined,
    List<OpenMismatch> mismatches,
    boolean moreMismatches,
    Instant now) {
  static final int LISTED = 20;

  ReportFacts {
    quarantined = List.copyOf(quarantined);
    mismatches = List.copyOf(mismatches);
  }

  Migration migration() {
    return report.migration();
  }

  long accounts() {
    return report.counts().stream().mapToLong(Count::accounts).sum();
  }

  long in(AccountState state) {
    return report.counts().stream()
        .filter(count -> count.state() == state)
        .mapToLong(Count::accounts)
        .sum();
  }

  long in(int wave) {
    return report.counts().stream()
        .filter(count -> count.wave() == wave)
        .mapToLong(Count::accounts)
        .sum();
  }

  /** Of the present wave. */
  String wave() {
    return migration().waves().get(migration().wave());
  }
}
