package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose feelings a gate measures, and since when. */
final class GateKeeperTest {
  private static final UUID FIRST = new UUID(0, 1);
  private static final UUID SECOND = new UUID(0, 2);
  private static final Counts WELL = new Counts(100, 0, List.of());
  private static final Counts ILL = new Counts(100, 50, List.of());

  private final StandingClock clock = new StandingClock();
  private final GateCatalog catalog = new GateCatalog();
  private final List<List<Set<UUID>>> watched = new ArrayList<>();
  private List<Counts> felt = List.of(WELL, WELL);
  private final GateKeeper gate =
      new GateKeeper(
          new MigrationDriver.Ports(
              catalog,
              GateKeeperTest::noStore,
              GateKeeperTest::noLook,
              _ -> {},
              this::watch,
              clock,
              "p"),
          1);

  private static RecordStore noStore(String store) {
    throw new AssertionError("a gate asks no store");
  }

  private static StoreInspection noLook(String store) {
    throw new AssertionError("a gate looks at no store");
  }

  private UserWatch watch(List<Set<UUID>> cohorts) {
    watched.add(cohorts);
    return new UserWatch() {
      @Override
      public List<Counts> take() {
        return felt;
      }

      @Override
      public void close() {}
    };
  }

  private static Account account(UUID id, int wave) {
    return new Account(
        id,
        wave,
        AccountState.REVERSE_SYNCED,
        "a",
        "b",
        0,
        0,
        1,
        "",
        0,
        new Placement(id, 2, "b", "a", Phase.KEPT, 0));
  }

  private static Migration soaking(int wave, long version) {
    return new Reports()
        .specified(
            "{\"name\":\"m\",\"from\":[\"a\"],\"to\":{\"stores\":[\"b\"]},\"gate\":{\"soak\":\"5s\"}}")
        .wave(wave)
        .version(version)
        .soaks()
        .migration();
  }

  private List<Event> soakFor(Migration migration) {
    gate.soak(migration);
    clock.advance(Duration.ofSeconds(5));
    gate.soak(migration);
    return catalog.applied;
  }

  @Test
  void watchesTheAccountsOfEachWaveAndNoOther() {
    catalog.accounts.addAll(List.of(account(FIRST, 0), account(SECOND, 1)));
    gate.soak(soaking(0, 3));
    assertThat(watched).containsExactly(List.of(Set.of(FIRST), Set.of(SECOND)));
  }

  @Test
  void judgesTheWaveThatSoaks() {
    felt = List.of(WELL, ILL);
    assertThat(soakFor(soaking(0, 3))).containsExactly(Event.GATE_PASSED);
    assertThat(soakFor(soaking(1, 4))).containsExactly(Event.GATE_PASSED, Event.GATE_FAILED);
  }

  /** Another leader may have brought the migration on: its next wave has not been judged. */
  @Test
  void aVerdictIsOfWhatWasJudged() {
    felt = List.of(WELL, ILL);
    soakFor(soaking(0, 3));
    assertThat(catalog.seen).containsExactly(3L);
    soakFor(soaking(1, 4));
    assertThat(catalog.seen).containsExactly(3L, 4L);
  }

  @Test
  void measuresAnewWhatIsToBeJudgedAnew() {
    felt = List.of(ILL, WELL);
    assertThat(soakFor(soaking(0, 3))).containsExactly(Event.GATE_FAILED);
    felt = List.of(WELL, WELL);
    assertThat(soakFor(soaking(0, 5))).as("released").endsWith(Event.GATE_PASSED);
  }

  @Test
  void judgesNotBeforeTheSoakIsOver() {
    gate.soak(soaking(0, 3));
    clock.advance(Duration.ofSeconds(4));
    gate.soak(soaking(0, 3));
    assertThat(catalog.applied).isEmpty();
  }

  /** What could not begin has not begun: the time until it does is not soaked. */
  @Test
  void aBeginThatFailsIsMadeAgain() {
    catalog.isAway = true;
    assertThatThrownBy(() -> gate.soak(soaking(0, 3)))
        .isInstanceOf(CatalogUnavailableException.class);
    clock.advance(Duration.ofSeconds(60));
    catalog.isAway = false;
    gate.soak(soaking(0, 3));
    assertThat(catalog.applied).as("only now it soaks").isEmpty();
    assertThat(watched).hasSize(1);
    assertThat(soakFor(soaking(0, 3))).containsExactly(Event.GATE_PASSED);
  }
}
