package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one migration. */
abstract class MigrationCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(paramLabel = "ID", description = "number of the migration, or its name")
  private String migration = "";

  @Override
  public final Integer call() throws InterruptedException {
    try (GatewayClient gateway = connection.gateway()) {
      return run(gateway, connection);
    }
  }

  /** Its exit code. */
  abstract int run(GatewayClient gateway, Connection connection) throws InterruptedException;

  String named() {
    return migration;
  }

  /** Path of the migration; of several with this name, of the newest. */
  String path(GatewayClient gateway) {
    return NamedMigration.path(gateway, migration);
  }
}
