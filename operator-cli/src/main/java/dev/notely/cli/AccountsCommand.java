package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Accounts, and where they are at home. */
@Command(
    name = "accounts",
    mixinStandardHelpOptions = true,
    description = "Accounts, and where they are at home.")
final class AccountsCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  private int limit = 1000;

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.showAll(gateway.all("/accounts", limit), ListText::accounts);
      return 0;
    }
  }
}
