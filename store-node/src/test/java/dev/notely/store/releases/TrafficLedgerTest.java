package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrafficLedgerTest {
  private final TrafficLedger ledger = new TrafficLedger();

  private void report(String gateway, long requests, long errors, Map<Long, Long> latencies) {
    ledger.report(
        new TrafficReport(
            gateway,
            Map.of("v1", new TrafficReport.Counts(requests, errors, latencies, 0, 0)),
            List.of()));
  }

  @Test
  void reportsAreCumulativeAndAddedUpOverGateways() {
    report("a", 10, 1, Map.of());
    report("b", 100, 2, Map.of());
    report("a", 15, 1, Map.of());
    report("a", 15, 1, Map.of());
    assertThat(ledger.total("v1").requests()).isEqualTo(115);
    assertThat(ledger.total("v1").errors()).isEqualTo(3);
    assertThat(ledger.inWindow("v1").requests()).as("after each one's first").isEqualTo(5);
    assertThat(ledger.total("v2")).isEqualTo(Measure.NONE);
  }

  @Test
  void aGatewayThatCameBackIsAnotherOne() {
    report("a-1", 100, 0, Map.of());
    report("a-2", 3, 0, Map.of());
    report("a-2", 5, 0, Map.of());
    assertThat(ledger.total("v1").requests()).isEqualTo(105);
    assertThat(ledger.inWindow("v1").requests()).isEqualTo(2);
  }

  @Test
  void aWindowBeginsAnew() {
    report("a", 0, 0, Map.of());
    report("a", 100, 0, Map.of(1_000L, 99L, 50_000L, 1L));
    assertThat(ledger.inWindow("v1").p99Us()).isBetween(1_000L, 1_010L);
    ledger.beginWindow();
    assertThat(ledger.inWindow("v1")).isEqualTo(Measure.NONE);
    report("a", 102, 0, Map.of(1_000L, 99L, 50_000L, 3L));
    assertThat(ledger.inWindow("v1").requests()).isEqualTo(2);
    assertThat(ledger.inWindow("v1").p50Us()).isBetween(50_000L, 50_500L);
  }

  @Test
  void whatWasFeltLatelyIsKeptOverWindows() {
    report("a", 500, 0, Map.of(9_000L, 500L)); // of no known time
    assertThat(ledger.lately("v1")).isEqualTo(Measure.NONE);
    report("a", 1_500, 3, Map.of(9_000L, 1_500L));
    ledger.beginWindow();
    report("a", 1_600, 3, Map.of(9_000L, 1_500L, 1_000L, 100L));
    assertThat(ledger.lately("v1").requests()).isEqualTo(1_100);
    assertThat(ledger.lately("v1").errors()).isEqualTo(3);
    report("a", 2_600, 3, Map.of(9_000L, 1_500L, 1_000L, 1_100L));
    assertThat(ledger.lately("v1").p50Us()).isBetween(1_000L, 1_010L);
    report("a", 2_700, 3, Map.of(9_000L, 1_500L, 1_000L, 1_200L));
    assertThat(ledger.lately("v1").requests()).as("the oldest thousand are gone").isEqualTo(1_200);
    assertThat(ledger.lately("v1").errors()).isZero();
  }

  @Test
  void theLatestDifferencesAreKept() {
    for (int i = 0; i < 250; i++) {
      Difference one =
          new Difference(
              i, "get", ByteString.EMPTY, ByteString.EMPTY, "v1", "v2", "a", "b", "t" + i);
      ledger.report(new TrafficReport("a", Map.of(), List.of(one)));
    }
    assertThat(ledger.differences()).hasSize(200);
    assertThat(ledger.differences().getFirst().traceId()).isEqualTo("t249");
  }

  @Test
  void gatewaysThatWentAreForgottenInTheEnd() {
    report("first", 7, 0, Map.of());
    for (int i = 0; i < 64; i++) {
      report("g" + i, 1, 0, Map.of());
    }
    assertThat(ledger.total("v1").requests()).isEqualTo(71);
    report("first", 9, 0, Map.of());
    assertThat(ledger.inWindow("v1").requests()).as("its first report again").isZero();
  }
}
