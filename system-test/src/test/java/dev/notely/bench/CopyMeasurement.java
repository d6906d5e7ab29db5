package dev.notely.bench;

import dev.notely.proxy.store.CopyListener;
import dev.notely.proxy.store.GrpcRecordStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The rates of a copy and of its verification, against a copy within one process. No users. */
final class CopyMeasurement {
  /** There and back: the first goes to a store that has not written a record since its start. */
  private static final int TIMES = 2;

  private static final int VERIFICATIONS = 3;
  private static final int WARM_UPS = 200;
  private static final int LOOKS = 500;

  private final BenchSystem system;
  private final BenchSize size;
  private final Path folder;

  private CopyMeasurement(BenchSystem system, BenchSize size, Path folder) {
    this.system = system;
    this.size = size;
    this.folder = folder;
  }

  /**
   * Runs it.
   *
   * @param folder of the stores' files
   * @param large accounts in the store "legacy", or in the users' own after a migration
   */
  static Result.Copying run(BenchSystem system, BenchSize size, Path folder, List<UUID> large)
      throws InterruptedException, IOException, SQLException {
    return new CopyMeasurement(system, size, folder).run(large);
  }

  private Result.Copying run(List<UUID> large)
      throws InterruptedException, IOException, SQLException {
    if (system.placement(large.getFirst()).home().equals("legacy")) {
      system.finish(migrated("to-be-copied", "legacy", BenchSystem.HOME, large));
    }
    UUID small = system.users("small", 1).getFirst().accounts().getFirst();
    List<Double> digests = digestMicros(List.of(large.getFirst(), small));
    List<Double> copied = new ArrayList<>();
    List<Double> local = new ArrayList<>();
    List<Double> verified = new ArrayList<>();
    String from = BenchSystem.HOME;
    String to = BenchSystem.SHARD;
    for (int time = 0; time < TIMES; time++) {
      for (UUID account : large) {
        long id = migrated("copy-" + account + "-to-" + to, from, to, List.of(account));
        copied.add(perSecond(id));
        local.add(
            size.largeNotes()
                / LocalCopy.seconds(
                    folder.resolve(from + ".db"), folder, account, size.largeNotes()));
        for (int i = 0; i < VERIFICATIONS; i++) {
          verified.add(verified(id));
        }
        system.finish(id);
      }
      String back = from;
      from = to;
      to = back;
    }
    return new Result.Copying(
        size.largeNotes(),
        Medians.of(copied),
        Medians.of(local),
        Medians.of(verified),
        digests.getFirst(),
        digests.getLast());
  }

  private long migrated(String name, String from, String to, List<UUID> accounts)
      throws InterruptedException {
    long id = system.migrate(name, from, to, accounts, Map.of());
    system.awaitState(id, "SOAKING");
    return id;
  }

  /** From the account's turn until its copy was complete, as the journal has it. */
  private double perSecond(long id) {
    List<JsonNode> events = system.events(id);
    Duration took = Duration.between(at(events, "ENROLLED"), at(events, "COPIED"));
    return size.largeNotes() * 1e3 / Math.max(1, took.toMillis());
  }

  private static Instant at(List<JsonNode> events, String name) {
    return events.stream()
        .filter(event -> event.path("event").asString().equals(name))
        .map(event -> Instant.parse(event.path("at").asString()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the journal has no " + name));
  }

  /** Records a second, as the migration's verification measures itself. */
  private double verified(long id) throws InterruptedException {
    system.command(id, "verify");
    system.await(id, status -> status.path("verification").asString().equals("PASSED"));
    List<JsonNode> results =
        system.events(id).stream()
            .filter(event -> event.path("event").asString().equals("VERIFIED"))
            .map(event -> event.path("evidence"))
            .filter(evidence -> evidence.path("records").asLong() > 0)
            .toList();
    JsonNode last = results.getLast();
    if (last.path("records").asLong() != size.largeNotes()) {
      throw new IllegalStateException("the verification compared something else: " + last);
    }
    return last.path("recordsPerSecond").asDouble();
  }

  /** Medians of what an account's kept digest takes to be read at one store, in turn. */
  private List<Double> digestMicros(List<UUID> accounts) {
    GrpcRecordStore store =
        new GrpcRecordStore(BenchSystem.HOME, system.stores(), CopyListener.NONE);
    List<List<Double>> micros =
        accounts.stream().<List<Double>>map(_ -> new ArrayList<>()).toList();
    for (int look = -WARM_UPS; look < LOOKS; look++) {
      for (int i = 0; i < accounts.size(); i++) {
        long began = System.nanoTime();
        long notes = store.describe(accounts.get(i)).notes();
        double took = (System.nanoTime() - began) / 1e3;
        if (notes == 0) {
          throw new IllegalStateException("no notes of " + accounts.get(i));
        }
        if (look >= 0) {
          micros.get(i).add(took);
        }
      }
    }
    return micros.stream().map(Medians::of).toList();
  }
}
