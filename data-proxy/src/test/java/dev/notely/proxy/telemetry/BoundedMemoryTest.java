package dev.notely.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.telemetry.Absences.Absence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is kept for watchers has an end, and is what it should be. */
final class BoundedMemoryTest {
  @Test
  void rowsKnowWhatChangedAndWhatWent() {
    VersionedRows<String> rows = new VersionedRows<>();
    rows.replace(Map.of("a", "1", "b", "1"), 1);
    rows.replace(Map.of("a", "1", "b", "2", "c", "1"), 2);
    rows.replace(Map.of("b", "2", "c", "1"), 3);
    assertThat(rows.changedAfter(0)).containsExactlyInAnyOrder("2", "1");
    assertThat(rows.changedAfter(1)).containsExactlyInAnyOrder("2", "1");
    assertThat(rows.changedAfter(2)).isEmpty();
    assertThat(rows.goneAfter(2)).containsExactly("a");
    assertThat(rows.goneAfter(3)).isEmpty();
    rows.replace(Map.of("a", "1", "b", "2", "c", "1"), 4);
    assertThat(rows.goneAfter(2)).as("it is back").isEmpty();
    assertThat(rows.changedAfter(3)).containsExactly("1");
  }

  @Test
  void keysThatWentAreForgotten() {
    VersionedRows<Long> rows = new VersionedRows<>();
    for (long version = 1; version <= 1_000; version++) {
      rows.replace(Map.of(Long.toString(version), version), version);
      rows.forgetBefore(version - 60);
    }
    assertThat(rows.remembered()).isEqualTo(60);
    assertThat(rows.changedAfter(0)).containsExactly(1_000L);
    assertThat(rows.goneAfter(998)).containsExactlyInAnyOrder("998", "999");
  }

  @Test
  void theLatestEventsAreKeptAndComeByTheirTimes() {
    RecentEvents<Long> events = new RecentEvents<>(5, time -> time);
    events.add(List.of(3L, 1L, 2L), 1);
    events.add(List.of(0L, 9L), 2);
    events.add(List.of(5L), 3);
    assertThat(events.after(0)).containsExactly(0L, 2L, 3L, 5L, 9L);
    assertThat(events.after(1)).containsExactly(0L, 5L, 9L);
    assertThat(events.after(3)).isEmpty();
    events.add(LongStream.range(0, 1_000).boxed().toList(), 4);
    assertThat(events.after(0)).containsExactly(995L, 996L, 997L, 998L, 999L);
  }

  @Test
  void anAbsenceKeepsItsBeginningUntilItEnds() {
    Absences absences = new Absences();
    absences.update(Map.of("new", "why"), 10);
    assertThat(absences.update(Map.of("new", "still", "catalog", "why"), 20))
        .containsExactly(new Absence("catalog", "why", 20), new Absence("new", "still", 10));
    assertThat(absences.update(Map.of(), 30)).isEmpty();
    assertThat(absences.update(Map.of("new", "again"), 40))
        .containsExactly(new Absence("new", "again", 40));
  }

  /** Against all of them, sorted. */
  @Test
  void theLargestAreKept() {
    Random random = new Random(3);
    Largest<Integer, Integer> largest = new Largest<>(10, size -> size);
    Map<Integer, Integer> all = new HashMap<>();
    for (int key = 0; key < 1_000; key++) {
      int size = random.nextInt(1_000_000);
      all.put(key, size);
      largest.put(key, size);
    }
    assertThat(largest.all().values())
        .containsExactlyInAnyOrderElementsOf(
            all.values().stream().sorted((a, b) -> Integer.compare(b, a)).limit(10).toList());
    int some = largest.all().keySet().iterator().next();
    largest.put(some, 1_000_001);
    assertThat(largest.get(some)).contains(1_000_001);
    assertThat(largest.all()).hasSize(10);
    largest.removeIf(size -> size <= 1_000_000);
    assertThat(largest.all()).containsOnly(Map.entry(some, 1_000_001));
  }

  @Test
  void whoIsSlowIsAskedSeldom() {
    Pace pace = new Pace(1_000, 0);
    assertThat(pace.isDue(0)).isTrue();
    pace.asked(0, 10);
    assertThat(pace.isDue(999)).isFalse();
    assertThat(pace.isDue(1_000)).isTrue();
    pace.asked(1_000, 1_200);
    assertThat(pace.isDue(4_999)).isFalse();
    assertThat(pace.isDue(5_000)).isTrue();
  }
}
