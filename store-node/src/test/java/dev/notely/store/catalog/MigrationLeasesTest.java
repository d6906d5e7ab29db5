package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MigrationLeasesTest {
  private final FakeClock clock = new FakeClock();
  private final MigrationLeases leases = new MigrationLeases(clock);

  @Test
  void oneLeadsUntilItIsSilentForThreeSeconds() {
    assertThat(leases.lead("p", List.of(1L, 2L))).containsExactly(1L, 2L);
    assertThat(leases.lead("q", List.of(1L, 2L, 3L))).containsExactly(3L);
    clock.advance(Duration.ofMillis(2_999));
    assertThat(leases.leader(1)).isEqualTo("p");
    clock.advance(Duration.ofMillis(1));
    assertThat(leases.leader(1)).isEmpty();
    assertThat(leases.lead("q", List.of(1L))).containsExactly(1L);
    assertThat(leases.lead("p", List.of(1L))).isEmpty();
  }

  @Test
  void anOldReportSaysNothing() {
    ProgressReports reports = new ProgressReports(clock);
    reports.report(1, true, "{}");
    clock.advance(Duration.ofSeconds(5));
    assertThat(reports.reverseHealthy(1)).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(reports.reverseHealthy(1)).isFalse();
    assertThat(reports.reverseHealthy(2)).isFalse();
  }
}
