package dev.notely.proxy.migration;

import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.migration.MigrationDriver.Ports;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.plan.Verdict;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures what the users of each wave feel before the migration begins and while their wave soaks,
 * and decides whether the next wave may start. The same accounts on both sides: other users, or
 * other days, would compare something else.
 */
final class GateKeeper implements AutoCloseable {
  private static final Duration LONGEST_BASELINE = Duration.ofSeconds(10);
  private static final int PAGE = 1_000;

  /**
   * Users are watched of so many accounts in all: ids are random, so the first are a fair sample.
   */
  private static final int MOST_WATCHED = 100_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Ports ports;
  private final long id;
  private @Nullable UserWatch watch;
  private List<Counts> felt = List.of();
  private Instant since = Instant.EPOCH;
  private long soakedVersion = -1;

  GateKeeper(Ports ports, long id) {
    this.ports = ports;
    this.id = id;
  }

  /** What users felt before, a wave after the other; kept as evidence in the journal. */
  record Baseline(List<Counts> waves) {
    Baseline {
      waves = List.copyOf(waves);
    }
  }

  /** Measures it first, if it is not. */
  boolean baselineIsKnown(Migration migration, MigrationSpec spec) {
    Duration soak = spec.gate().soak();
    if (soak.isZero() || !migration.baseline().isEmpty()) {
      return true;
    }
    if (watch == null) {
      begin(migration);
      return false;
    }
    collect();
    Duration wanted = soak.compareTo(LONGEST_BASELINE) < 0 ? soak : LONGEST_BASELINE;
    if (Duration.between(since, ports.pace().now()).compareTo(wanted) < 0) {
      return false;
    }
    String evidence = JSON.writeValueAsString(new Baseline(felt));
    ports.journal(
        new Command(id, Event.BASELINE_MEASURED, ports.holder(), "", evidence, Verification.NONE));
    return true;
  }

  /** Soaks, and judges when it is time: then true. */
  boolean soak(Migration migration) {
    MigrationSpec spec = SpecParser.parse(migration.spec());
    if (soakedVersion != migration.version()) {
      // A wave that begins to soak, or one that is to be judged anew.
      begin(migration);
      soakedVersion = migration.version(); // once it has begun: a begin may fail
    }
    collect();
    if (Duration.between(since, ports.pace().now()).compareTo(spec.gate().soak()) >= 0) {
      return ports.listener().around(LeaderStep.GATE, id, () -> judge(migration, spec));
    }
    return false;
  }

  private boolean judge(Migration migration, MigrationSpec spec) {
    Counts before =
        migration.baseline().isEmpty()
            ? Counts.NONE
            : JSON.readValue(migration.baseline(), Baseline.class).waves().get(migration.wave());
    long inconsistencies = ports.catalog().get(id).inconsistencies();
    Verdict verdict =
        MigrationSpec.Gate.judge(spec.gate(), before, felt.get(migration.wave()), inconsistencies);
    String evidence = JSON.writeValueAsString(verdict.evidence());
    switch (verdict) {
      case Verdict.Passed _ -> apply(migration, Event.GATE_PASSED, "", evidence);
      case Verdict.Failed failed -> {
        Migration held = apply(migration, Event.GATE_FAILED, failed.reason(), evidence);
        if (spec.onBreach() == MigrationSpec.OnBreach.ROLLBACK) {
          apply(held, Event.ROLLBACK, "the gate failed: " + failed.reason(), evidence);
        }
      }
    }
    return true;
  }

  /** Of this wave only: another leader may have brought the migration to the next one. */
  private Migration apply(Migration judged, Event event, String reason, String evidence) {
    Command verdict = new Command(id, event, ports.holder(), reason, evidence, Verification.NONE);
    return ports.journal(verdict.of(judged.version()));
  }

  private void begin(Migration migration) {
    if (watch == null) {
      watch = ports.watches().apply(cohorts(migration));
    }
    var _ = watch.take(); // what was felt until now belongs to no measurement
    felt = Collections.nCopies(migration.waves().size(), Counts.NONE);
    since = ports.pace().now();
  }

  private void collect() {
    if (watch == null) {
      return;
    }
    List<Counts> more = watch.take();
    List<Counts> sums = new ArrayList<>();
    for (int i = 0; i < felt.size(); i++) {
      sums.add(i < more.size() ? felt.get(i).plus(more.get(i)) : felt.get(i));
    }
    felt = sums;
  }

  /** Accounts of each wave and of no other: all, or as many as each may have. */
  private List<Set<UUID>> cohorts(Migration migration) {
    List<Set<UUID>> cohorts = new ArrayList<>();
    migration.waves().forEach(_ -> cohorts.add(new HashSet<>()));
    int most = MOST_WATCHED / cohorts.size();
    ports
        .catalog()
        .forEachPage(
            id,
            PAGE,
            Set.of(),
            page -> page.forEach(one -> add(cohorts.get(one.wave()), one.account(), most)));
    return cohorts;
  }

  private static void add(Set<UUID> cohort, UUID account, int most) {
    if (cohort.size() < most) {
      cohort.add(account);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
