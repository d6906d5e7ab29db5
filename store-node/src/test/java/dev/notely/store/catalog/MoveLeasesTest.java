package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MoveLeasesTest {
  private final FakeClock clock = new FakeClock();
  private final MoveLeases leases = new MoveLeases(clock);

  private static List<PlacementRow> work(int accounts) {
    return IntStream.rangeClosed(1, accounts)
        .mapToObj(number ->
            new PlacementRow(CatalogTest.id(number), 1, "a", "b", PlacementPhase.MOVING, number))
        .toList();
  }

  private List<ByteString> claim(String holder, int capacity, int accounts) {
    return leases.claim(holder, capacity, work(accounts)).work().stream()
        .map(PlacementRow::account)
        .toList();
  }

  @Test
  void nobodyGetsWhatAnotherHolds() {
    assertThat(claim("p", 2, 5)).containsExactly(CatalogTest.id(1), CatalogTest.id(2));
    assertThat(claim("q", 2, 5)).containsExactly(CatalogTest.id(3), CatalogTest.id(4));
    assertThat(leases.claim("r", 0, work(5)).waiting()).isEqualTo(1);
    assertThat(claim("p", 2, 5)).containsExactly(CatalogTest.id(1), CatalogTest.id(2));
  }

  @Test
  void capacityCountsWhatTheHolderHas() {
    assertThat(claim("p", 1, 5)).hasSize(1);
    assertThat(claim("p", 3, 5)).hasSize(3);
    assertThat(claim("p", 1, 5)).as("what it has stays its own").hasSize(3);
  }

  @Test
  void whatADeadHolderHadIsTakenOverAfterThreeSeconds() {
    claim("dead", 5, 2);
    clock.advance(Duration.ofMillis(2_999));
    assertThat(claim("p", 5, 2)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(claim("p", 5, 2)).hasSize(2);
    assertThat(claim("dead", 5, 2)).as("it comes back too late").isEmpty();
  }

  @Test
  void aClaimRenewsAllLeasesOfItsHolder() {
    claim("p", 5, 2);
    clock.advance(Duration.ofSeconds(2));
    claim("p", 0, 2);
    clock.advance(Duration.ofSeconds(2));
    assertThat(claim("q", 5, 2)).isEmpty();
  }

  @Test
  void whatIsGivenBackIsFreeAtOnceButOnlyByItsHolder() {
    claim("p", 5, 1);
    leases.unclaim("q", CatalogTest.id(1));
    assertThat(claim("q", 5, 1)).isEmpty();
    leases.unclaim("p", CatalogTest.id(1));
    assertThat(claim("q", 5, 1)).hasSize(1);
  }
}
