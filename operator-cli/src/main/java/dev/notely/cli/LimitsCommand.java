package dev.notely.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes the limits of a migration while it runs. */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    description = "Changes the limits of a migration while it runs.")
final class LimitsCommand extends MigrationCommand {
  @ArgGroup(exclusive = false, multiplicity = "1")
  private Limits limits = new Limits();

  @Option(names = "--reason", description = "why; goes to the journal")
  private String reason = "";

  /** At least one of them. */
  static final class Limits {
    @Option(names = "--concurrent-accounts", description = "accounts that move at once")
    private Optional<Integer> concurrentAccounts = Optional.empty();

    @Option(names = "--records-per-second", description = "records that are copied each second")
    private Optional<Integer> recordsPerSecond = Optional.empty();

    @Option(
        names = "--shadow-reads",
        description = "share of users' reads that are repeated at the second store, 0 to 1")
    private Optional<Double> shadowReads = Optional.empty();

    @Option(
        names = "--drain",
        description =
            "${COMPLETION-CANDIDATES}: what nobody has touched of a lazy migration is moved, too,"
                + " from now on")
    private Optional<Switch> drain = Optional.empty();
  }

  /** What is switched on stays on. */
  enum Switch {
    on
  }

  @Override
  int run(GatewayClient gateway, Connection connection) {
    Map<String, Object> asked = new LinkedHashMap<>();
    limits.concurrentAccounts.ifPresent(limit -> asked.put("concurrentAccounts", limit));
    limits.recordsPerSecond.ifPresent(limit -> asked.put("recordsPerSecond", limit));
    limits.shadowReads.ifPresent(share -> asked.put("shadowReads", share));
    limits.drain.ifPresent(_ -> asked.put("drain", true));
    connection.show(
        gateway.patch(path(gateway), Map.of("limits", asked, "reason", reason)),
        status -> List.of(StatusText.line(status)));
    return 0;
  }
}
