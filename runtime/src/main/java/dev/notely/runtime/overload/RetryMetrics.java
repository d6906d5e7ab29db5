package dev.notely.runtime.overload;

import io.opentelemetry.api.metrics.Meter;

/** Counters of a budget; read whenever somebody collects them. */
public final class RetryMetrics {
  private RetryMetrics() {}

  /** Shows the budget's figures under a process's meter. */
  public static void register(Meter meter, RetryBudget budget) {
    var _ =
        meter
            .counterBuilder("notely.requests")
            .setDescription("requests that were sent on for the first time")
            .buildWithCallback(counter -> counter.record(budget.figures().requests()));
    var _ =
        meter
            .counterBuilder("notely.retries")
            .setDescription("requests that were sent again")
            .buildWithCallback(counter -> counter.record(budget.figures().retries()));
    var _ =
        meter
            .counterBuilder("notely.retries.refused")
            .setDescription("requests that were not sent again: the budget was spent")
            .buildWithCallback(counter -> counter.record(budget.figures().refused()));
  }
}
