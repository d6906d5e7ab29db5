package dev.notely.cli;

import picocli.CommandLine.Option;

/** How much of a list is shown. */
final class ListLimit {
  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  private int limit = 1_000;

  int most() {
    return limit;
  }
}
