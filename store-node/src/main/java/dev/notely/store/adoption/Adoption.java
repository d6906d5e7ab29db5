package dev.notely.store.adoption;

import dev.notely.runtime.process.StartupException;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.notes.LegacyAdoption;
import dev.notely.store.notes.LegacyAdoption.Progress;
import dev.notely.store.notes.LegacyAdoption.Unserved;
import dev.notely.store.sqlite.ForeignFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a data folder of the hands-on app a data folder of ours. Nothing may run on either
 * meanwhile. Each step can be cut off and the whole be called again: what is done is found done.
 */
public final class Adoption {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final List<String> NOTE_COLUMNS =
      List.of("id", "creator", "created_at", "updated_at", "content");

  private final Path app;
  private final Path data;
  private final String store;
  private final Consumer<String> progress;

  /**
   * Plans it.
   *
   * @param app folder with {@code legacy.db} and {@code accounts.db}
   * @param data where our files are made; the same folder: the app's file is used as it is
   * @param store name of the store that gets the notes
   * @param progress gets a line now and then
   */
  public Adoption(Path app, Path data, String store, Consumer<String> progress) {
    this.app = app;
    this.data = data;
    this.store = store;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param halfMoved accounts that the app was moving or had moved
   * @param report the file that lists what is not served
   */
  public record Summary(long accounts, long notes, long unserved, long halfMoved, Path report) {}

  /**
   * Does it, or what is left of it.
   *
   * @throws StartupException if the app's files are not what they should be, or ours are in use
   */
  public Summary run() {
    Path file = data.resolve(store + ".db");
    try (AppAccounts accounts = AppAccounts.open(app.resolve("accounts.db"))) {
      copy(file);
      try (LegacyAdoption adoption = LegacyAdoption.open(file, store);
          Catalog catalog = Catalog.open(data.resolve("catalog.db"), InstantSource.system())) {
        if (adoption.isDone()) {
          progress.accept("adopted already: nothing to do");
        }
        return adopt(accounts, adoption, catalog);
      }
    }
  }

  private void copy(Path file) {
    Path source = app.resolve("legacy.db");
    try (ForeignFile notes = ForeignFile.open(source, "notes", NOTE_COLUMNS)) {
      if (!Files.exists(file)) {
        long[] told = {-1};
        notes.copyTo(file, done -> told[0] = tell("copying", (long) (100 * done), told[0]));
      }
    }
  }

  private Summary adopt(AppAccounts accounts, LegacyAdoption adoption, Catalog catalog) {
    boolean done = adoption.isDone();
    long[] counts = {0, 0};
    accounts.read(batch -> {
      if (!done) {
        adoption.admit(batch.sound().stream().map(Catalog.Adopted::id).toList());
        adoption.setAside(batch.broken());
        catalog.adopt(batch.sound(), store);
      }
      counts[0] += batch.sound().size();
      counts[1] += batch.halfMoved();
    });
    if (!done) {
      notes(adoption);
    }
    Path report = data.resolve("adoption-report.jsonl");
    long unserved = write(adoption, report);
    // Last: a store that is not adopted to its end refuses to start.
    if (!done) {
      adoption.finish(unserved);
    }
    return new Summary(counts[0], adoption.adopted(), unserved, counts[1], report);
  }

  private void notes(LegacyAdoption adoption) {
    long told = -1;
    Progress reached = adoption.nextNotes();
    while (!reached.finished()) {
      long percent = reached.rows() == 0 ? 0 : 100 * reached.lastRow() / reached.rows();
      told = tell("adopting", percent, told);
      reached = adoption.nextNotes();
    }
    tell("adopting", 100, told);
  }

  private long tell(String what, long percent, long told) {
    long step = percent / 10 * 10;
    if (step > told) {
      progress.accept(what + " notes: " + step + " %");
    }
    return Math.max(told, step);
  }

  private static long write(LegacyAdoption adoption, Path report) {
    Path unfinished = report.resolveSibling(report.getFileName() + ".writing");
    long[] rows = {0};
    try {
      try (BufferedWriter lines = Files.newBufferedWriter(unfinished)) {
        adoption.unserved(row -> {
          rows[0]++;
          append(lines, row);
        });
      }
      Files.move(unfinished, report, StandardCopyOption.REPLACE_EXISTING);
      return rows[0];
    } catch (IOException | UncheckedIOException e) {
      throw new StartupException("cannot write " + report + ": " + e.getMessage(), e);
    }
  }

  private static void append(BufferedWriter lines, Unserved row) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("table", row.source());
    line.put("row", row.row());
    line.put("id", row.id());
    line.put("reason", row.reason());
    try {
      lines.write(JSON.writeValueAsString(line));
      lines.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
