package dev.notely.bench;

import dev.notely.system.GeneratedNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures the parts that are asked for, one after another, and keeps what was found. */
final class BenchRun {
  private static final int SMALL_NOTES = 20;

  /** Of generated notes: 200 bytes. */
  static final int PADDINGS = 7;

  private final Path dist;
  private final BenchSize size;
  private final Set<Part> parts;
  private final Options options;
  private final Consumer<String> say;
  private final Instant at = Instant.now();
  private final Machine machine = Machine.here();
  private final List<Result> results = new ArrayList<>();
  private final List<String> wrongs = new ArrayList<>();
  private OptionalDouble half = OptionalDouble.empty();

  /**
   * Plans a run.
   *
   * @param dist folder of the built jars
   * @param say takes lines while it runs
   */
  BenchRun(Path dist, BenchSize size, Set<Part> parts, Options options, Consumer<String> say)
      throws IOException {
    this.dist = dist;
    this.size = size;
    this.parts = Set.copyOf(parts);
    this.options = options;
    this.say = say;
  }

  /**
   * What was found until now.
   *
   * @param remark of whoever runs it, may be empty
   */
  Report report(String remark) {
    return new Report(at, machine, size, options, remark, results);
  }

  /** What must not be. */
  List<String> wrongs() {
    return List.copyOf(wrongs);
  }

  /** Data and logs stay where it fails, as {@code say} tells. */
  void measure() throws IOException, InterruptedException, SQLException {
    Path folder = Files.createTempDirectory("notely-bench-");
    say.accept("data and logs are in " + folder);
    if (!parts.stream().allMatch(Part::isApart)) {
      measure(folder);
    }
    if (starts(Part.HOT)) {
      add(HotMeasurement.run(dist, folder.resolve("hot"), size, options, wrongs::add));
      add(HotMeasurement.routed(dist, folder.resolve("routed"), size, options, wrongs::add));
    }
    if (starts(Part.TRACING)) {
      add(TracingMeasurement.run(dist, folder.resolve("tracing"), size, options, wrongs::add));
    }
    if (starts(Part.SCREEN)) {
      add(ScreenMeasurement.run(dist, folder.resolve("screen"), size, options, wrongs::add));
    }
    if (wrongs.isEmpty()) {
      delete(folder);
    }
  }

  private void measure(Path folder) throws IOException, InterruptedException, SQLException {
    GeneratedNotes.Sum made = GeneratedNotes.Sum.NONE;
    List<Integer> notes = generated();
    if (!notes.isEmpty()) {
      made = GeneratedNotes.make(folder, notes, PADDINGS);
      say.accept(made.notes() + " notes were made");
    }
    // Room for the users of all groups whose moves rest at the same time.
    Options moving =
        options.withProxy("--concurrent-moves", Integer.toString(3 * BenchSize.CLIENTS));
    try (BenchSystem system = new BenchSystem(dist, folder, moving)) {
      measure(system, folder);
      wrongs.addAll(system.wrongs());
    }
    GeneratedNotes.Sum found =
        GeneratedNotes.generatedIn(folder.resolve(BenchSystem.HOME + ".db"))
            .plus(GeneratedNotes.generatedIn(folder.resolve(BenchSystem.SHARD + ".db")));
    if (!found.equals(made)) {
      wrongs.add("the stores have " + found + " in the end; " + made + " were made");
    }
  }

  /** Notes of each account that is made: the large ones, then the small ones. */
  private List<Integer> generated() {
    List<Integer> notes = new ArrayList<>();
    if (parts.stream().anyMatch(Part::movesLarge)) {
      notes.addAll(Collections.nCopies(2 * size.largeAccounts(), size.largeNotes()));
    }
    if (parts.contains(Part.CUTOVER)) {
      notes.addAll(Collections.nCopies(size.smallAccounts(), SMALL_NOTES));
    }
    return notes;
  }

  private void measure(BenchSystem system, Path folder)
      throws InterruptedException, IOException, SQLException {
    List<UUID> generated =
        IntStream.range(0, generated().size()).mapToObj(GeneratedNotes::account).toList();
    int small = parts.contains(Part.CUTOVER) ? size.smallAccounts() : 0;
    List<UUID> large = generated.subList(0, generated.size() - small);
    List<User> users = parts.stream().anyMatch(Part::hasUsers) ? warm(system) : List.of();
    if (starts(Part.CHAIN)) {
      Result.Chain chain = add(ChainMeasurement.run(system, size, users));
      half = OptionalDouble.of(chain.chain().perSecond() / 2);
    }
    if (starts(Part.MIGRATION)) {
      double perSecond = half(system, users);
      add(
          MigrationMeasurement.run(
              system,
              size,
              users,
              large,
              perSecond,
              unthrottled(folder.resolve("unthrottled"), perSecond)));
    }
    if (starts(Part.MIRRORS)) {
      add(MirrorMeasurement.run(system, size, half(system, users)));
    }
    if (starts(Part.COPY)) {
      add(CopyMeasurement.run(system, size, folder, large));
    }
    if (starts(Part.CUTOVER)) {
      List<UUID> accounts = generated.subList(large.size(), generated.size());
      add(CutOverMeasurement.run(system, size, accounts, half(system, users)));
    }
    system.readBack(users);
  }

  /** In a system of its own, beside the one that rests meanwhile. */
  private MigrationMeasurement.Unthrottled unthrottled(Path folder, double perSecond)
      throws IOException, SQLException, InterruptedException {
    Files.createDirectories(folder);
    List<Integer> notes = Collections.nCopies(size.largeAccounts(), size.largeNotes());
    var _ = GeneratedNotes.make(folder, notes, PADDINGS);
    List<UUID> large = IntStream.range(0, notes.size()).mapToObj(GeneratedNotes::account).toList();
    try (BenchSystem system =
        new BenchSystem(dist, folder, options.withProxy("--throttle", "false"))) {
      List<User> users = warm(system);
      MigrationMeasurement.Unthrottled found =
          MigrationMeasurement.unthrottled(system, size, users, large, perSecond);
      system.readBack(users);
      wrongs.addAll(system.wrongs());
      return found;
    }
  }

  private List<User> warm(BenchSystem system) throws InterruptedException {
    List<User> users = system.users("user", BenchSize.CLIENTS);
    say.accept("warming up for " + size.warmUpS() + " s");
    HttpLoad.run(system, users, 0, size.warmUpS());
    return users;
  }

  /** Half of the capacity in requests per second: of the chain if it was measured, else now. */
  private double half(BenchSystem system, List<User> users) throws InterruptedException {
    if (half.isEmpty()) {
      half = OptionalDouble.of(HttpLoad.run(system, users, 0, size.roundS()).perSecond() / 2);
    }
    say.accept("half of the capacity is " + Math.round(half.getAsDouble()) + " requests/s");
    return half.getAsDouble();
  }

  private boolean starts(Part part) {
    boolean wanted = parts.contains(part);
    if (wanted) {
      say.accept(part.word());
    }
    return wanted;
  }

  private <R extends Result> R add(R result) {
    results.add(result);
    result.goals().forEach(goal -> say.accept(goal.say()));
    return result;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
