package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The strict users of the demo, from the first act until after the last. */
final class DemoUsers {
  /** Devices of each account, which work at once. */
  static final int DEVICES = 2;

  /** One page of the gateway shows them all. */
  static final int MOST_ACCOUNTS = 1_000;

  /** In the end they read everything back: a few thousand notes, one after the other. */
  private static final long LAST_WORDS_MS = 30_000;

  private final ManagedProcess process;
  private final Path report;

  /**
   * Who they are.
   *
   * @param notes that each keeps
   * @param rpm requests per minute of each account
   * @param seed of their choices
   */
  record Crowd(int accounts, int notes, int rpm, long seed) {}

  private DemoUsers(ManagedProcess process, Path report) {
    this.process = process;
    this.report = report;
  }

  static DemoUsers start(LocalCluster cluster, Path folder, Crowd crowd) {
    Path report = folder.resolve("load-report.json");
    ManagedProcess process =
        cluster.launch(
            new ProcessSpec(
                "load",
                "loadgen",
                128,
                List.of(
                    "--url", cluster.url(),
                    "--concurrency", Integer.toString(crowd.accounts()),
                    "--devices", Integer.toString(DEVICES),
                    "--notes-per-account", Integer.toString(crowd.notes()),
                    "--rpm", Integer.toString(crowd.rpm()),
                    "--seed", Long.toString(crowd.seed()),
                    "--progress", "json",
                    "--report", report.toString())));
    return new DemoUsers(process, report);
  }

  /** Lets them read everything back and answers their report. */
  JsonNode stop() {
    process.stop(LAST_WORDS_MS);
    try {
      return JsonMapper.builder().build().readTree(Files.readAllBytes(report));
    } catch (IOException e) {
      throw new StartupException("the load left no report; see " + process.logFile(), e);
    }
  }
}
