package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileJournalTest extends JournalChecks {
  @TempDir Path folder;
  private Catalog catalog;

  @BeforeEach
  void open() {
    catalog = Catalog.open(folder.resolve("catalog.db"), clock);
    for (String store : List.of("legacy", "new", "other")) {
      catalog.remember(new KnownStore(store, "h:1", "clustered", Map.of())).join();
    }
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  @Override
  <R> R tx(BiFunction<JournalTables, MigrationJournal, R> work) {
    return catalog
        .write(
            tables -> work.apply(tables, new MigrationJournal(tables, new PlacementRules(), clock)))
        .join();
  }

  @Override
  void restart() {
    close();
    open();
  }

  @Override
  void choresDone() {
    MoveQueue queue = queue();
    queue.claim("p", 100).work().stream()
        .flatMap(work -> work.chores().stream())
        .forEach(chore -> queue.complete(chore).join());
  }

  private MoveQueue queue() {
    return new MoveQueue(catalog, new MoveLeases(clock));
  }

  private void apply(long id, MigrationEventKind event) {
    var _ =
        tx((_, journal) ->
            journal.apply(MigrationCommand.of(id, event, new Cause("op", "because", "")), true));
  }

  @Test
  void anEventSaysOfWhichTraceItCame() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    Span caller =
        Span.wrap(
            SpanContext.create(
                trace, "b7ad6b7169203331", TraceFlags.getDefault(), TraceState.getDefault()));
    long id;
    try (Scope ignored = caller.makeCurrent()) {
      id =
          tx((_, journal) ->
                  journal.create(
                      new MigrationPlan("all", "{}", List.of("w")),
                      new MigrationLimits(4, 10),
                      Cause.of("op")))
              .id();
    }
    apply(id, MigrationEventKind.CANCEL);
    restart();
    List<JournalEvent> events = tx((tables, _) -> tables.events(id, 0, 10));
    assertThat(events)
        .extracting(JournalEvent::event, JournalEvent::trace)
        .containsExactly(tuple("CREATED", trace), tuple("CANCEL", ""));
  }

  @Test
  void whoIsOverlaidIsGivenOutAsLongAsItsMigrationMovesEitherWay() {
    ByteString ann = CatalogTest.id(1);
    catalog.create(ann, "ann", "free", "eu", "legacy").join();
    catalog.compareAndSet(ann, 1, new PlacementChange.Admit(), "me").join();
    long id =
        tx((_, journal) -> {
          Migration migration =
              journal.create(
                  new MigrationPlan("all", "{}", List.of("w"), true),
                  new MigrationLimits(4, 10),
                  Cause.of("op"));
          journal.addAccounts(migration.id(), List.of(new PlannedAccount(ann, 0, "new")));
          return migration.id();
        });
    apply(id, MigrationEventKind.START);
    tx((_, journal) -> journal.enrol(id, 1, "leader"));
    assertGivenOutUnlessPaused(id);
    catalog.compareAndSet(ann, 1, new PlacementChange.Commit(0, 700), "me").join();
    assertGivenOutUnlessPaused(id);
    apply(id, MigrationEventKind.ROLLBACK);
    assertGivenOutUnlessPaused(id);
    catalog.compareAndSet(ann, 2, new PlacementChange.Drained(3), "me").join();
    assertThat(queue().claim("p", 9).work()).as("kept: reverse sync is no move").isEmpty();
  }

  private void assertGivenOutUnlessPaused(long id) {
    assertThat(queue().claim("p", 9).work()).hasSize(1);
    apply(id, MigrationEventKind.PAUSE);
    assertThat(queue().claim("p", 9).work()).isEmpty();
    apply(id, MigrationEventKind.RESUME);
    assertThat(queue().claim("p", 9).work()).hasSize(1);
  }

  @Test
  void movesOfAMigrationThatStandsStillAreNotGivenOut() {
    ByteString ann = CatalogTest.id(1);
    catalog.create(ann, "ann", "free", "eu", "legacy").join();
    catalog.compareAndSet(ann, 1, new PlacementChange.Admit(), "me").join();
    long id =
        tx((_, journal) -> {
          Migration migration =
              journal.create(
                  new MigrationPlan("all", "{}", List.of("w")),
                  new MigrationLimits(4, 10),
                  Cause.of("op"));
          journal.addAccounts(migration.id(), List.of(new PlannedAccount(ann, 0, "new")));
          return migration.id();
        });
    apply(id, MigrationEventKind.START);
    tx((_, journal) -> journal.enrol(id, 1, "leader"));
    assertThat(queue().claim("p", 9).work())
        .extracting(MoveQueue.Work::recordsPerSecond)
        .containsExactly(2L);
    apply(id, MigrationEventKind.PAUSE);
    assertThat(queue().claim("p", 9).work()).isEmpty();
    apply(id, MigrationEventKind.RESUME);
    assertThat(queue().claim("p", 9).work()).hasSize(1);
    catalog.compareAndSet(ann, 1, new PlacementChange.Commit(1, 700), "me").join();
    assertThat(queue().claim("p", 9).work()).as("kept: reverse sync is no move").isEmpty();
    apply(id, MigrationEventKind.ROLLBACK);
    tx((_, journal) -> journal.turnBack(id, 1, "leader"));
    assertThat(queue().claim("p", 9).work()).hasSize(1);
    Migrations migrations = new Migrations(catalog, new MoveFailures(clock), clock);
    assertThat(migrations.report(id).pauseMicros()).containsExactly(700L);
    assertThat(migrations.found(new Inconsistency(ann, ann, "2", "1", "trace")).join())
        .isEqualTo(id);
    assertThat(migrations.report(id).inconsistencies()).isEqualTo(1);
  }
}
