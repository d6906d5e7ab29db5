package dev.notely.loadgen.workload;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Every option of the load generator, with default. */
final class LoadGenConfig {
  @Option(
      names = "--url",
      defaultValue = "${env:NOTELY_URL:-http://127.0.0.1:8080}",
      description = "the gateway (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--concurrency",
      defaultValue = "5",
      description = "accounts (default: ${DEFAULT-VALUE})")
  private int accounts;

  @Option(
      names = "--devices",
      defaultValue = "2",
      description = "devices of each account, at once (default: ${DEFAULT-VALUE})")
  private int devices;

  @Option(
      names = "--notes-per-account",
      defaultValue = "3",
      description = "notes that a user keeps (default: ${DEFAULT-VALUE})")
  private int notesPerAccount;

  @Option(
      names = "--rpm",
      defaultValue = "60",
      description =
          "requests per minute of each account; 0: as fast as answers come (default: ${DEFAULT-VALUE})")
  private int rpm;

  @Option(
      names = "--seconds",
      defaultValue = "0",
      description = "how long; 0: until stopped (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of accounts and choices (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--regions",
      split = ",",
      description = "regions that its accounts get in turn, with commas between (default: none)")
  private List<String> regions = List.of();

  @Option(names = "--history", description = "write every operation here, as JSON lines")
  private @Nullable Path history;

  @Option(names = "--report", description = "write the final report here, as JSON")
  private @Nullable Path report;

  @Option(
      names = "--progress",
      defaultValue = "text",
      description = "text or json: a line a second (default: ${DEFAULT-VALUE})")
  private String progress = "text";

  @Option(
      names = "--allow-errors",
      description = "requests without a proper answer do not count in the exit code")
  private boolean allowErrors;

  @Option(names = "--exit-with-parent", description = "end when standard input ends")
  private boolean exitWithParent;

  URI url() {
    return url;
  }

  int accounts() {
    return accounts;
  }

  int devices() {
    return devices;
  }

  int notesPerAccount() {
    return notesPerAccount;
  }

  int rpm() {
    return rpm;
  }

  int seconds() {
    return seconds;
  }

  long seed() {
    return seed;
  }

  /** Empty: its accounts have none. */
  List<String> regions() {
    return List.copyOf(regions);
  }

  Optional<Path> history() {
    return Optional.ofNullable(history);
  }

  Optional<Path> report() {
    return Optional.ofNullable(report);
  }

  boolean jsonProgress() {
    return progress.equals("json");
  }

  boolean allowErrors() {
    return allowErrors;
  }

  boolean exitWithParent() {
    return exitWithParent;
  }
}
