package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Section;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a watcher has missed, what he gets leads to the same as a snapshot. */
final class TelemetryBookTest {
  private final TelemetryBook book = new TelemetryBook("s", "proxy-1", 0);

  private TelemetryCopy snapshot() {
    TelemetryCopy copy = new TelemetryCopy();
    copy.apply(book.after(0));
    return copy;
  }

  @Test
  void updatesLeadToTheSameAsASnapshotWhateverWasSkipped() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      TelemetryBook seen = new TelemetryBook("s", "proxy-1", seed);
      TelemetryCopy diligent = new TelemetryCopy();
      TelemetryCopy lazy = new TelemetryCopy();
      int lazyGaps = 0;
      for (int version = 0; version < 80; version++) {
        seen.put(ObservedSystems.random(random, 1_000 + version));
        TelemetryCopy fresh = new TelemetryCopy();
        fresh.apply(seen.after(0));
        diligent.apply(seen.after(diligent.version()));
        diligent.assertSameAs(fresh);
        if (random.nextInt(8) == 0) {
          TelemetryUpdate update = seen.after(seen.base("s", lazy.request().getVersion()));
          lazy.apply(update);
          lazy.assertSameAs(fresh);
          lazyGaps++;
        }
      }
      assertThat(lazyGaps).as("seed " + seed).isPositive();
    }
  }

  @Test
  void oneGoesOnFromAVersionOfTheLastMinute() {
    Random random = new Random(1);
    for (int version = 1; version <= 100; version++) {
      book.put(ObservedSystems.random(random, version));
    }
    assertThat(book.base("s", 40)).isEqualTo(40);
    assertThat(book.after(40).getBase()).isEqualTo(40);
    assertThat(book.base("s", 39)).as("too long ago").isZero();
    assertThat(book.after(39).getBase()).isZero();
    assertThat(book.base("another", 99)).isZero();
    assertThat(book.base("s", 101)).as("a version that never was").isZero();
    assertThat(book.base("s", 0)).isZero();
  }

  @Test
  void versionsOfAnEarlierBookAreNotKnown() {
    TelemetryBook second = new TelemetryBook("s", "proxy-1", 50);
    assertThat(second.hasSomething()).isFalse();
    second.put(ObservedSystems.random(new Random(1), 1));
    assertThat(second.hasSomething()).isTrue();
    assertThat(second.version()).isEqualTo(51);
    assertThat(second.base("s", 50)).isZero();
    assertThat(second.base("s", 51)).isEqualTo(51);
  }

  @Test
  void thoseWhoKnowTheSameGetTheSame() {
    book.put(ObservedSystems.large(10, 10));
    book.put(ObservedSystems.large(10, 10));
    assertThat(book.after(1)).isSameAs(book.after(1));
    assertThat(book.after(0)).isSameAs(book.after(0));
    assertThat(book.after(1).getAccountsCount()).as("nothing has changed").isZero();
    assertThat(book.after(1).hasDeployment()).isFalse();
  }

  @Test
  void aSnapshotOfALargeSystemIsBelowAMegabyte() {
    book.put(ObservedSystems.large(10_000, 500));
    assertThat(book.after(0).getSerializedSize()).isBetween(500_000, 1_000_000);
    assertThat(snapshot().section(Section.ACCOUNTS)).hasSize(10_000);
    assertThat(snapshot().section(Section.MIGRATIONS)).hasSize(500);
    assertThat(snapshot().log()).hasSize(1_000);
  }
}
