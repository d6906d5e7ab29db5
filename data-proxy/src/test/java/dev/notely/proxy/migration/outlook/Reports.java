package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Failure;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports of a migration of two waves as tests want them: RUNNING, begun at 14:00. */
public final class Reports {
  public static final Instant BEGAN = Instant.parse("2026-03-01T14:00:00Z");

  private static final String SPEC =
      "{\"name\":\"move\",\"from\":[\"old\"],\"to\":{\"stores\":[\"new\"]}}";

  private State state = State.RUNNING;
  private String spec = SPEC;
  private Optional<State> resumeTo = Optional.empty();
  private boolean soaking;
  private int wave;
  private long version = 1;
  private long recordsPerSecond;
  private double shadowReads;
  private boolean drain = true;
  private Instant changedAt = BEGAN;
  private String progress = "";
  private final List<Count> counts = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  public Reports in(State now) {
    state = now;
    return this;
  }

  public Reports resumesTo(State to) {
    resumeTo = Optional.of(to);
    return this;
  }

  public Reports specified(String json) {
    spec = json;
    return this;
  }

  public Reports soaks() {
    soaking = true;
    return this;
  }

  public Reports wave(int now) {
    wave = now;
    return this;
  }

  public Reports version(long now) {
    version = now;
    return this;
  }

  public Reports limit(long perSecond) {
    recordsPerSecond = perSecond;
    return this;
  }

  public Reports shadowReads(double share) {
    shadowReads = share;
    return this;
  }

  public Reports keepsOverlays() {
    drain = false;
    return this;
  }

  public Reports since(Instant changed) {
    changedAt = changed;
    return this;
  }

  public Reports reported(String json) {
    progress = json;
    return this;
  }

  public Reports with(AccountState in, long accounts) {
    return with(in, accounts, 0);
  }

  public Reports with(AccountState in, long accounts, long records) {
    counts.add(new Count(0, in, accounts, records));
    return this;
  }

  public Reports failing(Failure failure) {
    failures.add(failure);
    return this;
  }

  public Migration migration() {
    return new Migration(
        7,
        "move",
        spec,
        state,
        version,
        wave,
        soaking,
        List.of("first", "second"),
        4,
        recordsPerSecond,
        shadowReads,
        drain,
        "why",
        "",
        "op",
        BEGAN.toEpochMilli(),
        changedAt.toEpochMilli(),
        BEGAN.toEpochMilli(),
        "",
        Verification.NONE,
        Set.of(),
        resumeTo);
  }

  public Report report() {
    return new Report(
        migration(),
        counts,
        0,
        progress,
        true,
        "me",
        List.of(),
        state == State.PLANNED ? 0 : BEGAN.toEpochMilli(),
        failures);
  }
}
