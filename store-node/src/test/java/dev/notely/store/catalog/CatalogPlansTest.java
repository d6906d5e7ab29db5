package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import dev.notely.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a statement costs does not depend on how much is in the catalog: all go by an index. */
final class CatalogPlansTest {
  /** Few rows, whatever there is to move; the index has what is under way only. */
  private static final String SMALL =
      "SCAN (store|store_label|m|migration|sqlite_sequence|release|split_by_hand|deployment)( .*)?|SCAN p USING"
          + " INDEX placement_work";

  /** The chores of one account and the waves of one migration are sorted. */
  private static final String FEW = "(?s).*(FROM chore WHERE account = |json_group_array).*";

  /** Goes through the table in the order of its key, and no further than the limit. */
  private static final String NEWEST = "(?s).* ORDER BY id DESC LIMIT \\?";

  private static final ByteString ANN = CatalogTest.id(1);
  private static final ByteString BEN = CatalogTest.id(2);
  private static final ByteString CAT = CatalogTest.id(3);

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private SqliteDatabase database;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("catalog.db"), CatalogSchema.OPTIONS);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private <R> R tx(Function<Session, R> work) {
    return database.writer().submit(work).join();
  }

  /** Each thing that is done for an account, by whom it may be. */
  private long life(CatalogTables tables) {
    MigrationJournal journal = new MigrationJournal(tables, new PlacementRules(), clock);
    for (String store : List.of("legacy", "new")) {
      tables.stores().put(new KnownStore(store, "h:1", "clustered", Map.of("region", "eu")));
    }
    for (ByteString account : List.of(ANN, BEN)) {
      tables.entries().add(account, "name", "free", "eu");
      tables.put(new PlacementRow(account, 1, "legacy", "", PlacementPhase.SETTLED, 0));
    }
    MigrationPlan plan =
        new MigrationPlan("all", "{\"shadowReads\":0.25}", List.of("first", "second"));
    long id = journal.create(plan, new MigrationLimits(2, 0), Cause.of("op")).id();
    journal.addAccounts(
        id, List.of(new PlannedAccount(ANN, 0, "new"), new PlannedAccount(BEN, 0, "new")));
    apply(journal, id, MigrationEventKind.START);
    journal.enrol(id, 10, "leader");
    journal.mark(new AccountMark(id, ANN, 1, AccountEvent.COPIED, Cause.of("p")));
    journal.mark(new AccountMark(id, ANN, 1, AccountEvent.SEALING, Cause.of("p")));
    journal.compareAndSet(ANN, 1, new PlacementChange.Commit(5, 10), "p");
    journal.compareAndSet(BEN, 1, new PlacementChange.Commit(5, 10), "p");
    apply(journal, id, MigrationEventKind.WAVE_MOVED);
    apply(journal, id, MigrationEventKind.ROLLBACK);
    journal.turnBack(id, 10, "leader");
    journal.compareAndSet(ANN, 2, new PlacementChange.Commit(5, 10), "p");
    journal.compareAndSet(ANN, 3, new PlacementChange.Settle(), "p");
    tables.entries().rename(ANN, "other");
    return id;
  }

  /** One of a lazy migration is overlaid then. */
  private long lazyLife(CatalogTables tables) {
    MigrationJournal journal = new MigrationJournal(tables, new PlacementRules(), clock);
    tables.entries().add(CAT, "name", "free", "eu");
    tables.put(new PlacementRow(CAT, 1, "legacy", "", PlacementPhase.SETTLED, 0));
    MigrationPlan plan = new MigrationPlan("lazy", "{}", List.of("first"), true);
    long id = journal.create(plan, new MigrationLimits(2, 0), Cause.of("op")).id();
    journal.addAccounts(id, List.of(new PlannedAccount(CAT, 0, "new")));
    apply(journal, id, MigrationEventKind.START);
    journal.enrol(id, 10, "leader");
    journal.mark(new AccountMark(id, CAT, 1, AccountEvent.SEALING, Cause.of("p")));
    journal.compareAndSet(CAT, 1, new PlacementChange.Commit(0, 10), "p");
    return id;
  }

  private static void apply(MigrationJournal journal, long id, MigrationEventKind event) {
    var _ = journal.apply(MigrationCommand.of(id, event, new Cause("op", "because", "")), true);
  }

  private static void looks(CatalogTables tables, long id) {
    ByteString none = ByteString.EMPTY;
    tables.releases().put(CatalogReleasesTest.STATE);
    tables.releases().state();
    tables.placements().version();
    tables.placements().changedAfter(0, 500);
    tables.placements().moving(10);
    tables.placements().withChores(10);
    tables.placements().withWork(ANN);
    tables.placements().withWork(CAT);
    tables.placements().overlaid(id, 10);
    tables.migrations().draining();
    tables.chores().of(ANN).forEach(tables.chores()::remove);
    tables.hasChores(id);
    tables.entries().after(none, 100);
    tables.moves().after(0, 100);
    tables.moves().pauses(id, 1_000);
    tables.counts(id);
    tables.migrations(500, true);
    tables.migrations(500, false);
    for (AccountState state : AccountState.values()) {
      tables.accounts(id, none, 100, Set.of(state));
    }
    tables.accounts(id, none, 100, EnumSet.allOf(AccountState.class));
    tables.accounts(id, none, 100, EnumSet.of(AccountState.COPYING, AccountState.CATCHING_UP));
    tables.put(new OpenMismatch(id, new Mismatch(ANN, "k", "new", "what", ""), 1));
    tables.mismatches(id, JournalTables.AfterMismatch.START, 100);
    tables.mismatches(id, ANN, 20);
    tables.closeMismatches(id, ANN);
    tables.events(id, 0, 100);
    tables.events(id, ANN, 0, 100);
    tables.events().put(new Inconsistency(ANN, ANN, "a", "b", ""), id, 1);
    tables.events().inconsistencies(id);
    tables.events().inconsistencies(Long.MAX_VALUE, 100);
    tables.events().inconsistencies(id, Long.MAX_VALUE, 100);
  }

  @Test
  void noStatementReadsThroughALargeTable() {
    Map<String, List<String>> plans =
        plans(tables -> {
          looks(tables, life(tables));
          looks(tables, lazyLife(tables));
        });
    assertThat(plans).hasSizeGreaterThan(25);
    assertIndexed(plans);
  }

  private Map<String, List<String>> plans(Consumer<CatalogTables> work) {
    return tx(session -> {
      work.accept(new CatalogTables(session));
      Map<String, List<String>> all = new TreeMap<>();
      for (String sql : session.statements()) {
        if (sql.matches("(?s)(SELECT|UPDATE|DELETE).*")) {
          all.put(sql, session.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString("detail")));
        }
      }
      return all;
    });
  }

  private static void assertIndexed(Map<String, List<String>> plans) {
    assertThat(plans)
        .allSatisfy((sql, plan) ->
            assertThat(plan)
                .as(sql)
                .noneMatch(step ->
                    step.startsWith("SCAN ") && !step.matches(SMALL) && !sql.matches(NEWEST))
                .noneMatch(step -> step.contains("TEMP B-TREE") && !sql.matches(FEW)));
  }

  private List<AccountCount> counts(long id) {
    return tx(session -> new CatalogTables(session).counts(id));
  }

  private boolean hasChores(long id) {
    return tx(session -> new CatalogTables(session).hasChores(id));
  }

  @Test
  void aFileOfTheFirstVersionIsCountedOnce() {
    long id = tx(session -> life(new CatalogTables(session)));
    List<AccountCount> counts = counts(id);
    assertThat(counts).isNotEmpty();
    assertThat(hasChores(id)).isTrue();
    int changed =
        tx(session -> {
          session.update("DROP TABLE migration_count");
          session.update("DROP INDEX chore_migration");
          session.update("ALTER TABLE chore DROP COLUMN migration");
          asInVersion2(session);
          return session.update(
              "CREATE INDEX placement_moving ON placement(phase) WHERE phase IN (3, 4, 6)");
        });
    assertThat(changed).isNotNegative();
    close();
    mark(1);
    for (int opened = 0; opened < 2; opened++) {
      open();
      assertThat(counts(id)).isEqualTo(counts);
      assertThat(hasChores(id)).isTrue();
      assertThat(shadowReads(id)).as("as the specification has it").isEqualTo(0.25);
      assertThat(mismatches(id)).isEmpty();
      close();
    }
    open();
  }

  private static void asInVersion2(Session session) {
    asInVersion3(session);
    session.update("ALTER TABLE migration DROP COLUMN lazy");
    session.update("ALTER TABLE migration DROP COLUMN shadow_reads");
    session.update("DROP TABLE mismatch");
    session.update("DROP INDEX placement_work");
    session.update("CREATE INDEX placement_work ON placement(version) WHERE phase IN (3, 4, 6)");
  }

  private static void asInVersion3(Session session) {
    session.update("ALTER TABLE migration_event DROP COLUMN trace");
    session.update("ALTER TABLE migration DROP COLUMN drain");
  }

  @Test
  void aFileOfTheThirdVersionDrainsWhatItHasOverlaid() {
    long id = tx(session -> lazyLifeAmongStores(new CatalogTables(session)));
    Optional<Migration> before = migration(id);
    tx(session -> {
      asInVersion3(session);
      return true;
    });
    close();
    mark(3);
    open();
    assertThat(before.orElseThrow().limits().drain()).isTrue();
    assertThat(migration(id)).isEqualTo(before);
    assertThat(overlaid(id)).containsExactly(CAT);
  }

  private long lazyLifeAmongStores(CatalogTables tables) {
    life(tables);
    return lazyLife(tables);
  }

  private List<ByteString> overlaid(long id) {
    return tx(session ->
        new CatalogTables(session)
            .placements().overlaid(id, 10).stream().map(PlacementRow::account).toList());
  }

  @Test
  void aFileOfTheSecondVersionHasCopiesAndTakesLazyMoves() {
    long id = tx(session -> life(new CatalogTables(session)));
    Optional<Migration> before = migration(id);
    tx(session -> {
      asInVersion2(session);
      return true;
    });
    close();
    mark(2);
    for (int opened = 0; opened < 2; opened++) {
      open();
      assertThat(migration(id)).isPresent().isEqualTo(before.map(m -> shadowing(m, 0.25)));
      close();
    }
    open();
    assertThat(before.orElseThrow().plan().lazy()).isFalse();
    long[] lazy = {0};
    assertIndexed(
        plans(tables -> {
          lazy[0] = lazyLife(tables);
          looks(tables, lazy[0]);
        }));
    assertThat(overlaid(lazy[0])).containsExactly(CAT);
  }

  private static Migration shadowing(Migration migration, double share) {
    MigrationLimits now = migration.limits();
    MigrationLimits limits =
        new MigrationLimits(now.concurrentAccounts(), now.recordsPerSecond(), share);
    return migration.with(limits, migration.verification(), migration.baseline());
  }

  private Optional<Migration> migration(long id) {
    return tx(session -> new CatalogTables(session).migration(id));
  }

  private List<OpenMismatch> mismatches(long id) {
    return tx(session ->
        new CatalogTables(session).mismatches(id, JournalTables.AfterMismatch.START, 10));
  }

  private double shadowReads(long id) {
    return tx(
        session -> new CatalogTables(session).migration(id).orElseThrow().limits().shadowReads());
  }

  /** Outside of a transaction of ours, as an older release left it. */
  private void mark(int version) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("catalog.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + version);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
