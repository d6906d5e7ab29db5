package dev.notely.cli;

import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows a migration until it ends; its end is the exit code. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Shows a migration until it ends.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:COMPLETED",
      "2:it could not be watched",
      "3:ROLLED_BACK",
      "4:CANCELLED",
      "5:HELD, with --until-held"
    })
final class WatchCommand extends MigrationCommand {
  private static final int PATIENCE = 30; // looks without an answer, one after the other

  @Option(
      names = "--interval",
      defaultValue = "1",
      description = "seconds between two looks (default: ${DEFAULT-VALUE})")
  private double interval = 1;

  @Option(names = "--until-held", description = "end when it is held, too")
  private boolean untilHeld;

  @Override
  int run(GatewayClient gateway, Connection connection) throws InterruptedException {
    String path = path(gateway);
    Optional<JsonNode> before = Optional.empty();
    int unanswered = 0;
    while (true) {
      try {
        JsonNode now = gateway.get(path).body();
        unanswered = 0;
        if (!before.equals(Optional.of(now))) {
          Optional<JsonNode> shown = before;
          connection.showNext(now, status -> WatchText.lines(shown, status));
        }
        before = Optional.of(now);
        OptionalInt end = exitCode(Members.text(now, "state"), untilHeld);
        if (end.isPresent()) {
          return end.getAsInt();
        }
      } catch (GatewayProblemException e) {
        // What is watched outlives the gateway: a watch that once saw it waits for an answer.
        unanswered++;
        if (before.isEmpty() || !e.isPassing() || unanswered >= PATIENCE) {
          throw e;
        }
        if (unanswered == 1) {
          connection.complain(e.getMessage() + "; asking again");
        }
      }
      Thread.sleep(Math.max(10, Math.round(interval * 1_000)));
    }
  }

  static OptionalInt exitCode(String state, boolean untilHeld) {
    return switch (state) {
      case "COMPLETED" -> OptionalInt.of(0);
      case "ROLLED_BACK" -> OptionalInt.of(3);
      case "CANCELLED" -> OptionalInt.of(4);
      case "HELD" -> untilHeld ? OptionalInt.of(5) : OptionalInt.empty();
      default -> OptionalInt.empty();
    };
  }
}
