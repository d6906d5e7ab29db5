package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import dev.notely.store.sqlite.SqliteFailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store's file without a store that serves it: for copies of it, in one transaction of whoever
 * opened it.
 */
public final class StoreFile {
  private static final int PAGE = 500;

  private final String name;
  private final NoteSchema schema;
  private final AccountTables tables;
  private final InspectionOperations inspection;

  private StoreFile(String name, NoteSchema schema, AccountTables tables) {
    this.name = name;
    this.schema = schema;
    this.tables = tables;
    this.inspection = new InspectionOperations(new OwnershipRules(name));
  }

  /** For reading; empty: the file is not one of a store. */
  public static Optional<StoreFile> reading(Session session) {
    return open(session, true);
  }

  /** For a transaction that changes rows. */
  public static Optional<StoreFile> writing(Session session) {
    return open(session, false);
  }

  private static Optional<StoreFile> open(Session session, boolean readOnly) {
    Optional<String> name;
    Optional<String> label;
    try {
      name = Meta.get(session, "store");
      label = Meta.get(session, "schema");
    } catch (SqliteFailedException e) {
      return Optional.empty(); // it has no such table, or is no SQLite file
    }
    return label
        .flatMap(text ->
            Arrays.stream(NoteSchema.values())
                .filter(schema -> schema.label().equals(text))
                .findFirst())
        .flatMap(schema ->
            name.map(store -> new StoreFile(store, schema, schema.tables(session, readOnly))));
  }

  /**
   * What is in it, read record by record.
   *
   * @param digest of all live records, computed from them
   * @param wrong accounts whose records are not what their rows say
   */
  public record Contents(long accounts, long notes, RecordDigest digest, List<ByteString> wrong) {
    public Contents {
      wrong = List.copyOf(wrong);
    }
  }

  /** Reads everything and compares it with the counts and digests that each write keeps. */
  public Contents contents() {
    Sum sum = new Sum();
    forEachRow(sum);
    return new Contents(sum.accounts, sum.notes, sum.digest, sum.wrong);
  }

  /** All rows, in the order of their accounts. */
  public void forEachRow(Consumer<AccountRow> each) {
    ByteString after = ByteString.EMPTY;
    List<AccountRow> page = tables.ownerships(after, PAGE);
    while (!page.isEmpty()) {
      page.forEach(each);
      page = tables.ownerships(page.getLast().account(), PAGE);
    }
  }

  public Ownership row(ByteString account) {
    return tables.ownership(account);
  }

  /**
   * The account lives elsewhere: what is here is no longer anybody's. The store removes it when it
   * starts, as after a purge that was cut off.
   */
  public void giveUp(ByteString account, long epoch) {
    Ownership row = tables.ownership(account);
    tables.putOwnership(
        account,
        row.withState(RowState.CLOSED, epoch)
            .withKeep(Ownership.UNSET, row.exportEpoch())
            .withWatermark(Ownership.UNSET)
            .withPurging(true));
  }

  /** The account lives here, and this is what is left of it. */
  public void serve(ByteString account, long epoch) {
    Ownership row = tables.ownership(account);
    tables.putOwnership(
        account,
        row.withState(RowState.SERVING, epoch)
            .withKeep(Ownership.UNSET, row.exportEpoch())
            .withWatermark(Ownership.UNSET)
            .withScan(ByteString.EMPTY, 0)
            .withPurging(false));
  }

  /** Of the store in the catalog. */
  public String name() {
    return name;
  }

  public NoteSchema schema() {
    return schema;
  }

  private final class Sum implements Consumer<AccountRow> {
    private long accounts;
    private long notes;
    private RecordDigest digest = RecordDigest.EMPTY;
    private final List<ByteString> wrong = new ArrayList<>();

    @Override
    public void accept(AccountRow one) {
      Drift drift = inspection.drift(tables, one.account());
      accounts++;
      notes += one.row().notes() + drift.notes();
      digest = digest.plus(one.row().digest()).plus(drift.digest());
      if (!drift.equals(Drift.NONE)) {
        wrong.add(one.account());
      }
    }
  }
}
