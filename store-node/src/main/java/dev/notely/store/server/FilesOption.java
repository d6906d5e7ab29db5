package dev.notely.store.server;

import dev.notely.runtime.process.StartupException;
import dev.notely.store.backup.FileFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which files, where they are, and where their copies: {@code STORE FOLDER} or {@code --all
 * FOLDER}.
 */
final class FilesOption {
  @Parameters(
      arity = "1..2",
      paramLabel = "[STORE] FOLDER",
      description =
          "a store, or 'catalog', and the folder of the copies; with --all the folder alone")
  private List<String> words = new ArrayList<>();

  @Option(names = "--all", description = "all stores and the catalog")
  private boolean all;

  @Option(
      names = "--data",
      split = ",",
      paramLabel = "FOLDER",
      defaultValue = "${env:NOTELY_DATA:-.data}",
      description =
          "where the files are, NAME.db; several folders with commas between (default:"
              + " ${DEFAULT-VALUE})")
  private List<Path> data = new ArrayList<>();

  /**
   * The one that is meant; empty: all.
   *
   * @throws StartupException if it is neither said nor --all, or both
   */
  Optional<String> name() {
    if (all == (words.size() == 2)) {
      throw new StartupException("name one store and the folder, or --all and the folder");
    }
    return all ? Optional.empty() : Optional.of(words.getFirst());
  }

  Path folder() {
    return Path.of(words.getLast());
  }

  FileFolders files() {
    return new FileFolders(data);
  }
}
