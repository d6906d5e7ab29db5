package dev.notely.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.system.GeneratedNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code ./notely bench}: what users feel of the chain and of migrations, as ratios within one run.
 * A figure that is missed is reported; only wrong data or a run that fails fails. Not part of any
 * build.
 */
class ChainBenchmark {
  private static final int CLIENTS = 32;
  private static final int SMALL_NOTES = 20;
  private static final int PADDINGS = 7; // 200 bytes
  private static final List<String> STORES = List.of("new", "shard-1");

  private final BenchSize size = Boolean.getBoolean("quick") ? BenchSize.QUICK : BenchSize.DEFAULT;
  private final List<String> proxyOptions =
      Stream.concat(
              Stream.of("--concurrent-moves", Integer.toString(CLIENTS)),
              Stream.of(System.getProperty("proxyOptions", "").split(" ", -1))
                  .filter(option -> !option.isEmpty()))
          .toList();
  private final Path dist = Path.of(System.getProperty("notely.dist"));
  private final List<Result> results = new ArrayList<>();
  private final List<String> wrongs = new ArrayList<>();

  @Test
  void everyFigureInOneRun() throws Exception {
    Machine machine = Machine.here();
    Instant at = Instant.now();
    Path folder = Files.createTempDirectory("notely-bench-");
    Files.createDirectories(folder.resolve("logs"));
    GeneratedNotes.Sum made = GeneratedNotes.make(folder, sizes(), PADDINGS);
    say(made.notes() + " notes are made");
    try (BenchSystem system = new BenchSystem(dist, folder, proxyOptions)) {
      measure(system, folder);
    }
    GeneratedNotes.Sum found = GeneratedNotes.Sum.NONE;
    for (String store : STORES) {
      found = found.plus(GeneratedNotes.generatedIn(folder.resolve(store + ".db")));
    }
    write(new Report(at, machine, size, proxyOptions, results));
    assertThat(found).as("what the stores have in the end").isEqualTo(made);
    assertThat(wrongs).as("wrong answers").isEmpty();
    delete(folder);
  }

  private List<Integer> sizes() {
    List<Integer> sizes =
        new ArrayList<>(Collections.nCopies(size.largeAccounts(), size.largeNotes()));
    sizes.addAll(Collections.nCopies(size.smallAccounts(), SMALL_NOTES));
    return sizes;
  }

  private void measure(BenchSystem system, Path folder)
      throws InterruptedException, IOException, SQLException {
    List<UUID> large =
        IntStream.range(0, size.largeAccounts()).mapToObj(GeneratedNotes::account).toList();
    List<UUID> small =
        IntStream.range(0, size.smallAccounts())
            .mapToObj(i -> GeneratedNotes.account(size.largeAccounts() + i))
            .toList();
    List<User> users = CutOverMeasurement.users(CLIENTS, system.createAccounts(CLIENTS, "new"));
    system.furnish(users);
    say("warming up for " + size.warmUpS() + " s");
    system.load(users, 0).stopAfter(size.warmUpS());
    Result.Chain chain = add(ChainMeasurement.run(system, size, users, "new"));
    double half = chain.chain().perSecond() / 2;
    say("half of the capacity is " + Math.round(half) + " requests/s");
    add(MigrationMeasurement.run(system, size, users, large, half));
    add(MirrorMeasurement.run(system, size, users, half));
    add(CopyMeasurement.run(system, size, folder, large));
    List<User> others = CutOverMeasurement.users(CLIENTS, small);
    add(CutOverMeasurement.run(system, others, half));
    system.readBack(users);
    system.readBack(others);
    wrongs.addAll(system.wrongs());
  }

  private <R extends Result> R add(R result) {
    results.add(result);
    result.goals().forEach(goal -> say(goal.say()));
    return result;
  }

  private void write(Report report) throws IOException {
    Path folder = Files.createDirectories(dist.resolveSibling("bench"));
    Files.writeString(folder.resolve("report.md"), report.markdown());
    Files.writeString(folder.resolve("report.json"), report.json());
    System.out.println(report.markdown());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
