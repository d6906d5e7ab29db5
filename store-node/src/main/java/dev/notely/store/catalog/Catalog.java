package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import dev.notely.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The catalog's file and what may be done with it. Whatever changes is durable before anybody is
 * told.
 */
public final class Catalog implements AutoCloseable {
  private final SqliteDatabase database;
  private final PlacementRules rules = new PlacementRules();
  private final PlacementFeed feed;
  private final InstantSource clock;

  private Catalog(SqliteDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.feed = new PlacementFeed(this::changedAfter);
  }

  /** Opens or makes the file; errors as {@link SqliteDatabase#open}. */
  public static Catalog open(Path file, InstantSource clock) {
    return new Catalog(
        SqliteDatabase.open(file, CatalogTables.SCHEMA, CatalogTables.VERSION), clock);
  }

  /** Account and placement in one transaction. */
  public CompletableFuture<AccountEntry> create(
      ByteString id, String name, String tier, String home) {
    return change(
        tables -> {
          if (tables.entry(id).isPresent()) {
            throw new CatalogRefusedException(Reason.ID_TAKEN, "the id is taken");
          }
          checkStore(tables, home);
          tables.putAccount(id, name, tier);
          PlacementRow placement =
              tables.put(new PlacementRow(id, 1, home, "", PlacementPhase.NEW, 0));
          return new AccountEntry(id, name, tier, placement);
        },
        AccountEntry::placement);
  }

  private static void checkStore(CatalogTables tables, String name) {
    List<String> known = tables.stores().stream().map(KnownStore::name).toList();
    if (!known.contains(name)) {
      throw new CatalogRefusedException(
          Reason.NO_SUCH_STORE, "no store '" + name + "'; known are " + known);
    }
  }

  public AccountEntry account(ByteString id) {
    return read(tables -> tables.entry(id)).orElseThrow(Catalog::noAccount);
  }

  /** Up to {@code limit} accounts after an id, in the order of their bytes. */
  public List<AccountEntry> accounts(ByteString after, int limit) {
    return read(tables -> tables.entries(after, limit));
  }

  public CompletableFuture<AccountEntry> rename(ByteString id, String name) {
    return database
        .writer()
        .submit(session -> {
          CatalogTables tables = new CatalogTables(session);
          if (!tables.rename(id, name)) {
            throw noAccount();
          }
          return tables.entry(id).orElseThrow();
        });
  }

  public PlacementRow placement(ByteString account) {
    return read(tables -> tables.placement(account)).orElseThrow(Catalog::noAccount);
  }

  /** What came of a compare-and-set. */
  public record Outcome(boolean won, PlacementRow row) {}

  /** THE commit point: change, history and chores in one transaction. */
  public CompletableFuture<Outcome> compareAndSet(
      ByteString account, long expectedEpoch, PlacementChange change) {
    return change(
        tables -> {
          PlacementRow row = tables.placement(account).orElseThrow(Catalog::noAccount);
          if (change instanceof PlacementChange.Begin(String second)) {
            checkStore(tables, second);
          }
          Optional<PlacementRules.Won> won = rules.apply(row, expectedEpoch, change);
          if (won.isEmpty()) {
            return new Outcome(false, row);
          }
          won.get().chores().forEach(tables::put);
          if (change instanceof PlacementChange.Commit(long records, long pauseMicros)) {
            tables.putMove(
                new MoveRecord(
                    0,
                    account,
                    row.home(),
                    row.second(),
                    won.get().row().epoch(),
                    clock.millis(),
                    records,
                    pauseMicros));
          }
          return new Outcome(true, tables.put(won.get().row()));
        },
        Outcome::row);
  }

  /** Placements with work, oldest change first, with their chores. */
  public List<Work> work(int limit) {
    return read(tables ->
        tables.withWork(limit).stream()
            .map(row -> new Work(row, tables.chores(row.account())))
            .toList());
  }

  /** A placement with work. */
  public record Work(PlacementRow placement, List<Chore> chores) {
    public Work {
      chores = List.copyOf(chores);
    }
  }

  public CompletableFuture<Boolean> complete(Chore chore) {
    return database
        .writer()
        .submit(session -> {
          new CatalogTables(session).remove(chore);
          return true;
        });
  }

  public List<MoveRecord> moves(long afterId, int limit) {
    return read(tables -> tables.moves(afterId, limit));
  }

  public CompletableFuture<Boolean> remember(KnownStore store) {
    return database
        .writer()
        .submit(session -> {
          new CatalogTables(session).putStore(store);
          return true;
        });
  }

  public List<KnownStore> stores() {
    return read(CatalogTables::stores);
  }

  /** Where watchers hear of changes. */
  public PlacementFeed feed() {
    return feed;
  }

  private List<PlacementRow> changedAfter(long version) {
    return read(tables -> tables.changedAfter(version, PlacementFeed.PAGE));
  }

  /** The version that the catalog has now. */
  public long version() {
    return read(CatalogTables::version);
  }

  private <R> CompletableFuture<R> change(
      Function<CatalogTables, R> work, Function<R, PlacementRow> changed) {
    return database
        .writer()
        .submit(session -> work.apply(new CatalogTables(session)))
        .whenComplete((result, failure) -> {
          if (failure == null) {
            feed.changed(changed.apply(result).version());
          }
        });
  }

  private <R> R read(Function<CatalogTables, R> work) {
    return database.readers().read(session -> work.apply(new CatalogTables(session)));
  }

  private static CatalogRefusedException noAccount() {
    return new CatalogRefusedException(Reason.NO_SUCH_ACCOUNT, "no such account");
  }

  @Override
  public void close() {
    database.close();
  }
}
