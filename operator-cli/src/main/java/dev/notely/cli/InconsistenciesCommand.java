package dev.notely.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What strict users reported to be wrong. */
@Command(
    name = "inconsistencies",
    mixinStandardHelpOptions = true,
    description = "What users reported to be wrong, newest first.")
final class InconsistenciesCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Mixin private ListLimit limit = new ListLimit();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description =
          "number of the migration that it counts against, or its name (default: all there is)")
  private Optional<String> migration = Optional.empty();

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      String filter =
          migration.map(name -> "?migration=" + NamedMigration.number(gateway, name)).orElse("");
      connection.showAll(
          gateway.all("/consistency-reports" + filter, limit.most()), ListText::inconsistencies);
      return 0;
    }
  }
}
