package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the next release answered otherwise. */
@Command(
    name = "differences",
    mixinStandardHelpOptions = true,
    description = "Mirrored reads that the next release answered otherwise, newest first.")
final class DifferencesCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.showAll(
          gateway.all("/releases/differences", Integer.MAX_VALUE), ReleasesText::differences);
      return 0;
    }
  }
}
