package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.ForeignFile;
import dev.notely.store.sqlite.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A catalog's file without a catalog that serves it: for copies of it, read only. */
public final class CatalogFile {
  private static final int PAGE = 500;
  private static final String PLACEMENT =
      "SELECT account, epoch, home, second, phase, version, migration FROM placement";

  private final Session session;

  private CatalogFile(Session session) {
    this.session = session;
  }

  /** Empty: the file is not one of a catalog. */
  public static Optional<CatalogFile> of(ForeignFile file) {
    return file.applicationId() == CatalogSchema.APPLICATION_ID
        ? Optional.of(new CatalogFile(file.session()))
        : Optional.empty();
  }

  /** All placements, in the order of their accounts, a page at a time. */
  public void forEachPlacement(Consumer<List<PlacementRow>> each) {
    List<PlacementRow> page = after(ByteString.EMPTY);
    while (!page.isEmpty()) {
      each.accept(page);
      page = after(page.getLast().account());
    }
  }

  private List<PlacementRow> after(ByteString account) {
    return session.list(
        PLACEMENT + " WHERE account > ? ORDER BY account LIMIT ?",
        PlacementTables::readPlacement,
        Columns.blob(account),
        PAGE);
  }

  /** Of one account; empty: the catalog does not know it. */
  public Optional<PlacementRow> placement(ByteString account) {
    return session.first(
        PLACEMENT + " WHERE account = ?", PlacementTables::readPlacement, Columns.blob(account));
  }

  public long accounts() {
    return session.first("SELECT count(*) FROM placement", row -> row.getLong(1)).orElse(0L);
  }

  /** Names of all stores that the catalog ever knew, in order. */
  public List<String> stores() {
    return new StoreTables(session).names();
  }
}
