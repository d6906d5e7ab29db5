package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.outlook.OverlayMeter;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnusableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Counts what the former homes of a migration's overlaid accounts still have: one row of each is
 * looked at. Of one thread.
 */
final class OverlaySurvey {
  private static final int PAGE = 1_000;
  private static final int SAMPLE = 1_000;
  private static final Duration SAMPLE_EVERY = Duration.ofMinutes(1);

  private final MigrationDriver.Ports ports;
  private final OverlayMeter meter = new OverlayMeter();
  private Map<UUID, Long> left = Map.of();
  private boolean drained;
  private Instant sampled = Instant.MIN;
  private long sampleRecords;
  private long sampleMillis;

  OverlaySurvey(MigrationDriver.Ports ports) {
    this.ports = ports;
  }

  /**
   * Looks at all of them. Of a store that does not answer, what it had when it was seen last.
   *
   * @param drains whether the migration drains them now
   */
  Overlay look(long migration, boolean drains) {
    Map<UUID, Long> latest = new HashMap<>();
    ports
        .catalog()
        .forEachPage(migration, PAGE, Set.of(AccountState.OVERLAID), page -> count(page, latest));
    if (drains != drained) {
      meter.forget();
      drained = drains;
    }
    meter.look(ports.pace().now(), latest);
    left = latest;
    long notes = latest.values().stream().mapToLong(Long::longValue).sum();
    return new Overlay(latest.size(), notes, meter.perSecond(), sampleRecords, sampleMillis);
  }

  private void count(List<Account> page, Map<UUID, Long> latest) {
    Map<String, List<UUID>> byStore =
        page.stream()
            .map(Account::placement)
            .filter(placement -> !placement.second().isEmpty()) // else drained meanwhile
            .collect(
                Collectors.groupingBy(
                    Placement::second,
                    Collectors.mapping(Placement::account, Collectors.toList())));
    byStore.forEach((store, accounts) -> {
      accounts.forEach(account -> latest.put(account, left.getOrDefault(account, 0L)));
      try {
        for (StoredAccount stored : ports.inspections().apply(store).rows(accounts)) {
          latest.put(stored.account(), stored.row().notes());
        }
        accounts.stream()
            .filter(account -> latest.getOrDefault(account, 0L) > 0)
            .findFirst()
            .ifPresent(account -> sample(store, account));
      } catch (StoreUnavailableException | UnusableRecordException e) {
        // It is named as the cause of a standstill; what it has does not change meanwhile.
      }
    });
  }

  /** How fast a former home can be read, now and then. */
  private void sample(String store, UUID account) {
    Instant began = ports.pace().now();
    if (began.isBefore(sampled.plus(SAMPLE_EVERY))) {
      return;
    }
    sampled = began;
    sampleRecords =
        ports
            .inspections()
            .apply(store)
            .fingerprint(account, ByteString.EMPTY, ByteString.EMPTY, SAMPLE, false)
            .records();
    sampleMillis = Math.max(1, Duration.between(began, ports.pace().now()).toMillis());
  }
}
