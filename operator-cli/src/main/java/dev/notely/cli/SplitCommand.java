package dev.notely.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Divides the traffic by hand. */
@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    description = "Divides the traffic between releases by hand.")
final class SplitCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(
      arity = "1..*",
      paramLabel = "RELEASE=PERCENT",
      description =
          "shares, together 100, such as v1=90 v2=10; a release that is not named gets none")
  private Map<String, Integer> percent = new LinkedHashMap<>();

  @Option(names = "--reason", description = "why")
  private String reason = "";

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.show(
          gateway.put("/releases/split", Map.of("percent", percent, "reason", reason)),
          ReleasesText::all);
      return 0;
    }
  }
}
