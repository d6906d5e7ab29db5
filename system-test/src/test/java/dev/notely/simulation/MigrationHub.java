package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException;
import dev.notely.store.catalog.Chore;
import dev.notely.store.catalog.InMemoryJournalTables;
import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationCommand;
import dev.notely.store.catalog.MigrationJournal;
import dev.notely.store.catalog.MigrationLeases;
import dev.notely.store.catalog.MigrationReport;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.MoveLeases;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.catalog.PlacementRules;
import dev.notely.store.catalog.ProgressReports;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The real journal and leases of a catalog over tables in memory. */
final class MigrationHub {
  private static final int ALL = 1_000;

  final Network.Server server = new Network.Server("catalog");
  private final InMemoryJournalTables tables;
  private final MigrationAudit audit;
  private final PlacementRules rules = new PlacementRules();
  private final Baton baton;
  private final MigrationMutation mutation;
  private final Consumer<PlacementRow> changed;
  private MoveLeases moveLeases;
  private MigrationLeases leaders;
  private ProgressReports reports;
  private long published;

  /** What the catalog answers: a value, or why not. */
  sealed interface Answer<R> {
    record Yes<R>(R value) implements Answer<R> {}

    record No<R>(CatalogRefusedException.Reason reason, String message) implements Answer<R> {}
  }

  MigrationHub(
      Baton baton,
      InMemoryJournalTables tables,
      MigrationAudit audit,
      MigrationMutation mutation,
      Consumer<PlacementRow> changed) {
    this.baton = baton;
    this.tables = tables;
    this.audit = audit;
    this.mutation = mutation;
    this.changed = changed;
    this.moveLeases = new MoveLeases(baton::now);
    this.leaders = new MigrationLeases(baton::now);
    this.reports = new ProgressReports(baton::now);
  }

  /** Starts again: what was in memory is gone. */
  void restart() {
    moveLeases = new MoveLeases(baton::now);
    leaders = new MigrationLeases(baton::now);
    reports = new ProgressReports(baton::now);
    tables.migrations(ALL, false).forEach(migration -> tables.put(mutation.found(migration)));
    audit.afterChange();
  }

  InMemoryJournalTables tables() {
    return tables;
  }

  PlacementRow placement(ByteString account) {
    return tables.placement(account).orElseThrow();
  }

  /** A transaction. */
  <R> Answer<R> change(Function<MigrationJournal, R> work) {
    try {
      return new Answer.Yes<>(work.apply(new MigrationJournal(tables, rules, baton::now)));
    } catch (CatalogRefusedException e) {
      return new Answer.No<>(e.reason(), String.valueOf(e.getMessage()));
    } catch (IllegalStateException | NoSuchElementException e) {
      baton.fail(
          "NoSurprise",
          "the journal ended with "
              + e
              + " at "
              + java.util.Arrays.toString(java.util.Arrays.copyOf(e.getStackTrace(), 2)));
      throw e;
    } finally {
      audit.afterChange();
      publish();
    }
  }

  private void publish() {
    List<PlacementRow> news =
        tables.placements().stream()
            .filter(row -> row.version() > published)
            .sorted(Comparator.comparingLong(PlacementRow::version))
            .toList();
    for (PlacementRow row : news) {
      published = row.version();
      changed.accept(row);
    }
  }

  Answer<Migration> apply(MigrationCommand command) {
    boolean healthy = mutation.reverseHealthy(reports.reverseHealthy(command.migration()));
    Answer<Migration> answer =
        change(journal ->
            mutation.preempts(command, tables)
                ? tables.migration(command.migration()).orElseThrow()
                : journal.apply(command, healthy));
    if (answer instanceof Answer.Yes<Migration>(Migration migration)) {
      mutation.entered(
          migration.state(),
          tables.placements().stream().filter(row -> row.migration() == migration.id()).toList());
    }
    return answer;
  }

  void report(long migration, String holder, boolean healthy, String progress) {
    String leader = leaders.leader(migration);
    if (leader.isEmpty() || leader.equals(holder)) {
      reports.report(migration, healthy, progress);
      audit.reported(migration, healthy);
    }
  }

  List<Migration> lead(String holder) {
    List<Migration> unfinished = tables.migrations(ALL, true);
    Set<Long> mine = leaders.lead(holder, unfinished.stream().map(Migration::id).toList());
    return unfinished.stream().filter(migration -> mine.contains(migration.id())).toList();
  }

  MigrationReport get(long migration) {
    return new MigrationReport(
        tables.migration(migration).orElseThrow(),
        tables.counts(migration),
        0,
        reports.last(migration).orElse(new ProgressReports.Report(false, "", 0)),
        leaders.leader(migration),
        List.of(),
        0,
        List.of());
  }

  /** Placements with work that are given out, the ones that changed first before the others. */
  List<PlacementRow> claim(String holder, int capacity) {
    List<PlacementRow> work =
        tables.placements().stream()
            .filter(row -> isUnderWay(row) || !chores(row.account()).isEmpty())
            .filter(this::isGivenOut)
            .filter(mutation::givesOut)
            .sorted(Comparator.comparingLong(PlacementRow::version))
            .toList();
    return moveLeases.claim(holder, capacity, work).work();
  }

  private static boolean isUnderWay(PlacementRow row) {
    return switch (row.phase()) {
      case MOVING, MOVED, RETURNING, SWITCHING, OVERLAID -> true;
      case NEW, SETTLED, KEPT -> false;
    };
  }

  /** As the file's query: what moves does so only while its migration does. */
  private boolean isGivenOut(PlacementRow row) {
    return switch (row.phase()) {
      case MOVING, SWITCHING ->
          row.migration() == 0
              || isIn(row, MigrationState.RUNNING)
              || isIn(row, MigrationState.SOAKING);
      case OVERLAID ->
          row.migration() == 0
              || isIn(row, MigrationState.ROLLING_BACK)
              || (isDrained(row)
                  && (isIn(row, MigrationState.RUNNING) || isIn(row, MigrationState.SOAKING)));
      case RETURNING -> isIn(row, MigrationState.ROLLING_BACK);
      case NEW, SETTLED, MOVED, KEPT -> true;
    };
  }

  private boolean isDrained(PlacementRow row) {
    return of(row).limits().drain() || !chores(row.account()).isEmpty();
  }

  private boolean isIn(PlacementRow row, MigrationState state) {
    return of(row).state() == state;
  }

  private Migration of(PlacementRow row) {
    return tables.migration(row.migration()).orElseThrow();
  }

  List<Chore> chores(ByteString account) {
    return tables.chores().stream().filter(chore -> chore.account().equals(account)).toList();
  }
}
