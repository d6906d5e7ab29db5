package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.PlanDrift;
import dev.notely.proxy.migration.plan.Planned;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.plan.StoreFacts;
import dev.notely.proxy.migration.plan.TargetDrift;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountPage;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import dev.notely.proxy.store.MigrationRefusedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes migrations down, and starts them. Accounts and stores may have changed since the plan:
 * what starts is what is there now, and whoever starts it is told the difference.
 */
final class MigrationStart {
  private static final int PAGE = 1_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MigrationCatalog catalog;
  private final Surroundings surroundings;

  MigrationStart(MigrationCatalog catalog, Surroundings surroundings) {
    this.catalog = catalog;
    this.surroundings = surroundings;
  }

  /** What there is to plan with. */
  interface Surroundings {
    /** Every store as it is now. */
    List<StoreFacts> stores();

    /** The accounts that take part now, in pages of at most 1,000, in the order of their ids. */
    void forEachPlanned(MigrationSpec spec, Consumer<List<Planned>> take);
  }

  /** Writes it down with its accounts, and with what it was planned for. */
  Migration create(MigrationSpec spec, String actor) {
    Migration created =
        catalog.create(
            spec.name(),
            SpecParser.toJson(spec),
            spec.waves().stream().map(MigrationSpec.Wave::name).toList(),
            new MigrationCatalog.Limits(
                spec.limits().concurrentAccounts(),
                spec.limits().recordsPerSecond(),
                spec.mirroring().shadowReads(),
                spec.drain()),
            actor,
            TargetDrift.of(spec, surroundings.stores()).json(),
            spec.strategy() == MigrationSpec.Strategy.LAZY);
    surroundings.forEachPlanned(spec, page -> add(created.id(), page));
    return created;
  }

  private void add(long migration, List<Planned> page) {
    catalog.addAccounts(
        migration,
        page.stream()
            .map(one -> new MigrationCatalog.Planned(one.account(), one.wave(), one.target()))
            .toList());
  }

  /**
   * Starts it; answers what has changed under its plan, empty if nothing has or it runs already.
   *
   * @throws MigrationRefusedException if a target is away, or another than it was planned for
   */
  Optional<PlanDrift> start(long id, String actor, String reason) {
    Migration migration = catalog.get(id).migration();
    Optional<PlanDrift> drift =
        migration.state() == State.PLANNED
            ? Optional.of(planAnew(migration, actor)).filter(found -> !found.none())
            : Optional.empty();
    String evidence = drift.map(JSON::writeValueAsString).orElse("");
    catalog.apply(new Command(id, Event.START, actor, reason, evidence, Verification.NONE));
    return drift;
  }

  private PlanDrift planAnew(Migration migration, String actor) {
    MigrationSpec spec = SpecParser.parse(migration.spec());
    List<StoreFacts> stores = surroundings.stores();
    TargetDrift planned = TargetDrift.of(migration.evidence());
    planned
        .obstacle(spec, stores)
        .ifPresent(obstacle -> {
          throw new MigrationRefusedException(
              MigrationRefusedException.Reason.NOT_PERMITTED, "it cannot start: " + obstacle);
        });
    Dropped dropped = new Dropped(migration.id(), actor);
    PlanDrift.Comparison comparison =
        new PlanDrift.Comparison(migration.waves(), new Known(migration.id()), dropped::add);
    surroundings.forEachPlanned(
        spec,
        page -> {
          page.forEach(comparison::add);
          add(migration.id(), page);
        });
    PlanDrift drift = comparison.end(planned.changes(spec, stores));
    dropped.flush();
    return drift;
  }

  /** Accounts that take no part any more, a page at a time. */
  private final class Dropped {
    private final long migration;
    private final String actor;
    private final List<UUID> page = new ArrayList<>();

    Dropped(long migration, String actor) {
      this.migration = migration;
      this.actor = actor;
    }

    void add(UUID account) {
      page.add(account);
      if (page.size() == PAGE) {
        flush();
      }
    }

    void flush() {
      if (!page.isEmpty()) {
        catalog.dropAccounts(migration, List.copyOf(page), actor, "not selected any more");
        page.clear();
      }
    }
  }

  /**
   * The accounts as they were planned. Reads ahead of what is changed meanwhile: a change moves no
   * account in the order of ids.
   */
  private final class Known implements Iterator<Planned> {
    private final long migration;
    private Iterator<Account> page = List.<Account>of().iterator();
    private Optional<UUID> after = Optional.empty();
    private boolean more = true;

    Known(long migration) {
      this.migration = migration;
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && more) {
        AccountPage next = catalog.accounts(migration, after, PAGE, Set.of(AccountState.WAITING));
        page = next.accounts().iterator();
        more = next.more();
        if (more) {
          after = Optional.of(next.accounts().getLast().account());
        }
      }
      return page.hasNext();
    }

    @Override
    public Planned next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Account account = page.next();
      return new Planned(account.account(), account.wave(), account.target());
    }
  }
}
