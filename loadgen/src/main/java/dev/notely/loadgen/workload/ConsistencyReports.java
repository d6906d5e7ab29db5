package dev.notely.loadgen.workload;

import dev.notely.loadgen.oracle.Violation;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells the system what its users found wrong, so that a running migration can hold. Beside the
 * user, who does not wait for it. Thread-safe.
 */
final class ConsistencyReports implements AutoCloseable {
  private static final int ACCEPTED = 202;

  private final GatewayHttp gateway;
  private final Tally tally;
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

  ConsistencyReports(GatewayHttp gateway, Tally tally) {
    this.gateway = gateway;
    this.tally = tally;
  }

  /** Counts a violation and reports it. */
  void violation(Violation violation) {
    tally.violation(violation);
    senders.execute(() -> send(violation));
  }

  private void send(Violation violation) {
    int status =
        gateway
            .send(
                "POST",
                "/consistency-reports",
                Map.of(
                    "account", violation.account().toString(),
                    "note", violation.note().toString(),
                    "expected", String.join(" or ", violation.expected()),
                    "actual", violation.actual(),
                    "traceId", violation.traceId()))
            .map(GatewayHttp.Answer::status)
            .orElse(0);
    if (status != ACCEPTED) {
      tally.unreported();
    }
  }

  /** Waits until every report is answered or has failed. */
  @Override
  public void close() {
    senders.close();
  }
}
