package dev.notely.store.server;

import dev.notely.runtime.process.ParentLink;
import dev.notely.store.adoption.Adoption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs once, before the catalog and the store are started. */
@Command(
    name = "adopt",
    mixinStandardHelpOptions = true,
    description =
        "Takes over a data folder of the hands-on app: legacy.db and accounts.db. Stop the app first.")
final class AdoptCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      description = "folder with the app's legacy.db and accounts.db")
  private Path from = Path.of("");

  @Option(
      names = "--data",
      required = true,
      description = "folder of our files; the same as --from: the app's file itself is used")
  private Path data = Path.of("");

  @Option(
      names = "--name",
      defaultValue = "legacy",
      description = "the store that gets the notes (default: ${DEFAULT-VALUE})")
  private String name = "legacy";

  @Option(names = "--exit-with-parent", description = "stop when standard input ends")
  private boolean exitWithParent;

  @Override
  public Integer call() {
    if (exitWithParent) {
      // At once, without a clean end: what is half done is found and finished by the next run.
      ParentLink.watch(System.in, _ -> {}, () -> Runtime.getRuntime().halt(1));
    }
    Adoption.Summary summary = new Adoption(from, data, name, System.out::println).run();
    System.out.println(
        "adopted %d accounts with %d notes; %d rows cannot be served%s"
            .formatted(
                summary.accounts(),
                summary.notes(),
                summary.unserved(),
                summary.unserved() == 0
                    ? ""
                    : " and stay where they are: " + summary.report() + " says why"));
    if (summary.halfMoved() > 0) {
      System.out.println(
          summary.halfMoved()
              + " accounts were being moved, or had been, by the app: of those, only the notes in legacy.db are here");
    }
    return 0;
  }
}
