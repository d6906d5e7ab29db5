package dev.notely.store.server;

import dev.notely.store.backup.Restore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts copies back where files are gone. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Puts a copy that backup made in the place of a file that is gone. What was written after the copy was made is lost. Nothing is overwritten, and a copy that does not fit to the catalog is refused.")
final class RestoreCommand implements Callable<Integer> {
  @Mixin private FilesOption files = new FilesOption();

  @Option(
      names = "--accept-loss",
      description =
          "accounts that came to the store after the copy was made are served with what the copy has of them, which may be nothing")
  private boolean acceptLoss;

  @Override
  public Integer call() {
    Restore restore = new Restore(files.folder(), files.files(), acceptLoss, System.out::println);
    files.name().ifPresentOrElse(restore::one, restore::all);
    return 0;
  }
}
