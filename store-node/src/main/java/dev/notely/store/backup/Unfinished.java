package dev.notely.store.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that somebody is still at, or was when his process died. */
final class Unfinished {
  private Unfinished() {}

  /** With what SQLite and a claim leave beside it. */
  static void remove(Path file) throws IOException {
    Files.deleteIfExists(file);
    removeTraces(file);
  }

  /** What SQLite and a claim leave beside a file that was only read. */
  static void removeTraces(Path file) throws IOException {
    for (String ending : List.of("-wal", "-shm", "-journal", ".lock")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
    }
  }
}
