package dev.notely.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What one measurement found. Times in milliseconds, rates per second. */
sealed interface Result {
  String title();

  Table table();

  List<Goal> goals();

  /** For people. */
  record Table(List<String> head, List<List<String>> rows) {
    public Table {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** Users before, during and after a migration that copies large accounts. */
  record AroundMigration(
      double askedPerSecond,
      long recordsCopied,
      double migrationSeconds,
      LoadFigures before,
      LoadFigures during,
      LoadFigures after)
      implements Result {
    @Override
    public String title() {
      return String.format(
          Locale.ROOT,
          "Users around a migration of %,d records in %.1f s, asked %.0f/s",
          recordsCopied,
          migrationSeconds,
          askedPerSecond);
    }

    @Override
    public Table table() {
      return loads(Map.of("1 before", before, "2 during", during, "3 after", after));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost("user p99 during a backfill / before", during.p99Ms() / before.p99Ms(), 1.2),
          Goal.atLeast(
              "throughput during a backfill / before",
              during.perSecond() / before.perSecond(),
              0.9));
    }
  }

  /** The whole chain, and the same mix straight at its store. */
  record Chain(LoadFigures chain, LoadFigures direct) implements Result {
    @Override
    public String title() {
      return "The whole chain and one store alone, 32 clients as fast as they can";
    }

    @Override
    public Table table() {
      return loads(Map.of("gateway, proxy, store", chain, "one store by gRPC", direct));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atLeast(
              "whole chain / one store by gRPC", chain.perSecond() / direct.perSecond(), 0.35),
          Goal.atMost("CPU us per request of the chain", chain.cpuMicros(), 150));
    }
  }

  /** Medians of rounds of the same slow migration. */
  record Mirrors(LoadFigures without, LoadFigures dualWrites, LoadFigures shadowReads)
      implements Result {
    @Override
    public String title() {
      return "Dual writes and shadow reads of 5 %, while all users' accounts are copied slowly";
    }

    @Override
    public Table table() {
      return loads(
          Map.of("1 neither", without, "2 dual writes", dualWrites, "3 shadow reads", shadowReads));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost(
              "user write p50 with dual writes / without",
              dualWrites.writeP50Ms() / without.writeP50Ms(),
              1.15),
          Goal.atMost(
              "user read p50 with shadow reads / without",
              shadowReads.readP50Ms() / without.readP50Ms(),
              1.05));
    }
  }

  /** Medians over accounts, records per second. */
  record Copying(int notesEach, double copied, double local, double verified) implements Result {
    @Override
    public String title() {
      return String.format(
          Locale.ROOT, "Copies of accounts of %,d notes of 200 bytes, no users", notesEach);
    }

    @Override
    public Table table() {
      return new Table(
          List.of("", "records/s"),
          List.of(
              List.of("store to store", rate(copied)),
              List.of("local INSERT ... SELECT through ATTACH", rate(local)),
              List.of("verified by ranges, both sides", rate(verified))));
    }

    private static String rate(double perSecond) {
      return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atLeast("store to store / local copy", copied / local, 0.5),
          Goal.atLeast("verification by ranges / store to store", verified / copied, 4));
    }
  }

  /**
   * Many accounts in turn, under the users' load.
   *
   * @param held writes that were under way at their account's commit
   */
  record CutOvers(
      int accounts,
      double seconds,
      double pauseP50Ms,
      double pauseP99Ms,
      double pauseMaxMs,
      long attempts,
      long held,
      LoadFigures users)
      implements Result {
    @Override
    public String title() {
      return String.format(
          Locale.ROOT,
          "%,d cut-overs, 8 at once, in %.1f s, with the users on these accounts",
          accounts,
          seconds);
    }

    @Override
    public Table table() {
      return new Table(
          List.of(
              "pause p50 / p99 / max ms",
              "attempts",
              "writes held",
              "requests failed",
              "of",
              "users' p50 / p99 / max ms"),
          List.of(
              List.of(
                  triple(pauseP50Ms, pauseP99Ms, pauseMaxMs),
                  Long.toString(attempts),
                  Long.toString(held),
                  Long.toString(users.failed()),
                  Long.toString(users.requests()),
                  triple(users.p50Ms(), users.p99Ms(), users.maxMs()))));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost("cut-over pause p99 ms", pauseP99Ms, 20),
          Goal.atMost("cut-over pause max ms", pauseMaxMs, 250),
          Goal.atMost("requests failed during cut-overs", (double) users.failed(), 0));
    }
  }

  private static Table loads(Map<String, LoadFigures> loads) {
    List<ToDoubleFunction<LoadFigures>> columns =
        List.of(
            LoadFigures::p50Ms,
            LoadFigures::p99Ms,
            LoadFigures::maxMs,
            LoadFigures::readP50Ms,
            LoadFigures::writeP50Ms);
    return new Table(
        List.of(
            "",
            "req/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "read p50",
            "write p50",
            "CPU us/req",
            "failed"),
        new TreeMap<>(loads)
            .entrySet().stream()
                .map(load -> {
                  List<String> row = new ArrayList<>(List.of(load.getKey()));
                  row.add(String.format(Locale.ROOT, "%.0f", load.getValue().perSecond()));
                  columns.forEach(column -> row.add(millis(column.applyAsDouble(load.getValue()))));
                  row.add(String.format(Locale.ROOT, "%.0f", load.getValue().cpuMicros()));
                  row.add(Long.toString(load.getValue().failed()));
                  return row;
                })
                .toList());
  }

  private static String triple(double one, double two, double three) {
    return millis(one) + " / " + millis(two) + " / " + millis(three);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }
}
