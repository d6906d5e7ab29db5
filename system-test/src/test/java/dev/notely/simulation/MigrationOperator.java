package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.MoveFailedException;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.Limits;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Planned;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Plans migrations and changes his mind at any moment, as long as there are faults; afterwards he
 * only says what leads to an end.
 */
final class MigrationOperator implements Runnable {
  private static final String NAME = "operator";
  private static final Event[] COMMANDS = {
    Event.START,
    Event.CANCEL,
    Event.PAUSE,
    Event.RESUME,
    Event.RELEASE_HOLD,
    Event.ROLLBACK,
    Event.FINISH
  };

  private final Baton baton;
  private final Random random;
  private final Weather weather;
  private final MigrationCatalog catalog;
  private final List<UUID> accounts;
  private final List<String> stores;
  private final BiFunction<String, UUID, Optional<Planned>> plan;
  private final Consumer<Account> repair;
  private int wanted;

  /**
   * @param plan what a specification makes of an account
   * @param repair of an account that a finding names
   */
  MigrationOperator(
      Baton baton,
      Random random,
      Weather weather,
      MigrationCatalog catalog,
      List<UUID> accounts,
      List<String> stores,
      BiFunction<String, UUID, Optional<Planned>> plan,
      Consumer<Account> repair) {
    this.plan = plan;
    this.repair = repair;
    this.baton = baton;
    this.random = random;
    this.weather = weather;
    this.catalog = catalog;
    this.accounts = accounts;
    this.stores = stores;
    this.wanted = 1 + random.nextInt(3);
  }

  @Override
  public void run() {
    while (true) {
      try {
        List<Migration> unfinished = catalog.list(10, true);
        if (unfinished.isEmpty() && wanted > 0 && !weather.isCleared()) {
          create();
        }
        for (Migration migration : unfinished) {
          tryTo(migration);
        }
      } catch (CatalogUnavailableException
          | StoreUnavailableException
          | RecordStore.RefusedException
          | MoveFailedException
          | MigrationRefusedException e) {
        // Looks again.
      }
      baton.pause(
          weather.isCleared()
              ? 1_500_000
              : random.nextInt(random.nextInt(4) == 0 ? 300_000 : 5_000_000));
    }
  }

  private void create() {
    int waves = 1 + random.nextInt(3);
    List<String> targets = new ArrayList<>(stores);
    Collections.shuffle(targets, random);
    targets = targets.subList(0, 1 + random.nextInt(3));
    List<String> names = new ArrayList<>();
    List<String> waveDocuments = new ArrayList<>();
    for (int i = 0; i < waves; i++) {
      names.add("wave " + i);
      int percent = 90 * (i + 1) / waves;
      waveDocuments.add("{\"name\": \"wave " + i + "\", \"percent\": " + percent + "}");
    }
    String name = "migration-" + wanted;
    boolean lazy = random.nextInt(3) == 0;
    boolean drain = !lazy || random.nextBoolean();
    catalog.create(
        name,
        "{\"name\": \"%s\", \"from\": [\"a\", \"b\", \"c\"], \"to\": {\"stores\": [\"%s\"]}, \"waves\": %s, \"gate\": {\"soak\": \"%ds\"}, %s\"onBreach\": \"%s\", \"strategy\": \"%s\"%s}"
            .formatted(
                name,
                String.join("\", \"", targets),
                waveDocuments,
                random.nextInt(4),
                random.nextInt(3) == 0 ? "\"keepReverse\": \"4s\", " : "",
                random.nextBoolean() ? "hold" : "rollback",
                lazy ? "lazy" : "copy",
                drain ? "" : ", \"drain\": false"),
        names,
        new Limits(1 + random.nextInt(3), random.nextInt(3) == 0 ? 20 : 0, 0, drain),
        NAME,
        "",
        lazy);
    wanted--;
  }

  /** What is refused of one migration stands in no other's way. */
  private void tryTo(Migration migration) {
    try {
      command(migration);
    } catch (MigrationRefusedException e) {
      // Looks again.
    }
  }

  private void command(Migration migration) {
    mend(migration);
    Optional<Event> event = weather.isCleared() ? ending(migration) : whim(migration);
    if (migration.state() == MigrationCatalog.State.PLANNED && !weather.isCleared()) {
      catalog.addAccounts(
          migration.id(),
          accounts.stream().flatMap(id -> plan.apply(migration.spec(), id).stream()).toList());
    }
    event.ifPresent(wish -> {
      Verification verification = wish == Event.VERIFIED ? Verification.OPEN : Verification.NONE;
      if (wish == Event.SET_LIMITS) {
        catalog.setLimits(
            migration.id(),
            new Limits(
                1 + random.nextInt(3),
                random.nextInt(3) * 15L,
                0,
                migration.drain() || weather.isCleared() || random.nextInt(3) == 0),
            NAME,
            "");
      } else {
        catalog.apply(new Command(migration.id(), wish, NAME, "looked", "", verification));
      }
    });
  }

  /** Repairs what findings and standstills name, and gives back what was set aside. */
  private void mend(Migration migration) {
    List<Account> here =
        catalog.accounts(migration.id(), Optional.empty(), 100, Set.of()).accounts();
    for (Account account : here) {
      if (account.state() == AccountState.QUARANTINED) {
        var _ =
            catalog.releaseAccount(migration.id(), account.account(), NAME, "the line is mended");
      }
    }
    boolean found =
        migration.verification() == Verification.FAILED
            || migration.state() == MigrationCatalog.State.HELD
            || migration.state() == MigrationCatalog.State.FINISHING;
    if (!found) {
      return;
    }
    Set<ByteString> named =
        MigrationAudit.named(
            migration.reason() + migration.evidence() + catalog.get(migration.id()).progress());
    for (Account account : here) {
      if ((account.state() == AccountState.REVERSE_SYNCED
              || account.state() == AccountState.RETURNING)
          && named.contains(Accounts.bytes(account.account()))) {
        repair.accept(account);
      }
    }
    Set<UUID> inTheLedger =
        catalog.mismatches(migration.id(), Optional.empty(), 100).mismatches().stream()
            .map(open -> open.found().account())
            .collect(Collectors.toSet());
    here.stream()
        .filter(account -> inTheLedger.contains(account.account()))
        .forEach(this::repairInTheLedger);
  }

  /** One that is refused, for it is sealed or has moved on, stands in no other's way. */
  private void repairInTheLedger(Account account) {
    try {
      repair.accept(account);
    } catch (MoveFailedException | MigrationRefusedException e) {
      // Looks again.
    }
  }

  private Optional<Event> whim(Migration migration) {
    if (random.nextInt(12) == 0) {
      return Optional.of(COMMANDS[random.nextInt(COMMANDS.length)]);
    }
    return switch (migration.state()) {
      case PLANNED -> Optional.of(random.nextInt(10) == 0 ? Event.CANCEL : Event.START);
      case RUNNING -> one(Event.PAUSE, Event.ROLLBACK, Event.SET_LIMITS, Event.VERIFIED);
      case PAUSED -> one(Event.RESUME, Event.RESUME, Event.ROLLBACK, Event.SET_LIMITS);
      case HELD -> one(Event.RELEASE_HOLD, Event.RELEASE_HOLD, Event.ROLLBACK, Event.VERIFIED);
      case SOAKING -> one(Event.FINISH, Event.ROLLBACK, Event.VERIFIED, Event.SET_LIMITS);
      case ROLLING_BACK -> one(Event.PAUSE, Event.SET_LIMITS);
      case FINISHING, COMPLETED, ROLLED_BACK, CANCELLED -> Optional.empty();
    };
  }

  /** One of these, or more often none. */
  private Optional<Event> one(Event... events) {
    return random.nextInt(5) < 3
        ? Optional.empty()
        : Optional.of(events[random.nextInt(events.length)]);
  }

  private Optional<Event> ending(Migration migration) {
    return switch (migration.state()) {
      case PLANNED -> Optional.of(Event.CANCEL);
      case PAUSED -> Optional.of(Event.RESUME);
      case HELD -> held(migration.verification());
      case SOAKING ->
          migration.drain()
              ? soaking(migration.verification())
              : Optional.of(random.nextInt(3) == 0 ? Event.ROLLBACK : Event.SET_LIMITS);
      case RUNNING, ROLLING_BACK, FINISHING, COMPLETED, ROLLED_BACK, CANCELLED -> Optional.empty();
    };
  }

  private Optional<Event> held(Verification verification) {
    return switch (verification) {
      case OPEN -> Optional.empty();
      case FAILED -> Optional.of(Event.VERIFIED);
      case NONE, PASSED -> Optional.of(random.nextBoolean() ? Event.ROLLBACK : Event.RELEASE_HOLD);
    };
  }

  private Optional<Event> soaking(Verification verification) {
    return switch (verification) {
      case OPEN -> Optional.empty();
      case FAILED -> Optional.of(Event.VERIFIED);
      case NONE, PASSED -> Optional.of(random.nextInt(3) == 0 ? Event.ROLLBACK : Event.FINISH);
    };
  }
}
