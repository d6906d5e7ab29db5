package dev.notely.store.backup;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where files of stores and of the catalog lie: {@code NAME.db}, all in one folder, or each in one
 * of its own.
 *
 * @param folders at least one, all of which exist
 */
public record FileFolders(List<Path> folders) {
  static final String CATALOG = "catalog";
  private static final String ENDING = ".db";

  /**
   * Checks them.
   *
   * @throws StartupException if one is missing
   */
  public FileFolders {
    folders = List.copyOf(folders);
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new StartupException("there is no folder " + folder);
      }
    }
  }

  /** The file of a store, or of the {@code catalog}. */
  Optional<Path> find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name + ENDING))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * The same.
   *
   * @throws StartupException if there is none
   */
  Path require(String name) {
    return find(name)
        .orElseThrow(() -> new StartupException("there is no " + name + ENDING + " in " + text()));
  }

  /** Names of all files, the catalog first: what moves while they are copied is then seen. */
  List<String> names() {
    return folders.stream()
        .flatMap(FileFolders::in)
        .map(file -> file.getFileName().toString())
        .map(file -> file.substring(0, file.length() - ENDING.length()))
        .distinct()
        .sorted(
            Comparator.comparing((String name) -> !name.equals(CATALOG))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static Stream<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).toList().stream();
    } catch (IOException e) {
      throw new StartupException("cannot read the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Where a file that is not there belongs: in the only folder, or in the one of its name.
   *
   * @throws StartupException if neither is so, or something of that file is there
   */
  Path placeFor(String name) {
    Path folder =
        folders.stream()
            .filter(one -> folders.size() == 1 || one.endsWith(name))
            .findFirst()
            .orElseThrow(
                () -> new StartupException("none of the folders " + text() + " is called " + name));
    for (String ending : List.of(ENDING, ENDING + "-wal", ENDING + "-journal")) {
      Path there = folder.resolve(name + ending);
      if (Files.exists(there)) {
        throw new StartupException(
            there + " is there: nothing is restored over it. Stop its process and move it away");
      }
    }
    return folder.resolve(name + ENDING);
  }

  private String text() {
    return String.join(", ", folders.stream().map(Path::toString).toList());
  }
}
