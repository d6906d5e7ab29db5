package dev.notely.store.catalog;

import java.util.List;
import java.util.function.BiFunction;

final class InMemoryJournalTest extends JournalChecks {
  private final InMemoryJournalTables tables =
      new InMemoryJournalTables(List.of("legacy", "new", "other"));
  private final MigrationJournal journal =
      new MigrationJournal(tables, new PlacementRules(), clock);

  @Override
  <R> R tx(BiFunction<JournalTables, MigrationJournal, R> work) {
    return work.apply(tables, journal);
  }

  @Override
  void restart() {
    // It has no file.
  }

  @Override
  void choresDone() {
    tables.chores().forEach(tables::remove);
  }
}
