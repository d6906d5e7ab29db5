package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import dev.notely.store.sqlite.SqliteDatabase;
import dev.notely.store.sqlite.SqliteWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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
    return new Catalog(SqliteDatabase.open(file, CatalogSchema.OPTIONS), clock);
  }

  /** Account and placement in one transaction. */
  public CompletableFuture<AccountEntry> create(
      ByteString id, String name, String tier, String region, String home) {
    return change(tables -> {
      if (tables.entries().entry(id).isPresent()) {
        throw new CatalogRefusedException(Reason.ID_TAKEN, "the id is taken");
      }
      checkStore(tables, home);
      tables.entries().add(id, name, tier, region);
      PlacementRow placement = tables.put(new PlacementRow(id, 1, home, "", PlacementPhase.NEW, 0));
      return new AccountEntry(id, name, tier, region, placement);
    });
  }

  /**
   * Accounts that a store has been given before the catalog is first served: settled there at epoch
   * 1. Those that are known already stay as they are.
   */
  public void adopt(List<Adopted> accounts, String home) {
    write(
            tables -> {
              for (Adopted account : accounts) {
                if (tables.entries().entry(account.id()).isEmpty()) {
                  tables.entries().add(account.id(), account.name(), Adopted.TIER, "");
                  tables.put(
                      new PlacementRow(account.id(), 1, home, "", PlacementPhase.SETTLED, 0));
                }
              }
              return true;
            })
        .join();
  }

  /** An account of another program. */
  public record Adopted(ByteString id, String name) {
    private static final String TIER = "free";
  }

  private static void checkStore(CatalogTables tables, String name) {
    List<String> known = tables.stores().all().stream().map(KnownStore::name).toList();
    if (!known.contains(name)) {
      throw new CatalogRefusedException(
          Reason.NO_SUCH_STORE, "no store '" + name + "'; known are " + known);
    }
  }

  /**
   * An account as it is now.
   *
   * @throws CatalogRefusedException if there is none
   */
  public AccountEntry account(ByteString id) {
    return read(tables -> tables.entries().entry(id)).orElseThrow(Catalog::noAccount);
  }

  /** Up to {@code limit} accounts after an id, in the order of their bytes. */
  public List<AccountEntry> accounts(ByteString after, int limit) {
    return read(tables -> tables.entries().after(after, limit));
  }

  /** Gives an account another name; its placement does not change. */
  public CompletableFuture<AccountEntry> rename(ByteString id, String name) {
    return write(tables -> {
      if (!tables.entries().rename(id, name)) {
        throw noAccount();
      }
      return tables.entries().entry(id).orElseThrow();
    });
  }

  /**
   * A placement as it is now.
   *
   * @throws CatalogRefusedException if there is no such account
   */
  public PlacementRow placement(ByteString account) {
    return read(tables -> tables.placement(account)).orElseThrow(Catalog::noAccount);
  }

  /** What came of a compare-and-set. */
  public record Outcome(boolean won, PlacementRow row) {}

  /**
   * THE commit point: change, history, chores and journal in one transaction.
   *
   * @param actor who the journal says that did it
   */
  public CompletableFuture<Outcome> compareAndSet(
      ByteString account, long expectedEpoch, PlacementChange change, String actor) {
    return change(tables -> {
      if (change instanceof PlacementChange.Begin begin) {
        checkStore(tables, begin.second());
      }
      return journal(tables).compareAndSet(account, expectedEpoch, change, actor);
    });
  }

  /** Does something with migrations; watchers hear of the placements that it changed. */
  <R> CompletableFuture<R> journal(Function<MigrationJournal, R> work) {
    return change(tables -> work.apply(journal(tables)));
  }

  private MigrationJournal journal(CatalogTables tables) {
    return new MigrationJournal(tables, rules, clock);
  }

  /** Committed moves after an id, oldest first. */
  public List<MoveRecord> moves(long afterId, int limit) {
    return read(tables -> tables.moves().after(afterId, limit));
  }

  /** Accounts can be placed at the store from now on, whether it is there or not. */
  public CompletableFuture<Boolean> remember(KnownStore store) {
    return write(tables -> {
      tables.stores().put(store);
      return true;
    });
  }

  /** Every store that was ever remembered, by name. */
  public List<KnownStore> stores() {
    return read(tables -> tables.stores().all());
  }

  /** Where watchers hear of changes. */
  public PlacementFeed feed() {
    return feed;
  }

  private List<PlacementRow> changedAfter(long version) {
    return read(tables -> tables.placements().changedAfter(version, PlacementFeed.PAGE));
  }

  /** The version that the catalog has now. */
  public long version() {
    return read(tables -> tables.placements().version());
  }

  private <R> CompletableFuture<R> change(Function<CatalogTables, R> work) {
    // The future completes after the commit: nobody hears of what a power cut could take back.
    return write(work)
        .whenComplete((_, failure) -> {
          if (failure == null) {
            feed.changed();
          }
        });
  }

  /** What was committed since the file was opened. */
  public SqliteWriter.Figures written() {
    return database.writer().figures();
  }

  <R> CompletableFuture<R> write(Function<CatalogTables, R> work) {
    return database.writer().submit(session -> work.apply(new CatalogTables(session)));
  }

  <R> R read(Function<CatalogTables, R> work) {
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
