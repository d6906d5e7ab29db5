package dev.notely.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /**
   * Users while a migration copied, from its creation to SOAKING, or until there was enough.
   *
   * @param restSeconds what it took to get there without them
   */
  record During(double seconds, double restSeconds, LoadFigures load) {}

  /**
   * Users before, during and after migrations that copy large accounts.
   *
   * @param records that each of them copies
   * @param heldBack with a bound of records per second, and the throttle
   * @param throttled with the throttle alone
   * @param alone users before a migration without either, in a system of its own
   * @param unthrottled that migration
   */
  record AroundMigration(
      double askedPerSecond,
      long records,
      LoadFigures before,
      During heldBack,
      During throttled,
      LoadFigures after,
      LoadFigures alone,
      During unthrottled)
      implements Result {
    private static final double LOOK_S = 0.5; // it was there at the last look

    @Override
    public String title() {
      return String.format(
          Locale.ROOT,
          "Users around migrations of %,d records, asked %.0f/s",
          records,
          askedPerSecond);
    }

    @Override
    public Table table() {
      return loads(
          during("limit and throttle, the first", heldBack),
          new Load("before", before),
          during("throttle", throttled),
          new Load("after", after),
          new Load("before, without throttle", alone),
          during("no throttle", unthrottled));
    }

    private static Load during(String name, During one) {
      String rest =
          one.restSeconds > LOOK_S
              ? String.format(Locale.ROOT, ", the rest without users in %.1f s", one.restSeconds)
              : "";
      return new Load(
          String.format(Locale.ROOT, "%s, %.1f s%s", name, one.seconds, rest), one.load);
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost(
              "user p99 during a throttled backfill / before",
              throttled.load.p99Ms() / before.p99Ms(),
              1.2),
          Goal.atLeast(
              "throughput during a throttled backfill / before",
              throttled.load.perSecond() / before.perSecond(),
              0.9));
    }
  }

  /**
   * The whole chain, and the same mix straight at its store.
   *
   * @param ratio of their throughputs
   */
  record Chain(LoadFigures chain, LoadFigures direct, double ratio) implements Result {
    @Override
    public String title() {
      return "The whole chain and one store alone, 32 clients as fast as they can";
    }

    @Override
    public Table table() {
      return loads(new Load("gateway, proxy, store", chain), new Load("one store by gRPC", direct));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atLeast("whole chain / one store by gRPC", ratio, 0.35),
          Goal.atMost("CPU us per request of the chain", chain.cpuMicros(), 150));
    }
  }

  /**
   * Medians of rounds of users whose accounts are all on their way.
   *
   * @param writeRatio p50 of writes with dual writes by that without
   * @param readRatio p50 of reads with shadow reads by that without
   * @param sent dual writes, by what came of them
   * @param compared shadow reads, by what came of them
   */
  record Mirrors(
      LoadFigures without,
      LoadFigures dualWrites,
      LoadFigures shadowReads,
      double writeRatio,
      double readRatio,
      Map<String, Long> sent,
      Map<String, Long> compared)
      implements Result {
    public Mirrors {
      sent = new TreeMap<>(sent);
      compared = new TreeMap<>(compared);
    }

    @Override
    public String title() {
      return "Dual writes, and shadow reads of 5 %, with all users' accounts on their way";
    }

    @Override
    public Table table() {
      return loads(
          new Load("neither", without),
          new Load("dual writes " + counts(sent), dualWrites),
          new Load("shadow reads " + counts(compared), shadowReads));
    }

    private static String counts(Map<String, Long> counts) {
      return counts.entrySet().stream()
          .filter(count -> count.getValue() > 0)
          .map(count -> count.getValue() + " " + count.getKey())
          .collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost("user write p50 with dual writes / without", writeRatio, 1.15),
          Goal.atMost("user read p50 with shadow reads / without", readRatio, 1.05));
    }
  }

  /** Readers of one note, where equal reads share calls and where they do not. */
  record HotNote(int readers, LoadFigures shared, LoadFigures alone) implements Result {
    @Override
    public String title() {
      return readers + " readers of one note, as fast as they can";
    }

    @Override
    public Table table() {
      return loads(new Load("reads share calls", shared), new Load("each for itself", alone));
    }

    @Override
    public List<Goal> goals() {
      return List.of(); // nothing was asked of it but to be measured
    }
  }

  /**
   * Readers of some notes of as many accounts, where two proxies have equal reads share calls.
   *
   * @param hash an account's reads go to one proxy, as long as it is not busier than the other
   * @param random each goes to any
   */
  record TwoProxies(int readers, int notes, LoadFigures hash, LoadFigures random)
      implements Result {
    @Override
    public String title() {
      return String.format(
          Locale.ROOT, "%d readers of %d accounts' notes, two proxies", readers, notes);
    }

    @Override
    public Table table() {
      return loads(
          new Load("an account's reads to one proxy", hash), new Load("to any proxy", random));
    }

    @Override
    public List<Goal> goals() {
      return List.of(); // nothing was asked of it but to be measured
    }
  }

  /**
   * Users of systems that keep none, one of a hundred and all of their traces.
   *
   * @param fewRatio processor time of a request with one of a hundred by that with none
   * @param allRatio likewise with all
   */
  record Tracing(
      LoadFigures none, LoadFigures few, LoadFigures all, double fewRatio, double allRatio)
      implements Result {
    @Override
    public String title() {
      return "Traces, 32 clients as fast as they can";
    }

    @Override
    public Table table() {
      return loads(
          new Load("none is recorded", none),
          new Load("1 % are kept", few),
          new Load("all are kept", all));
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost("CPU of a request with 1 % of traces / with none", fewRatio, 1.15),
          Goal.atMost("CPU of a request with all traces / with none", allRatio, 1.5));
    }
  }

  /**
   * Frames of the screen that keys made.
   *
   * @param number 0: there was no terminal to draw in
   * @param cpuMs of the screen's process from the first key until the last frame was there
   */
  record Frames(int number, double cpuMs) {
    static final Frames NONE = new Frames(0, 0);

    double cpuMsEach() {
      return number == 0 ? Double.NaN : cpuMs / number;
    }

    private String say() {
      return number == 0
          ? "not measured: tmux is not installed here"
          : String.format(Locale.ROOT, "%.2f ms a frame of %,d", cpuMsEach(), number);
    }
  }

  /** Percent of a core that a proxy took in two windows, one after the other. */
  record Turn(double alone, double watched) {}

  /**
   * A system with many accounts and migrations, as operators watch it.
   *
   * @param turns of the proxy, without watchers and with some
   * @param snapshotBytes of what a watcher gets first
   */
  record Screen(
      int accounts,
      int migrations,
      Frames frames,
      int watchers,
      List<Turn> turns,
      int snapshotBytes)
      implements Result {
    public Screen {
      turns = List.copyOf(turns);
    }

    @Override
    public String title() {
      return String.format(
          Locale.ROOT,
          "The screen of a system of %,d accounts and %,d migrations",
          accounts,
          migrations);
    }

    @Override
    public Table table() {
      return new Table(
          List.of("", "CPU"),
          List.of(
              List.of("the screen, 200 x 60", frames.say()),
              List.of("proxy without watchers", percent(median(Turn::alone))),
              List.of("proxy with " + watchers, percent(median(Turn::watched))),
              List.of(
                  "what each gets first", String.format(Locale.ROOT, "%,d bytes", snapshotBytes))));
    }

    private static String percent(double ofCore) {
      return String.format(Locale.ROOT, "%.2f %% of a core", ofCore);
    }

    private double median(ToDoubleFunction<Turn> figure) {
      return Medians.of(turns.stream().map(turn -> figure.applyAsDouble(turn)).toList());
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atMost("CPU ms per frame of the screen", frames.cpuMsEach(), 16),
          Goal.atMost(
              "CPU of the proxy for two watchers, % of a core",
              median(turn -> turn.watched - turn.alone), 1));
    }
  }

  /**
   * Medians over accounts, records per second.
   *
   * @param digestMicrosOfLarge what an account's kept digest takes to be read, of a large one
   */
  record Copying(
      int notesEach,
      double copied,
      double local,
      double verified,
      double digestMicrosOfLarge,
      double digestMicrosOfSmall)
      implements Result {
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
              List.of("verified by ranges, both sides", rate(verified)),
              List.of(
                  "by kept digests, one side",
                  String.format(
                      Locale.ROOT,
                      "%.0f us; an account of 50 notes %.0f us",
                      digestMicrosOfLarge,
                      digestMicrosOfSmall))));
    }

    private static String rate(double perSecond) {
      return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    @Override
    public List<Goal> goals() {
      return List.of(
          Goal.atLeast("store to store / local copy", copied / local, 0.5),
          Goal.atLeast("verification by ranges / store to store", verified / copied, 4),
          Goal.atMost(
              "digest of a large account / of a small one",
              digestMicrosOfLarge / digestMicrosOfSmall,
              1.5));
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

  /** A line of a table. */
  record Load(String name, LoadFigures figures) {
    private List<String> row() {
      return List.of(
          name,
          String.format(Locale.ROOT, "%,.0f", figures.perSecond()),
          triple(figures.p50Ms(), figures.p99Ms(), figures.maxMs()),
          millis(figures.readP50Ms()),
          millis(figures.writeP50Ms()),
          String.format(Locale.ROOT, "%.0f", figures.cpuMicros()),
          figures.cpuMicrosOf().entrySet().stream()
              .filter(one -> one.getValue() >= 1)
              .map(one -> String.format(Locale.ROOT, "%s %.0f", one.getKey(), one.getValue()))
              .collect(Collectors.joining(", ")),
          Long.toString(figures.failed()));
    }
  }

  private static Table loads(Load... loads) {
    return new Table(
        List.of(
            "",
            "req/s",
            "p50 / p99 / max ms",
            "reads' p50",
            "writes' p50",
            "CPU us/req",
            "of it",
            "failed"),
        Stream.of(loads).map(Load::row).toList());
  }

  private static String triple(double one, double two, double three) {
    return millis(one) + " / " + millis(two) + " / " + millis(three);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }
}
