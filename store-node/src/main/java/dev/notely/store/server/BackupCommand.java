package dev.notely.store.server;

import dev.notely.store.backup.Backup;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies files while their processes go on. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description =
        "Copies the file of a store or of the catalog while its process goes on, and checks the copy record by record. Ends with 1 if accounts were being moved meanwhile.")
final class BackupCommand implements Callable<Integer> {
  private static final int MOVED_MEANWHILE = 1;

  @Mixin private FilesOption files = new FilesOption();

  @Override
  public Integer call() {
    Optional<String> name = files.name();
    Backup backup = new Backup(files.files(), files.folder(), System.out::println);
    if (name.isPresent()) {
      backup.one(name.get());
      return 0;
    }
    long moved = backup.all();
    if (moved == 0) {
      return 0;
    }
    System.err.println(
        "%,d accounts were being moved while the copies were made: put back together, the copies would not serve them. Pause migrations and make another backup"
            .formatted(moved));
    return MOVED_MEANWHILE;
  }
}
