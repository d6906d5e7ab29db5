package dev.notely.store.adoption;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.Catalog.Adopted;
import dev.notely.store.notes.LegacyAdoption.Unserved;
import dev.notely.store.notes.UuidText;
import dev.notely.store.sqlite.ForeignFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The app's {@code accounts(id, name, is_migrating, shard)}. Ids are kept in memory while they are
 * read, to tell an id that comes twice: 16 bytes each.
 */
final class AppAccounts implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final int MAX_NAME = 100;

  private final ForeignFile file;
  private final Set<ByteString> seen = new HashSet<>();

  private AppAccounts(ForeignFile file) {
    this.file = file;
  }

  static AppAccounts open(Path path) {
    return new AppAccounts(
        ForeignFile.open(path, "accounts", List.of("id", "name", "is_migrating", "shard")));
  }

  /**
   * A batch of rows.
   *
   * @param halfMoved accounts that the app was moving, or had moved: part of their notes may be in
   *     another file
   */
  record Batch(List<Adopted> sound, List<Unserved> broken, long halfMoved) {}

  private record Row(long number, String id, String name, boolean moved) {}

  /** All rows, from the first. */
  void read(Consumer<Batch> take) {
    seen.clear();
    long after = Long.MIN_VALUE;
    for (List<Row> rows = rows(after); !rows.isEmpty(); rows = rows(after)) {
      take.accept(judge(rows));
      after = rows.getLast().number();
    }
  }

  private List<Row> rows(long after) {
    return file.session()
        .list(
            """
            SELECT rowid, substr(coalesce(CAST(id AS TEXT), ''), 1, 80),
              substr(coalesce(CAST(name AS TEXT), ''), 1, 200),
              coalesce(is_migrating, 0) <> 0 OR coalesce(shard, '') <> ''
              FROM accounts WHERE rowid > ? ORDER BY rowid LIMIT ?\
            """,
            row -> new Row(row.getLong(1), row.getString(2), row.getString(3), row.getInt(4) != 0),
            after,
            BATCH);
  }

  private Batch judge(List<Row> rows) {
    Batch batch =
        new Batch(new ArrayList<>(), new ArrayList<>(), rows.stream().filter(Row::moved).count());
    for (Row row : rows) {
      Optional<ByteString> id = UuidText.parse(row.id());
      String fault =
          id.isEmpty()
              ? "its id is not a UUID"
              : seen.add(id.get()) ? nameFault(row) : "its id comes twice";
      if (fault.isEmpty()) {
        batch.sound().add(new Adopted(id.orElseThrow(), row.name()));
      } else {
        batch.broken().add(new Unserved("accounts", row.number(), row.id(), fault));
      }
    }
    return batch;
  }

  private static String nameFault(Row row) {
    int length = row.name().codePointCount(0, row.name().length());
    return row.name().isBlank() || length > MAX_NAME
        ? "its name has not 1 to 100 characters, or is blank"
        : "";
  }

  @Override
  public void close() {
    file.close();
  }
}
