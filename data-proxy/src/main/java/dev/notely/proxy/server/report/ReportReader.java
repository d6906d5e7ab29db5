package dev.notely.proxy.server.report;

import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.EventPage;
import dev.notely.proxy.store.MigrationCatalog.MismatchPage;
import dev.notely.proxy.store.MigrationCatalog.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a report tells, and changes nothing. Holds a page of the journal at a time. */
public final class ReportReader {
  private static final int PAGE = 1_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MigrationCatalog catalog;

  public ReportReader(MigrationCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The report's document; blocking. What cannot be read is an error, and never left out.
   *
   * @param report what the catalog has just said of the migration
   * @param status document that was made of it
   * @param now when both were made
   */
  public String document(Report report, String status, Instant now) {
    long id = report.migration().id();
    MismatchPage mismatches = catalog.mismatches(id, Optional.empty(), ReportFacts.LISTED);
    return ReportDocument.of(
        new ReportFacts(
            report,
            SpecParser.parse(report.migration().spec()),
            JSON.readTree(status),
            timeline(id, report.migration().waves()),
            quarantined(id),
            mismatches.mismatches(),
            mismatches.more(),
            now));
  }

  private List<Account> quarantined(long id) {
    return catalog
        .accounts(id, Optional.empty(), ReportFacts.LISTED, Set.of(AccountState.QUARANTINED))
        .accounts();
  }

  private Timeline timeline(long id, List<String> waves) {
    Timeline.Builder timeline = new Timeline.Builder(waves);
    long after = 0;
    boolean more = true;
    while (more) {
      EventPage page = catalog.ownEvents(id, after, PAGE);
      page.events().forEach(timeline::add);
      more = page.more();
      if (more) {
        after = page.events().getLast().id();
      }
    }
    return timeline.build();
  }
}
