package dev.notely.proxy.server.report;

import dev.notely.proxy.migration.plan.MigrationPlan.WavePlan;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.MigrationSpec.Strategy;
import dev.notely.proxy.migration.plan.MigrationSpec.Target;
import dev.notely.proxy.migration.plan.PlanSentences;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.util.ArrayList;
import java.util.List;

/** What a report says in sentences. Pure. */
record ReportSentences(ReportFacts facts) {
  private Migration migration() {
    return facts.migration();
  }

  private MigrationSpec spec() {
    return facts.spec();
  }

  /** For whoever reads no further. */
  String summary() {
    return "Migration '%s': %s from %s to %s. %s%s"
        .formatted(
            migration().name(), accounts(facts.accounts()), from(), to(), meaning(), soFar());
  }

  private String soFar() {
    return switch (migration().state()) {
      case RUNNING, PAUSED, HELD ->
          " %s of %s accounts have moved.".formatted(status("done"), status("total"));
      case PLANNED, SOAKING, ROLLING_BACK, FINISHING, COMPLETED, ROLLED_BACK, CANCELLED -> "";
    };
  }

  private String status(String member) {
    return facts.status().path(member).asString();
  }

  String from() {
    List<String> from = spec().selection().from().stream().sorted().toList();
    return from.isEmpty() ? "wherever they are" : String.join(", ", from);
  }

  String to() {
    return switch (spec().target()) {
      case Target.Stores(List<String> names) -> String.join(", ", names);
      case Target.Label(String key, String value) ->
          "the stores that are labelled " + key + "=" + value;
      case Target.AwayFrom(String store) -> "any other store than " + store;
    };
  }

  String strategy() {
    return spec().strategy() == Strategy.LAZY
        ? "Each account is switched first; what it had is drained from its former home afterwards."
        : "The records of each account are copied first; then it is switched.";
  }

  /** What the state means just now. */
  String meaning() {
    return switch (migration().state()) {
      case PLANNED -> "It is written down and checked; nothing has moved.";
      case RUNNING ->
          migration().soakingWave()
              ? "Wave '%s' has moved and its users are watched before its gate."
                  .formatted(facts.wave())
              : "Wave '%s' moves.".formatted(facts.wave());
      case PAUSED ->
          "It stands still because somebody paused it; every account is served where it is.";
      case HELD ->
          "It stands still because a gate failed or something wrong was found; every account is"
              + " served where it is.";
      case SOAKING ->
          "All have moved; the former homes are kept up to date, so all can still go back.";
      case ROLLING_BACK -> "Accounts go back to where they came from.";
      case FINISHING -> "The former homes are purged, each account once it is verified.";
      case COMPLETED -> "It has ended: the accounts live at their targets, and only there.";
      case ROLLED_BACK -> "It has ended: every account is where it was before.";
      case CANCELLED -> "It has ended: it was given up before anything moved.";
    };
  }

  /** What comes now, and who has to do something for it. */
  List<String> next() {
    return switch (migration().state()) {
      case PLANNED -> planned();
      case RUNNING -> running();
      case PAUSED ->
          List.of("Nothing happens by itself: somebody says resume, or rollback.", end());
      case HELD ->
          List.of(
              "Nothing happens by itself: somebody mends the cause and says release with a reason,"
                  + " or says rollback.",
              end());
      case SOAKING -> List.of(finish(), purge());
      case ROLLING_BACK ->
          List.of("When every account is back, it ends as ROLLED_BACK. It needs nobody for that.");
      case FINISHING ->
          List.of(
              "When every account has one store, it ends as COMPLETED. It needs nobody for that.");
      case COMPLETED, ROLLED_BACK, CANCELLED -> List.of("Nothing: it has ended.");
    };
  }

  private List<String> planned() {
    List<String> next = new ArrayList<>();
    next.add("Nothing happens by itself: somebody says start, or cancel.");
    next.add("Then these waves move one after the other: " + wavesFrom(0) + ".");
    next.add(gate(0));
    next.add(end());
    next.add(purge());
    return next;
  }

  private List<String> running() {
    int following = migration().wave() + 1;
    List<String> next = new ArrayList<>();
    next.add(
        migration().soakingWave()
            ? "The gate of wave '%s' decides.".formatted(facts.wave())
            : "When the last account of wave '%s' has moved, its gate decides."
                .formatted(facts.wave()));
    next.add(gate(migration().wave()));
    next.add(
        following < migration().waves().size()
            ? "These waves follow: " + wavesFrom(following) + "."
            : "No wave follows.");
    next.add(end());
    return next;
  }

  private String gate(int wave) {
    return words().gate(new WavePlan(migration().waves().get(wave), facts.in(wave), 0, 0));
  }

  private PlanSentences words() {
    return new PlanSentences(spec(), List.of());
  }

  private String wavesFrom(int first) {
    List<String> waves = migration().waves();
    List<String> told = new ArrayList<>();
    for (int i = first; i < waves.size(); i++) {
      told.add("'%s' (%s)".formatted(waves.get(i), accounts(facts.in(i))));
    }
    return String.join(", ", told);
  }

  private String end() {
    return "Once all have moved, the former homes are kept up to date. " + finish();
  }

  private String finish() {
    return spec().keepReverse().isPresent()
        ? "Without a finding it finishes by itself after a while, or earlier if somebody says"
            + " finish."
        : "It finishes when somebody says finish.";
  }

  private static String purge() {
    return "Finishing purges the former homes of accounts that are verified at their new ones;"
        + " after that there is no way back.";
  }

  /** How to undo it, as long as that is possible. */
  List<String> wayBack() {
    return switch (migration().state()) {
      case PLANNED -> List.of("Nothing has moved: cancel it.");
      case RUNNING, PAUSED, HELD, SOAKING -> reversible();
      case ROLLING_BACK ->
          List.of(
              "It is on its way back: %d of %d accounts are where they were."
                  .formatted(facts.in(AccountState.RETURNED), facts.accounts()),
              "It can be paused, and then resumed.");
      case FINISHING, COMPLETED ->
          List.of(
              "It cannot be rolled back any more: the former homes are given up.",
              "A new migration in the other direction moves the accounts back, as live as this"
                  + " one.");
      case ROLLED_BACK, CANCELLED -> List.of("There is nothing to undo.");
    };
  }

  private List<String> reversible() {
    List<String> back = new ArrayList<>();
    back.add(
        "Until it finishes: ./notely migrate rollback %s --reason ..."
            .formatted(migration().name()));
    back.addAll(words().rollback());
    if (facts.in(AccountState.REVERSE_SYNCED) > 0 && !facts.report().reverseHealthy()) {
      back.add(
          "Just now it would be refused: it is not known that the former homes have everything.");
    }
    return back;
  }

  /** What the owners of the accounts may have felt, or will, as honestly as it is known. */
  String customers() {
    String felt =
        facts.report().pauseMicros().isEmpty()
            ? "No account was switched yet, so nobody can have noticed." + toCome()
            : pauses();
    return felt + gates();
  }

  private String toCome() {
    return switch (migration().state()) {
      case PLANNED, RUNNING, PAUSED, HELD ->
          " When an account is switched, its writes will wait, as a rule for milliseconds, and then"
              + " be answered; an attempt that takes half a second is given up and made again later."
              + " Its reads will be answered all the time, and other accounts notice nothing."
              + drain();
      case SOAKING, ROLLING_BACK, FINISHING, COMPLETED, ROLLED_BACK, CANCELLED -> "";
    };
  }

  private String drain() {
    return spec().strategy() == Strategy.LAZY
        ? " Until it is drained, what was not written since is read at its former home, which takes"
            + " a little longer and needs both stores."
        : "";
  }

  private String pauses() {
    return "While an account is switched its writes wait and are then answered, its reads are answered all the time: of the latest switches (%d) half took up to %s ms, 99 of 100 up to %s ms, the longest %s ms. How many requests waited is not counted."
        .formatted(facts.report().pauseMicros().size(), pause("p50"), pause("p99"), pause("max"));
  }

  private String pause(String percentile) {
    return facts.status().path("pauseMs").path(percentile).asString();
  }

  private String gates() {
    Timeline timeline = facts.timeline();
    return timeline.watched() == 0
        ? " No gate has watched users, so failed requests were not counted."
        : " Of %d requests that gates watched after their waves had moved, %d failed."
            .formatted(timeline.watched(), timeline.failed());
  }

  String verification() {
    return switch (migration().verification()) {
      case NONE ->
          "Nobody has asked for a comparison of all records. Each account's switch compared the"
              + " digests of both stores.";
      case OPEN -> "All records are being compared.";
      case PASSED -> "All records were compared and found equal.";
      case FAILED -> "The last comparison of all records found differences.";
    };
  }

  String unexpected() {
    long aside = facts.in(AccountState.QUARANTINED);
    String policy =
        spec().unexpectedData() == MigrationSpec.UnexpectedData.LEAVE
            ? "Accounts move without rows that are no records; these stay in their store."
            : "An account with a row that is no record, or a record that a store cannot use, is set"
                + " aside and served where it is.";
    return policy + " Set aside now: " + (aside == 0 ? "none." : accounts(aside) + ".");
  }

  /** The reasons that people gave, in the order of time; each once. */
  List<String> reasons() {
    return facts.timeline().entries().stream()
        .filter(entry -> entry.command() && !entry.reason().isBlank())
        .map(Timeline.Entry::reason)
        .distinct()
        .toList();
  }

  private static String accounts(long count) {
    return count == 1 ? "1 account" : count + " accounts";
  }
}
