package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Migrations, newest first. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Migrations, newest first.")
final class ListCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.showAll(gateway.all("/migrations", Integer.MAX_VALUE), ListText::migrations);
      return 0;
    }
  }
}
