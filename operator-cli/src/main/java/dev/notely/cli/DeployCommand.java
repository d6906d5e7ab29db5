package dev.notely.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a deployment of the data proxy. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description =
        "Brings users to the next release of the data proxy, step by step, and back by itself where they fare worse. Returns at once; look at ./notely releases.")
final class DeployCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(
      names = "--strategy",
      paramLabel = "rolling|blueGreen|canary",
      defaultValue = "rolling",
      description = "rolling, blueGreen or canary (default: ${DEFAULT-VALUE})")
  private String strategy = "rolling";

  @Option(
      names = "--steps",
      split = ",",
      paramLabel = "PERCENT",
      description =
          "shares of the traffic, rising to 100 (default: the strategy's; canary: 1,10,50,100)")
  private List<Integer> steps = List.of();

  @Option(
      names = "--soak",
      description = "how long a step must be good, such as 30s or 5m (default: 30s)")
  private Optional<String> soak = Optional.empty();

  @Option(
      names = "--mirror",
      description = "share of reads that is sent to the next release too, 0 to 1 (default: 0)")
  private Optional<Double> mirror = Optional.empty();

  @Option(
      names = "--release",
      description =
          "where to (default: what a supervisor starts next, or the newest that is there, if newer)")
  private Optional<String> release = Optional.empty();

  @Option(names = "--reason", description = "why")
  private String reason = "";

  @Override
  public Integer call() {
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("strategy", strategy);
    if (!steps.isEmpty()) {
      wish.put("steps", steps);
    }
    soak.ifPresent(text -> wish.put("soak", text));
    mirror.ifPresent(share -> wish.put("mirror", share));
    release.ifPresent(name -> wish.put("release", name));
    wish.put("reason", reason);
    try (GatewayClient gateway = connection.gateway()) {
      connection.show(gateway.post("/deploy", wish), ReleasesText::all);
      return 0;
    }
  }
}
