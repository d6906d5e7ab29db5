package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.routing.ShadowComparator.Verdict;
import dev.notely.proxy.store.Aside.Sight;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What seqs and watermarks make of two answers that differ. */
class ShadowComparatorTest {
  private static final String NO_NOTE = "";

  private final ShadowComparator comparator = new ShadowComparator();

  private static Sight note(
      long lastSeq, long watermark, long seq, long tombstone, String content) {
    return new Sight(lastSeq, mark(watermark), false, seq, tombstone, content);
  }

  private static OptionalLong mark(long watermark) {
    return watermark < 0 ? OptionalLong.empty() : OptionalLong.of(watermark);
  }

  @ParameterizedTest
  @CsvSource({
    // home: lastSeq, seq, content; copy: watermark, seq, tombstone, content
    "9, 5, a, 9, 5, 0, a, EQUAL",
    "9, 0, '', 9, 0, 0, '', EQUAL",
    "9, 0, '', 9, 0, 7, '', EQUAL",
    "9, 5, a, 2, 5, 0, b, MISMATCH",
    "9, 5, a, 4, 3, 0, b, PENDING",
    "9, 5, a, -1, 0, 0, '', PENDING",
    "9, 5, a, 5, 3, 0, b, MISMATCH",
    "9, 5, a, 7, 0, 0, '', MISMATCH",
    "9, 5, a, 12, 0, 11, '', AHEAD",
    "9, 5, a, 4, 0, 3, '', PENDING",
    "9, 5, a, 4, 10, 0, b, AHEAD",
    "9, 0, '', 4, 10, 0, b, AHEAD",
    "9, 0, '', 8, 5, 0, b, PENDING",
    "9, 0, '', 9, 5, 0, b, MISMATCH",
    "9, 5, a, 5, 7, 0, b, MISMATCH",
  })
  void aNote(
      long lastSeq,
      long seq,
      String content,
      long watermark,
      long copySeq,
      long tombstone,
      String copyContent,
      Verdict verdict) {
    assertThat(
            comparator.compare(
                note(lastSeq, -1, seq, 0, content),
                note(0, watermark, copySeq, tombstone, copyContent)))
        .isEqualTo(verdict);
  }

  @Test
  void aPageIsJudgedOnceTheCopyIsComplete() {
    Sight home = new Sight(9, mark(-1), true, 0, 0, "a b");
    assertThat(comparator.compare(home, new Sight(9, mark(3), true, 0, 0, "a b")))
        .isEqualTo(Verdict.EQUAL);
    assertThat(comparator.compare(home, new Sight(9, mark(8), true, 0, 0, "a")))
        .isEqualTo(Verdict.PENDING);
    assertThat(comparator.compare(home, new Sight(9, mark(9), true, 0, 0, "a")))
        .isEqualTo(Verdict.MISMATCH);
  }

  @Test
  void nothingIsAheadOfAHomeThatWasReadLater() {
    Sight home = note(9, -1, 5, 0, "a");
    Sight copy = note(0, 4, 10, 0, "b");
    assertThat(comparator.compare(home, copy)).isEqualTo(Verdict.AHEAD);
    assertThat(comparator.compareAgain(home, copy)).isEqualTo(Verdict.MISMATCH);
  }

  /**
   * A history of one note is copied in order up to a watermark, with some later versions ahead of
   * it as dual writes bring them: whatever the home's reader saw, and when, it is no mismatch. Then
   * the copy is damaged, and a reader who sees the whole history finds it.
   */
  @Test
  void findsDamageAndNothingElse() {
    for (long seed = 1; seed <= 2_000; seed++) {
      Random random = new Random(seed);
      int length = 2 + random.nextInt(6);
      Map<Integer, String> history = new HashMap<>(); // seq -> content, empty: deleted
      boolean exists = false;
      for (int seq = 1; seq <= length; seq++) {
        exists = !exists || random.nextInt(3) > 0;
        history.put(seq, exists ? "v" + seq : NO_NOTE);
      }
      int watermark = random.nextInt(length + 1);
      int ahead = random.nextBoolean() ? watermark + random.nextInt(length - watermark + 1) : 0;
      Sight copy = seen(history, Math.max(watermark, ahead), watermark);
      int readAt = 1 + random.nextInt(length);
      Sight home = seen(history, readAt, -1);
      assertThat(comparator.compare(home, copy))
          .as("seed %s: %s read at %s, copy %s", seed, history, readAt, copy)
          .isNotEqualTo(Verdict.MISMATCH);

      Sight whole = seen(history, length, -1);
      Sight complete = seen(history, length, length);
      assertThat(comparator.compare(whole, complete)).isEqualTo(Verdict.EQUAL);
      assertThat(comparator.compare(whole, damaged(complete)))
          .as("seed %s: %s", seed, history)
          .isEqualTo(Verdict.MISMATCH);
    }
  }

  private static Sight damaged(Sight sound) {
    return sound.seq() == 0
        ? note(0, sound.lastSeq(), 1, 0, "came back")
        : note(0, sound.lastSeq(), 0, 0, NO_NOTE);
  }

  /** What a store that has the history up to a seq answers. */
  private static Sight seen(Map<Integer, String> history, int upTo, long watermark) {
    String content = history.getOrDefault(upTo, NO_NOTE);
    return content.isEmpty()
        ? note(upTo, watermark, 0, upTo, NO_NOTE)
        : note(upTo, watermark, upTo, 0, content);
  }
}
