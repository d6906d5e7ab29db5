package dev.notely.store.backup;

import dev.notely.runtime.process.StartupException;
import dev.notely.store.catalog.CatalogFile;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.notes.NoteSchema;
import dev.notely.store.notes.StoreFile;
import dev.notely.store.notes.UuidText;
import dev.notely.store.sqlite.FileClaim;
import dev.notely.store.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts copies back in the place of files that are gone. A store's copy is fitted to the catalog
 * before it can be served: a store must not claim an account that has left it since.
 */
public final class Restore {
  private final Path folder;
  private final FileFolders files;
  private final boolean acceptLoss;
  private final Consumer<String> progress;

  /**
   * Plans it.
   *
   * @param folder with the copies
   * @param files where the processes' files belong; nothing there is overwritten
   * @param acceptLoss accounts that came to a store after its copy was made are served with what
   *     the copy has of them, which may be nothing
   * @param progress gets a line for each file
   */
  public Restore(Path folder, FileFolders files, boolean acceptLoss, Consumer<String> progress) {
    this.folder = folder;
    this.files = files;
    this.acceptLoss = acceptLoss;
    this.progress = progress;
  }

  /**
   * Puts all copies of the folder back, the catalog first.
   *
   * @throws StartupException as {@link #one}; what was put back before stays
   */
  public void all() {
    List<String> names = copies().names();
    Map<String, String> contents = new LinkedHashMap<>();
    // All or none, as far as can be seen.
    names.forEach(name -> contents.put(name, check(name)));
    contents.forEach(this::put);
  }

  /**
   * Puts one back.
   *
   * @param name of the store, or {@code catalog}
   * @throws StartupException if the copy is damaged or another's, its place is not free or in use,
   *     or it does not fit to the files that are there
   */
  public void one(String name) {
    put(name, check(name));
  }

  /** What is in the copy, which is sound and has a place to go to. */
  private String check(String name) {
    Path copy = copies().require(name);
    var _ = files.placeFor(name);
    DigestFile.check(copy);
    try (CheckedFile file = CheckedFile.open(copy)) {
      return file.check(name);
    }
  }

  private void put(String name, String contents) {
    Path copy = copies().require(name);
    Path target = files.placeFor(name);
    try (FileClaim _ = FileClaim.take(target)) {
      Path unfinished = target.resolveSibling(target.getFileName() + ".restoring");
      Unfinished.remove(unfinished);
      Files.copy(copy, unfinished);
      String fitted =
          name.equals(FileFolders.CATALOG) ? compareWithStores(unfinished) : fit(unfinished);
      force(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      Unfinished.remove(unfinished);
      progress.accept(name + ": " + contents + fitted);
    } catch (IOException e) {
      throw new StartupException("cannot restore " + target + ": " + e.getMessage(), e);
    }
  }

  private FileFolders copies() {
    return new FileFolders(List.of(folder));
  }

  // ---- the catalog

  /** An older catalog would give out epochs that stores have seen. */
  private String compareWithStores(Path copy) {
    try (CheckedFile file = CheckedFile.open(copy)) {
      CatalogFile catalog = file.catalog().orElseThrow();
      for (String name : files.names()) {
        try (CheckedFile other = CheckedFile.open(files.require(name))) {
          other.store().ifPresent(store -> compare(catalog, store));
        }
      }
    }
    return "";
  }

  private static void compare(CatalogFile catalog, StoreFile store) {
    store.forEachRow(one -> {
      long epoch = catalog.placement(one.account()).map(PlacementRow::epoch).orElse(0L);
      if (one.row().epoch() > epoch) {
        throw new StartupException(
            "the copy of the catalog is older than the store %s: account %s is at epoch %d there, at %d here. Restore all stores of this backup with it"
                .formatted(store.name(), UuidText.of(one.account()), one.row().epoch(), epoch));
      }
    });
  }

  // ---- a store

  private String fit(Path copy) {
    try (CheckedFile catalogFile = CheckedFile.open(files.require(FileFolders.CATALOG))) {
      CatalogFile catalog =
          catalogFile
              .catalog()
              .orElseThrow(() -> new StartupException("catalog.db is no catalog's file"));
      NoteSchema schema;
      Fits fits;
      try (CheckedFile file = CheckedFile.open(copy)) {
        StoreFile store = file.store().orElseThrow();
        schema = store.schema();
        fits = Fits.count(catalog, store);
      }
      refuse(fits);
      if (fits.of(Fit.LEFT) + fits.of(Fit.MISSING) > 0) {
        change(copy, schema, catalog);
      }
      return told(fits);
    }
  }

  private void refuse(Fits fits) {
    refuse(
        fits,
        Fit.NEWER,
        "have a later epoch in the copy than in the catalog, which is the older one");
    refuse(
        fits,
        Fit.OVERLAID,
        "are being moved lazily, between this store and another: restore all stores of one backup");
    if (!acceptLoss) {
      refuse(
          fits,
          Fit.MISSING,
          "came to this store after the copy was made; with --accept-loss they begin with what the copy has of them, which may be nothing");
    }
  }

  private static void refuse(Fits fits, Fit fit, String why) {
    fits.first(fit)
        .map(UuidText::of)
        .ifPresent(first -> {
          throw new StartupException(
              "%,d accounts, the first is %s, %s".formatted(fits.of(fit), first, why));
        });
  }

  private static void change(Path copy, NoteSchema schema, CatalogFile catalog) {
    try (SqliteDatabase database =
        SqliteDatabase.open(copy, schema.statements(), NoteSchema.VERSION)) {
      catalog.forEachPlacement(page ->
          database
              .writer()
              .submit(session -> {
                StoreFile store = StoreFile.writing(session).orElseThrow();
                page.forEach(placement -> change(store, placement));
                return true;
              })
              .join());
    }
  }

  private static void change(StoreFile store, PlacementRow placement) {
    switch (Fit.of(store.name(), placement, store.row(placement.account()))) {
      case LEFT -> store.giveUp(placement.account(), placement.epoch());
      case MISSING -> store.serve(placement.account(), placement.epoch());
      case FITS, NEWER, OVERLAID -> {}
    }
  }

  private static String told(Fits fits) {
    List<String> parts = new ArrayList<>();
    if (fits.of(Fit.LEFT) > 0) {
      parts.add("%,d live elsewhere since and are removed".formatted(fits.of(Fit.LEFT)));
    }
    if (fits.of(Fit.MISSING) > 0) {
      parts.add("%,d came since and begin with what the copy has".formatted(fits.of(Fit.MISSING)));
    }
    return parts.isEmpty() ? "" : "; of the catalog's accounts " + String.join(", ", parts);
  }

  // ---- files

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
