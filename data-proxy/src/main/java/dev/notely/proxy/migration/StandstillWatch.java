package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.MigrationDriver.Ports;
import dev.notely.proxy.migration.outlook.Outlook;
import dev.notely.proxy.migration.outlook.Standstill;
import dev.notely.proxy.migration.outlook.StoreLook;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Notices that a migration does not get on, and finds out why. To get on is that an account
 * arrives, that a copy grows, or that the migration itself changes: an account that begins its
 * cut-over again and again does not.
 */
final class StandstillWatch {
  /** Copies and stores that are looked at: more than move at once. */
  private static final int PAGE = 100;

  private static final Set<AccountState> UNDER_WAY =
      EnumSet.of(
          AccountState.COPYING,
          AccountState.CATCHING_UP,
          AccountState.CUTTING_OVER,
          AccountState.OVERLAID,
          AccountState.RETURNING);

  /** What is overlaid and not drained is nobody's work. */
  private static final Set<AccountState> UNDER_WAY_BUT_OVERLAID =
      EnumSet.of(
          AccountState.COPYING,
          AccountState.CATCHING_UP,
          AccountState.CUTTING_OVER,
          AccountState.RETURNING);

  private static final Set<AccountState> NOT_BEGUN =
      EnumSet.of(AccountState.WAITING, AccountState.REVERSE_SYNCED);

  private final Ports ports;
  private final long id;
  private Mark mark = new Mark(-1, -1);
  private Instant gotOn = Instant.EPOCH;
  private Instant looked = Instant.EPOCH;
  private Optional<Instant> refusedSince = Optional.empty();
  private Map<UUID, Copy> copies = Map.of();
  private String cause = "";
  private Set<AccountState> underWay = UNDER_WAY;

  private record Mark(long version, long arrived) {}

  /**
   * How far a copy is, or how much a drain has left; once all is scanned it follows its home, which
   * is no getting on.
   */
  private record Copy(boolean scanned, ByteString position, long notes) {
    static Copy of(OwnershipRow row) {
      if (row.state() == OwnershipRow.State.READ_ONLY) {
        return new Copy(false, ByteString.EMPTY, row.notes()); // being drained: it gets less
      }
      return row.scanned()
          ? new Copy(true, ByteString.EMPTY, 0)
          : new Copy(false, row.scanPosition(), row.notes());
    }
  }

  StandstillWatch(Ports ports, long id) {
    this.ports = ports;
    this.id = id;
  }

  /**
   * Why it has stood still for longer than is borne; empty if it has not.
   *
   * @param refusal what stands in the leader's way now, empty if nothing
   */
  String look(Report report, String refusal, Instant now) {
    Migration migration = report.migration();
    Mark latest = new Mark(migration.version(), Outlook.arrived(report));
    underWay = migration.drains() ? UNDER_WAY : UNDER_WAY_BUT_OVERLAID;
    if (!moves(report) || !latest.equals(mark)) {
      gotOn = now;
      copies = Map.of();
    }
    mark = latest;
    refusedSince = refusal.isEmpty() ? Optional.empty() : refusedSince.or(() -> Optional.of(now));
    Duration stands = longer(gotOn, refusedSince.orElse(now), now);
    if (stands.compareTo(ports.oversight().patience()) >= 0) {
      return why(report, refusal, now);
    }
    if (stands.multipliedBy(2).compareTo(ports.oversight().patience()) >= 0 && isTime(now)) {
      // To have grown by the time that matters, copies must have been seen.
      var _ = copiesGrow(page(underWay), now);
    }
    cause = "";
    return cause;
  }

  private static boolean moves(Report report) {
    Migration migration = report.migration();
    return switch (migration.state()) {
      case RUNNING -> !migration.soakingWave();
      case SOAKING -> migration.drains() && Outlook.overlaid(report) > 0;
      case ROLLING_BACK, FINISHING -> true;
      case PLANNED, PAUSED, HELD, COMPLETED, ROLLED_BACK, CANCELLED -> false;
    };
  }

  private static Duration longer(Instant one, Instant other, Instant now) {
    return Duration.between(one.isBefore(other) ? one : other, now);
  }

  private boolean isTime(Instant now) {
    Duration every = ports.oversight().patience().dividedBy(6);
    boolean isTime = Duration.between(looked, now).compareTo(every) >= 0;
    if (isTime) {
      looked = now;
    }
    return isTime;
  }

  private String why(Report report, String refusal, Instant now) {
    if (!isTime(now)) {
      return cause;
    }
    List<Account> moving = page(underWay);
    if (copiesGrow(moving, now) && refusal.isEmpty()) {
      cause = "";
      return cause;
    }
    List<Account> involved = moving.isEmpty() ? page(NOT_BEGUN) : moving;
    cause =
        Standstill.cause(
            new Standstill.Sight(
                stores(involved),
                report.failures(),
                accounts(report, EnumSet.of(AccountState.QUARANTINED)),
                accounts(report, underWay),
                waiting(report),
                refusal,
                ports.oversight().throttle(id),
                report.migration().recordsPerSecond(),
                report.migration().concurrentAccounts()));
    return cause;
  }

  private List<Account> page(Set<AccountState> states) {
    return ports.catalog().accounts(id, Optional.empty(), PAGE, states).accounts();
  }

  private boolean copiesGrow(List<Account> moving, Instant now) {
    Map<UUID, Copy> latest = new HashMap<>();
    Map<String, List<UUID>> byStore =
        moving.stream()
            .map(Account::placement)
            .filter(placement -> !placement.second().isEmpty())
            .collect(
                Collectors.groupingBy(
                    Placement::second,
                    TreeMap::new,
                    Collectors.mapping(Placement::account, Collectors.toList())));
    byStore.forEach((store, accounts) -> {
      try {
        for (StoredAccount stored : ports.inspections().apply(store).rows(accounts)) {
          latest.put(stored.account(), Copy.of(stored.row()));
        }
      } catch (StoreUnavailableException e) {
        latest.clear(); // what is away does not grow; its look names it
      }
    });
    boolean grow =
        latest.entrySet().stream()
            .anyMatch(copy ->
                copies.containsKey(copy.getKey())
                    && !copy.getValue().equals(copies.get(copy.getKey())));
    copies = Map.copyOf(latest);
    if (grow) {
      gotOn = now;
    }
    return grow;
  }

  private Map<String, StoreLook> stores(List<Account> accounts) {
    Set<String> names = new TreeSet<>();
    for (Account account : accounts) {
      names.add(account.placement().home());
      names.add(account.placement().second());
      if (account.state() == AccountState.WAITING) {
        names.add(account.target());
      }
    }
    names.remove("");
    return names.stream().collect(Collectors.toMap(name -> name, ports.oversight()::look));
  }

  private static long accounts(Report report, Set<AccountState> states) {
    return report.counts().stream()
        .filter(count -> states.contains(count.state()))
        .mapToLong(Count::accounts)
        .sum();
  }

  private static long waiting(Report report) {
    Migration migration = report.migration();
    return report.counts().stream()
        .filter(count ->
            migration.state() == State.RUNNING
                ? count.state() == AccountState.WAITING && count.wave() <= migration.wave()
                : count.state() == AccountState.REVERSE_SYNCED)
        .mapToLong(Count::accounts)
        .sum();
  }
}
