package dev.notely.store.backup;

import dev.notely.runtime.process.StartupException;
import dev.notely.store.catalog.CatalogFile;
import dev.notely.store.notes.StoreFile;
import dev.notely.store.notes.UuidText;
import dev.notely.store.sqlite.ForeignFile;
import java.nio.file.Path;
import java.util.Optional;

/** A copy of a store's or the catalog's file, open for reading. */
final class CheckedFile implements AutoCloseable {
  private final ForeignFile file;

  private CheckedFile(ForeignFile file) {
    this.file = file;
  }

  static CheckedFile open(Path path) {
    return new CheckedFile(ForeignFile.open(path));
  }

  Optional<StoreFile> store() {
    return catalog().isPresent() ? Optional.empty() : StoreFile.reading(file.session());
  }

  Optional<CatalogFile> catalog() {
    return CatalogFile.of(file);
  }

  /** Whose file it is by what it says itself; empty: neither a store's nor the catalog's. */
  Optional<String> owner() {
    return catalog().map(_ -> FileFolders.CATALOG).or(() -> store().map(StoreFile::name));
  }

  /**
   * Reads all of it: SQLite's own structure, and of a store every record against the counts and
   * digests that each write keeps.
   *
   * @param name whose file it should be
   * @return what is in it, for people
   * @throws StartupException if it is another's, or damaged
   */
  String check(String name) {
    String owner = owner().orElse("");
    if (!owner.equals(name)) {
      throw new StartupException(
          file.path()
              + (owner.isEmpty()
                  ? " is neither a store's file nor the catalog's"
                  : " is the file of " + owner + ", not of " + name));
    }
    file.damage()
        .ifPresent(found -> {
          throw new StartupException(file.path() + " is damaged: " + found);
        });
    return store().map(this::checkRecords).orElseGet(this::countAccounts);
  }

  private String checkRecords(StoreFile store) {
    StoreFile.Contents contents = store.contents();
    if (!contents.wrong().isEmpty()) {
      throw new StartupException(
          "%s: the records of %d accounts are not what their rows say, the first is %s"
              .formatted(
                  file.path(), contents.wrong().size(), UuidText.of(contents.wrong().getFirst())));
    }
    return "%,d accounts, %,d notes, digest %016x%016x"
        .formatted(
            contents.accounts(),
            contents.notes(),
            contents.digest().high(),
            contents.digest().low());
  }

  private String countAccounts() {
    return "%,d accounts".formatted(catalog().map(CatalogFile::accounts).orElse(0L));
  }

  void snapshotTo(Path target) {
    file.snapshotTo(target);
  }

  @Override
  public void close() {
    file.close();
  }
}
