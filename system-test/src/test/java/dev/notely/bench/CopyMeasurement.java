package dev.notely.bench;

import dev.notely.proxy.migration.Verifier;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.GrpcRecordStore;
import dev.notely.proxy.store.GrpcStoreInspection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The rates of a copy and of its verification, against a copy within one process. No users. */
final class CopyMeasurement {
  private static final int VERIFICATIONS = 3;
  private static final long APPEARS_S = 30;

  private final BenchSystem system;
  private final BenchSize size;
  private final Path folder;
  private final GrpcStoreInspection target;

  private CopyMeasurement(BenchSystem system, BenchSize size, Path folder) {
    this.system = system;
    this.size = size;
    this.folder = folder;
    target = new GrpcStoreInspection("shard-1", system.stores());
  }

  static Result.Copying run(BenchSystem system, BenchSize size, Path folder, List<UUID> large)
      throws InterruptedException, IOException, SQLException {
    return new CopyMeasurement(system, size, folder).run(large);
  }

  private Result.Copying run(List<UUID> large)
      throws InterruptedException, IOException, SQLException {
    List<Double> copied = new ArrayList<>();
    List<Double> local = new ArrayList<>();
    List<Double> verified = new ArrayList<>();
    for (UUID account : large) {
      long id = system.migrate("copy-" + account, "new", "shard-1", List.of(account), Map.of());
      copied.add(size.largeNotes() / copySeconds(id, account));
      system.awaitState(id, "SOAKING");
      local.add(
          size.largeNotes()
              / LocalCopy.seconds(
                  folder.resolve("shard-1.db"), folder, account, size.largeNotes()));
      for (int i = 0; i < VERIFICATIONS; i++) {
        verified.add(size.largeNotes() / verifySeconds(account));
      }
      system.finish(id);
    }
    return new Result.Copying(
        size.largeNotes(), Medians.of(copied), Medians.of(local), Medians.of(verified));
  }

  /** From the target's first record of it to the journal's COPIED. */
  private double copySeconds(long id, UUID account) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(APPEARS_S);
    while (target.rows(List.of(account)).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the copy of " + account + " does not begin");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    Instant began = Instant.now();
    system.awaitState(id, "SOAKING");
    Instant copied =
        system.events(id).stream()
            .filter(event -> event.path("event").asString().equals("COPIED"))
            .map(event -> Instant.parse(event.path("at").asString()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the journal knows of no copy"));
    return Math.max(1, began.until(copied).toMillis()) / 1e3;
  }

  private double verifySeconds(UUID account) {
    Placement placement = system.placement(account);
    Verifier verifier =
        new Verifier(
            store -> new GrpcStoreInspection(store, system.stores()),
            store -> new GrpcRecordStore(store, system.stores()));
    long began = System.nanoTime();
    Optional<String> damage = verifier.damage(placement);
    double seconds = (System.nanoTime() - began) / 1e9;
    damage.ifPresent(what -> {
      throw new IllegalStateException(what);
    });
    return seconds;
  }
}
