package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.UnaskedMigrations;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking never waits, and what was known holds as long as nothing newer is. */
final class SpecPoliciesTest {
  private static final MovePolicy BOTH = new MovePolicy(true, 0.5, true);

  private final Deque<Runnable> lane = new ArrayDeque<>();
  private boolean laneIsFull;
  private boolean away;
  private int asked;
  private double share = 0.5;
  private boolean drain = true;
  private State state = State.RUNNING;
  private Instant now = Instant.EPOCH;
  private final SpecPolicies policies =
      new SpecPolicies(
          new Catalog(),
          work -> {
            if (laneIsFull) {
              throw new RejectedExecutionException("full");
            }
            lane.add(work);
          },
          () -> now);

  private final class Catalog extends UnaskedMigrations {
    @Override
    public Report get(long migration) {
      asked++;
      if (away) {
        throw new CatalogUnavailableException("away");
      }
      Reports reports = drain ? new Reports() : new Reports().keepsOverlays();
      return reports
          .in(state)
          .specified(
              "{\"name\":\"m\",\"from\":[\"a\"],\"to\":{\"stores\":[\"b\"]},\"dualWrites\":true,\"shadowReads\":0.9}")
          .shadowReads(share)
          .report();
    }
  }

  private void lookUp() {
    for (Runnable next = lane.poll(); next != null; next = lane.poll()) {
      next.run();
    }
  }

  @Test
  void noMigrationWantsNothingAndIsNotLookedUp() {
    assertThat(policies.of(0)).isEqualTo(MovePolicy.ALONE);
    assertThat(lane).isEmpty();
  }

  @Test
  void theFirstRequestsGoWithoutAndOneLookUpServesThem() {
    assertThat(policies.of(7)).isEqualTo(MovePolicy.NONE);
    assertThat(policies.of(7)).isEqualTo(MovePolicy.NONE);
    assertThat(lane).hasSize(1);
    assertThat(asked).as("nobody waited").isZero();
    lookUp();
    assertThat(policies.of(7)).isEqualTo(BOTH);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whatAnOperatorHasSetIsObeyedOnceItHasGrownOld() {
    policies.of(7);
    lookUp();
    share = 0.1;
    now = now.plusSeconds(3);
    assertThat(policies.of(7)).isEqualTo(BOTH);
    lookUp();
    assertThat(policies.of(7)).isEqualTo(new MovePolicy(true, 0.1, true));
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, true, true",
    "RUNNING, false, false",
    "SOAKING, true, true",
    "PAUSED, true, false",
    "HELD, true, false",
    "ROLLING_BACK, false, true",
    "FINISHING, true, false"
  })
  void whatIsReadMovesWhereTheMigrationDrains(State in, boolean asked, boolean moves) {
    state = in;
    drain = asked;
    policies.of(7);
    lookUp();
    assertThat(policies.of(7).drain()).isEqualTo(moves);
  }

  @Test
  void whileTheCatalogIsAwayWhatIsKnownHolds() {
    policies.of(7);
    lookUp();
    away = true;
    now = now.plusSeconds(3);
    policies.of(7);
    lookUp();
    assertThat(policies.of(7)).isEqualTo(BOTH);
    assertThat(asked).isEqualTo(2);
    now = now.plusSeconds(3);
    policies.of(7);
    assertThat(lane).as("and it is asked again").hasSize(1);
  }

  @Test
  void aFullLaneIsTriedAgainLater() {
    laneIsFull = true;
    assertThat(policies.of(7)).isEqualTo(MovePolicy.NONE);
    laneIsFull = false;
    now = now.plusSeconds(3);
    policies.of(7);
    lookUp();
    assertThat(policies.of(7)).isEqualTo(BOTH);
  }
}
