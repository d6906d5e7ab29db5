package dev.notely.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks at what a specification would do; changes nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Shows what a specification would move and what that takes; changes nothing.")
final class PlanCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(paramLabel = "FILE", description = "the specification")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    byte[] specification = Specifications.read(file);
    try (GatewayClient gateway = connection.gateway()) {
      connection.show(
          gateway.post("/migrations?dryRun=true", specification),
          plan ->
              Members.has(plan, "text")
                  ? Members.text(plan, "text").lines().toList()
                  : List.of(plan.toPrettyString()));
      return 0;
    }
  }
}
