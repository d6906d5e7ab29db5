package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationPlan.Forecast;
import dev.notely.proxy.migration.plan.MigrationPlan.TargetPlan;
import dev.notely.proxy.migration.plan.MigrationPlan.WavePlan;
import dev.notely.proxy.migration.plan.MigrationSpec.Gate;
import dev.notely.proxy.migration.plan.MigrationSpec.OnBreach;
import dev.notely.proxy.migration.plan.MigrationSpec.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a plan says in sentences: order of operations, the way back, and what is in the way. */
public record PlanSentences(MigrationSpec spec, List<String> targets) {
  private static final String SWITCHED =
      "Each account is switched first: its writes go to the target from then on, and what nobody"
          + " has touched is read from its source.";

  private static final List<String> DRAINED =
      List.of(
          SWITCHED,
          "Then its source is drained to the target, record by record, until it is empty; both"
              + " stores must be up until then.",
          "An account that is drained is copied back to its source, so that it can be rolled"
              + " back.");

  private static final List<String> ON_WRITE =
      List.of(
          SWITCHED,
          "A note moves when a user writes it (\"drain\": false); what nobody writes stays at its"
              + " source, and both stores must be up for as long.",
          "A wave has moved when its accounts are switched. The migration can not finish while a"
              + " source has a note: 'limits --drain on' moves what is left, and it goes on as with"
              + " \"drain\": true.");

  List<String> order(List<WavePlan> waves) {
    List<String> order = new ArrayList<>();
    for (WavePlan wave : waves) {
      order.add(
          "Wave '%s' moves %d accounts with %d notes to %s, at most %d accounts at once."
              .formatted(
                  wave.wave(),
                  wave.accounts(),
                  wave.notes(),
                  String.join(", ", targets),
                  spec.limits().concurrentAccounts()));
      order.add(gate(wave));
    }
    if (spec.strategy() == Strategy.LAZY) {
      order.addAll(spec.drain() ? DRAINED : ON_WRITE);
    }
    if (spec.drain()) {
      order.add(
          "Writes at the new homes go back to the sources all the time, so these stay usable.");
    }
    order.add(
        spec.keepReverse()
            .map(time ->
                "After "
                    + Spoken.time(time)
                    + " without a finding it finishes by itself"
                    + (spec.drain() ? "." : ", but not before all is drained."))
            .orElse("It stays so until an operator says finish."));
    order.add("Finishing purges the sources of accounts that are verified at their new homes.");
    return order;
  }

  /** What the gate after a wave looks at, and what it does. */
  public String gate(WavePlan wave) {
    Gate gate = spec.gate();
    return ("Its gate watches users for %s: error rate at most %s, latency ratio at most %s,"
            + " inconsistencies at most %d; otherwise it %s.")
        .formatted(
            Spoken.time(gate.soak()),
            Spoken.number(gate.maxErrorRate()),
            Spoken.number(gate.maxLatencyRatio()),
            gate.maxInconsistencies(),
            spec.onBreach() == OnBreach.HOLD
                ? "holds after wave '" + wave.wave() + "' for an operator"
                : "rolls back by itself");
  }

  /** The way back. */
  public List<String> rollback() {
    String first =
        spec.strategy() == Strategy.LAZY
            ? "Until finish each account can go back to the store that it came from: one that has"
                + " not been switched at once, without a trace; one that has notes left at its"
                + " source is drained first and then copied home, which takes a second copy; one"
                + " that has been drained and copied back needs no new one."
            : "Until finish each account can go back to the store that it came from, without a new"
                + " copy.";
    return List.of(
        first,
        "A rollback returns the accounts by the same hand-off, at most %d at once; it can be paused and resumes by itself."
            .formatted(spec.limits().concurrentAccounts()),
        "Writes made at the new homes are kept: they are at the source before its turn.",
        "It is refused while a source lags behind, with the reason.");
  }

  List<String> problems(
      long accounts,
      List<String> sourcesAway,
      List<TargetPlan> perTarget,
      Optional<Forecast> forecast) {
    List<String> problems = new ArrayList<>();
    if (accounts == 0) {
      problems.add("No account would move.");
    }
    sourcesAway.forEach(source -> problems.add("Source " + source + " is not live."));
    for (TargetPlan target : perTarget) {
      if (!target.live()) {
        problems.add("Target " + target.name() + " is not live.");
      } else if (!target.enoughDisk()) {
        problems.add(
            "Target %s has %s free; it receives %s and needs twice of that."
                .formatted(
                    target.name(), Spoken.bytes(target.freeBytes()), Spoken.bytes(target.bytes())));
      }
    }
    if (forecast.isEmpty()) {
      problems.add("No sample could be measured, so there is no forecast of time.");
    }
    return problems;
  }
}
