package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every store, and what it keeps. */
@Command(
    name = "stores",
    mixinStandardHelpOptions = true,
    description = "Every store, and what it keeps.")
final class StoresCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.showAll(gateway.all("/stores", Integer.MAX_VALUE), ListText::stores);
      return 0;
    }
  }
}
