package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationPlan.Forecast;
import dev.notely.proxy.migration.plan.MigrationPlan.LargeAccount;
import dev.notely.proxy.migration.plan.MigrationPlan.TargetPlan;
import dev.notely.proxy.migration.plan.MigrationPlan.Unexpected;
import dev.notely.proxy.migration.plan.MigrationPlan.UnexpectedRow;
import dev.notely.proxy.migration.plan.MigrationPlan.WavePlan;
import dev.notely.proxy.migration.plan.MigrationPlan.WaveRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds up a plan from accounts given one by one; keeps sums and the ten largest accounts only. */
public final class PlanBuilder {
  private static final int LARGEST = 10;
  private static final int SHOWN = 20;
  private static final int DISK_FACTOR = 2;
  private static final Comparator<LargeAccount> BY_SIZE =
      Comparator.comparingLong(LargeAccount::notes)
          .thenComparingLong(LargeAccount::bytes)
          .thenComparing(LargeAccount::account);

  private final MigrationSpec spec;
  private final Map<String, StoreFacts> stores;
  private final List<String> targets;
  private final Tally[] waves;
  private final Map<String, Tally> incoming = new TreeMap<>();
  private final PriorityQueue<LargeAccount> largest = new PriorityQueue<>(BY_SIZE);
  private long unmatched;
  private long alreadyThere;
  private long moving;
  private final List<UnexpectedRow> unexpected = new ArrayList<>();
  private long withoutAccount;

  /**
   * Begins a plan.
   *
   * @throws InvalidSpecException if the specification does not fit the stores
   */
  public PlanBuilder(MigrationSpec spec, List<StoreFacts> stores) {
    this.spec = spec;
    this.targets = MigrationTargets.resolve(spec, stores);
    this.stores = stores.stream().collect(Collectors.toMap(StoreFacts::name, Function.identity()));
    this.waves = new Tally[spec.waves().size()];
    for (int i = 0; i < waves.length; i++) {
      waves[i] = new Tally();
    }
    targets.forEach(target -> incoming.put(target, new Tally()));
  }

  /** The target stores, sorted. */
  public List<String> targets() {
    return targets;
  }

  /** Counts an account, selected or not; the size matters only where it is selected. */
  public void add(AccountFacts account, Size size) {
    if (!spec.selection().covers(account)) {
      return;
    }
    Optional<Planned> planned = Assignment.of(spec, targets, account);
    if (planned.isPresent()) {
      add(planned.get(), account, size);
    } else if (Assignment.wave(spec, account).isEmpty()) {
      unmatched++;
    } else {
      alreadyThere++;
    }
  }

  private void add(Planned planned, AccountFacts account, Size size) {
    waves[planned.wave()].add(size);
    tally(planned.target()).add(size);
    moving += account.moving() ? 1 : 0;
    String wave = spec.waves().get(planned.wave()).name();
    largest.add(new LargeAccount(account.id(), wave, size.notes(), size.bytes()));
    if (largest.size() > LARGEST) {
      var _ = largest.remove();
    }
  }

  /** Counts a row of an account that is no record, if the account would move. */
  public void addUnexpected(AccountFacts account, UnexpectedRow row) {
    if (!spec.selection().covers(account)) {
      return;
    }
    Assignment.of(spec, targets, account)
        .ifPresent(planned -> {
          waves[planned.wave()].unexpected++;
          if (unexpected.size() < SHOWN) {
            unexpected.add(row);
          }
        });
  }

  /** Counts rows that belong to no account. */
  public void addWithoutAccount(long rows) {
    withoutAccount += rows;
  }

  private Tally tally(String target) {
    return incoming.computeIfAbsent(target, _ -> new Tally());
  }

  /**
   * The plan of all that was added.
   *
   * @param samples of reading the sources
   * @param expectedPause of an account's writes at its cut-over, as measured
   */
  public MigrationPlan build(List<Sample> samples, Duration expectedPause) {
    List<WavePlan> perWave = new ArrayList<>();
    for (int i = 0; i < waves.length; i++) {
      perWave.add(
          new WavePlan(
              spec.waves().get(i).name(),
              waves[i].accounts,
              waves[i].size.notes(),
              waves[i].size.bytes()));
    }
    List<TargetPlan> perTarget = targets.stream().map(this::target).toList();
    long accounts = perWave.stream().mapToLong(WavePlan::accounts).sum();
    long notes = perWave.stream().mapToLong(WavePlan::notes).sum();
    long soaks = perWave.stream().filter(wave -> wave.accounts() > 0).count();
    Optional<Forecast> forecast =
        new Forecaster(samples, spec.limits())
            .forecast(accounts, notes, spec.gate().soak().multipliedBy(soaks));
    PlanSentences sentences = new PlanSentences(spec, targets);
    return new MigrationPlan(
        spec.name(),
        perWave,
        unmatched,
        alreadyThere,
        moving,
        largest.stream().sorted(BY_SIZE.reversed()).toList(),
        perTarget,
        forecast,
        expectedPause.toMillis(),
        sentences.order(perWave),
        sentences.rollback(),
        sentences.problems(accounts, sourcesAway(), perTarget, forecast),
        unexpected());
  }

  private Unexpected unexpected() {
    List<WaveRecords> perWave = new ArrayList<>();
    for (int i = 0; i < waves.length; i++) {
      perWave.add(new WaveRecords(spec.waves().get(i).name(), waves[i].unexpected));
    }
    return new Unexpected(
        perWave.stream().mapToLong(WaveRecords::records).sum(),
        withoutAccount,
        perWave,
        unexpected,
        spec.unexpectedData().name().toLowerCase(Locale.ROOT));
  }

  private TargetPlan target(String name) {
    StoreFacts store = facts(name);
    Tally tally = tally(name);
    long bytes = tally.size.bytes();
    return new TargetPlan(
        name,
        store.live(),
        store.schema(),
        tally.accounts,
        bytes,
        store.freeBytes(),
        store.freeBytes() / DISK_FACTOR >= bytes);
  }

  private List<String> sourcesAway() {
    return spec.selection().from().stream().filter(name -> !facts(name).live()).sorted().toList();
  }

  private StoreFacts facts(String name) {
    return Optional.ofNullable(stores.get(name)).orElseThrow(); // resolve has seen them all
  }

  /** A running sum. */
  private static final class Tally {
    private long accounts;
    private long unexpected;
    private Size size = Size.ZERO;

    void add(Size more) {
      accounts++;
      size = size.plus(more);
    }
  }
}
