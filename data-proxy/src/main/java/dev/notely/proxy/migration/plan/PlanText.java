package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationPlan.Forecast;
import dev.notely.proxy.migration.plan.MigrationPlan.LargeAccount;
import dev.notely.proxy.migration.plan.MigrationPlan.TargetPlan;
import dev.notely.proxy.migration.plan.MigrationPlan.Unexpected;
import dev.notely.proxy.migration.plan.MigrationPlan.UnexpectedRow;
import dev.notely.proxy.migration.plan.MigrationPlan.WavePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as plain text, for a mail. */
public final class PlanText {
  private PlanText() {}

  /** The text, its lines ended by line feeds. */
  public static String render(MigrationPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add("Plan of the migration " + plan.name() + " (nothing has been moved)");
    section(lines, plan.problems().isEmpty() ? "Nothing is in the way." : "In the way:");
    plan.problems().forEach(problem -> lines.add("  ! " + problem));
    waves(lines, plan);
    targets(lines, plan.targets());
    largest(lines, plan.largest());
    unexpected(lines, plan.unexpectedData());
    section(lines, "Time");
    lines.add(
        plan.forecast().map(PlanText::forecast).orElse("  no forecast: nothing could be measured"));
    plan.forecast().ifPresent(forecast -> lines.add("  from " + forecast.basis()));
    lines.add("  expected pause of an account's writes: " + plan.expectedPauseMs() + " ms");
    numbered(lines, "What happens", plan.order());
    numbered(lines, "How it would be undone", plan.rollback());
    return String.join("\n", lines) + "\n";
  }

  private static void waves(List<String> lines, MigrationPlan plan) {
    section(lines, "Waves");
    for (WavePlan wave : plan.perWave()) {
      lines.add(row(wave.wave(), wave.accounts(), wave.notes(), wave.bytes()));
    }
    lines.add(
        row(
            "all",
            plan.perWave().stream().mapToLong(WavePlan::accounts).sum(),
            plan.perWave().stream().mapToLong(WavePlan::notes).sum(),
            plan.perWave().stream().mapToLong(WavePlan::bytes).sum()));
    note(lines, plan.unmatched(), "selected accounts are in no wave and stay");
    note(lines, plan.alreadyThere(), "selected accounts are at their target already");
    note(lines, plan.moving(), "accounts are being moved by somebody else now");
  }

  private static String row(String wave, long accounts, long notes, long bytes) {
    return String.format(
        Locale.ROOT,
        "  %-24s %9d accounts %11d notes %12s",
        wave,
        accounts,
        notes,
        Spoken.bytes(bytes));
  }

  private static void note(List<String> lines, long count, String what) {
    if (count > 0) {
      lines.add("  " + count + " " + what);
    }
  }

  private static void unexpected(List<String> lines, Unexpected unexpected) {
    if (unexpected.records() == 0 && unexpected.withoutAccount() == 0) {
      return;
    }
    section(lines, "Records that will not convert");
    unexpected.perWave().stream()
        .filter(wave -> wave.records() > 0)
        .forEach(wave ->
            lines.add(
                String.format(Locale.ROOT, "  %-24s %9d records", wave.wave(), wave.records())));
    for (UnexpectedRow row : unexpected.first()) {
      lines.add(
          "  %s %s row %d, id '%s', account %s: %s"
              .formatted(
                  row.store(), row.source(), row.row(), row.id(), row.account(), row.reason()));
    }
    note(
        lines,
        unexpected.records() - unexpected.first().size(),
        "more are listed by 'unexpected' as soon as the migration is created");
    note(lines, unexpected.withoutAccount(), "rows belong to no account and stay where they are");
    if (unexpected.records() > 0) {
      lines.add(
          unexpected.action().equals("leave")
              ? "  Their accounts move without them; they stay in their store."
              : "  Their accounts are quarantined and stay served where they are; the rest goes on.");
    }
  }

  private static void targets(List<String> lines, List<TargetPlan> targets) {
    section(lines, "Targets");
    for (TargetPlan target : targets) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-24s %9d accounts %s of %s free, schema %s, %s, %s",
              target.name(),
              target.accounts(),
              Spoken.bytes(target.bytes()),
              Spoken.bytes(target.freeBytes()),
              target.schema(),
              target.live() ? "live" : "NOT LIVE",
              target.enoughDisk() ? "disk is enough" : "DISK IS NOT ENOUGH"));
    }
  }

  private static void largest(List<String> lines, List<LargeAccount> largest) {
    if (!largest.isEmpty()) {
      section(lines, "Largest accounts");
    }
    for (LargeAccount account : largest) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s %11d notes %12s  wave '%s'",
              account.account(),
              account.notes(),
              Spoken.bytes(account.bytes()),
              account.wave()));
    }
  }

  private static String forecast(Forecast forecast) {
    return "  about %s (%s to %s), soaking included"
        .formatted(seconds(forecast.seconds()), seconds(forecast.low()), seconds(forecast.high()));
  }

  private static String seconds(long seconds) {
    return Spoken.time(Duration.ofSeconds(seconds));
  }

  private static void numbered(List<String> lines, String title, List<String> sentences) {
    section(lines, title);
    for (int i = 0; i < sentences.size(); i++) {
      lines.add("  " + (i + 1) + ". " + sentences.get(i));
    }
  }

  private static void section(List<String> lines, String title) {
    lines.add("");
    lines.add(title);
  }
}
