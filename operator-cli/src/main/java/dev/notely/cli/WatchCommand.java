package dev.notely.cli;

import java.io.Console;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows a migration until it ends; its end is the exit code. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Shows a migration until it ends: redrawn on a terminal, printed line by line elsewhere.",
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
  private static final int EVENTS = 5;

  @Option(
      names = "--interval",
      defaultValue = "1",
      description = "seconds between two looks (default: ${DEFAULT-VALUE})")
  private double interval = 1;

  @Option(names = "--until-held", description = "end when it is held, too")
  private boolean untilHeld;

  @Option(names = "--plain", description = "print lines instead of redrawing the terminal")
  private boolean plain;

  @Override
  int run(GatewayClient gateway, Connection connection) throws InterruptedException {
    String path = path(gateway);
    // Before the terminal is taken: what is not there is a sentence.
    JsonNode now = gateway.get(path).body();
    LatestEvents events = new LatestEvents(path, EVENTS);
    try (WatchScreen screen = screen(connection)) {
      screen.show(now, () -> events.look(gateway));
      int unanswered = 0;
      OptionalInt end = exitCode(Members.text(now, "state"), untilHeld);
      while (end.isEmpty()) {
        Thread.sleep(Math.max(10, Math.round(interval * 1_000)));
        try {
          JsonNode next = gateway.get(path).body();
          screen.show(next, () -> events.look(gateway));
          unanswered = 0;
          end = exitCode(Members.text(next, "state"), untilHeld);
        } catch (GatewayProblemException e) {
          // What is watched outlives the gateway: a watch that once saw it waits for an answer.
          unanswered++;
          if (!e.isPassing() || unanswered >= PATIENCE) {
            throw e;
          }
          if (unanswered == 1) {
            screen.complain(e.getMessage() + "; asking again");
          }
        }
      }
      return end.getAsInt();
    }
  }

  private WatchScreen screen(Connection connection) {
    boolean live =
        !plain
            && connection.showsText()
            && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return live ? new LiveWatch(connection) : new PrintedWatch(connection);
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
