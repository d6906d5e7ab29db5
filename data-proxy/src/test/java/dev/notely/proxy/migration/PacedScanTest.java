package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a scan keeps to what it may: its rests, and the sizes of its batches. */
final class PacedScanTest {
  private static final Placement MOVING =
      new Placement(ScriptedCatalog.ACCOUNT, 1, "old", "new", Phase.MOVING, 1, 7);

  private final List<String> calls = new ArrayList<>();
  private final ScriptedStore source = new ScriptedStore("old", calls);
  private final StandingClock clock = new StandingClock();
  private final HeldUp users = new HeldUp();

  private MovePermit permit(long recordsPerSecond) {
    return MovePermit.of(MOVING, () -> recordsPerSecond, users, clock);
  }

  private static int records(PacedScan scan) {
    int records = 0;
    try (scan) {
      while (scan.hasNext()) {
        records += scan.next().records();
      }
    }
    return records;
  }

  @Test
  void restsForEachBatchOnceItIsDone() {
    users.feelIt = false;
    assertThat(records(PacedScan.of(source, MOVING, ByteString.EMPTY, permit(2)))).isEqualTo(4);
    assertThat(clock.now()).isEqualTo(Instant.EPOCH.plus(Duration.ofSeconds(2)));
    assertThat(source.atOnce).containsExactly(0);
  }

  @Test
  void goesOnInSmallBatchesWhenUsersCome() {
    users.feelIt = false;
    try (PacedScan scan = PacedScan.of(source, MOVING, ByteString.EMPTY, permit(0))) {
      assertThat(scan.next().records()).isEqualTo(2);
      users.feelIt = true;
      assertThat(records(scan)).as("nothing is read twice").isEqualTo(2);
    }
    assertThat(source.atOnce).containsExactly(0, MovePermit.FEW);
  }

  @Test
  void whatMustBeFreshIsReadAfterTheRest() {
    assertThat(records(PacedScan.fresh(source, MOVING, permit(2)))).isEqualTo(4);
    assertThat(source.atOnce).as("one stream for a batch").hasSize(2);
  }

  /** The rest of the records may be deleted while it rests. */
  @Test
  void whatIsGoneAfterTheRestIsNotAskedFor() {
    source.emptiedAfter = 1;
    assertThat(records(PacedScan.fresh(source, MOVING, permit(2)))).isEqualTo(2);
  }
}
