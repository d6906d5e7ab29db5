package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Accounts, and where they are at home. */
@Command(
    name = "accounts",
    mixinStandardHelpOptions = true,
    description = "Accounts, and where they are at home.")
final class AccountsCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Mixin private ListLimit limit = new ListLimit();

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.showAll(gateway.all("/accounts", limit.most()), ListText::accounts);
      return 0;
    }
  }
}
