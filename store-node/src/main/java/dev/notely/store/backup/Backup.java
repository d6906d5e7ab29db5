package dev.notely.store.backup;

import dev.notely.runtime.process.StartupException;
import dev.notely.store.catalog.CatalogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies files while their processes use them, and checks the copies. Each copy is its file as it
 * was at one moment; those of several files are of different moments.
 */
public final class Backup {
  private final FileFolders files;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * Plans it.
   *
   * @param files where the processes' files are
   * @param folder where the copies are made, with a digest beside each; made where it is missing
   * @param progress gets a line for each copy, and one for what is left out
   */
  public Backup(FileFolders files, Path folder, Consumer<String> progress) {
    this.files = files;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Copies one.
   *
   * @param name of the store, or {@code catalog}
   * @throws StartupException if there is no such file, it is another's or damaged, or the folder
   *     has a copy of it
   */
  public void one(String name) {
    Path source = files.require(name);
    Path target = folder.resolve(source.getFileName());
    if (Files.exists(target)) {
      throw new StartupException(target + " is there: a backup overwrites nothing");
    }
    String contents;
    try {
      Files.createDirectories(folder);
      contents = copy(name, source, target);
    } catch (IOException e) {
      throw new StartupException("cannot make " + target + ": " + e, e);
    }
    DigestFile.write(target);
    progress.accept(name + ": " + contents);
  }

  /** It has its name only when it is known to be good. */
  private static String copy(String name, Path source, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    Unfinished.remove(unfinished);
    try {
      try (CheckedFile file = CheckedFile.open(source)) {
        file.snapshotTo(unfinished);
      }
      String contents = check(name, source, unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return contents;
    } finally {
      Unfinished.remove(unfinished);
    }
  }

  private static String check(String name, Path source, Path copy) {
    try (CheckedFile file = CheckedFile.open(copy)) {
      return file.check(name);
    } catch (StartupException e) {
      throw new StartupException("no copy of " + source + " is kept: " + e.getMessage(), e);
    }
  }

  /**
   * Copies all that are stores' or the catalog's, the catalog first.
   *
   * @return accounts that were being moved meanwhile: put back together, the copies would not serve
   *     them. 0: the copies fit to one another
   */
  public long all() {
    List<String> copied = new ArrayList<>();
    for (String name : files.names()) {
      try (CheckedFile file = CheckedFile.open(files.require(name))) {
        if (file.owner().isEmpty()) {
          progress.accept(name + ": left out, it is neither a store's file nor the catalog's");
          continue;
        }
      }
      one(name);
      copied.add(name);
    }
    if (!copied.remove(FileFolders.CATALOG)) {
      throw new StartupException("there is no catalog.db: nobody would know where accounts are");
    }
    long misfits = misfits(copied);
    copied.add(FileFolders.CATALOG);
    copied.forEach(this::leaveNoTrace);
    return misfits;
  }

  private void leaveNoTrace(String name) {
    Path copy = folder.resolve(name + ".db");
    try {
      Unfinished.removeTraces(copy);
    } catch (IOException e) {
      throw new StartupException("cannot tidy up beside " + copy + ": " + e, e);
    }
  }

  private long misfits(List<String> stores) {
    FileFolders copies = new FileFolders(List.of(folder));
    long all = 0;
    try (CheckedFile catalogFile = CheckedFile.open(copies.require(FileFolders.CATALOG))) {
      CatalogFile catalog = catalogFile.catalog().orElseThrow();
      for (String name : stores) {
        try (CheckedFile file = CheckedFile.open(copies.require(name))) {
          all += Fits.count(catalog, file.store().orElseThrow()).unserved();
        }
      }
    }
    return all;
  }
}
