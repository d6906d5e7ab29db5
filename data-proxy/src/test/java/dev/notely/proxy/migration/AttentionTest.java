package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.migration.outlook.Alert.Kind;
import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.outlook.Progress;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.migration.outlook.StoreLook;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Failure;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.OwnershipRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a leader notices and tells, second by second. */
final class AttentionTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final ReverseSync.Pass HEALTHY = new ReverseSync.Pass(0, 0, "");

  private final StandingClock clock = new StandingClock();
  private final Observer observer = new Observer();
  private Reports reports = new Reports().with(AccountState.COPYING, 1);
  private final FakeMigrations catalog = new FakeMigrations(() -> reports.report());
  private long copied;
  private Overlay overlay = Overlay.NONE;
  private ProgressReporter reporter;

  AttentionTest() {
    clock.advance(Duration.between(clock.now(), Reports.BEGAN));
    reporter = reporter();
    catalog.accounts.add(
        new Account(
            ANN,
            0,
            AccountState.COPYING,
            "old",
            "new",
            0,
            0,
            1,
            "",
            0,
            new Placement(ANN, 2, "old", "new", Phase.MOVING, 3, 7)));
  }

  private static final class Observer implements Oversight {
    private final Set<String> away = new HashSet<>();
    private final List<Alert> told = new ArrayList<>();
    private Set<Kind> gauges = Set.of();

    @Override
    public Duration patience() {
      return Duration.ofMinutes(1);
    }

    @Override
    public StoreLook look(String store) {
      return away.contains(store)
          ? new StoreLook.Away("no heartbeat")
          : new StoreLook.Answers(Duration.ZERO);
    }

    @Override
    public Optional<String> throttle(long migration) {
      return Optional.empty();
    }

    @Override
    public void observed(Figures figures) {
      gauges = figures.alerts();
    }

    @Override
    public void left(long migration) {
      gauges = Set.of();
    }

    @Override
    public void tell(Alert alert) {
      told.add(alert);
    }
  }

  private ProgressReporter reporter() {
    return new ProgressReporter(
        new MigrationDriver.Ports(
            catalog,
            _ -> {
              throw no();
            },
            _ -> new Rows(),
            _ -> {
              throw no();
            },
            _ -> {
              throw no();
            },
            clock,
            LeaderListener.NONE,
            "me",
            observer,
            Brake.NONE,
            Runnable::run),
        7);
  }

  private static AssertionError no() {
    return new AssertionError("not asked for here");
  }

  private final class Rows extends UnaskedInspection {
    @Override
    public List<StoredAccount> rows(List<UUID> accounts) {
      OwnershipRow row =
          new OwnershipRow(
              OwnershipRow.State.IMPORTING,
              2,
              0,
              OptionalLong.empty(),
              OptionalLong.empty(),
              ByteString.EMPTY,
              new OwnershipRow.Digest(0, 0),
              copied,
              false,
              0);
      return accounts.stream().map(account -> new StoredAccount(account, row, 0)).toList();
    }
  }

  private void pass(long seconds) {
    pass(seconds, "");
  }

  private void pass(long seconds, String refusal) {
    LongStream.range(0, seconds)
        .forEach(_ -> {
          clock.advance(Duration.ofSeconds(1));
          reporter.report(reports.report().migration(), HEALTHY, overlay, refusal);
        });
  }

  private Progress progress() {
    return Progress.of(catalog.progress);
  }

  @Test
  void aStoreThatIsAwayIsNamedAfterAMinuteAndItsReturnIsTold() {
    observer.away.add("new");
    pass(60);
    assertThat(observer.told).isEmpty();
    pass(1);
    assertThat(observer.told)
        .extracting(Alert::kind, Alert::sentence)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Kind.STALLED, "the store new is away: no heartbeat"));
    assertThat(observer.gauges).containsExactly(Kind.STALLED);
    assertThat(progress().cause()).startsWith("the store new is away");
    pass(120);
    assertThat(observer.told).hasSize(1);
    reports = new Reports().with(AccountState.REVERSE_SYNCED, 1);
    pass(1);
    assertThat(observer.told).hasSize(2);
    assertThat(observer.told.getLast().ended()).contains(clock.now());
    assertThat(progress().standstill()).isEmpty();
  }

  @Test
  void anAccountThatRefusesIsNamed() {
    reports.failing(new Failure(ANN, 9, "old refused: NOT_HOME"));
    pass(61);
    assertThat(observer.told)
        .extracting(Alert::sentence)
        .containsExactly("account " + ANN + " has failed 9 times: old refused: NOT_HOME");
  }

  @Test
  void aLongCopyThatGrowsIsNoStandstill() {
    for (int i = 0; i < 300; i++) {
      copied += 100;
      pass(1);
    }
    assertThat(observer.told).isEmpty();
    pass(80);
    assertThat(observer.told).hasSize(1);
  }

  @Test
  void aRefusalIsShownAtOnceAndAnAlertAfterAMinute() {
    reports = new Reports().in(State.SOAKING).with(AccountState.REVERSE_SYNCED, 1);
    pass(5, "old is away");
    assertThat(progress().standstill()).isEqualTo("old is away");
    assertThat(progress().stalled()).isFalse();
    pass(61, "old is away");
    assertThat(observer.told).extracting(Alert::sentence).containsExactly("old is away");
    pass(1);
    assertThat(observer.told).hasSize(2);
  }

  @Test
  void whatWasRefusedOfAnOlderVersionIsInNobodysWay() {
    var stale = reports.report().migration();
    reports = new Reports().version(2).in(State.PAUSED);
    clock.advance(Duration.ofSeconds(1));
    reporter.report(stale, HEALTHY, overlay, "it is PAUSED");
    assertThat(progress().standstill()).isEmpty();
  }

  @Test
  void soakingWavesAndPausesAreNoStandstill() {
    reports = new Reports().soaks().with(AccountState.WAITING, 1);
    pass(200);
    reports = new Reports().in(State.PAUSED).with(AccountState.WAITING, 1);
    pass(200);
    assertThat(observer.told).isEmpty();
  }

  @Test
  void whatStaysBehindIsNoStandstillAndIsTold() {
    catalog.accounts.clear();
    overlay = new Overlay(1, 30, 0.5, 100, 10);
    reports = new Reports().keepsOverlays().in(State.SOAKING).with(AccountState.OVERLAID, 1);
    pass(200);
    reports = new Reports().keepsOverlays().with(AccountState.OVERLAID, 1);
    pass(30);
    assertThat(observer.told).isEmpty();
    assertThat(progress().overlay()).isEqualTo(overlay);
  }

  @Test
  void aDrainThatStandsIsOneAlsoWhenAllAreSwitched() {
    reports = new Reports().in(State.SOAKING).with(AccountState.OVERLAID, 1);
    pass(61);
    assertThat(observer.told).extracting(Alert::kind).containsExactly(Kind.STALLED);
  }

  @Test
  void theNextLeaderKnowsRateAndAlerts() {
    observer.away.add("new");
    pass(61);
    Alert raised = observer.told.getFirst();
    reports.reported(
        new Progress(3, 0.5, 0, 0, 0, "", true, Overlay.NONE, progress().alerts()).json());
    observer.told.clear();
    reporter = reporter();
    pass(1);
    assertThat(progress().rate().perSecond()).isEqualTo(3);
    assertThat(observer.told).extracting(Alert::since).containsExactly(raised.since());
    assertThat(observer.told.getFirst().ended()).isPresent();
  }

  @Test
  void theEndOfAMigrationEndsItsAlerts() {
    pass(61);
    assertThat(observer.told).hasSize(1);
    reporter.leave();
    assertThat(observer.told).hasSize(1); // somebody else leads it
    reports = new Reports().in(State.ROLLED_BACK);
    reporter.leave();
    assertThat(observer.told.getLast().ended()).isPresent();
  }

  @Test
  void aCatalogThatIsAwayIsToldByWhoeverLedLast() {
    CatalogAbsence absence = new CatalogAbsence(observer);
    var led = List.of(reports.report().migration());
    absence.absent(led, "UNAVAILABLE", clock.now());
    absence.absent(led, "UNAVAILABLE", clock.now().plusSeconds(59));
    assertThat(observer.told).isEmpty();
    absence.absent(led, "UNAVAILABLE", clock.now().plusSeconds(60));
    absence.absent(led, "UNAVAILABLE", clock.now().plusSeconds(61));
    assertThat(observer.told).extracting(Alert::kind).containsExactly(Kind.CATALOG_AWAY);
    absence.present(clock.now().plusSeconds(62));
    assertThat(observer.told).hasSize(2);
    assertThat(observer.told.getLast().ended()).contains(clock.now().plusSeconds(62));
  }
}
